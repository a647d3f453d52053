"""What can be seen of a turn and of each person it may be for; none of it knows a seat's number or how many seats there are.

A feature of a candidate is 0 for somebody who is nowhere near, so people who only sit there change nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.conversation.addressee.stretches import BRIEF_S, FAR_S, Clock, Neighbours, clock, neighbours, stretches
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
    """candidate (n, seats, features), turn (n, features), possible (n, seats): everybody but the speaker."""

    candidate: FloatArray
    turn: FloatArray
    possible: BoolArray


def seen(talk: Talk, text: Sequence[str] | None = None) -> Seen:
    """The features of every turn; those of the words come last and only with `text`."""
    possible = np.arange(talk.seats) != talk.speaker[:, None]
    joined = stretches(talk)
    lasting = joined.length_s >= BRIEF_S
    near = neighbours(talk, joined.start_s, joined.end_s, joined.speaker)
    solid = neighbours(talk, joined.start_s[lasting], joined.end_s[lasting], joined.speaker[lasting])
    length = np.log(np.maximum(talk.end_s - talk.start_s, _SHORTEST_S))
    stretch = np.log(np.maximum(joined.length_s[joined.of_turn], _SHORTEST_S))
    around = _Around(talk, clock(talk), possible)
    said = np.exp(-solid.since_s / 10) * (solid.before >= 0)
    just = np.exp(-near.since_s / 2) * (near.before >= 0)
    candidate = [
        around.share(5, 5),
        around.share(90, 90),
        around.share(10, 0),
        around.share(0, 5),
        just,
        said,
        said * length[:, None],
        _speaks_next(near, joined.start_s, possible) * stretch[:, None],
        _attends(talk, joined.start_s[~lasting], joined.speaker[~lasting]),
    ]
    turn = [length**2, stretch, *around.of_speaker(), _lead(near.until_s, possible)]
    if text is not None:
        mark = dict(zip(MARKS, marks(text).T, strict=True))
        candidate += _of_words(talk, mark, near, just)
        turn += [mark[name] for name in TURN_TEXT]
    return Seen(np.where(possible[:, :, None], np.stack(candidate, axis=2), 0.0), np.stack(turn, axis=1), possible)


@dataclass(frozen=True, slots=True)
class _Around:
    """Speech in windows about each turn, the turn itself left out."""

    talk: Talk
    spoken: Clock
    possible: BoolArray

    def seconds(self, before: float, after: float) -> FloatArray:
        """Seconds spoken by each seat that long before the start and after the end, (n, seats)."""
        start, end = self.talk.start_s, self.talk.end_s
        found = np.zeros(self.possible.shape)
        if before:
            found += self.spoken.until(start) - self.spoken.until(start - before)
        if after:
            found += self.spoken.until(end + after) - self.spoken.until(end)
        return found

    def share(self, before: float, after: float) -> FloatArray:
        """The part of each seat in what all but the speaker say there, (n, seats)."""
        others = np.where(self.possible, self.seconds(before, after), 0.0)
        return np.asarray(others / (others.sum(axis=1, keepdims=True) + _SOME_S))

    def of_speaker(self) -> tuple[FloatArray, ...]:
        """The speaker's part, all talk per second, the speaker's part of the session, and the strongest other, (n,) each."""
        wide = self.seconds(90, 90)
        both = wide.sum(axis=1)
        own = np.where(self.possible, 0.0, wide).sum(axis=1)
        whole = self.spoken.whole()
        equal = whole.sum() / max(np.count_nonzero(whole), 1) + _SOME_S
        strongest = self.share(5, 0).max(axis=1, initial=0.0)
        return own / (both + _SOME_S), np.minimum(both / 90, 2.0), np.minimum(whole[self.talk.speaker] / equal, 4.0), strongest


def _speaks_next(near: Neighbours, start_s: FloatArray, possible: BoolArray) -> FloatArray:
    """1 for the one who starts to speak next, if that is not far off, 0 for others; who start together share, (n, seats)."""
    there = possible & (near.after >= 0) & (near.until_s < FAR_S)
    starts = np.where(there, np.append(start_s, np.inf)[near.after], np.inf)
    first = there & (starts == starts.min(axis=1, initial=np.inf, keepdims=True))
    return np.asarray(first / np.maximum(first.sum(axis=1, keepdims=True), 1))


def _attends(talk: Talk, start_s: FloatArray, speaker: IntArray) -> FloatArray:
    """Brief stretches of each seat that begin during the turn or within a second of it, at most 2, (n, seats)."""
    found = np.zeros((len(talk.speaker), talk.seats))
    for seat in range(talk.seats):
        own = start_s[speaker == seat]
        found[:, seat] = np.searchsorted(own, talk.end_s + 1) - np.searchsorted(own, talk.start_s)
    return np.minimum(found, 2.0)


def _lead(until_s: FloatArray, possible: BoolArray) -> FloatArray:
    """By how much the second to speak lies behind the first, in log seconds, (n,)."""
    if possible.shape[1] < 3:
        return np.zeros(len(possible))
    first = np.partition(np.where(possible, until_s, 2 * FAR_S), 1, axis=1)[:, :2]
    logs = np.log1p(np.minimum(first, FAR_S))
    return np.asarray(logs[:, 1] - logs[:, 0])


def _of_words(talk: Talk, mark: dict[str, FloatArray], near: Neighbours, just: FloatArray) -> list[FloatArray]:
    """The features of candidates that need the words."""
    turns = neighbours(talk, talk.start_s, talk.end_s, talk.speaker)
    recent, soon = np.exp(-near.since_s / 5) * (near.before >= 0), np.exp(-near.until_s / 5) * (near.after >= 0)
    last_asked = np.append(mark["question"], 0.0)[turns.before]
    next_yes = np.append(mark["opens_yes"], 0.0)[turns.after]
    at_once = np.exp(-near.until_s / 2) * (near.after >= 0)
    return [
        last_asked * recent,
        just * mark["opens_yes"][:, None],
        just * mark["you"][:, None],
        at_once * mark["opens_on"][:, None],
        next_yes * soon,
    ]
