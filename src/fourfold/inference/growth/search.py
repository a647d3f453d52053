"""The lowest deviance there is, also when it lies where a variance is zero or a correlation is one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from fourfold.inference.arrays import BoolArray, FloatArray, IntArray
from fourfold.inference.growth.criterion import N_PARAMETERS, deviance_and_slopes, solve
from fourfold.inference.growth.descent import ENOUGH, Bottom, curvatures_at, descend, descend_together
from fourfold.inference.growth.members import Members, only

_LARGE = 1_000
_SAMPLE_MEMBERS = 500
_SAMPLE_GROUPS = 60
_FEW_UNITS = 12
_LITTLE_NOISE = 100
_FINISHED = 2
_CLOUD = 128
_REACH = np.array([0.1, 0.5, 2.0, 6.0])
_OF_EACH_REACH = 3
_SINGULAR = 1e-4
_ROUGHLY = 0.5
_NEARLY = 1e-7
_ESCAPES = np.logspace(-6, 1, 8)
_LEVEL_SLOPE = -1e-6


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be fitted: `free` (k,) are the parameters of the six that the model has."""

    members: Members
    reml: bool
    free: IntArray
    grouped: bool

    def full(self, points: FloatArray) -> FloatArray:
        """The points (points, 6) with zeros for what the model does not have."""
        every = np.zeros((len(points), N_PARAMETERS))
        every[:, self.free] = points
        return every

    def criterion(self, points: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Deviance (points,) and slopes (points, k) at points (points, k)."""
        with np.errstate(all="ignore"):
            deviance, slopes = deviance_and_slopes(self.members, self.full(points), self.reml)
        return deviance, slopes[:, self.free]


def problem_for(members: Members, *, reml: bool, grouped: bool) -> Problem:
    """The problem with the parameters that a design has: slopes where there is time, groups where there are groups."""
    of_level = [0] if members.n_fixed == 1 else [0, 1, 2]
    free = of_level + ([3 + k for k in of_level] if grouped else [])
    return Problem(members, reml, np.array(free), grouped)


def lowest(problem: Problem) -> Bottom:
    """The lowest bottom found; its point (k,) has factors with a diagonal that is not negative."""
    best = _from_many_starts(problem) if len(problem.members.r11) < _LARGE else _by_sample(problem)
    if not best.converged:
        best = _lower(best, descend(problem.criterion, best.point))
    best = escaped(problem, best)
    return replace(best, point=_upright(problem, best.point))


def _by_sample(problem: Problem) -> Bottom:
    """The bottom, starting from that of a sample: whole groups, evenly spread, or some members of each of few groups."""
    members = problem.members
    units = len(members.starts) if problem.grouped else len(members.r11)
    needed = max(_SAMPLE_GROUPS, -(-_SAMPLE_MEMBERS * units // len(members.r11)))
    whole = units >= 2 * needed
    chosen = _evenly(needed, units)[members.group_of if problem.grouped else slice(None)] if whole else None
    sample = only(members, _evenly(_SAMPLE_MEMBERS, len(members.r11)) if chosen is None else chosen)
    if sample.within_df == 0:
        return _from_many_starts(problem)
    near = _from_many_starts(replace(problem, members=sample), _ROUGHLY)
    start = _off_the_edge(problem, near.point)
    hessian = near.hessian * (len(members.r11) / len(sample.r11)) if whole else curvatures_at(problem.criterion, start[None])[0]
    return descend(problem.criterion, start, hessian=hessian, enough=_NEARLY)


def _evenly(count: int, total: int) -> BoolArray:
    chosen = np.zeros(total, dtype=np.bool_)
    chosen[np.linspace(0, total - 1, min(count, total)).astype(int)] = True
    return chosen


def singular_levels(problem: Problem, point: FloatArray) -> list[int]:
    """Which levels (0 members, 1 groups) have a covariance without full rank."""
    return [level for level, factor in enumerate(_factors(problem, point)) if _is_singular(problem, factor)]


def _is_singular(problem: Problem, factor: FloatArray) -> bool:
    if problem.members.n_fixed == 1:
        return bool(abs(factor[0, 0]) < _SINGULAR)
    return bool(np.linalg.svd(factor, compute_uv=False)[-1] < _SINGULAR)


def _factors(problem: Problem, point: FloatArray) -> list[FloatArray]:
    a, b, c, d, e, f = problem.full(point[None])[0]
    return [np.array([[a, 0.0], [b, c]]), np.array([[d, 0.0], [e, f]])][: 1 + problem.grouped]


def _from_many_starts(problem: Problem, enough: float = ENOUGH) -> Bottom:
    """The best of one descent, or of many where one could mislead."""
    starts = _starts(problem)
    best = descend(problem.criterion, starts[np.argmin(problem.criterion(starts)[0])], enough=enough)
    if _plenty(problem) and best.converged and not singular_levels(problem, best.point):
        return best
    points, values = descend_together(problem.criterion, _more_starts(problem))
    for point in points[:_FINISHED][values[:_FINISHED] < best.deviance + _ROUGHLY]:
        best = _lower(best, descend(problem.criterion, point, enough=enough))
    return best


def _plenty(problem: Problem) -> bool:
    """Whether the study is large enough for its likelihood to have one hill only."""
    units = len(problem.members.starts if problem.grouped else problem.members.r11)
    return units >= _FEW_UNITS and problem.members.within_df >= _LITTLE_NOISE


def _lower(one: Bottom, other: Bottom) -> Bottom:
    gain = one.deviance - other.deviance
    better = gain > 1e-9 or (gain > -1e-9 and other.converged and not one.converged)
    return other if better else one


def _starts(problem: Problem) -> FloatArray:
    """Points on a coarse grid around what the noise within members leaves for the effects."""
    if problem.members.n_fixed == 1:
        return np.array(_size(problem) * np.array(list(product((0.1, 0.4, 1.0), repeat=1 + problem.grouped))))
    one_level = [(a, 0.0, c) for a, c in product((0.25, 0.9), (0.1, 0.5))]
    return _size(problem) * np.array([np.concatenate(pair) for pair in product(one_level, repeat=1 + problem.grouped)])


def _more_starts(problem: Problem) -> FloatArray:
    """Points apart from each other: the lowest of every region of a wide cloud around the coarse grid."""
    free = len(problem.free)
    cloud = np.random.default_rng(0).normal(size=(_CLOUD, free)) * np.repeat(_REACH, _CLOUD // len(_REACH))[:, None]
    cloud *= _size(problem)
    lowest_first = np.argsort(problem.criterion(cloud)[0].reshape(len(_REACH), -1), axis=1)[:, :_OF_EACH_REACH]
    chosen = np.take_along_axis(cloud.reshape(len(_REACH), -1, free), lowest_first[:, :, None], axis=1)
    return np.asarray(chosen.reshape(-1, free))


def _size(problem: Problem) -> float:
    noise = problem.members.within / problem.members.within_df
    return float(np.sqrt(max(1 / noise - 1, 0.05)))


def _off_the_edge(problem: Problem, point: FloatArray) -> FloatArray:
    """The point with no diagonal at zero, where slopes vanish and nothing would ever move."""
    raised = problem.full(point[None])[0]
    for k in (0, 2, 3, 5):
        raised[k] = max(abs(raised[k]), 0.02) * (1 if raised[k] >= 0 else -1)
    return np.asarray(raised[problem.free])


def escaped(problem: Problem, best: Bottom) -> Bottom:
    """Better than a singular bottom, where adding variance in some direction still lowers the deviance.

    At a diagonal of zero the slopes vanish whatever the data say, so a descent may end where it should not.
    """
    for _ in range(3):
        if not singular_levels(problem, best.point):
            return best
        trials = np.array(list(_with_more_variance(problem, best.point)))
        values = problem.criterion(trials)[0] if len(trials) else np.array([np.inf])
        if not np.nanmin(values) < best.deviance - 1e-9:
            return best
        best = _lower(best, descend(problem.criterion, trials[np.nanargmin(values)]))
    return best


def _with_more_variance(problem: Problem, point: FloatArray) -> Iterator[FloatArray]:
    """Points with some variance added in the direction in which the deviance falls most steeply, level by level."""
    at = solve(problem.members, problem.full(point[None]), problem.reml)
    factors = _factors(problem, point)
    for level in singular_levels(problem, point):
        ii, si, ss = (float(x[0, 0]) for x in (at.member_gradient, at.group_gradient)[level])
        slopes, directions = np.linalg.eigh([[ii, si], [si, ss]] if problem.members.n_fixed == 2 else [[ii, 0.0], [0.0, 0.0]])
        if slopes[0] > _LEVEL_SLOPE:
            continue
        towards = directions[:, 0]
        for amount in _ESCAPES:
            moved = list(factors)
            moved[level] = _factor(factors[level] @ factors[level].T + amount * np.outer(towards, towards))
            yield np.concatenate([f[np.tril_indices(2)] for f in (*moved, np.zeros((2, 2)))])[problem.free]


def _factor(covariance: FloatArray) -> FloatArray:
    """The lower factor of a covariance that may lack rank."""
    a = np.sqrt(max(covariance[0, 0], 0.0))
    b = covariance[0, 1] / a if a > 0 else 0.0
    return np.array([[a, 0.0], [b, np.sqrt(max(covariance[1, 1] - b * b, 0.0))]])


def _upright(problem: Problem, point: FloatArray) -> FloatArray:
    """The same covariances from factors whose diagonals are not negative."""
    every = problem.full(point[None])[0]
    for k in (0, 3):
        if every[k] < 0:
            every[k : k + 2] *= -1
        every[k + 2] = abs(every[k + 2])
    return np.asarray(every[problem.free])
