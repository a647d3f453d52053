"""A damped Newton descent for a handful of parameters, with the curvature by differences of exact slopes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray

Criterion = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
"""Deviance (points,) and slopes (points, k) at points (points, k)."""

ENOUGH = 1e-10
"""A gain of deviance too small to change a printed digit."""

_MOST_STEPS = 100
_ROUGH_STEPS = 6
_DIFFERENCE = 1e-6
_FLATTEST = 1e-9
_DAMPINGS = np.concatenate([[0.0], np.logspace(-8, 3, 12)])
_ROUGH_DAMPINGS = np.array([0.0, 1e-3, 1e-2, 0.1, 1.0])
_SHORTER = np.array([0.5, 0.2, 0.05])


@dataclass(frozen=True, slots=True)
class Bottom:
    """Where a descent ended; `converged` when no step could gain any more."""

    point: FloatArray
    deviance: float
    hessian: FloatArray
    converged: bool


def curvatures_at(criterion: Criterion, points: FloatArray) -> FloatArray:
    """Second derivatives (points, k, k) by differences of the slopes, all in one call."""
    k = points.shape[1]
    widths = _DIFFERENCE * np.maximum(np.abs(points), 0.1)
    moved = points[:, None, :] + np.concatenate([np.zeros((len(points), 1, k)), widths[:, None, :] * np.eye(k)], axis=1)
    slopes = criterion(moved.reshape(-1, k))[1].reshape(-1, k + 1, k)
    raw = (slopes[:, 1:] - slopes[:, :1]) / widths[:, :, None]
    return np.asarray((raw + np.swapaxes(raw, 1, 2)) / 2)


def descend(criterion: Criterion, start: FloatArray, *, hessian: FloatArray | None = None, enough: float = ENOUGH) -> Bottom:
    """The bottom that a start leads to: the last step promised to gain less than `enough`.

    Where a Hessian is given it is kept up to date from the slopes alone (BFGS), one call a step; else it is computed
    anew at every step.
    """
    point = start
    values, slopes = criterion(point[None])
    value, slope = float(values[0]), slopes[0]
    curvature = curvatures_at(criterion, point[None])[0] if hessian is None else hessian
    for _ in range(_MOST_STEPS):
        steps, gain = _steps(curvature, slope)
        at, found, found_slope = _best(criterion, point + steps, value - gain / 10)
        if not found < value:
            return Bottom(point, value, curvature, converged=gain < enough**0.5)
        change = found_slope - slope
        moved, point, value, slope = at - point, at, found, found_slope
        if gain < enough:
            return Bottom(point, value, curvature, converged=True)
        curvature = curvatures_at(criterion, point[None])[0] if hessian is None else _updated(curvature, moved, change)
    return Bottom(point, value, curvature, converged=False)


def descend_together(criterion: Criterion, starts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Where a few steps from each of many starts lead: points (starts, k) and their deviances, the lowest first."""
    points = starts
    values, slopes = criterion(points)
    k = points.shape[1]
    for _ in range(_ROUGH_STEPS):
        ahead = _damped(curvatures_at(criterion, points), slopes, _ROUGH_DAMPINGS)[0] + points[:, None, :]
        tried, tried_slopes = criterion(ahead.reshape(-1, k))
        tried = np.where(np.isfinite(tried), tried, np.inf).reshape(len(points), -1)
        best = np.argmin(tried, axis=1)
        each = np.arange(len(points))
        better = tried[each, best] < values
        values = np.where(better, tried[each, best], values)
        points = np.where(better[:, None], ahead[each, best], points)
        slopes = np.where(better[:, None], tried_slopes.reshape(ahead.shape)[each, best], slopes)
    order = np.argsort(values)
    return points[order], values[order]


def _steps(curvature: FloatArray, slope: FloatArray) -> tuple[FloatArray, float]:
    """The Newton step, damped ones and shorter ones (steps, k), and what the first promises to gain."""
    damped, gain = _damped(curvature[None], slope[None], _DAMPINGS)
    return np.vstack([damped[0], _SHORTER[:, None] * damped[0, 0]]), float(gain[0])


def _damped(curvatures: FloatArray, slopes: FloatArray, dampings: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Damped Newton steps (points, dampings, k), downhill also where the curvature is negative; the gain of the first."""
    values, directions = np.linalg.eigh(np.nan_to_num(curvatures))
    size = np.abs(values)
    steepest = size.max(axis=1)[:, None, None] + 1e-300
    along = np.einsum("pij,pi->pj", directions, slopes)
    steps = -along[:, None, :] / np.maximum(size[:, None, :] + dampings[:, None] * steepest, _FLATTEST * steepest)
    gain = -np.einsum("pj,pj->p", along, steps[:, 0]) / 2
    return np.einsum("pij,pdj->pdi", directions, steps), gain


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
