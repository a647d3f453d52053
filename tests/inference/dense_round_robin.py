"""The social relations model written out as one covariance matrix a group, and simulated groups, for comparison."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from fourfold.inference.arrays import FloatArray
from fourfold.inference.round_robin import Components, RoundRobin

COMPONENTS = ("actor", "partner", "relationship", "actor_partner", "reciprocity", "group")


@dataclass(frozen=True)
class Case:
    """Round robins as square tables, row = rater, NaN where missing."""

    groups: tuple[FloatArray, ...]

    @property
    def table(self) -> dict[str, np.ndarray]:
        rows = [
            (g, i, j, group[i, j])
            for g, group in enumerate(self.groups)
            for i in range(len(group))
            for j in range(len(group))
            if i != j
        ]
        group, rater, target, value = (np.array(column) for column in zip(*rows, strict=True))
        return {"group": group, "rater": rater, "target": target, "value": value}

    @property
    def usable(self) -> "Case":
        """Without groups of fewer than three persons who rate or are rated."""
        seen = [~np.isnan(g) for g in self.groups]
        return Case(tuple(g for g, s in zip(self.groups, seen, strict=True) if (s.any(axis=0) | s.any(axis=1)).sum() >= 3))


def simulated(seed: int, *, groups: int = 4, missing: float = 0.0, smallest: int = 4) -> Case:
    """Groups of `smallest` to seven persons with random components, some of them absent."""
    rng = np.random.default_rng(seed)
    person = rng.normal(size=(2, 2)) * rng.choice([0.0, 0.5, 1.0], size=(2, 1))
    reciprocity, between = rng.uniform(-0.7, 0.7), rng.choice([0.0, 0.5])
    return Case(
        tuple(_group(rng, int(rng.integers(smallest, 8)), person, (reciprocity, between, missing)) for _ in range(groups))
    )


def _group(rng: np.random.Generator, n: int, person: FloatArray, rest: tuple[float, float, float]) -> FloatArray:
    reciprocity, between, missing = rest
    effects, noise = rng.normal(size=(n, 2)) @ person, rng.normal(size=(n, n))
    values = 3 + between * rng.normal() + effects[:, :1] + effects[:, 1] + noise + reciprocity * noise.T
    values[np.eye(n, dtype=bool) | (rng.random((n, n)) < missing)] = np.nan
    return values


def as_array(components: Components) -> FloatArray:
    return np.array([getattr(components, name) or 0.0 for name in COMPONENTS])


def close(one: RoundRobin, other: RoundRobin, tolerance: float, scale: float = 1.0) -> bool:
    """Whether two fits agree; the second one's ratings are `scale` times the first one's."""
    return bool(
        np.allclose(as_array(one.variances) * scale**2, as_array(other.variances), atol=tolerance * scale**2, rtol=tolerance)
    )


def dense_log_likelihood(case: Case, components: FloatArray, *, restricted: bool) -> float:
    determinant = xx = xy = yy = 0.0
    n = 0
    for group in case.groups:
        rater, target = np.nonzero(~np.isnan(group) & ~np.eye(len(group), dtype=bool))
        if not len(rater):
            continue
        try:
            factor = np.linalg.cholesky(dense_covariance(rater, target, components))
        except np.linalg.LinAlgError:
            return -np.inf
        ones, values = np.linalg.solve(factor, np.stack([np.ones(len(rater)), group[rater, target]], axis=1)).T
        determinant += 2 * np.log(np.diagonal(factor)).sum()
        xx, xy, yy, n = xx + ones @ ones, xy + ones @ values, yy + values @ values, n + len(rater)
    found = -0.5 * (n * np.log(2 * np.pi) + determinant + yy - xy**2 / xx)
    return float(found + 0.5 * (np.log(2 * np.pi) - np.log(xx)) if restricted else found)


def dense_covariance(rater: np.ndarray, target: np.ndarray, components: FloatArray) -> FloatArray:
    actor, partner, relationship, actor_partner, reciprocity, group = components
    same_rater, same_target = rater[:, None] == rater, target[:, None] == target
    crossed = rater[:, None] == target
    return (
        actor * same_rater
        + partner * same_target
        + relationship * (same_rater & same_target)
        + actor_partner * (crossed.astype(float) + crossed.T)
        + reciprocity * (crossed & crossed.T)
        + group
    )


def best_of_searches(case: Case, *, restricted: bool, group_variance: bool, starts: Sequence[float] = (0.4,)) -> float:
    """The largest dense log-likelihood that a general optimiser finds from several starts."""
    spread = float(np.nanstd(np.concatenate([g.ravel() for g in case.groups])))

    def lost(free: FloatArray) -> float:
        found = dense_log_likelihood(case, _components(free * spread, group_variance), restricted=restricted)
        return -found if np.isfinite(found) else 1e10

    best = 1e10
    for person in starts:
        for tie in (0.0, 0.9, -0.9):
            start = np.array([person, 0.0, person, np.sqrt(1 + tie), np.sqrt(1 - tie), 0.3])[: 6 if group_variance else 5]
            rough = minimize(lost, start * 0.7, method="BFGS")
            best = min(best, minimize(lost, rough.x, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-10}).fun)
    return -best


def _components(free: FloatArray, group_variance: bool) -> FloatArray:
    first, cross, second, plus, minus = free[:5]
    group = free[5] ** 2 if group_variance else 0.0
    together, apart = (plus**2 + minus**2) / 2, (plus**2 - minus**2) / 2
    return np.array([first**2, cross**2 + second**2, together, first * cross, apart, group])
