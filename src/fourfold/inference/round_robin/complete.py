"""Complete groups: by symmetry their likelihood needs eight numbers per group size, whatever the number of groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

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


def _of_size(s: SizeSums, parameters: FloatArray) -> Pieces:
    blocks = _blocks_of(s.n)
    var_u, var_v, cov, plus, minus, var_t = (blocks @ parameters).tolist()
    n, count = s.n, s.groups
    person_df, plus_df, minus_df = count * (n - 1), count * n * (n - 3) / 2, count * (n - 1) * (n - 2) / 2
    determinant = var_u * var_v - cov * cov
    i, j, k = var_v / determinant, var_u / determinant, -cov / determinant
    a, b, c = s.scatter_sum, s.scatter_difference, s.scatter_cross
    # Q = S⁻¹ scatter S⁻¹
    qi = i * i * a + 2 * i * k * c + k * k * b
    qj = k * k * a + 2 * k * j * c + j * j * b
    qk = i * k * a + (i * j + k * k) * c + k * j * b
    cells, root = count * n * (n - 1), sqrt(n * (n - 1))
    values = np.array(
        [
            person_df * log(determinant) + plus_df * log(plus) + minus_df * log(minus) + count * log(var_t),
            cells / var_t,
            root * s.totals / var_t,
            i * a + j * b + 2 * k * c + s.symmetric / plus + s.antisymmetric / minus + s.total_squares / var_t,
        ]
    )
    t1, t2 = -1 / var_t**2, 2 / var_t**3
    first = np.zeros((4, 6))
    first[0] = person_df * i, person_df * j, 2 * person_df * k, plus_df / plus, minus_df / minus, count / var_t
    first[1, 5], first[2, 5] = cells * t1, root * s.totals * t1
    first[3] = -qi, -qj, -2 * qk, -s.symmetric / plus**2, -s.antisymmetric / minus**2, s.total_squares * t1
    second = np.zeros((4, 6, 6))
    second[0, :3, :3] = [
        [-person_df * i * i, -person_df * k * k, -2 * person_df * i * k],
        [-person_df * k * k, -person_df * j * j, -2 * person_df * k * j],
        [-2 * person_df * i * k, -2 * person_df * k * j, -2 * person_df * (i * j + k * k)],
    ]
    second[3, :3, :3] = [
        [2 * i * qi, 2 * k * qk, 2 * (i * qk + k * qi)],
        [2 * k * qk, 2 * j * qj, 2 * (k * qj + j * qk)],
        [2 * (i * qk + k * qi), 2 * (k * qj + j * qk), 2 * (i * qj + j * qi + 2 * k * qk)],
    ]
    second[0, 3, 3], second[0, 4, 4], second[0, 5, 5] = -plus_df / plus**2, -minus_df / minus**2, count * t1
    second[1, 5, 5], second[2, 5, 5] = cells * t2, root * s.totals * t2
    second[3, 3, 3], second[3, 4, 4] = 2 * s.symmetric / plus**3, 2 * s.antisymmetric / minus**3
    second[3, 5, 5] = s.total_squares * t2
    return Pieces(cells, values, first @ blocks, blocks.T @ second @ blocks)
