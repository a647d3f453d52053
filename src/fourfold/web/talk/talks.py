"""Two codings of a session as talks that can be laid side by side: the same seats, one clock, and the acts of each turn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.conversation.board import Stretch
from fourfold.conversation.observers import NOBODY, frames
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Source, Talk, talk_of
from fourfold.inference.arrays import IntArray
from fourfold.vocabulary import GROUP

MOST_LAG_S = 120
"""So far apart the clocks of two observers may be."""


@dataclass(frozen=True, slots=True)
class Coded:
    """What one observer took down: turns, the acts of each by its uid, how long it went on, and seconds before the other."""

    turns: Sequence[Stretch]
    acts: Mapping[str, Collection[str]]
    seconds: float
    source: str
    earlier_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Laid:
    """A coding as a talk, with the acts and uids in the order of its turns."""

    talk: Talk
    acts: Sequence[frozenset[str]]
    uids: Sequence[str]


def laid(coded: Coded, seats: Sequence[str], chairs: Collection[str]) -> Laid:
    """The talk of one coding over seats, counted from where both observers follow; turns of others are left out."""
    at = {seat: k for k, seat in enumerate(seats)}
    rows = []
    for turn in coded.turns:
        start, end = turn.start_s - coded.earlier_s, (turn.end_s or turn.start_s) - coded.earlier_s
        if turn.seat in at and end > 0:
            rows.append((max(start, 0.0), end, at[turn.seat], _whom(turn.whom, at), turn.uid))
    rows.sort()
    talk = talk_of(
        [row[0] for row in rows],
        [row[1] for row in rows],
        [row[2] for row in rows],
        addressee=[row[3] for row in rows],
        facilitators=[seat in chairs for seat in seats],
        duration_s=max(coded.seconds - coded.earlier_s, 0.0),
        source=Source(coded.source),
    )
    uids = [row[4] for row in rows]
    return Laid(talk, [frozenset(coded.acts.get(uid, ())) for uid in uids], uids)


def speakers(talk: Talk, seconds: float) -> IntArray:
    """Who holds the floor in each second."""
    held = frames(talk, seconds)
    return np.append(talk.speaker, NOBODY)[np.where(held == NOBODY, len(talk.speaker), held)]


def best_lag(one: Talk, other: Talk) -> float:
    """By how many seconds the other runs late: the shift of its clock at which most seconds have the same speaker.

    Devices without a network have clocks that differ, and a file has none. Among equals the smallest shift; 0 where less than
    MOST_LAG_S would be left to compare.
    """
    a, b = speakers(one, one.duration_s), speakers(other, other.duration_s)
    if min(len(a), len(b)) < 2 * MOST_LAG_S:
        return 0.0
    lags = sorted(range(-MOST_LAG_S, MOST_LAG_S + 1), key=abs)
    return float(max(lags, key=lambda lag: _alike(a[max(-lag, 0) :], b[max(lag, 0) :])))


def _alike(one: IntArray, other: IntArray) -> float:
    n = min(len(one), len(other))
    return float((one[:n] == other[:n]).mean())


def _whom(whom: str | None, at: Mapping[str, int]) -> int:
    if whom == GROUP:
        return TO_GROUP
    return at.get(whom or "", NOT_KNOWN)
