"""What can be seen of a turn and of each person it may be for; none of it knows a seat's number or how many seats there are.

A feature of a candidate is 0 for somebody who is nowhere near, so people who only sit there change nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.conversation.addressee.stretches import BRIEF_S, FAR_S, HAIR_S, Neighbours, clock, neighbours, stretches
from fourfold.conversation.addressee.words import MARKS, marks
from fourfold.conversation.talk import Talk
from fourfold.inference.arrays import BoolArray, FloatArray, IntArray

CANDIDATE = (
    "talks_around_5",
    "talks_around_90",
    "talks_before_10",
    "talks_after_5",
    "just_spoke",
    "said_something",
    "said_something_long",
    "next_long",
    "attends",
)
"""Features of a candidate from timing."""
CANDIDATE_TEXT = ("asked", "just_spoke_yes", "just_spoke_you", "soon_speaks_on", "says_yes")
"""Features of a candidate that need the words."""
TURN = ("length", "stretch", "own_talk", "any_talk", "share", "strongest_before", "lead_after")
"""Features of a turn from timing, for the group or for one person."""
TURN_TEXT = ("you", "we", "asks_you", "words")
"""Features of a turn that need the words."""


_SHORTEST_S = 0.05
_SOME_S = 0.5
"""Shares of a window lean to nought by this much speech, so that a cough in a silence is no majority."""


@dataclass(frozen=True, slots=True)
class Seen:
    """candidate (features, seats, n), turn (features, n), possible (seats, n): everybody but the speaker;
    lasting (n,): parts of a stretch that is no mere word of attention; speaks (seats,): who has any turn at all. Where
    somebody is not possible, the features of the candidate mean nothing.
    """

    candidate: FloatArray
    turn: FloatArray
    possible: BoolArray
    lasting: BoolArray
    speaks: BoolArray


def seen(talk: Talk, text: Sequence[str] | None = None) -> Seen:
    """The features of every turn; those of the words come last and only with `text`."""
    possible = np.arange(talk.seats)[:, None] != talk.speaker
    speaks = np.bincount(talk.speaker, minlength=talk.seats) > 0
    joined = stretches(talk)
    lasting = joined.length_s >= BRIEF_S - HAIR_S
    near = neighbours(talk, joined.start_s, joined.end_s, joined.speaker)
    solid = neighbours(talk, joined.start_s[lasting], joined.end_s[lasting], joined.speaker[lasting])
    length = np.log(np.maximum(talk.end_s - talk.start_s, _SHORTEST_S))
    stretch = np.log(np.maximum(joined.length_s[joined.of_turn], _SHORTEST_S))
    around = _around(talk, possible)
    just, said = near.spoke_within(2), solid.spoke_within(10)
    candidate = [
        *around.shares(),
        just,
        said,
        said * length,
        _speaks_next(near, joined.start_s, possible) * stretch,
        _attends(talk, joined.start_s[~lasting], joined.speaker[~lasting]),
    ]
    turn = [length**2, stretch, *around.of_speaker(), _lead(near.until_s, possible)]
    if text is not None:
        mark = dict(zip(MARKS, marks(text).T, strict=True))
        candidate += _of_words(talk, mark, near, just)
        turn += [mark[name] for name in TURN_TEXT]
    return Seen(np.stack(candidate), np.stack(turn), possible, lasting[joined.of_turn], speaks)


@dataclass(frozen=True, slots=True)
class _Around:
    """Seconds that each seat speaks in windows before the start and after the end of each turn, (seats, n) each."""

    talk: Talk
    possible: BoolArray
    spoken: FloatArray
    before_5: FloatArray
    before_10: FloatArray
    before_90: FloatArray
    after_5: FloatArray
    after_90: FloatArray

    def shares(self) -> tuple[FloatArray, ...]:
        """The part of each seat in what all but the speaker say around, widely around, before and after."""
        windows = (self.before_5 + self.after_5, self.before_90 + self.after_90, self.before_10, self.after_5)
        return tuple(self._share(window) for window in windows)

    def of_speaker(self) -> tuple[FloatArray, ...]:
        """The speaker's part, all talk per second, the speaker's part of the session, and the strongest other, (n,) each."""
        wide = self.before_90 + self.after_90
        both, own = wide.sum(axis=0), np.where(self.possible, 0.0, wide).sum(axis=0)
        equal = self.spoken.sum() / max(np.count_nonzero(self.spoken), 1) + _SOME_S
        share = np.minimum(self.spoken[self.talk.speaker] / equal, 4.0)
        strongest = self._share(self.before_5).max(axis=0, initial=0.0)
        return own / (both + _SOME_S), np.minimum(both / 90, 2.0), share, strongest

    def _share(self, seconds: FloatArray) -> FloatArray:
        others = np.where(self.possible, seconds, 0.0)
        return np.asarray(others / (others.sum(axis=0) + _SOME_S))


def _around(talk: Talk, possible: BoolArray) -> _Around:
    told = clock(talk)
    start, end = told.until(talk.start_s), told.until(talk.end_s)
    before_5, before_10, before_90 = (start - told.until(talk.start_s - window) for window in (5, 10, 90))
    after_5, after_90 = (told.until(talk.end_s + window) - end for window in (5, 90))
    return _Around(talk, possible, told.whole(), before_5, before_10, before_90, after_5, after_90)


def _speaks_next(near: Neighbours, start_s: FloatArray, possible: BoolArray) -> FloatArray:
    """1 for the one who starts to speak next, if that is not far off, 0 for others; who start together share, (seats, n)."""
    there = possible & (near.after >= 0) & (near.until_s < FAR_S)
    starts = np.where(there, np.append(start_s, np.inf)[near.after], np.inf)
    first = there & (starts == starts.min(axis=0, initial=np.inf))
    return np.asarray(first / np.maximum(first.sum(axis=0), 1))


def _attends(talk: Talk, start_s: FloatArray, speaker: IntArray) -> FloatArray:
    """Brief stretches of each seat that begin during the turn or within a second of it, at most 2, (seats, n)."""
    found = np.zeros((talk.seats, len(talk.speaker)))
    for seat in range(talk.seats):
        own = start_s[speaker == seat]
        found[seat] = np.searchsorted(own, talk.end_s + 1 + HAIR_S) - np.searchsorted(own, talk.start_s - HAIR_S)
    return np.minimum(found, 2.0)


def _lead(until_s: FloatArray, possible: BoolArray) -> FloatArray:
    """By how much the second to speak lies behind the first, in log seconds, (n,)."""
    if len(possible) < 3:
        return np.zeros(possible.shape[1])
    first, second = np.partition(np.where(possible, until_s, 2 * FAR_S), 1, axis=0)[:2]
    return np.asarray(np.log1p(np.minimum(second, FAR_S)) - np.log1p(np.minimum(first, FAR_S)))


def _of_words(talk: Talk, mark: dict[str, FloatArray], near: Neighbours, just: FloatArray) -> list[FloatArray]:
    """The features of candidates that need the words."""
    turns = neighbours(talk, talk.start_s, talk.end_s, talk.speaker)
    return [
        np.append(mark["question"], 0.0)[turns.before] * near.spoke_within(5),
        just * mark["opens_yes"],
        just * mark["you"],
        near.speaks_within(2) * mark["opens_on"],
        np.append(mark["opens_yes"], 0.0)[turns.after] * near.speaks_within(5),
    ]
