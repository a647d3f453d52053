"""Who holds the floor: stretches of speech made into turns, and short ones inside another's turn counted apart.

A seat's own stretches never count twice: what one of them repeats of an earlier one is left out, and so is a stretch
without length. Cutting a stretch into touching pieces, or giving it twice, therefore changes nothing that is measured
(where two stretches of one seat overlap and name different addressees, the one that starts first keeps the time).
"""

from dataclasses import dataclass

import numpy as np

from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk
from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.inference.compiled import exact_njit

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
    rows = talk.probability
    to = talk.addressee if rows is None else _most_probable(rows)
    chances = np.empty((0, 0)) if rows is None else rows
    times = (talk.start_s, talk.end_s)
    acts, places, stretches, owners, speech = _cut(times, talk.speaker, to, chances, talk.seats)
    order = _order(stretches[0], stretches[1], owners)
    spans, who, words, turn_of = _settled(order, stretches, owners, talk.seats)
    turn = turn_of[places[1]]
    order = _order(acts[0], acts[1], talk.speaker[places[0]])
    order = order[turn[order] >= 0]
    start, end, spoken = acts[:, order]
    row, turn = places[0, order], turn[order]
    whom = to[row]
    longest = _longest(turn, spoken, whom, (len(who), talk.seats))
    found = Acts(start, end, spoken, talk.speaker[row], whom, turn, None if rows is None else rows[row])
    return FloorTurns(spans[0], spans[1], who, longest, words, speech, _union(*times), found)


@exact_njit
def _most_probable(chances: FloatArray) -> IntArray:
    """Each row's most probable addressee; of two as probable, the first; nobody knows whom where none is."""
    n, width = chances.shape
    found = np.full(n, NOT_KNOWN)
    for i in range(n):
        most = 0.0
        for c in range(width):
            if chances[i, c] > most:
                most, found[i] = chances[i, c], c if c < width - 1 else TO_GROUP
    return found


def _order(start: FloatArray, end: FloatArray, speaker: IntArray) -> IntArray:
    """By start, then end, then seat; nothing is sorted that stands so already."""
    if (start[1:] > start[:-1]).all():
        return np.arange(len(start))
    return np.lexsort((speaker, end, start))


@exact_njit
def _cut(
    times: tuple[FloatArray, FloatArray], speaker: IntArray, addressee: IntArray, chances: FloatArray, seats: int
) -> tuple[FloatArray, IntArray, FloatArray, IntArray, FloatArray]:
    """Acts (start, end, speech) with their first row and stretch; stretches (start, end) with their owner; speech by seat."""
    start, end = times
    n = len(start)
    acts, places = np.empty((3, n)), np.empty((2, n), dtype=np.int64)
    stretches, owners = np.empty((2, n)), np.empty(n, dtype=np.int64)
    last_act, last_stretch = np.full(seats, -1), np.full(seats, -1)
    speech = np.zeros(seats)
    made, held = 0, 0
    for i in range(n):
        k, begin, stop = speaker[i], start[i], end[i]
        h, a = last_stretch[k], last_act[k]
        if h >= 0 and stretches[1, h] > begin:
            begin = stretches[1, h]
        if not stop > begin:
            continue
        speech[k] += stop - begin
        if h < 0 or begin - stretches[1, h] > LONGEST_PAUSE_S + _HAIR_S:
            h, a = held, -1
            stretches[0, h], owners[h], last_stretch[k] = begin, k, h
            held += 1
        stretches[1, h] = stop
        same = a >= 0 and addressee[places[0, a]] == addressee[i]
        if same:
            for c in range(chances.shape[1]):
                same = same and chances[places[0, a], c] == chances[i, c]
        if same:
            acts[1, a] = stop
            acts[2, a] += stop - begin
        else:
            acts[0, made], acts[1, made], acts[2, made] = begin, stop, stop - begin
            places[0, made], places[1, made] = i, h
            last_act[k] = made
            made += 1
    return acts[:, :made], places[:, :made], stretches[:, :held], owners[:held], speech


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
def _settled(
    order: IntArray, stretches: FloatArray, owners: IntArray, seats: int
) -> tuple[FloatArray, IntArray, IntArray, IntArray]:
    """Turns (start, end) and who has them; backchannels by seat; for each stretch the place of its turn, or -1.

    A stretch is a backchannel where it is short and lies wholly inside a longer one.
    """
    n = len(order)
    spans, who = np.empty((2, n)), np.empty(n, dtype=np.int64)
    words, turn = np.zeros(seats, dtype=np.int64), np.full(n, -1)
    reach, first, kept = -np.inf, 0, 0
    while first < n:
        after = first
        while after < n and stretches[0, order[after]] == stretches[0, order[first]]:
            after += 1
        longest = stretches[1, order[after - 1]]
        for i in range(first, after):
            k = order[i]
            start, end = stretches[0, k], stretches[1, k]
            if end - start < SHORTEST_TURN_S - _HAIR_S and (reach >= end or longest > end):
                words[owners[k]] += 1
            else:
                spans[0, kept], spans[1, kept], who[kept], turn[k] = start, end, owners[k], kept
                kept += 1
        reach, first = max(reach, longest), after
    return spans[:, :kept], who[:kept], words, turn


@exact_njit
def _longest(turn: IntArray, speech: FloatArray, addressee: IntArray, shape: tuple[int, int]) -> IntArray:
    """For each turn the addressee of most of its speech; of two as long, a seat before the group and that before nobody."""
    turns, seats = shape
    seconds, most = np.zeros((turns, seats + 2)), np.zeros(turns)
    for i in range(len(turn)):
        seconds[turn[i], addressee[i] if addressee[i] >= 0 else seats - 1 - addressee[i]] += speech[i]
    found = np.empty(turns, dtype=np.int64)
    for k in range(turns):
        for c in range(seats + 2):
            if seconds[k, c] > most[k]:
                most[k], found[k] = seconds[k, c], c if c < seats else seats - 1 - c
    return found
