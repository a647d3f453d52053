"""The covariances of the modelled blocks alone, taken from the parameters and put back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.inference.four_alliance.batch_shape import Precisions
from fourfold.inference.four_alliance.parameters import BLOCKS, FACILITATOR_EFFECTS, MEMBER_EFFECTS, Parameters

_WIDEST = 5


@dataclass(frozen=True, slots=True)
class Covariances:
    """Covariances of some blocks. Kinds of unit are group, members, facilitators.

    stable, changing: one matrix for each kind over its modelled effects; phi (2,) of groups, of persons; dyad, pair
    (2, 2, 2) member with member, member (first) with facilitator; solo (2,) ratings of the group by members, by
    facilitators. What is not modelled has variance one and is not used.
    """

    blocks: tuple[str, ...]
    with_slope: bool
    stable: tuple[FloatArray, ...]
    changing: tuple[FloatArray, ...]
    phi: FloatArray
    dyad: FloatArray
    pair: FloatArray
    solo: FloatArray


def effect_places(blocks: Sequence[str]) -> tuple[IntArray, IntArray, IntArray]:
    """Places of the modelled effects in BLOCKS, in MEMBER_EFFECTS and in FACILITATOR_EFFECTS."""
    return (
        np.array([k for k, b in enumerate(BLOCKS) if b in blocks], dtype=np.int64),
        np.array([k for k, e in enumerate(MEMBER_EFFECTS) if e[2:] in blocks], dtype=np.int64),
        np.array([k for k, e in enumerate(FACILITATOR_EFFECTS) if e[2:] in blocks], dtype=np.int64),
    )


def covariances_of(parameters: Parameters, blocks: Sequence[str], *, with_slope: bool = True) -> Covariances:
    """The part of the parameters that the blocks need. Raises `ValueError` for an unknown block."""
    unknown = set(blocks) - set(BLOCKS)
    if unknown or not blocks:
        raise ValueError(f"blocks: {', '.join(sorted(unknown)) or 'none'}; choose from {', '.join(BLOCKS)}")
    p = parameters
    places = effect_places(blocks)
    stable = (p.gamma0, p.omega_m, p.omega_t)
    changing = (p.gamma1, p.psi_m, p.psi_t)
    return Covariances(
        tuple(b for b in BLOCKS if b in blocks),
        with_slope,
        tuple(m[np.ix_(k, k)] for m, k in zip(stable, places, strict=True)),
        tuple(m[np.ix_(k, k)] for m, k in zip(changing, places, strict=True)),
        np.array([p.phi_g, p.phi_p]),
        _pairs(blocks, (p.delta_mm, p.delta_mm_covariance), (p.delta_mt, p.delta_tm, p.delta_mt_tm_covariance)),
        _pairs(blocks, (p.eps_mm, p.eps_mm_covariance), (p.eps_mt, p.eps_tm, p.eps_mt_tm_covariance)),
        np.array([p.eps_mg if "MG" in blocks else 1.0, p.eps_tg if "TG" in blocks else 1.0]),
    )


def _pairs(blocks: Sequence[str], same: tuple[float, float], mixed: tuple[float, float, float]) -> FloatArray:
    members = [[same[0], same[1]], [same[1], same[0]]] if "MM" in blocks else np.eye(2)
    both = "MT" in blocks and "TM" in blocks
    covariance = mixed[2] if both else 0.0
    first, second = mixed[0] if "MT" in blocks else 1.0, mixed[1] if "TM" in blocks else 1.0
    return np.array([members, [[first, covariance], [covariance, second]]])


def parameters_with(found: Covariances, parameters: Parameters, beta: FloatArray) -> Parameters:
    """The parameters with the modelled part replaced, and everything else as it was."""
    places = effect_places(found.blocks)
    names = (("gamma0", "gamma1"), ("omega_m", "psi_m"), ("omega_t", "psi_t"))
    changed: dict[str, Any] = {}
    for kind, (stable, changing) in enumerate(names):
        for name, part in ((stable, found.stable[kind]), (changing, found.changing[kind])):
            matrix = getattr(parameters, name).copy()
            matrix[np.ix_(places[kind], places[kind])] = part
            changed[name] = matrix
    means = parameters.beta.copy()
    means[places[0]] = beta[: len(places[0])]
    slope = float(beta[-1]) if found.with_slope else parameters.slope
    persons = any(len(m) for m in found.changing[1:])
    changed |= {"beta": means, "slope": slope, "phi_g": float(found.phi[0])}
    changed |= {"phi_p": float(found.phi[1])} if persons else {}
    for name, pair in (("delta", found.dyad), ("eps", found.pair)):
        changed |= _pair_fields(found.blocks, name, pair)
    changed |= {f"eps_{b.lower()}": float(found.solo[k]) for k, b in enumerate(("MG", "TG")) if b in found.blocks}
    return replace(parameters, **changed)


def _pair_fields(blocks: Sequence[str], name: str, pair: FloatArray) -> dict[str, float]:
    fields: dict[str, float] = {}
    if "MM" in blocks:
        fields |= {f"{name}_mm": float(pair[0, 0, 0]), f"{name}_mm_covariance": float(pair[0, 0, 1])}
    if "MT" in blocks:
        fields[f"{name}_mt"] = float(pair[1, 0, 0])
    if "TM" in blocks:
        fields[f"{name}_tm"] = float(pair[1, 1, 1])
    if "MT" in blocks and "TM" in blocks:
        fields[f"{name}_mt_tm_covariance"] = float(pair[1, 0, 1])
    return fields


def precisions(covariances: Covariances) -> Precisions:
    """Columns and inverses for the compiled loops. Raises `LinAlgError` for a covariance that is not positive."""
    blocks = covariances.blocks
    groups, members, facilitators = (list(k) for k in effect_places(blocks))
    names = [MEMBER_EFFECTS[k] for k in members], [FACILITATOR_EFFECTS[k] for k in facilitators]
    own = [names[b[0] == "T"] for b in BLOCKS]
    other = [names[b[1] == "T"] for b in BLOCKS]
    return Precisions(
        width=np.array([len(groups), len(members), len(facilitators)]),
        group_column=np.array([blocks.index(b) if b in blocks else -1 for b in BLOCKS]),
        actor_column=np.array([_place(k, f"a_{b}") for b, k in zip(BLOCKS, own, strict=True)]),
        partner_column=np.array([_place(k, f"p_{b}") for b, k in zip(BLOCKS, other, strict=True)]),
        stable=np.array([_inverse(m) for m in covariances.stable]),
        changing=np.array([_inverse(m) for m in covariances.changing]),
        phi=covariances.phi[[0, 1, 1]],
        dyad=np.array([np.linalg.inv(m) for m in covariances.dyad]),
        cell=np.array([_cell_weights(m) for m in covariances.pair]),
        solo=1.0 / covariances.solo,
        fixed=len(groups) + int(covariances.with_slope),
    )


def _cell_weights(pair: FloatArray) -> FloatArray:
    """Inverse covariance (4, 2, 2) of a cell's residuals where nothing, one direction, the other or both are there."""
    first, second = 1.0 / np.diagonal(pair)
    return np.array([np.zeros((2, 2)), np.diag([first, 0.0]), np.diag([0.0, second]), np.linalg.inv(pair)])


def _place(names: list[str], name: str) -> int:
    return names.index(name) if name in names else -1


def _inverse(matrix: FloatArray) -> FloatArray:
    padded = np.zeros((_WIDEST, _WIDEST))
    n = len(matrix)
    if n:
        np.linalg.cholesky(matrix)
        padded[:n, :n] = np.linalg.inv(matrix)
    return padded
