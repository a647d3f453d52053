"""What the likelihood needs to know of each member: five numbers, however many sessions there were."""

from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import BoolArray, FloatArray, IntArray

_SAME_TIME = 1e-24


@dataclass(frozen=True, slots=True)
class Members:
    """Each member's sessions turned to two pseudo-sessions by an orthogonal rotation, members of a group together.

    Pseudo-session 1 has design row (r11, r12) and outcome z1, pseudo-session 2 has (0, r22) and z2, all (members,).
    What the rotation leaves over is noise alone: `within` is its sum of squares, `within_df` its degrees of freedom.
    `starts` (groups,) is the first member of each group. Source: docs/method/growth.md, equation 2.
    """

    r11: FloatArray
    r12: FloatArray
    r22: FloatArray
    z1: FloatArray
    z2: FloatArray
    group_of: IntArray
    starts: IntArray
    within: float
    within_df: int
    n_rows: int
    n_fixed: int


def rotate(outcome: FloatArray, time: FloatArray, member: IntArray, group_of: IntArray) -> Members:
    """The members' pseudo-sessions; outcome and time (n,) centred and scaled, members numbered group by group."""
    size = len(group_of)
    sessions = np.bincount(member, minlength=size).astype(np.float64)
    mean_outcome = np.bincount(member, outcome, size) / sessions
    apart = outcome - mean_outcome[member]
    root = np.sqrt(sessions)
    zeros = np.zeros(size)
    r12, r22, z2, n_fixed = zeros, zeros, zeros, 1
    if np.any(time):
        n_fixed = 2
        mean_time = np.bincount(member, time, size) / sessions
        away = time - mean_time[member]
        spread = np.bincount(member, away * away, size)
        spread[spread < _SAME_TIME] = 0.0
        r12, r22 = root * mean_time, np.sqrt(spread)
        slope = np.divide(np.bincount(member, away * apart, size), spread, out=zeros, where=spread > 0)
        z2 = slope * r22
        apart -= slope[member] * away
    return Members(
        r11=root,
        r12=r12,
        r22=r22,
        z1=root * mean_outcome,
        z2=z2,
        group_of=group_of,
        starts=first_of_each(group_of),
        within=float(apart @ apart),
        within_df=len(outcome) - size - int(np.count_nonzero(r22)),
        n_rows=len(outcome),
        n_fixed=n_fixed,
    )


def first_of_each(group_of: IntArray) -> IntArray:
    """Where each group begins; group_of (members,) does not fall."""
    return np.flatnonzero(np.diff(group_of, prepend=-1)).astype(np.int64)


def only(members: Members, kept: BoolArray) -> Members:
    """Some of the members, as a smaller study with the same noise; kept (members,)."""
    rows = round(float(np.sum(members.r11[kept] ** 2)))
    within_df = rows - int(kept.sum()) - int(np.count_nonzero(members.r22[kept]))
    group_of = np.cumsum(np.diff(members.group_of[kept], prepend=-1) > 0) - 1
    return Members(
        r11=members.r11[kept],
        r12=members.r12[kept],
        r22=members.r22[kept],
        z1=members.z1[kept],
        z2=members.z2[kept],
        group_of=group_of,
        starts=first_of_each(group_of),
        within=members.within * within_df / members.within_df,
        within_df=within_df,
        n_rows=rows,
        n_fixed=members.n_fixed,
    )
