"""The rows of a growth study: read by column, coded, and only the complete ones."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fourfold.inference.arrays import Columns, FloatArray, IntArray, coded, numbers

_TABLE_FACTOR = 4
_TABLE_SPARE = 1_000


@dataclass(frozen=True, slots=True)
class Names:
    """The columns to read; no time means intercepts only, no group means two levels."""

    outcome: str
    time: str | None
    member: str
    group: str | None


@dataclass(frozen=True, slots=True)
class Rows:
    """The complete rows. Members are numbered so that those of one group stand together.

    outcome, time, member (n,); time is all zero where no column was named; group_of (members,)
    """

    outcome: FloatArray
    time: FloatArray
    member: IntArray
    group_of: IntArray
    member_labels: NDArray[Any]
    group_labels: NDArray[Any]
    left_out: int


def read_rows(table: Columns, names: Names) -> Rows:
    """The rows that have an outcome, a time, a member and a group. Raises `KeyError` or `ValueError` naming a column."""
    outcome = numbers(table, names.outcome)
    time = np.zeros(len(outcome)) if names.time is None else numbers(table, names.time)
    member, member_labels = _codes(table, names.member)
    group, group_labels = (np.zeros_like(member), np.array([""])) if names.group is None else _codes(table, names.group)
    if not len(outcome) == len(time) == len(member) == len(group):
        raise ValueError("the columns of a growth table must be equally long")
    complete = np.isfinite(outcome) & np.isfinite(time) & (member >= 0) & (group >= 0)
    left_out = len(outcome) - int(np.count_nonzero(complete))
    if left_out:
        outcome, time, member, group = outcome[complete], time[complete], member[complete], group[complete]
    member, label_of, group_of, used = _nested(member, group)
    return Rows(outcome, time, member, group_of, member_labels[label_of], group_labels[used], left_out)


def _nested(member: IntArray, group: IntArray) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Members within groups: the code of each row, and of each member its label and group; the groups in use."""
    if len(member) == 0:
        return member, member, group, group
    group, used = _dense(group)
    member, label_of = _dense(member)
    group_of = np.zeros(len(label_of), dtype=np.int64)
    group_of[member] = group
    if not np.array_equal(group_of[member], group):
        # The same label in two groups is two members.
        member, pairs = _dense(group * len(label_of) + member)
        return member, label_of[pairs % len(label_of)], pairs // len(label_of), used
    order = np.argsort(group_of, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return place[member], label_of[order], group_of[order], used


def _codes(table: Columns, name: str) -> tuple[IntArray, NDArray[Any]]:
    """Codes of a column's labels, -1 where it is empty, and the labels."""
    whole = _whole_numbers(table, name)
    if whole is not None:
        return _dense(whole)
    codes, found = coded(table, name)
    empty = found == ""
    place = np.where(empty, -1, np.cumsum(~empty) - 1)
    return place[codes], found[~empty]


def _whole_numbers(table: Columns, name: str) -> IntArray | None:
    """A column of whole numbers as it stands, which is quickest; None for anything else."""
    try:
        values = np.asarray(table[name])
    except Exception:
        # Every kind of table has its own error for a missing column; `coded` puts it into one form.
        return None
    return values.astype(np.int64, copy=False) if values.dtype.kind in "iu" and len(values) else None


def _dense(keys: IntArray) -> tuple[IntArray, IntArray]:
    """Codes 0, 1, 2, ... in the order of the keys, and the keys they stand for."""
    lowest = int(keys.min())
    span = int(keys.max()) - lowest + 1
    if span > _TABLE_FACTOR * len(keys) + _TABLE_SPARE:
        found, code = np.unique(keys, return_inverse=True)
        return code.astype(np.int64, copy=False), found
    shifted = keys - lowest if lowest else keys
    seen = np.zeros(span, dtype=np.bool_)
    seen[shifted] = True
    found = np.flatnonzero(seen)
    if len(found) == span:
        return shifted, found + lowest
    return (np.cumsum(seen) - 1)[shifted], found + lowest
