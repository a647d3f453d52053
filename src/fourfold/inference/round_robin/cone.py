"""The best step of a quadratic model that stays inside the parameter space.

The person (co)variances [[sum, cross], [cross, difference]] must be positive semidefinite, and single variances at
least zero. The model is convex, so its best point is the best of the best points of each face: interior, rank one, zero.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.inference.round_robin.pieces import P

_PERSON: IntArray = np.array([P.SUM, P.DIFFERENCE, P.CROSS], dtype=np.int64)
_ROUNDING = 1e-14


@dataclass(frozen=True, slots=True)
class Quadratic:
    """-score'd + d'information d / 2 at start + d; only places in `free` move, those in `bounded` not below zero."""

    start: FloatArray
    score: FloatArray
    information: FloatArray
    free: IntArray
    bounded: IntArray

    def best_inside(self) -> FloatArray:
        """The point (6,) with the least value among those inside the parameter space."""
        point = self.best(self.free)
        if (point[self.bounded] >= 0).all() and persons_allowed(point):
            return point
        found = [self._best_of_face(zero) for zero in self._zero_sets()]
        allowed = [p for p in found if (p[self.bounded] >= 0).all()]
        return min(allowed, key=self.value)

    def value(self, point: FloatArray) -> float:
        """The model at a point."""
        d = point - self.start
        return float(-self.score @ d + d @ self.information @ d / 2)

    def best(self, free: IntArray, fixed: FloatArray | None = None) -> FloatArray:
        """The least point of the model when only `free` moves and the others stand at `fixed` (default: start)."""
        point = self.start.copy() if fixed is None else fixed.copy()
        slope = self.information @ (point - self.start) - self.score
        point[free] -= np.linalg.solve(self.information[free][:, free], slope[free])
        return point

    def _zero_sets(self) -> list[list[int]]:
        """Which of the bounded places could be zero."""
        places = self.bounded.tolist()
        return [list(chosen) for size in range(len(places) + 1) for chosen in combinations(places, size)]

    def _best_of_face(self, zero: list[int]) -> FloatArray:
        base = self.start.copy()
        base[zero] = 0.0
        free = np.setdiff1d(self.free, zero)
        point = self.best(free, base)
        return point if persons_allowed(point) else self._best_rank_one(free, base)

    def _best_rank_one(self, free: IntArray, base: FloatArray) -> FloatArray:
        """Best point with person covariance size * d d', d = (1, t) or (0, 1): t is a root of a polynomial."""
        others = free[~np.isin(free, _PERSON)]
        origin = base.copy()
        origin[_PERSON] = 0.0
        origin = self.best(others, origin)
        moved = np.zeros((3, len(self.start)))
        moved[np.arange(3), _PERSON] = 1.0
        if len(others):
            inner = self.information[np.ix_(others, others)]
            moved[:, others] = -np.linalg.solve(inner, self.information[np.ix_(others, _PERSON)]).T
        slope = moved @ (self.score - self.information @ (origin - self.start))
        curvature = moved @ self.information @ moved.T
        person = max(_rank_one_directions(slope, curvature), key=lambda d: _gain(d, slope, curvature))
        size = max(0.0, float(person @ slope)) / float(person @ curvature @ person)
        return origin + size * person @ moved


def persons_allowed(parameters: FloatArray) -> bool:
    """Whether the person covariance is positive semidefinite."""
    total, difference, cross = parameters[_PERSON]
    return bool(total >= 0 and difference >= 0 and total * difference >= cross * cross * (1 - _ROUNDING))


def _rank_one_directions(slope: FloatArray, curvature: FloatArray) -> list[FloatArray]:
    """Directions (sum, difference, cross) = (1, t², t) where the gain (slope'd)² / d'curvature d is stationary in t.

    t is measured in units that make both variances weigh the same, so that no coefficient drowns.
    """
    unit = float((curvature[0, 0] / curvature[1, 1]) ** 0.25)
    scale = np.array([1.0, unit * unit, unit])
    a, k = slope * scale, curvature * np.outer(scale, scale)
    linear = np.poly1d([a[1], a[2], a[0]])
    quartic = np.poly1d([k[1, 1], 2 * k[1, 2], 2 * k[0, 1] + k[2, 2], 2 * k[0, 2], k[0, 0]])
    stationary = (2 * linear.deriv() * quartic - linear * quartic.deriv()).coeffs
    small = np.abs(stationary) <= _ROUNDING * np.max(np.abs(stationary))
    roots = np.roots(np.where(small, 0.0, stationary))
    real = [float(t.real) for t in roots if abs(t.imag) <= 1e-6 * (1 + abs(t.real))]
    ends = [np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])]
    return ends + [np.array([1.0, t * t, t]) * scale / (1 + t * t) for t in real]


def _gain(direction: FloatArray, slope: FloatArray, curvature: FloatArray) -> float:
    along = max(0.0, float(direction @ slope))
    return along * along / float(direction @ curvature @ direction)
