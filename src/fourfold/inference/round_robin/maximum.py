"""The largest likelihood inside the parameter space, its boundary included."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.inference.round_robin.cone import Quadratic
from fourfold.inference.round_robin.pieces import Likelihood, P
from fourfold.vocabulary import NotEnoughData

LEAST_DYAD_VARIANCE = 1e-10
"""Of ratings with variance 1; below it a dyad variance counts as zero."""
_STEPS = 200
_HALVINGS = 40
_DONE = 1e-20
_ROUNDING = 1e-11
_SLOPE_KEPT = 1e-4
_UNBOUNDED = 1e-3
_SHRINK = 0.05

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
    free = np.array([k for k in P if group_variance or k is not P.GROUP], dtype=np.int64)
    return max((_climb(evaluate, start, free) for start in starts), key=lambda m: m.at.value)


def _climb(evaluate: Evaluate, start: FloatArray, free: IntArray) -> Maximum:
    point, here = start, evaluate(start)
    for _ in range(_STEPS):
        moving = _off_the_floor(point, here, free)
        model = Quadratic(point, here.score, _curvature(here, moving), moving)
        step = _shortened(model.best_inside() - point, point)
        if float(here.score @ step) <= _DONE:
            return Maximum(point, here, converged=True)
        found = _forward(evaluate, point, step, here)
        if found is None:
            break
        point, here = found
    return Maximum(point, here, converged=False)


def _curvature(here: Likelihood, free: IntArray) -> FloatArray:
    """Observed information where it is positive definite (fast near the top), else expected information (safe)."""
    part = np.ix_(free, free)
    try:
        scale = np.sqrt(np.diagonal(here.expected[part]))
        smallest = np.linalg.eigvalsh(here.observed[part] / np.outer(scale, scale))[0]
    except np.linalg.LinAlgError:
        return here.expected
    return here.observed if smallest > _SHRINK else here.expected


def _shortened(step: FloatArray, point: FloatArray) -> FloatArray:
    """The step, cut so that neither dyad variance loses more than most of itself."""
    lost = np.min(step[[P.PLUS, P.MINUS]] / point[[P.PLUS, P.MINUS]])
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
        moved[P.GROUP] = max(0.0, moved[P.GROUP])
        there = evaluate(moved)
        if not certain or there.value >= here.value + _SLOPE_KEPT * fraction * promised:
            return moved, there
    return None


def _off_the_floor(point: FloatArray, here: Likelihood, free: IntArray) -> IntArray:
    """The places that may still move; a dyad variance that wants below the floor stays there."""
    for k in (P.PLUS, P.MINUS):
        if point[k] < LEAST_DYAD_VARIANCE and here.score[k] < 0:
            if -here.score[k] * point[k] > _UNBOUNDED:
                raise NotEnoughData(
                    "the ratings follow from the persons' effects without a rest, so the relationship variance "
                    "cannot be told from zero and the model has no maximum"
                )
            free = free[free != k]
    return free
