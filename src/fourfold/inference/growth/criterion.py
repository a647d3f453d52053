"""The profiled deviance of the growth model and its slopes, at several parameter points at once.

A point is (a, b, c) of the members' relative factor [[a, 0], [b, c]], then the same of the groups: the covariance of
the effects is the residual variance times factor times factor'. Source: docs/method/growth.md, equations 3 to 8.
"""

from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.growth.members import Members
from fourfold.inference.growth.symmetric import Pair, Symmetric, outer_sum, sandwich

N_PARAMETERS = 6


@dataclass(frozen=True, slots=True)
class _Eliminated:
    """What is known of each line once what lies below it is integrated out, and what that adds to the deviance.

    In the words of docs/method/growth.md: information M or N, score c or h, squares taken from the sum of squares.
    """

    information: Symmetric
    score: Pair
    squares: FloatArray
    log_det: FloatArray


@dataclass(frozen=True, slots=True)
class _Groups:
    """The elimination of the groups' own lines; E is their posterior covariance, D carries the fixed line to a group."""

    fixed_line: _Eliminated
    E: Symmetric
    D: tuple[FloatArray, FloatArray, FloatArray, FloatArray]


@dataclass(frozen=True, slots=True)
class Solution:
    """Everything known at the points, relative to the residual variance; arrays (points, 1 | groups | members).

    The scores are Z'P y of each group and member; the gradients are by the relative covariance matrices.
    """

    deviance: FloatArray
    rss: FloatArray
    fixed: Pair
    fixed_covariance: Symmetric
    member_score: Pair
    group_score: Pair
    member_gradient: Symmetric
    group_gradient: Symmetric


def deviance_and_slopes(members: Members, points: FloatArray, reml: bool) -> tuple[FloatArray, FloatArray]:
    """Deviance (points,) and its slopes (points, 6) at points (points, 6)."""
    at = solve(members, points, reml)
    slopes = (*_by_factor(at.member_gradient, points[:, :3]), *_by_factor(at.group_gradient, points[:, 3:]))
    return at.deviance[:, 0], np.stack(slopes, axis=-1)


def solve(members: Members, points: FloatArray, reml: bool) -> Solution:
    """Members, then groups, then the fixed line eliminated, at points (points, 6)."""
    own = _eliminate_members(members, points[:, :3])
    information, score = own.information.group_sums(members.starts), own.score.group_sums(members.starts)
    groups = _eliminate_groups(information, score, points[:, 3:])
    upper = groups.fixed_line
    total = upper.score.sum()
    covariance, log_det = _inverse(upper.information.sum(), members.n_fixed)
    fixed = covariance.times(total)
    rss = members.within + own.squares - upper.squares - fixed.dot(total)
    freedom = members.n_rows - (members.n_fixed if reml else 0)
    deviance = own.log_det + upper.log_det + freedom * (1 + np.log(2 * np.pi * rss / freedom))
    group_score = upper.score.plus(upper.information.times(fixed), -1.0)
    line = groups.E.times(score).plus(_to_group(groups.D, fixed))
    member_score = own.score.plus(own.information.times(line.spread(members.group_of)), -1.0)
    known = covariance if reml else Symmetric(*(np.zeros_like(rss),) * 3)
    posterior = groups.E.plus(_congruent(groups.D, known)).spread(members.group_of)
    return Solution(
        deviance=deviance + log_det if reml else deviance,
        rss=rss,
        fixed=fixed,
        fixed_covariance=covariance,
        member_score=member_score,
        group_score=group_score,
        member_gradient=_traces(own.information, posterior).plus(outer_sum(member_score), -freedom / rss),
        group_gradient=_traces(upper.information, known).plus(outer_sum(group_score), -freedom / rss),
    )


def relative_covariance(factor: FloatArray) -> Symmetric:
    """Factor times factor', for factors (points, 3); the parts are (points, 1)."""
    a, b, c = (factor[:, k : k + 1] for k in range(3))
    return Symmetric(a * a, a * b, b * b + c * c)


