"""When there is too little to fit growth from, and what a reader must know of a fit: plain sentences."""

from collections.abc import Iterable, Iterator

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.growth.members import Members
from fourfold.inference.growth.rows import Rows
from fourfold.vocabulary import NotEnoughData

_ROUNDING = 1e-24
_FEW = 5
_ALMOST_ZERO = 1e-7
_LEVELS = ("members", "groups")


def refuse_too_few(rows: Rows, *, grouped: bool) -> None:
    """Raise `NotEnoughData` where there are too few rows, members or groups."""
    reason = next(_reasons(rows, grouped=grouped), None)
    if reason is not None:
        raise NotEnoughData(reason)


def refuse_no_noise(members: Members) -> None:
    """Raise `NotEnoughData` where chance within members cannot be told from the members' own lines."""
    if members.within_df == 0:
        raise NotEnoughData(
            "No member has more than two sessions at different times, so a member's own slope cannot be told from chance: "
            "fit without time, or wait for a third session."
        )
    if members.within <= _ROUNDING * members.n_rows:
        raise NotEnoughData(
            "Every member's outcomes lie exactly on a line of their own; there is no chance variation to weigh them by."
        )


def warnings_about(
    rows: Rows, covariances: Iterable[FloatArray], *, singular: Iterable[int], converged: bool
) -> tuple[str, ...]:
    """What to say beside the figures; covariances of members and groups in time scaled to width one."""
    said = list(_about_rows(rows))
    levels = list(covariances)
    said += [_about_level(_LEVELS[level], levels[level]) for level in singular]
    if not converged:
        said.append("The search stopped before the likelihood was at its highest; take the figures as approximate.")
    return tuple(said)


def _reasons(rows: Rows, *, grouped: bool) -> Iterator[str]:
    n_rows, n_members, n_groups = len(rows.outcome), len(rows.group_of), len(rows.group_labels)
    if n_rows == 0:
        yield "There are no complete rows."
        return
    if n_members < 2:
        yield "There is only one member; growth needs at least two to tell members apart."
    if grouped and n_groups < 2:
        yield "There is only one group; leave the group out to fit members alone."
    if n_rows == n_members:
        yield "Every member has only one session; at least some need a second one."


def _about_rows(rows: Rows) -> Iterator[str]:
    if rows.left_out:
        noun, verb = ("row", "was") if rows.left_out == 1 else ("rows", "were")
        yield f"{rows.left_out} {noun} without a usable outcome, time, member or group {verb} left out."
    n_groups = len(rows.group_labels)
    if n_groups == len(rows.group_of) > 1:
        yield "Every group has only one member, so members and groups cannot be told apart; only their sum means anything."
    elif 1 < n_groups < _FEW:
        yield f"There are only {n_groups} groups; what differs between groups is barely informed."
    elif n_groups == 1 and len(rows.group_of) < _FEW:
        yield f"There are only {len(rows.group_of)} members; what differs between members is barely informed."


def _about_level(name: str, covariance: FloatArray) -> str:
    parts = ("intercept", "slope")[: len(covariance)]
    zero = [part for part, variance in zip(parts, np.diag(covariance), strict=True) if variance < _ALMOST_ZERO]
    if zero:
        return f"Between {name} the variance of the {' and of the '.join(zero)} is estimated at zero (a singular fit)."
    correlation = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    sign = "one" if correlation > 0 else "minus one"
    return f"Between {name} the correlation of intercept and slope is estimated at {sign} (a singular fit)."
