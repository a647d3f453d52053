"""A complete round robin split by its symmetry under relabelling of the members.

The n(n - 1) ratings fall into one mean, two copies of the n - 1 centred person scores (what a person gives and gets
together, u, and the one less the other, v) and what is left of the symmetric and the antisymmetric half of each dyad.
These parts are independent of one another, and within a part all coordinates have the same (co)variance.
Source: docs/method/round_robins.md, equations 2 to 5.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray, IntArray

_CHUNK_CELLS = 1 << 16


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Complete groups of one size n in the coordinates of their symmetry.

    mean (groups,); given, received (groups, n) sums of ratings less the group's mean; scatter (groups, 2, 2) of (u, v)
    with n - 1 degrees of freedom; symmetric, antisymmetric (groups,) sums of squares of what is left of the dyads.
    """

    n: int
    mean: FloatArray
    given: FloatArray
    received: FloatArray
    scatter: FloatArray
    symmetric: FloatArray
    antisymmetric: FloatArray

    @property
    def symmetric_df(self) -> float:
        """Degrees of freedom of `symmetric`."""
        return self.n * (self.n - 3) / 2

    @property
    def antisymmetric_df(self) -> float:
        """Degrees of freedom of `antisymmetric`."""
        return (self.n - 1) * (self.n - 2) / 2


def coordinates(ratings: FloatArray) -> Coordinates:
    """Symmetry coordinates of complete round robins: ratings (groups, n, n), row = rater, diagonal ignored."""
    groups, n, _ = ratings.shape
    mean, squares, products = np.empty((3, groups))
    sums = np.empty((groups, 2 * n))
    cells = _Cells.of(n)
    for part in _chunks(groups, n * n):
        values = ratings[part].reshape(-1, n * n).take(cells.off_diagonal, axis=1)
        mean[part] = values.mean(axis=1)
        values -= mean[part, None]
        sums[part] = values @ cells.sums
        squares[part] = np.einsum("gk,gk->g", values, values)
        products[part] = np.einsum("gk,gk->g", values, values.take(cells.reverse, axis=1))
    return _from_sums(mean, sums, squares, products)


def _from_sums(mean: FloatArray, sums: FloatArray, squares: FloatArray, products: FloatArray) -> Coordinates:
    n = sums.shape[1] // 2
    given, received = sums[:, :n], sums[:, n:]
    gg, rr = np.einsum("gi,gi->g", given, given), np.einsum("gi,gi->g", received, received)
    gr = np.einsum("gi,gi->g", given, received)
    uu, vv = (gg + rr + 2 * gr) / (2 * (n - 2)), (gg + rr - 2 * gr) / (2 * n)
    uv = (gg - rr) / (2 * np.sqrt(n * (n - 2)))
    scatter = np.stack([uu, uv, uv, vv], axis=1).reshape(-1, 2, 2)
    symmetric = np.maximum((squares + products) / 2 - uu, 0.0) if n > 3 else np.zeros_like(uu)
    antisymmetric = np.maximum((squares - products) / 2 - vv, 0.0)
    return Coordinates(n, mean, given, received, scatter, symmetric, antisymmetric)


@dataclass(frozen=True, slots=True)
class _Cells:
    """Places of the off-diagonal cells in a flat n x n table and of each one's reverse; `sums` adds up rows and columns."""

    off_diagonal: IntArray
    reverse: IntArray
    sums: FloatArray

    @classmethod
    def of(cls, n: int) -> "_Cells":
        rater, target = np.nonzero(~np.eye(n, dtype=bool))
        place = np.zeros((n, n), dtype=np.int64)
        place[rater, target] = np.arange(len(rater))
        eye = np.eye(n)
        return cls(rater * n + target, place[target, rater], np.hstack([eye[rater], eye[target]]))


def _chunks(groups: int, cells: int) -> Iterator[slice]:
    step = max(1, _CHUNK_CELLS // cells)
    return (slice(start, start + step) for start in range(0, groups, step))
