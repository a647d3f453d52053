"""The largest likelihood inside the parameter space, its boundary included."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.inference.round_robin.cone import Quadratic
from fourfold.inference.round_robin.pieces import Likelihood, P
from fourfold.vocabulary import NotEnoughData

AS_GOOD_AS_ZERO = 1e-8
"""A dyad variance from which the search may step to zero itself; of ratings with variance 1."""
_STEPS = 200
_HALVINGS = 40
_DONE = 1e-20
_LAST_NEWTON_STEP = 1e-14
_ROUNDING = 1e-11
_SLOPE_KEPT = 1e-4
_UNBOUNDED = 1e-3
_SHRINK = 0.05
_LEAST_INFORMATION = 1e-12
_DYAD = (P.PLUS, P.MINUS)
_NO_MAXIMUM = (
    "the ratings, or some combination of them, are explained without a rest, so the relationship variance cannot be told "
    "from zero and the likelihood has no maximum"
)

Evaluate = Callable[[FloatArray], Likelihood]


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where the likelihood is largest."""

    parameters: FloatArray
    at: Likelihood
    converged: bool


def largest(evaluate: Evaluate, starts: Sequence[FloatArray], *, group_variance: bool) -> Maximum:
    """The best of the maxima reached from the starts; for ratings of variance about 1.

    Raises `NotEnoughData` where the likelihood has no maximum.
    """
    free = np.array([k for k in P.ALL if group_variance or k != P.GROUP], dtype=np.int64)
    best = max((_climb(evaluate, start, free) for start in starts), key=lambda m: m.at.value)
    if not best.converged and min(best.parameters[k] for k in _DYAD) < AS_GOOD_AS_ZERO:
        raise NotEnoughData(_NO_MAXIMUM)
    return best


def _climb(evaluate: Evaluate, start: FloatArray, free: IntArray) -> Maximum:
    point, here = start, evaluate(start)
    for _ in range(_STEPS):
        _require_bounded(point, here)
        try:
            step, exact = _step(point, here, free)
        except np.linalg.LinAlgError:
            break
        gain = float(here.score @ step)
        if gain <= _DONE:
            return Maximum(point, here, converged=True)
        found = _forward(evaluate, point, step, here)
        if found is None:
            break
        point, here = found
        if exact and gain <= _LAST_NEWTON_STEP:
            return Maximum(point, here, converged=True)
    return Maximum(point, here, converged=False)


def _step(point: FloatArray, here: Likelihood, free: IntArray) -> tuple[FloatArray, bool]:
    """The best step of the quadratic model at a point, and whether the model is Newton's.

    Raises `LinAlgError` where the model has lost its digits.
    """
    with np.errstate(all="ignore"):
        curvature = _curvature(here, free)
        model = Quadratic(point, here.score, curvature, free, _bounded(point, free))
        return _shortened(model.best_inside() - point, point), curvature is here.observed


def _curvature(here: Likelihood, free: IntArray) -> FloatArray:
    """Observed information, made positive definite where it is not, measured by the expected information."""
    part = slice(len(free)), slice(len(free))
    try:
        np.linalg.cholesky(here.observed[part] - _SHRINK * here.expected[part])
    except np.linalg.LinAlgError:
        return _made_positive(here, part)
    return here.observed


def _made_positive(here: Likelihood, part: tuple[slice, slice]) -> FloatArray:
    expected = here.expected[part]
    scale = np.sqrt(np.maximum(np.diagonal(expected), np.finfo(float).tiny))
    sizes, axes = np.linalg.eigh(expected / np.outer(scale, scale))
    sizes = np.sqrt(np.maximum(sizes, _LEAST_INFORMATION))
    inverse = (axes / sizes / scale[:, None]).T
    values, vectors = np.linalg.eigh(inverse @ here.observed[part] @ inverse.T)
    root = scale[:, None] * (axes * sizes) @ vectors
    found = here.expected.copy()
    found[part] = root * np.maximum(np.abs(values), _SHRINK) @ root.T
    return found


def _bounded(point: FloatArray, free: IntArray) -> IntArray:
    """The variances that a step may set to zero; a sizeable dyad variance is kept away by `_shortened` instead."""
    near = [k for k in _DYAD if point[k] <= AS_GOOD_AS_ZERO]
    return np.array([*near, P.GROUP] if free[-1] == P.GROUP else near, dtype=np.int64)


def _shortened(step: FloatArray, point: FloatArray) -> FloatArray:
    """The step, cut so that no dyad variance loses more than most of itself before it is as good as zero."""
    sizeable = [k for k in _DYAD if point[k] > AS_GOOD_AS_ZERO]
    lost = min((step[k] / point[k] for k in sizeable), default=0.0)
    return step if lost > _SHRINK - 1 else step * ((_SHRINK - 1) / lost)


def _forward(evaluate: Evaluate, point: FloatArray, step: FloatArray, here: Likelihood) -> tuple[FloatArray, Likelihood] | None:
    """The first halving of the step that raises the likelihood as its slope promises, or None.

    Where the promise drowns in the rounding of the likelihood, the score knows better and the whole step is taken.
    """
    promised = float(here.score @ step)
    certain = promised > _ROUNDING * max(1.0, abs(here.value))
    for halving in range(_HALVINGS if certain else 1):
        fraction = 0.5**halving
        moved = point + fraction * step
        moved[P.PLUS :] = np.maximum(0.0, moved[P.PLUS :])
        there = evaluate(moved)
        if not certain or there.value >= here.value + _SLOPE_KEPT * fraction * promised:
            return moved, there
    return None


def _require_bounded(point: FloatArray, here: Likelihood) -> None:
    """A likelihood that still rises with the logarithm of a vanishing dyad variance has no maximum."""
    if any(point[k] < AS_GOOD_AS_ZERO and -here.score[k] * point[k] > _UNBOUNDED for k in _DYAD):
        raise NotEnoughData(_NO_MAXIMUM)
