"""Many groups as flat arrays, the form in which compiled loops read them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from fourfold.inference.arrays import BoolArray, FloatArray, IntArray
from fourfold.inference.four_alliance.parameters import BLOCKS
from fourfold.inference.four_alliance.ratings import History, reverse_ratings
from fourfold.vocabulary import NotEnoughData


class ManyGroups(NamedTuple):
    """Persons, sessions and ratings of all groups, one group after the other.

    Group g owns persons `person_start[g]` to `person_start[g + 1]`, and sessions and ratings likewise. Within its
    group a rating names session, rater and target by number, target -1 is the group. A person has a state from
    `first` to `last` session; last < first is nobody seen.
    """

    person_start: IntArray
    is_facilitator: BoolArray
    first: IntArray
    last: IntArray
    session_start: IntArray
    time: FloatArray
    rating_start: IntArray
    session: IntArray
    block: IntArray
    rater: IntArray
    target: IntArray
    value: FloatArray


def many_groups(histories: Sequence[History]) -> ManyGroups:
    """The histories as flat arrays. Raises `ValueError` for a rating given twice or against the roles."""
    for history in histories:
        for ratings in history.sessions:
            reverse_ratings(ratings, history.is_facilitator)
    sessions = [s for h in histories for s in h.sessions]
    number = [np.full(len(s), k) for h in histories for k, s in enumerate(h.sessions)]
    return flat_groups(
        persons=[len(h.persons) for h in histories],
        is_facilitator=np.concatenate([np.zeros(0, np.bool_), *(h.is_facilitator for h in histories)]),
        sessions=[len(h.sessions) for h in histories],
        time=np.concatenate([np.zeros(0), *(h.time for h in histories)]),
        ratings=[sum(len(s) for s in h.sessions) for h in histories],
        session=_joined(number),
        block=_joined([s.block for s in sessions]),
        rater=_joined([s.rater for s in sessions]),
        target=_joined([s.target for s in sessions]),
        value=np.concatenate([np.zeros(0), *(s.value for s in sessions)]),
    )


def flat_groups(
    *,
    persons: Iterable[int],
    is_facilitator: BoolArray,
    sessions: Iterable[int],
    time: FloatArray,
    ratings: Iterable[int],
    session: IntArray,
    block: IntArray,
    rater: IntArray,
    target: IntArray,
    value: FloatArray,
) -> ManyGroups:
    """Flat arrays from how many persons, sessions and ratings each group has; missing ratings (NaN) are left out."""
    rating_start = _starts(ratings)
    seen = np.isfinite(value)
    kept = np.concatenate([[0], np.cumsum(seen)])[rating_start]
    person_start = _starts(persons)
    groups = ManyGroups(
        person_start,
        np.ascontiguousarray(is_facilitator),
        np.zeros(0, dtype=np.int64),
        np.zeros(0, dtype=np.int64),
        _starts(sessions),
        np.ascontiguousarray(time),
        kept,
        session[seen],
        block[seen],
        rater[seen],
        target[seen],
        value[seen],
    )
    return _with_spells(groups)


def only_blocks(groups: ManyGroups, blocks: Sequence[str]) -> ManyGroups:
    """The same groups with the ratings of these blocks alone. Raises `NotEnoughData` where there are none."""
    wanted = np.isin(groups.block, [BLOCKS.index(b) for b in blocks])
    if not wanted.any():
        raise NotEnoughData(f"Nobody gave a rating of kind {' or '.join(blocks)}.")
    if wanted.all():
        return groups
    kept = np.concatenate([[0], np.cumsum(wanted)])[groups.rating_start]
    fewer = groups._replace(
        rating_start=kept,
        session=groups.session[wanted],
        block=groups.block[wanted],
        rater=groups.rater[wanted],
        target=groups.target[wanted],
        value=groups.value[wanted],
    )
    return _with_spells(fewer)


def count_groups(groups: ManyGroups) -> int:
    """How many groups there are."""
    return len(groups.rating_start) - 1


def take_groups(groups: ManyGroups, which: slice) -> ManyGroups:
    """A run of neighbouring groups."""
    start, stop, _ = which.indices(count_groups(groups))
    persons = slice(groups.person_start[start], groups.person_start[stop])
    sessions = slice(groups.session_start[start], groups.session_start[stop])
    ratings = slice(groups.rating_start[start], groups.rating_start[stop])
    return ManyGroups(
        groups.person_start[start : stop + 1] - persons.start,
        groups.is_facilitator[persons],
        groups.first[persons],
        groups.last[persons],
        groups.session_start[start : stop + 1] - sessions.start,
        groups.time[sessions],
        groups.rating_start[start : stop + 1] - ratings.start,
        groups.session[ratings],
        groups.block[ratings],
        groups.rater[ratings],
        groups.target[ratings],
        groups.value[ratings],
    )


def _with_spells(groups: ManyGroups) -> ManyGroups:
    """Everybody's state runs from the first to the last session in which they rate or are rated."""
    offset = np.repeat(groups.person_start[:-1], np.diff(groups.rating_start))
    first = np.full(groups.person_start[-1], np.iinfo(np.int64).max)
    last = np.full(groups.person_start[-1], -1)
    rated = groups.target >= 0
    for person, session in (
        (offset + groups.rater, groups.session),
        ((offset + groups.target)[rated], groups.session[rated]),
    ):
        np.minimum.at(first, person, session)
        np.maximum.at(last, person, session)
    return groups._replace(first=first, last=last)


def _starts(counts: Iterable[int]) -> IntArray:
    return np.concatenate([[0], np.cumsum(np.asarray(list(counts), dtype=np.int64))]).astype(np.int64)


def _joined(parts: Sequence[IntArray]) -> IntArray:
    return np.concatenate([np.zeros(0, np.int64), *parts])
