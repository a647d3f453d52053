"""Growth over sessions of members within groups: the fit, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fourfold.inference.arrays import Columns, FloatArray
from fourfold.inference.growth.criterion import relative_covariance, solve
from fourfold.inference.growth.descent import Bottom
from fourfold.inference.growth.members import rotate
from fourfold.inference.growth.reasons import refuse_no_noise, refuse_too_few, warnings_about
from fourfold.inference.growth.rows import Names, Rows, read_rows
from fourfold.inference.growth.scale import Scale, scaled
from fourfold.inference.growth.search import Problem, lowest, problem_for, singular_levels
from fourfold.inference.growth.symmetric import Pair, Symmetric


@dataclass(frozen=True, slots=True)
class Growth:
    """A fitted growth model: y = (b0 + u0 group + u0 member) + (b1 + u1 group + u1 member) time + e.

    Covariances are 2x2 (intercept, slope) or 1x1 (no time). member_effects (members, 2 or 1) are each member's
    expected departure from its group's line, group_effects (groups, 2 or 1) each group's from the fixed line.
    """

    log_likelihood: float
    reml: bool
    fixed: Mapping[str, float]
    standard_errors: Mapping[str, float]
    member_covariance: FloatArray
    group_covariance: FloatArray | None
    residual_variance: float
    members: NDArray[Any]
    groups_of_members: NDArray[Any] | None
    member_effects: FloatArray
    groups: NDArray[Any] | None
    group_effects: FloatArray | None
    n_rows: int
    n_members: int
    n_groups: int | None
    converged: bool
    singular: bool
    warnings: tuple[str, ...]


def fit_growth(
    table: Columns,
    *,
    outcome: str = "outcome",
    time: str | None = "time",
    member: str = "member",
    group: str | None = None,
    reml: bool = True,
) -> Growth:
    """Growth of members within groups by restricted (or full) maximum likelihood.

    time=None fits intercepts only; group=None fits two levels. The same member label in two groups is two members.
    Raises `NotEnoughData`; `KeyError` or `ValueError` naming a column.
    Source: Laird & Ware (1982); Bates et al. (2015), equations 31 to 42; docs/method/growth.md.
    """
    rows = read_rows(table, Names(outcome, time, member, group))
    refuse_too_few(rows, grouped=group is not None)
    scale, outcomes, times = scaled(rows, timed=time is not None)
    members = rotate(outcomes, times, rows.member, rows.group_of)
    refuse_no_noise(members)
    problem = problem_for(members, reml=reml, grouped=group is not None)
    return _growth(rows, scale, problem, lowest(problem))


def _growth(rows: Rows, scale: Scale, problem: Problem, bottom: Bottom) -> Growth:
    members, size, grouped = problem.members, problem.members.n_fixed, problem.grouped
    point = problem.full(bottom.point[None])
    at = solve(members, point, problem.reml)
    freedom = members.n_rows - (size if problem.reml else 0)
    noise = float(at.rss[0, 0]) / freedom
    relative = [relative_covariance(point[:, :3]), relative_covariance(point[:, 3:])][: 1 + grouped]
    covariances = [noise * _square(one, size) for one in relative]
    effects = [_lines(one, score, size) for one, score in zip(relative, (at.member_score, at.group_score), strict=False)]
    errors = np.sqrt(np.diag(scale.covariance(noise * _square(at.fixed_covariance, size))))
    singular = singular_levels(problem, bottom.point)
    return Growth(
        log_likelihood=scale.log_likelihood(bottom.deviance, freedom, n_fixed=size, reml=problem.reml),
        reml=problem.reml,
        fixed=_named(scale.fixed_line(np.array([at.fixed.i[0, 0], at.fixed.s[0, 0]])[:size])),
        standard_errors=_named(errors),
        member_covariance=scale.covariance(covariances[0]),
        group_covariance=scale.covariance(covariances[1]) if grouped else None,
        residual_variance=noise * scale.height**2,
        members=rows.member_labels,
        groups_of_members=rows.group_labels[rows.group_of] if grouped else None,
        member_effects=scale.lines(effects[0]),
        groups=rows.group_labels if grouped else None,
        group_effects=scale.lines(effects[1]) if grouped else None,
        n_rows=members.n_rows,
        n_members=len(rows.group_of),
        n_groups=len(rows.group_labels) if grouped else None,
        converged=bottom.converged,
        singular=bool(singular),
        warnings=warnings_about(rows, covariances, singular=singular, converged=bottom.converged),
    )


def _named(values: FloatArray) -> dict[str, float]:
    return dict(zip(("intercept", "slope"), values.tolist(), strict=False))


def _square(parts: Symmetric, size: int) -> FloatArray:
    ii, si, ss = (float(part[0, 0]) for part in parts)
    return np.array([[ii, si], [si, ss]])[:size, :size]


def _lines(relative: Symmetric, score: Pair, size: int) -> FloatArray:
    """Expected effects (units, 2 or 1): covariance times score."""
    return np.stack(relative.times(score), axis=-1)[0, :, :size]
