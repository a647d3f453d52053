"""Complete groups: by symmetry their likelihood needs eight numbers per group size, whatever the number of groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from typing import NamedTuple

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.round_robin.pieces import P, Pieces
from fourfold.inference.round_robin.symmetry import Coordinates


@dataclass(frozen=True, slots=True)
class SizeSums:
    """All that complete groups of size n say: `totals` and `total_squares` of t = sum of ratings / sqrt(n (n - 1))."""

    n: int
    groups: int
    totals: float
    total_squares: float
    scatter_sum: float
    scatter_difference: float
    scatter_cross: float
    symmetric: float
    antisymmetric: float


def size_sums(split: Coordinates) -> SizeSums:
    """The sums over the groups of one size."""
    n = split.n
    totals = split.mean * sqrt(n * (n - 1))
    scatter = split.scatter.sum(axis=0)
    return SizeSums(
        n=n,
        groups=len(totals),
        totals=float(totals.sum()),
        total_squares=float(totals @ totals),
        scatter_sum=float(scatter[0, 0]),
        scatter_difference=float(scatter[1, 1]),
        scatter_cross=float(scatter[0, 1]),
        symmetric=float(split.symmetric.sum()),
        antisymmetric=float(split.antisymmetric.sum()),
    )


def complete_pieces(sums: Iterable[SizeSums], parameters: FloatArray) -> Pieces:
    """Likelihood pieces of complete groups. Source: docs/method/round_robins.md, equation 5."""
    found = [_of_size(one, parameters) for one in sums]
    total = found[0]
    for one in found[1:]:
        total = total + one
    return total


def complete_effects(split: Coordinates, parameters: FloatArray, mean: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Posterior means of actor and partner effects (groups, n) and of group effects (groups,) of complete groups."""
    n = split.n
    person = np.array([[parameters[P.SUM], parameters[P.CROSS]], [parameters[P.CROSS], parameters[P.DIFFERENCE]]])
    loading = np.diag([sqrt((n - 2) / 2), sqrt(n / 2)])
    noise = np.diag(parameters[[P.PLUS, P.MINUS]])
    gain = person @ loading @ np.linalg.inv(loading @ person @ loading + noise)
    scores = np.stack(
        [(split.given + split.received) / sqrt(2 * (n - 2)), (split.given - split.received) / sqrt(2 * n)], axis=-1
    )
    total_variance = (n - 1) * parameters[P.SUM] + parameters[P.PLUS] + n * (n - 1) * parameters[P.GROUP]
    common = (split.mean - mean)[:, None] * person[0] * ((n - 1) / total_variance)
    posterior = scores @ gain.T + common[:, None, :]
    group = (split.mean - mean) * (n * (n - 1) * parameters[P.GROUP] / total_variance)
    return (posterior[..., 0] + posterior[..., 1]) / 2, (posterior[..., 0] - posterior[..., 1]) / 2, group


@lru_cache(maxsize=64)
def _blocks_of(n: int) -> FloatArray:
    """Rows: var u, var v, cov (u, v), dyad plus, dyad minus, var t; columns: the parameters."""
    blocks = np.zeros((6, 6))
    blocks[0, [P.SUM, P.PLUS]] = (n - 2) / 2, 1
    blocks[1, [P.DIFFERENCE, P.MINUS]] = n / 2, 1
    blocks[2, P.CROSS] = sqrt(n * (n - 2)) / 2
    blocks[3, P.PLUS] = blocks[4, P.MINUS] = 1
    blocks[5, [P.SUM, P.PLUS, P.GROUP]] = n - 1, 1, n * (n - 1)
    return blocks


class _Part(NamedTuple):
    """A part of one dimension: how often it was seen, its sum of squares, and its variance."""

    df: float
    squares: float
    variance: float

    def value(self) -> tuple[float, float]:
        """Its share of log|V| and of y'V⁻¹y."""
        return (self.df * log(self.variance), self.squares / self.variance) if self.df else (0.0, 0.0)

    def slope(self) -> tuple[float, float]:
        """The derivatives of `value` by the variance."""
        return (self.df / self.variance, -self.squares / self.variance**2) if self.df else (0.0, 0.0)

    def curvature(self) -> tuple[float, float]:
        """The second derivatives of `value` by the variance."""
        return (-self.df / self.variance**2, 2 * self.squares / self.variance**3) if self.df else (0.0, 0.0)


