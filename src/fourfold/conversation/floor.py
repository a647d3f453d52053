"""Who holds the floor: stretches of speech made into turns, and short ones inside another's turn counted apart.

A seat's own stretches never count twice: what one of them repeats of an earlier one is left out, and so is a stretch
without length. Cutting a stretch into touching pieces, or giving it twice, therefore changes nothing that is measured
(where two stretches of one seat overlap and name different addressees, the one that starts first keeps the time).
"""

from dataclasses import dataclass

import numpy as np

from fourfold.conversation.compiled import exact_njit
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk
from fourfold.inference.arrays import BoolArray, FloatArray, IntArray

LONGEST_PAUSE_S = 1.0
"""The same speaker goes on after a pause of up to this."""
SHORTEST_TURN_S = 1.0
"""A stretch shorter than this, wholly inside a longer turn of somebody else, is a backchannel."""
_HAIR_S = 1e-6
"""Times written in decimals miss a whole second by less than this."""


@dataclass(frozen=True, slots=True)
class Acts:
    """The turns cut where their addressee changes, in the order of their starts, backchannels left out.

    speech_s (n,) is without the pauses inside; addressee is the most probable one where there are probabilities;
    probability (n, seats + 1), the group last, or None; turn (n,) the place of the turn each one is part of.
    """

    start_s: FloatArray
    end_s: FloatArray
    speech_s: FloatArray
    speaker: IntArray
    addressee: IntArray
    turn: IntArray
    probability: FloatArray | None


@dataclass(frozen=True, slots=True)
class FloorTurns:
    """Turns in the order of their starts (then ends, then speakers), one seat's being more than a second apart.

    addressee (n,) is who was addressed longest in each; backchannels (seats,) are counts; speech_s (seats,) is all speech,
    backchannels included and pauses left out, and any_s the time in which at least one seat spoke.
    """

    start_s: FloatArray
    end_s: FloatArray
    speaker: IntArray
    addressee: IntArray
    backchannels: IntArray
    speech_s: FloatArray
    any_s: float
    acts: Acts

    @property
    def length_s(self) -> FloatArray:
        """Seconds from the start to the end of each turn."""
        return self.end_s - self.start_s


def floor_turns(talk: Talk) -> FloorTurns:
    """The turns of the talk: one seat's stretches joined over pauses of up to a second, backchannels counted apart."""
    seats = talk.seats
    to, rows = _most_probable(talk), talk.probability
    chances = np.empty((0, 0)) if rows is None else rows
    acts, places, stretches, owners, speech = _cut((talk.start_s, talk.end_s), talk.speaker, to, chances, seats)
    order = _order(stretches, owners)
    inside = _inside(stretches[order])
    kept = order[~inside]
    turn_of = np.full(len(order), -1)
    turn_of[kept] = np.arange(len(kept))
    there = np.flatnonzero(turn_of[places[:, 1]] >= 0)
    there = there[_order(acts[there], talk.speaker[places[there, 0]])]
    row, speaking = places[there, 0], acts[there, 2]
    turn = turn_of[places[there, 1]]
    spans = stretches[kept]
    return FloorTurns(
        spans[:, 0],
        spans[:, 1],
        owners[kept],
        _longest(turn, speaking, to[row], (len(kept), seats)),
        np.bincount(owners[order[inside]], minlength=seats),
        speech,
        _union(talk.start_s, talk.end_s),
        Acts(
            acts[there, 0],
            acts[there, 1],
            speaking,
            talk.speaker[row],
            to[row],
            turn,
            None if rows is None else rows[row],
        ),
    )


def _most_probable(talk: Talk) -> IntArray:
    """Each stretch's addressee, from the probabilities where they are."""
    if talk.probability is None or not len(talk.speaker):
        return talk.addressee
    best = talk.probability.argmax(axis=1)
    found = np.where(best == talk.seats, TO_GROUP, best)
    return np.where(talk.probability.max(axis=1) > 0, found, NOT_KNOWN)


def _order(spans: FloatArray, speaker: IntArray) -> IntArray:
    """By start, then end, then seat; nothing is sorted that stands so already."""
    start = spans[:, 0]
    if (start[1:] > start[:-1]).all():
        return np.arange(len(start))
    return np.lexsort((speaker, spans[:, 1], start))


@exact_njit
def _cut(
    times: tuple[FloatArray, FloatArray], speaker: IntArray, addressee: IntArray, chances: FloatArray, seats: int
) -> tuple[FloatArray, IntArray, FloatArray, IntArray, FloatArray]:
    """Acts (start, end, speech) with their first row and stretch; stretches (start, end) with their owner; speech by seat."""
    start, end = times
    n = len(start)
    acts, places = np.empty((n, 3)), np.empty((n, 2), dtype=np.int64)
    stretches, owners = np.empty((n, 2)), np.empty(n, dtype=np.int64)
    last_act, last_stretch = np.full(seats, -1), np.full(seats, -1)
    speech = np.zeros(seats)
    made, held = 0, 0
    for i in range(n):
        k, begin, stop = speaker[i], start[i], end[i]
        h, a = last_stretch[k], last_act[k]
        if h >= 0 and stretches[h, 1] > begin:
            begin = stretches[h, 1]
        if not stop > begin:
            continue
        speech[k] += stop - begin
        if h < 0 or begin - stretches[h, 1] > LONGEST_PAUSE_S + _HAIR_S:
            h, a = held, -1
            stretches[h, 0], owners[h], last_stretch[k] = begin, k, h
            held += 1
        stretches[h, 1] = stop
        same = a >= 0 and addressee[places[a, 0]] == addressee[i]
        if same:
            for c in range(chances.shape[1]):
                same = same and chances[places[a, 0], c] == chances[i, c]
        if same:
            acts[a, 1] = stop
            acts[a, 2] += stop - begin
        else:
            acts[made, 0], acts[made, 1], acts[made, 2] = begin, stop, stop - begin
            places[made, 0], places[made, 1] = i, h
            last_act[k] = made
            made += 1
    return acts[:made], places[:made], stretches[:held], owners[:held], speech


@exact_njit
def _union(start: FloatArray, end: FloatArray) -> float:
    """Seconds that at least one of the stretches, in the order of their starts, covers."""
    reach, covered = 0.0, 0.0
    for i in range(len(start)):
        if end[i] > reach:
            covered += end[i] - max(start[i], reach)
            reach = end[i]
    return covered


@exact_njit
def _inside(spans: FloatArray) -> BoolArray:
    """Which of the ordered stretches are short and lie wholly inside a longer one."""
    n = len(spans)
    found = np.zeros(n, dtype=np.bool_)
    reach, first = -np.inf, 0
    while first < n:
        after = first
        while after < n and spans[after, 0] == spans[first, 0]:
            after += 1
        longest = spans[after - 1, 1]
        for i in range(first, after):
            short = spans[i, 1] - spans[i, 0] < SHORTEST_TURN_S - _HAIR_S
            found[i] = short and (reach >= spans[i, 1] or longest > spans[i, 1])
        reach, first = max(reach, longest), after
    return found


def _longest(turn: IntArray, speech: FloatArray, addressee: IntArray, shape: tuple[int, int]) -> IntArray:
    """For each turn the addressee of most of its speech; of two as long, a seat before the group and that before nobody."""
    turns, seats = shape
    cell = turn * (seats + 2) + np.where(addressee < 0, seats - 1 - addressee, addressee)
    seconds = np.bincount(cell, weights=speech, minlength=turns * (seats + 2)).reshape(turns, seats + 2)
    longest: IntArray = seconds.argmax(axis=1)
    return np.where(longest >= seats, seats - 1 - longest, longest)
