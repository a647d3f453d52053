"""Individual therapy in the group: how much of the floor goes to one facilitator and one member speaking by turns.

Needs no addressee, only who spoke after whom; so it is fragile where a program told the voices apart (`trusted`).
"""

from dataclasses import dataclass

import numpy as np

from fourfold.conversation.floor import FloorTurns, floor_turns
from fourfold.conversation.talk import Source, Talk
from fourfold.inference.arrays import BoolArray, FloatArray, IntArray
from fourfold.inference.compiled import exact_njit
from fourfold.vocabulary import NotEnoughData

FEWEST_TURNS = 4
"""A run has at least this many turns, by turns."""
SHORTEST_TURN_S = 1.5
"""Shorter turns are passed over: they neither count nor break a run."""
PERMUTATIONS = 200
_HAIR_S = 1e-6


@dataclass(frozen=True, slots=True)
class IndividualTherapy:
    """share of the floor, beside what the same turns give in shuffled order: mean and the middle 95 % (None if not drawn).

    trusted is false where the turns come from diarisation: voices mixed up there break runs or make them.
    """

    share: float
    null_mean: float | None
    null_low: float | None
    null_high: float | None
    trusted: bool


def individual_therapy(
    talk: Talk, *, floor: FloorTurns | None = None, permutations: int = PERMUTATIONS, seed: int = 0
) -> IndividualTherapy:
    """Floor time in runs of >= 4 alternating turns (each >= 1.5 s) of one facilitator and one member / all floor time.

    The null shuffles the order of the turns. Raises NotEnoughData where there is no facilitator, no member, or no turn.
    """
    held = floor or floor_turns(talk)
    if talk.facilitators.all() or not talk.facilitators.any():
        raise NotEnoughData("one-to-one talk needs a facilitator and a member")
    total = float(held.length_s.sum())
    if total == 0:
        raise NotEnoughData("nobody held the floor")
    speaker, length = _long_turns(held.speaker, held.length_s)
    share = float(_in_runs(np.arange(len(speaker))[None], speaker, length, talk.facilitators)[0]) / total
    trusted = talk.source is not Source.DIARISATION
    if permutations == 0:
        return IndividualTherapy(share, None, None, None, trusted)
    rows = np.tile(np.arange(len(speaker)), (permutations, 1))
    orders = np.random.default_rng(seed).permuted(rows, axis=1)
    null = _in_runs(orders, speaker, length, talk.facilitators) / total
    low, high = np.quantile(null, (0.025, 0.975)).tolist()
    return IndividualTherapy(share, float(null.mean()), low, high, trusted)


@exact_njit
def _long_turns(speaker: IntArray, length: FloatArray) -> tuple[IntArray, FloatArray]:
    """Speaker and seconds of the turns that count, what one speaker says in a row being one."""
    who, seconds = np.empty_like(speaker), np.empty_like(length)
    m = 0
    for i in range(len(speaker)):
        if length[i] < SHORTEST_TURN_S - _HAIR_S:
            continue
        if m > 0 and who[m - 1] == speaker[i]:
            seconds[m - 1] += length[i]
        else:
            who[m], seconds[m] = speaker[i], length[i]
            m += 1
    return who[:m], seconds[:m]


@exact_njit
def _in_runs(orders: IntArray, speaker: IntArray, length: FloatArray, facilitators: BoolArray) -> FloatArray:
    """For each order of the turns, the seconds in runs of one facilitator and one member."""
    draws, n = orders.shape
    found = np.zeros(draws)
    who, seconds = np.empty(n, dtype=np.int64), np.empty(n)
    for d in range(draws):
        m = 0
        for i in range(n):
            turn = orders[d, i]
            if m > 0 and who[m - 1] == speaker[turn]:
                seconds[m - 1] += length[turn]
            else:
                who[m], seconds[m] = speaker[turn], length[turn]
                m += 1
        first, counted = 0, 0
        while first < m - 1:
            after = first + 2
            while after < m and who[after] == who[after - 2]:
                after += 1
            if after - first >= FEWEST_TURNS and facilitators[who[first]] != facilitators[who[first + 1]]:
                for i in range(max(first, counted), after):
                    found[d] += seconds[i]
                counted = after
            first = after - 1
    return found