def _eliminate_members(members: Members, factor: FloatArray) -> _Eliminated:
    """Equation 3. Second pseudo-session first: its design row has a zero, so every sum is one of squares."""
    a, b, c = (factor[:, k : k + 1] for k in range(3))
    first, second = members.r11 * a + members.r12 * b, members.r12 * c
    v22 = 1 + members.r22**2 * (b * b + c * c)
    v12 = members.r22 * (first * b + second * c)
    det = v22 + first * first + second * second + (members.r11 * members.r22 * a * c) ** 2
    tilt = v12 / v22
    weight = v22 / det
    design, outcome = members.r12 - tilt * members.r22, members.z1 - tilt * members.z2
    weighted, below = weight * design, members.r22 / v22
    return _Eliminated(
        information=Symmetric(members.r11**2 * weight, members.r11 * weighted, weighted * design + below * members.r22),
        score=Pair(members.r11 * weight * outcome, weighted * outcome + below * members.z2),
        squares=(weight * outcome**2 + members.z2**2 / v22).sum(axis=-1, keepdims=True),
        log_det=np.log(det).sum(axis=-1, keepdims=True),
    )


def _eliminate_groups(M: Symmetric, score: Pair, factor: FloatArray) -> _Groups:
    """Equations 4 and 5, with M (points, groups) the information on each group's line."""
    G = relative_covariance(factor)
    det_M, det_G = M.det(), (factor[:, :1] * factor[:, 2:]) ** 2
    det = 1 + M.ii * G.ii + 2 * M.si * G.si + M.ss * G.ss + det_M * det_G
    D = (
        (1 + M.si * G.si + M.ss * G.ss) / det,
        -(M.ii * G.si + M.si * G.ss) / det,
        -(M.si * G.ii + M.ss * G.si) / det,
        (1 + M.ii * G.ii + M.si * G.si) / det,
    )
    E = Symmetric((G.ii + det_G * M.ss) / det, (G.si - det_G * M.si) / det, (G.ss + det_G * M.ii) / det)
    fixed_line = _Eliminated(
        information=Symmetric((M.ii + G.ss * det_M) / det, (M.si - G.si * det_M) / det, (M.ss + G.ii * det_M) / det),
        score=Pair(D[0] * score.i + D[1] * score.s, D[2] * score.i + D[3] * score.s),
        squares=score.dot(E.times(score)).sum(axis=-1, keepdims=True),
        log_det=np.log(det).sum(axis=-1, keepdims=True),
    )
    return _Groups(fixed_line, E, D)


def _inverse(total: Symmetric, n_fixed: int) -> tuple[Symmetric, FloatArray]:
    """The inverse of the information on the fixed line, and the logarithm of its determinant."""
    if n_fixed == 1:
        zero = np.zeros_like(total.ii)
        return Symmetric(1 / total.ii, zero, zero), np.log(total.ii)
    det = total.det()
    return Symmetric(total.ss / det, -total.si / det, total.ii / det), np.log(det)


def _to_group(D: tuple[FloatArray, ...], v: Pair) -> Pair:
    """D'v for every group."""
    return Pair(D[0] * v.i + D[2] * v.s, D[1] * v.i + D[3] * v.s)


def _congruent(D: tuple[FloatArray, ...], C: Symmetric) -> Symmetric:
    """D'CD for every group."""
    left, right = Pair(D[0], D[2]), Pair(D[1], D[3])
    of_right = C.times(right)
    return Symmetric(left.dot(C.times(left)), left.dot(of_right), right.dot(of_right))


def _traces(information: Symmetric, posterior: Symmetric) -> Symmetric:
    """The trace part of equation 7: Z'PZ, summed."""
    return information.plus(sandwich(information, posterior), -1.0).sum()


def _by_factor(gradient: Symmetric, factor: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The slopes by a, b, c of the factor, equation 8; each (points,)."""
    a, b, c = factor.T
    g = Symmetric(*(x[:, 0] for x in gradient))
    return 2 * (g.ii * a + g.si * b), 2 * (g.si * a + g.ss * b), 2 * g.ss * c
