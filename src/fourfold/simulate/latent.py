"""How relationships move: the dynamic social relations model with roles, many groups at once.

Axes everywhere: groups G, sessions S, members M, facilitators T.
Source: docs/method/four_alliances.md, equations 1 to 6.
"""

from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Shape:
    """How many of everything, and the day of each session in usual gaps, counted from the first."""

    groups: int
    members: int
    facilitators: int
    times: FloatArray

    @property
    def sessions(self) -> int:
        """The number of sessions."""
        return len(self.times)


@dataclass(frozen=True, slots=True)
class Latent:
    """What no answer shows directly.

    levels (G, S, 5) in the order of BLOCKS, mean and slope included; members (G, S, M, 5) in the order of
    MEMBER_EFFECTS; facilitators (G, S, T, 3) in the order of FACILITATOR_EFFECTS; pairs, rater first, with a
    session axis so that a pair can fall out: mm (G, S, M, M), mt (G, S, M, T), tm (G, S, T, M).
    """

    levels: FloatArray
    members: FloatArray
    facilitators: FloatArray
    mm: FloatArray
    mt: FloatArray
    tm: FloatArray


@dataclass(frozen=True, slots=True)
class Answers:
    """One answer of everybody about everybody, on an unbounded scale, rater first: axes as in `Latent`.

    mg (G, S, M), tg (G, S, T) and general (G, S, M), which is a member about the other members in general.
    """

    mm: FloatArray
    mt: FloatArray
    tm: FloatArray
    mg: FloatArray
    tg: FloatArray
    general: FloatArray


class Normals:
    """Standard normal draws that are a fixed mixture of common streams, so that qualities can go together."""

    def __init__(self, seed: tuple[int, ...], weights: tuple[float, ...] = (1.0,)) -> None:
        self._streams = [(w, np.random.default_rng([*seed, k])) for k, w in enumerate(weights)]

    def draw(self, *shape: int) -> FloatArray:
        """Independent standard normals of a shape."""
        found = np.zeros(shape)
        for weight, stream in self._streams:
            found += weight * stream.standard_normal(shape)
        return found


def draw_latent(parameters: Parameters, shape: Shape, normals: Normals) -> Latent:
    """Levels, persons and pairs of groups that nothing happens to."""
    p, groups, sessions = parameters, shape.groups, shape.sessions
    mean = p.beta + p.slope * shape.times[:, None]
    levels = _paths((p.gamma0, p.gamma1, p.phi_g), shape.times, groups, normals)
    members = _paths((p.omega_m, p.psi_m, p.phi_p), shape.times, groups * shape.members, normals)
    leaders = _paths((p.omega_t, p.psi_t, p.phi_p), shape.times, groups * shape.facilitators, normals)
    mm = _alike(p.delta_mm, p.delta_mm_covariance, normals.draw(groups, 1, shape.members, shape.members))
    mt, tm = _unlike(_mt_tm(p, "delta"), normals.draw(2, groups, 1, shape.members, shape.facilitators))
    return Latent(
        levels=mean + levels,
        members=members.reshape(groups, shape.members, sessions, 5).swapaxes(1, 2).copy(),
        facilitators=leaders.reshape(groups, shape.facilitators, sessions, 3).swapaxes(1, 2).copy(),
        mm=np.repeat(mm, sessions, axis=1),
        mt=np.repeat(mt, sessions, axis=1),
        tm=np.repeat(tm, sessions, axis=1),
    )


def draw_answers(parameters: Parameters, latent: Latent, normals: Normals) -> Answers:
    """Everybody's answers about everybody in every session, with what is particular to that session."""
    p, (groups, sessions, members, _) = parameters, latent.members.shape
    facilitators = latent.facilitators.shape[2]
    e_mm = _alike(p.eps_mm, p.eps_mm_covariance, normals.draw(groups, sessions, members, members))
    e_mt, e_tm = _unlike(_mt_tm(p, "eps"), normals.draw(2, groups, sessions, members, facilitators))
    e_mg, e_general = np.sqrt(p.eps_mg) * normals.draw(2, groups, sessions, members)
    e_tg = np.sqrt(p.eps_tg) * normals.draw(groups, sessions, facilitators)
    level, member, leader = latent.levels, latent.members, latent.facilitators
    own_mm = level[:, :, None, 0] + member[..., 0]
    own_mt = level[:, :, None, 1] + member[..., 1]
    own_tm = level[:, :, None, 2] + leader[..., 0]
    return Answers(
        mm=own_mm[..., None] + member[:, :, None, :, 3] + latent.mm + e_mm,
        mt=own_mt[..., None] + leader[:, :, None, :, 2] + latent.mt + e_mt,
        tm=own_tm[..., None] + member[:, :, None, :, 4] + latent.tm + e_tm,
        mg=level[:, :, None, 3] + member[..., 2] + e_mg,
        tg=level[:, :, None, 4] + leader[..., 1] + e_tg,
        general=own_mm + e_general,
    )


def on_scale(values: FloatArray, lowest: float, highest: float, whole: bool = True) -> FloatArray:
    """Answers as a form takes them: cut off at both ends of the scale and, usually, whole. NaN stays NaN."""
    return np.clip(np.rint(values) if whole else values, lowest, highest)


def _paths(kind: tuple[FloatArray, FloatArray, float], times: FloatArray, n: int, normals: Normals) -> FloatArray:
    """n paths (n, S, k): a stable part, and a changing part that forgets itself by phi for each usual gap."""
    stable, changing, phi = kind
    k = len(stable)
    steady = normals.draw(n, 1, k) @ _root(stable).T
    moving = normals.draw(n, len(times), k) @ _root(changing).T
    for s in range(1, len(times)):
        kept = phi ** (times[s] - times[s - 1])
        moving[:, s] = kept * moving[:, s - 1] + np.sqrt(1 - kept**2) * moving[:, s]
    return np.asarray(steady + moving, dtype=np.float64)


def _root(covariance: FloatArray) -> FloatArray:
    """The symmetric L with LL' = covariance, also where a variance is 0. Other roots differ from one processor to the next."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray((vectors * np.sqrt(np.clip(values, 0.0, None))) @ vectors.T, dtype=np.float64)


def _alike(variance: float, covariance: float, draws: FloatArray) -> FloatArray:
    """Pairs whose two directions are exchangeable: [i, j] and [j, i] have the covariance."""
    both, apart = np.sqrt(variance + covariance), np.sqrt(variance - covariance)
    return np.asarray(0.5 * (both + apart) * draws + 0.5 * (both - apart) * draws.swapaxes(-1, -2), dtype=np.float64)


def _unlike(covariance: FloatArray, draws: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Pairs of a member and a facilitator: the member's direction (..., M, T) and the other (..., T, M)."""
    root = _root(covariance)
    forth = root[0, 0] * draws[0] + root[0, 1] * draws[1]
    back = root[1, 0] * draws[0] + root[1, 1] * draws[1]
    return forth, back.swapaxes(-1, -2)


def _mt_tm(p: Parameters, part: str) -> FloatArray:
    if part == "delta":
        return np.array([[p.delta_mt, p.delta_mt_tm_covariance], [p.delta_mt_tm_covariance, p.delta_tm]])
    return np.array([[p.eps_mt, p.eps_mt_tm_covariance], [p.eps_mt_tm_covariance, p.eps_tm]])
