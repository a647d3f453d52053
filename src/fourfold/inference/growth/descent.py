"""A damped Newton descent for a handful of parameters, with the Hessian by differences of exact slopes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray

Criterion = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
"""Deviance (points,) and slopes (points, k) at points (points, k)."""

_MOST_STEPS = 100
_DIFFERENCE = 1e-6
_FLATTEST = 1e-9
ENOUGH = 1e-10
"""A gain of deviance too small to change a printed digit."""
_DAMPINGS = np.concatenate([[0.0], np.logspace(-8, 3, 12)])
_SHORTER = np.array([0.5, 0.2, 0.05])


@dataclass(frozen=True, slots=True)
class Bottom:
    """Where a descent ended; `converged` when no step could gain any more."""

    point: FloatArray
    deviance: float
    hessian: FloatArray
    converged: bool


def curvature_at(criterion: Criterion, point: FloatArray) -> FloatArray:
    """Second derivatives (k, k) by differences of the slopes, all in one call."""
    widths = _DIFFERENCE * np.maximum(np.abs(point), 0.1)
    slopes = criterion(np.vstack([point, point + np.diag(widths)]))[1]
    raw = (slopes[1:] - slopes[0]) / widths[:, None]
    return np.asarray((raw + raw.T) / 2)


def descend(criterion: Criterion, start: FloatArray, *, hessian: FloatArray | None = None, enough: float = ENOUGH) -> Bottom:
    """The bottom that a start leads to: the last step promised to gain less than `enough`.

    Where a Hessian is given it is kept up to date from the slopes alone (BFGS), one call a step; else it is computed
    anew at every step.
    """
    point = start
    values, slopes = criterion(point[None])
    value, slope = float(values[0]), slopes[0]
    curvature = curvature_at(criterion, point) if hessian is None else hessian
    for _ in range(_MOST_STEPS):
        steps, gain = _steps(curvature, slope)
        at, found, found_slope = _best(criterion, point + steps, value - gain / 10)
        if not found < value:
            return Bottom(point, value, curvature, converged=gain < np.sqrt(enough))
        change = found_slope - slope
        moved, point, value, slope = at - point, at, found, found_slope
        if gain < enough:
            return Bottom(point, value, curvature, converged=True)
        curvature = curvature_at(criterion, point) if hessian is None else _updated(curvature, moved, change)
    return Bottom(point, value, curvature, converged=False)


def _steps(curvature: FloatArray, slope: FloatArray) -> tuple[FloatArray, float]:
    """The Newton step and shorter ones (steps, k), downhill also where the curvature is negative, and the promised gain."""
    values, directions = np.linalg.eigh(curvature)
    steepest = max(float(np.abs(values).max()), 1e-300)
    along = directions.T @ slope
    damped = -along / np.maximum(np.abs(values) + _DAMPINGS[:, None] * steepest, _FLATTEST * steepest)
    steps = np.vstack([damped, _SHORTER[:, None] * damped[0]])
    return steps @ directions.T, float(-along @ steps[0]) / 2


def _best(criterion: Criterion, points: FloatArray, hoped: float) -> tuple[FloatArray, float, FloatArray]:
    """The first point where it is as low as hoped for, else the lowest of all; with its deviance and slope."""
    values, slopes = criterion(points[:1])
    if not values[0] <= hoped:
        values, slopes = criterion(points)
    k = int(np.argmin(np.where(np.isfinite(values), values, np.inf)))
    return points[k], float(values[k]), slopes[k]


def _updated(curvature: FloatArray, step: FloatArray, change: FloatArray) -> FloatArray:
    """The BFGS update. Source: Nocedal & Wright (2006), equation 6.19."""
    product = float(step @ change)
    if product <= 1e-12 * float(np.linalg.norm(step) * np.linalg.norm(change)):
        return curvature
    ahead = curvature @ step
    return np.asarray(curvature - np.outer(ahead, ahead) / (step @ ahead) + np.outer(change, change) / product)
