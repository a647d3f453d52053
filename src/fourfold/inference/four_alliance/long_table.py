"""A long table of ratings, one row each, as the histories of its groups."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import Columns, labels, numbers
from fourfold.inference.four_alliance.parameters import BLOCKS
from fourfold.inference.four_alliance.ratings import (
    NOBODY,
    RATED_BY_FACILITATOR,
    RATES_FACILITATOR,
    RATES_GROUP,
    History,
    Ratings,
)

COLUMNS = ("group", "session", "block", "rater", "target", "y")
NO_TARGET = ("", "nan", "NA", "NaN", "GROUP")


class RowRefused(ValueError):
    """One row cannot be used as it stands; `row` counts from 0."""

    def __init__(self, row: int, message: str) -> None:
        super().__init__(message)
        self.row = row


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    session: int
    block: int
    rater: str
    target: str
    value: float


def histories_of(table: Columns) -> dict[str, History]:
    """The history of each group of a table with the columns group, session, block, rater, target and y.

    Session s stands at time s - 1, and numbers left out count as time passed. Who is a facilitator follows from
    the blocks. The target of MG and TG is empty. Raises `RowRefused` naming what does not fit, `KeyError` naming a
    column that is missing.
    """
    group = labels(table, "group").tolist()
    rows: dict[str, list[_Row]] = {}
    for key, row in zip(group, _rows(table), strict=True):
        if not key:
            raise RowRefused(row.number, "the group is missing")
        rows.setdefault(key, []).append(row)
    return {key: _history(found) for key, found in rows.items()}


def _rows(table: Columns) -> Iterable[_Row]:
    columns = [labels(table, name).tolist() for name in ("block", "rater", "target")]
    session, value = numbers(table, "session").tolist(), numbers(table, "y").tolist()
    for k, (at, block, rater, target, y) in enumerate(zip(session, *columns, value, strict=True)):
        yield _checked(k, at, (block, rater, target), y)


def _checked(k: int, session: float, who: tuple[str, str, str], value: float) -> _Row:
    block, rater, target = who
    if block not in BLOCKS:
        raise RowRefused(k, f"block {block!r} is not one of {', '.join(BLOCKS)}")
    if not session.is_integer():
        raise RowRefused(k, "the session is missing" if math.isnan(session) else f"session {session} is not a whole number")
    if math.isinf(value):
        raise RowRefused(k, "y is not a finite number")
    if rater in NO_TARGET:
        raise RowRefused(k, "the rater is missing")
    code = BLOCKS.index(block)
    absent = target in NO_TARGET
    if RATES_GROUP[code] and not absent:
        raise RowRefused(k, f"block {block} rates the group, so target {target!r} has to be empty")
    if absent and not RATES_GROUP[code]:
        raise RowRefused(k, f"block {block} rates a person, so the target cannot be empty")
    if rater == target:
        raise RowRefused(k, f"{rater} rates {rater}; nobody rates themselves")
    return _Row(k, int(session), code, rater, "" if absent else target, value)


def _history(rows: list[_Row]) -> History:
    roles = _roles(rows)
    _refuse_duplicates(rows)
    number = {key: k for k, key in enumerate(roles)} | {"": NOBODY}
    session = np.array([row.session for row in rows])
    block, rater, target = np.array(
        [[row.block, number[row.rater], number[row.target]] for row in rows], dtype=np.int64
    ).T.copy()
    everything = Ratings(block, rater, target, np.array([row.value for row in rows]))
    held = np.unique(session)
    return History(
        persons=tuple(roles),
        is_facilitator=np.array(list(roles.values()), dtype=np.bool_),
        time=held - 1.0,
        sessions=tuple(everything.take(session == s) for s in held),
    )


def _roles(rows: list[_Row]) -> dict[str, bool]:
    roles: dict[str, bool] = {}
    for row in rows:
        said = [(row.rater, bool(RATED_BY_FACILITATOR[row.block]))]
        if row.target:
            said.append((row.target, bool(RATES_FACILITATOR[row.block])))
        for key, is_facilitator in said:
            if roles.setdefault(key, is_facilitator) != is_facilitator:
                words = ("a facilitator", "a member") if is_facilitator else ("a member", "a facilitator")
                raise RowRefused(row.number, f"{key} is {words[0]} in block {BLOCKS[row.block]} and {words[1]} elsewhere")
    return roles


def _refuse_duplicates(rows: list[_Row]) -> None:
    known: set[tuple[int, str, str]] = set()
    for row in rows:
        key = (row.session, row.rater, row.target)
        if key in known:
            whom = row.target or "the group"
            raise RowRefused(row.number, f"{row.rater} rates {whom} twice in session {row.session}")
        known.add(key)
