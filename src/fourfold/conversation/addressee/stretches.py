"""The talk seen from each turn: joined stretches of speech, seconds of speech in windows, who spoke last and next.

Everything here depends on times only, never on how finely a recorder cut the speech, and grows with the number of
turns times the number of seats. A seat's own speech counts once where its turns overlap.
"""

from dataclasses import dataclass

import numpy as np

from fourfold.conversation.talk import Talk
from fourfold.inference.arrays import FloatArray, IntArray

JOINED_OVER_S = 1.0
"""A speaker's own pause up to which two turns are one stretch."""
BRIEF_S = 1.0
"""Below this a stretch is brief: a word of attention, mostly."""
FAR_S = 60.0
"""What lies further off than this says nothing about a turn."""
HAIR_S = 1e-6
"""Times written in decimals miss a whole second by less than this."""


@dataclass(frozen=True, slots=True)
class Stretches:
    """The speech of each seat joined over its short pauses, in the order of starts.

    start_s, end_s, speaker (m,); of_turn (n,) the stretch that each turn of the talk is a part of.
    """

    start_s: FloatArray
    end_s: FloatArray
    speaker: IntArray
    of_turn: IntArray

    @property
    def length_s(self) -> FloatArray:
        """Seconds from start to end of each, (m,)."""
        return self.end_s - self.start_s


def stretches(talk: Talk) -> Stretches:
    """The speech of each seat, joined over pauses of up to a second."""
    starts, ends, speakers = [np.empty(0)], [np.empty(0)], [np.empty(0, dtype=np.int64)]
    of_turn, made = np.empty(len(talk.speaker), dtype=np.int64), 0
    for seat in range(talk.seats):
        own = np.flatnonzero(talk.speaker == seat)
        start, end, place = _joined(talk.start_s[own], talk.end_s[own], JOINED_OVER_S)
        of_turn[own] = place + made
        made += len(start)
        starts.append(start)
        ends.append(end)
        speakers.append(np.full(len(start), seat))
    start, end, speaker = np.concatenate(starts), np.concatenate(ends), np.concatenate(speakers)
    order = np.lexsort((speaker, end, start))
    rank = np.empty(made, dtype=np.int64)
    rank[order] = np.arange(made)
    return Stretches(start[order], end[order], speaker[order], rank[of_turn])


def _joined(start: FloatArray, end: FloatArray, over_s: float) -> tuple[FloatArray, FloatArray, IntArray]:
    """Spans sorted by start, joined over gaps of up to `over_s`: starts, ends, and the joined span of each."""
    if len(start) == 0:
        return start, end, np.empty(0, dtype=np.int64)
    reach = np.maximum.accumulate(end)
    begins = np.concatenate(([True], start[1:] > reach[:-1] + over_s + HAIR_S))
    first = np.flatnonzero(begins)
    return start[first], reach[np.append(first[1:], len(start)) - 1], np.cumsum(begins) - 1


@dataclass(frozen=True, slots=True)
class Clock:
    """How long each seat has spoken until any moment."""

    moments: tuple[FloatArray, ...]
    spoken: tuple[FloatArray, ...]

    def until(self, at_s: FloatArray) -> FloatArray:
        """Seconds spoken by each seat before each moment, (seats, n)."""
        found = np.zeros((len(self.moments), len(at_s)))
        for seat, (moment, spoken) in enumerate(zip(self.moments, self.spoken, strict=True)):
            if len(moment):
                found[seat] = np.interp(at_s, moment, spoken)
        return found

    def whole(self) -> FloatArray:
        """Seconds spoken by each seat in all, (seats,)."""
        return np.array([spoken[-1] if len(spoken) else 0.0 for spoken in self.spoken])


def clock(talk: Talk) -> Clock:
    """The clock of all seats' speech."""
    moments, spoken = [], []
    for seat in range(talk.seats):
        own = talk.speaker == seat
        start, end, _ = _joined(talk.start_s[own], talk.end_s[own], 0.0)
        total = np.cumsum(end - start)
        moments.append(np.stack([start, end], axis=1).ravel())
        spoken.append(np.stack([total - (end - start), total], axis=1).ravel())
    return Clock(tuple(moments), tuple(spoken))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest speech of each seat before and after each turn, all (seats, n).

    before, after: the place of the span in its list, -1 for none; since_s, until_s: seconds away, at most `FAR_S`,
    and 0 where both speak at once.
    """

    before: IntArray
    after: IntArray
    since_s: FloatArray
    until_s: FloatArray

    def spoke_within(self, scale_s: float) -> FloatArray:
        """1 for who speaks just then, falling to 1/e this long after and to 0 for who never spoke, (seats, n)."""
        return np.where(self.before >= 0, np.exp(self.since_s / -scale_s), 0.0)

    def speaks_within(self, scale_s: float) -> FloatArray:
        """The same for the time until somebody starts to speak."""
        return np.where(self.after >= 0, np.exp(self.until_s / -scale_s), 0.0)


def neighbours(talk: Talk, start_s: FloatArray, end_s: FloatArray, speaker: IntArray) -> Neighbours:
    """The latest span of each seat that started before each turn, and the first that starts after it; spans go by start."""
    shape = (talk.seats, len(talk.speaker))
    before, after = np.full(shape, -1), np.full(shape, -1)
    since, until = np.full(shape, FAR_S), np.full(shape, FAR_S)
    for seat in range(talk.seats):
        spans = np.flatnonzero(speaker == seat)
        if len(spans) == 0:
            continue
        start, reach = start_s[spans], np.maximum.accumulate(end_s[spans])
        place = np.searchsorted(start, talk.start_s, "left") - 1
        there = place >= 0
        before[seat] = np.where(there, spans[place], -1)
        since[seat] = np.where(there, np.clip(talk.start_s - reach[place], 0.0, FAR_S), FAR_S)
        place = np.searchsorted(start, talk.start_s, "right")
        there = place < len(spans)
        place = np.minimum(place, len(spans) - 1)
        after[seat] = np.where(there, spans[place], -1)
        until[seat] = np.where(there, np.clip(start[place] - talk.end_s, 0.0, FAR_S), FAR_S)
    return Neighbours(before, after, since, until)
