"""Hyperparameters of the four-alliance model from many groups: penalised restricted maximum likelihood."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.batch import Likelihood, likelihood
from fourfold.inference.four_alliance.batch_covariances import Covariances, covariances_of, parameters_with
from fourfold.inference.four_alliance.batch_groups import ManyGroups, count_groups, many_groups, only_blocks
from fourfold.inference.four_alliance.batch_information import Directions
from fourfold.inference.four_alliance.fit_penalty import Penalty, penalty_for
from fourfold.inference.four_alliance.fit_scale import covariances_at, directions_at, free_numbers, score
from fourfold.inference.four_alliance.parameters import BLOCKS, Parameters
from fourfold.inference.four_alliance.ratings import History
from fourfold.vocabulary import NotEnoughData

_LONGEST_STEP = 1.5
_PAIRS = 40
_FEWEST_RATINGS = 3


@dataclass(frozen=True, slots=True)
class Fit:
    """Fitted parameters. Blocks that were not fitted keep the values of the prior.

    free (k,) the fitted numbers on the scale of `fit_scale`, information (k, k) their average information with the
    penalty; beta (fixed,) with covariance: means of the fitted blocks, then the slope where sessions differ in time.
    log_likelihood is restricted (REML) without the penalty; `converged` says whether the last step was negligible.
    """

    parameters: Parameters
    blocks: tuple[str, ...]
    log_likelihood: float
    beta: FloatArray
    beta_covariance: FloatArray
    free: FloatArray
    information: FloatArray
    groups: int
    ratings: int
    evaluations: int
    converged: bool


@dataclass(frozen=True, slots=True)
class _Point:
    """The penalised likelihood at one place, with all that the next step needs."""

    free: FloatArray
    value: float
    slope: FloatArray
    information: FloatArray
    found: Likelihood

    def step(self, pairs: Sequence[tuple[FloatArray, FloatArray]] = (), damping: float = 0.0) -> FloatArray:
        """The damped step uphill, no longer than fits a quadratic view of the likelihood."""
        curvature = _corrected(self.information, pairs)
        curvature = curvature + damping * np.diag(np.diagonal(curvature))
        step: FloatArray = np.asarray(np.linalg.solve(curvature, self.slope))
        return step * min(1.0, _LONGEST_STEP / max(float(np.abs(step).max()), 1e-300))


def _corrected(curvature: FloatArray, pairs: Sequence[tuple[FloatArray, FloatArray]]) -> FloatArray:
    """The average information, corrected by how the slope really fell along the last steps (BFGS, damped).

    Source: Nocedal & Wright (2006), Numerical Optimization, eq. 6.19 and procedure 18.2.
    """
    for step, fall in pairs:
        moved = curvature @ step
        expected, real = step @ moved, step @ fall
        share = 1.0 if real > 0.2 * expected else 0.8 * expected / (expected - real)
        bent = share * fall + (1.0 - share) * moved
        curvature = curvature - np.outer(moved, moved) / expected + np.outer(bent, bent) / (step @ bent)
    return curvature


@dataclass(frozen=True, slots=True)
class _Problem:
    """One fit: the data, the form of the covariances, and the pull towards the prior."""

    groups: ManyGroups
    like: Covariances
    penalty: Penalty
    threads: int | None

    def at(self, free: FloatArray, hint: FloatArray) -> _Point:
        """The point at these free numbers; `hint` are fixed effects near the best."""
        directions: Directions = directions_at(free, self.like)
        found = likelihood(self.groups, covariances_at(free, self.like), directions=directions, hint=hint, threads=self.threads)
        value, slope = self.penalty.value_and_slope(free)
        return _Point(
            free,
            found.value + value,
            score(directions, found.slopes) + slope,
            found.information + np.diag(self.penalty.precision),
            found,
        )


def fit_parameters(
    groups: Sequence[History] | ManyGroups,
    *,
    prior: Parameters,
    blocks: Sequence[str] | None = None,
    start: Parameters | None = None,
    penalty: float = 1.0,
    tolerance: float = 1e-6,
    threads: int | None = None,
) -> Fit:
    """Parameters of the given blocks (default: those with ratings) by penalised REML.

    The penalty pulls towards the prior, the less it matters the more groups there are; below ten groups it cannot be
    switched off. Raises `NotEnoughData` with fewer than three ratings, or none of a block asked for.
    Source: docs/method/fitting.md, sections 4 and 5.
    """
    every = groups if isinstance(groups, ManyGroups) else many_groups(groups)
    chosen = _present(every, blocks)
    those = only_blocks(every, chosen)
    problem = _problem(those, chosen, prior, (penalty, threads))
    first = free_numbers(covariances_of(start or prior, chosen, with_slope=problem.like.with_slope))
    return _report(problem, _climb(problem, first, _first_beta(those, chosen, problem.like), tolerance), prior)


def _present(groups: ManyGroups, blocks: Sequence[str] | None) -> tuple[str, ...]:
    seen = np.bincount(groups.block, minlength=len(BLOCKS))
    if seen.sum() < _FEWEST_RATINGS:
        raise NotEnoughData("There are fewer than three ratings, too few to estimate anything from.")
    chosen = tuple(b for b in BLOCKS if (seen[BLOCKS.index(b)] if blocks is None else b in blocks))
    empty = [b for b in chosen if not seen[BLOCKS.index(b)]]
    if empty or not chosen:
        raise NotEnoughData(f"Nobody gave a rating of kind {' or '.join(empty or blocks or ())}.")
    return chosen


def _problem(groups: ManyGroups, blocks: tuple[str, ...], prior: Parameters, how: tuple[float, int | None]) -> _Problem:
    offset = np.repeat(groups.session_start[:-1], np.diff(groups.rating_start))
    with_slope = bool(np.ptp(groups.time[offset + groups.session]) > 0)
    like = covariances_of(prior, blocks, with_slope=with_slope)
    return _Problem(groups, like, penalty_for(like, count_groups(groups), how[0]), how[1])


def _first_beta(groups: ManyGroups, blocks: tuple[str, ...], like: Covariances) -> FloatArray:
    means = [float(groups.value[groups.block == BLOCKS.index(b)].mean()) for b in blocks]
    return np.array(means + [0.0] * like.with_slope)


def _climb(
    problem: _Problem, free: FloatArray, beta: FloatArray, tolerance: float, most: int = 150
) -> tuple[_Point, FloatArray, int, bool]:
    """Newton steps with the corrected average information; damped where the likelihood falls."""
    point = problem.at(free, beta)
    damping, evaluations = 0.0, 1
    pairs: list[tuple[FloatArray, FloatArray]] = []
    while evaluations < most:
        step = point.step(pairs, damping)
        if float(step @ point.slope) < tolerance:
            return point, point.free + step, evaluations, True
        further = problem.at(point.free + step, point.found.beta)
        evaluations += 1
        if not np.isfinite(further.value):
            damping = max(10 * damping, 1.0)
            continue
        pairs = [*pairs[1 - _PAIRS :], (step, point.slope - further.slope)]
        if further.value > point.value - 1e-9 * abs(point.value):
            point, damping = further, 0.0
        else:
            damping = 4 * damping + 0.05
    return point, point.free, evaluations, False


def _report(problem: _Problem, climbed: tuple[_Point, FloatArray, int, bool], prior: Parameters) -> Fit:
    # The last step is negligible in likelihood, so it is taken without looking again.
    point, free, evaluations, converged = climbed
    found = point.found
    covariances = covariances_at(free, problem.like)
    return Fit(
        parameters_with(covariances, prior, found.beta),
        problem.like.blocks,
        found.value,
        found.beta,
        found.beta_covariance,
        free,
        point.information,
        count_groups(problem.groups),
        found.ratings,
        evaluations,
        converged,
    )