class _Pair(NamedTuple):
    """The part of the person scores (u, v): degrees of freedom, entries of inverse S⁻¹ and of Q = S⁻¹ scatter S⁻¹."""

    df: float
    iu: float
    iv: float
    ic: float
    qu: float
    qv: float
    qc: float

    @classmethod
    def of(cls, s: SizeSums, var_u: float, var_v: float, cov: float) -> "_Pair":
        determinant = var_u * var_v - cov * cov
        i, j, k = var_v / determinant, var_u / determinant, -cov / determinant
        a, b, c = s.scatter_sum, s.scatter_difference, s.scatter_cross
        qu = i * i * a + 2 * i * k * c + k * k * b
        qv = k * k * a + 2 * k * j * c + j * j * b
        qc = i * k * a + (i * j + k * k) * c + k * j * b
        return cls(s.groups * (s.n - 1.0), i, j, k, qu, qv, qc)

    def slopes(self) -> tuple[list[float], list[float]]:
        """Derivatives of df log|S| and of tr(S⁻¹ scatter) by var u, var v and cov."""
        df, i, j, k, qu, qv, qc = self
        return [df * i, df * j, 2 * df * k], [-qu, -qv, -2 * qc]

    def curvatures(self) -> tuple[list[list[float]], list[list[float]]]:
        """Second derivatives of the same."""
        df, i, j, k, qu, qv, qc = self
        uv, uc, vc = 2 * k * qc, 2 * (i * qc + k * qu), 2 * (k * qv + j * qc)
        luv, luc, lvc = -df * k * k, -2 * df * i * k, -2 * df * k * j
        return (
            [[-df * i * i, luv, luc], [luv, -df * j * j, lvc], [luc, lvc, -2 * df * (i * j + k * k)]],
            [[2 * i * qu, uv, uc], [uv, 2 * j * qv, vc], [uc, vc, 2 * (i * qv + j * qu + 2 * k * qc)]],
        )


def _of_size(s: SizeSums, parameters: FloatArray) -> Pieces:
    blocks, n, count = _blocks_of(s.n), s.n, s.groups
    var_u, var_v, cov, plus, minus, var_t = (blocks @ parameters).tolist()
    determinant = var_u * var_v - cov * cov
    if min(determinant, minus, var_t) <= 0 or (plus <= 0 and n > 3):
        return Pieces.impossible(count * n * (n - 1))
    pair = _Pair.of(s, var_u, var_v, cov)
    parts = (
        _Part(count * n * (n - 3) / 2, s.symmetric, plus),
        _Part(count * (n - 1) * (n - 2) / 2, s.antisymmetric, minus),
        _Part(count, s.total_squares, var_t),
    )
    values, first, second = np.empty(4), np.zeros((4, 6)), np.zeros((4, 6, 6))
    logs, squares = zip(*(part.value() for part in parts), strict=True)
    within = pair.iu * s.scatter_sum + pair.iv * s.scatter_difference + 2 * pair.ic * s.scatter_cross
    ones, cross = count * n * (n - 1.0), sqrt(n * (n - 1)) * s.totals
    values[:] = pair.df * log(determinant) + sum(logs), ones / var_t, cross / var_t, within + sum(squares)
    first[0, :3], first[3, :3] = pair.slopes()
    second[0, :3, :3], second[3, :3, :3] = pair.curvatures()
    for place, part in enumerate(parts, start=3):
        first[0, place], first[3, place] = part.slope()
        second[0, place, place], second[3, place, place] = part.curvature()
    first[1, 5], first[2, 5] = -ones / var_t**2, -cross / var_t**2
    second[1, 5, 5], second[2, 5, 5] = 2 * ones / var_t**3, 2 * cross / var_t**3
    return Pieces(count * n * (n - 1), values, first @ blocks, blocks.T @ second @ blocks)
