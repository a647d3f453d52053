"""Participation shifts: what becomes of speaker and addressee from one turn to the next, and how far that is from chance.

The name of a shift reads "A speaks to B - then X speaks to Y"; 0 is the group. Gibson's thirteen stand first: the turn is
received (AB-B.), claimed (A0-X.), usurped (AB-X.) or continued (to somebody else); then come two continuations, in brackets,
in which the same speaker begins anew to the same addressee after a pause.
"""

from dataclasses import dataclass

import numpy as np

from fourfold.conversation.floor import Acts, FloorTurns, floor_turns
from fourfold.conversation.talk import NOT_KNOWN, Talk
from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.inference.compiled import exact_njit
from fourfold.vocabulary import NotEnoughData

SHIFTS = (
    *("AB-BA", "AB-B0", "AB-BY", "A0-X0", "A0-XA", "A0-XY", "AB-X0", "AB-XA", "AB-XB", "AB-XY"),
    *("A0-AY", "AB-A0", "AB-AY", "(A0-A0)", "(AB-AB)"),
)
"""In the order of every array of `ParticipationShifts`."""


@dataclass(frozen=True, slots=True)
class ParticipationShifts:
    """counts, expected, sd (15,) in the order of `SHIFTS`; z is None where every order of the turns gives the same count.

    steps is the number of shifts, the sum of the counts.
    """

    counts: IntArray
    expected: FloatArray
    sd: FloatArray
    z: tuple[float | None, ...]
    steps: int


def participation_shifts(talk: Talk, *, floor: FloorTurns | None = None) -> ParticipationShifts:
    """Counts of the shifts beside their exact mean and sd over all orders of the same turns.

    The most probable addressee counts where there are probabilities. A turn whose addressee is not known breaks the chain:
    it keeps its place and the others are permuted around it. Raises NotEnoughData where no two turns in a row say to whom.
    Source: Gibson (2003), Social Forces 81(4); moments docs/method/conversation.md, eq. 14 and 15.
    """
    speaker, addressee = _chain((floor or floor_turns(talk)).acts)
    known = addressee != NOT_KNOWN
    link = known[1:] & known[:-1]
    steps, bends = int(link.sum()), int((link[1:] & link[:-1]).sum())
    if steps == 0:
        raise NotEnoughData("no two turns in a row say to whom they are")
    counts = _counts(speaker, addressee, link)
    expected, variance = _moments(speaker[known], addressee[known], talk.seats, (steps, bends))
    # Where nothing can vary, rounding leaves a little.
    sd = np.sqrt(np.where(variance > 1e-12 * (1 + expected**2), variance, 0.0))
    z = tuple((c - m) / s if s > 0 else None for c, m, s in zip(counts.tolist(), expected.tolist(), sd.tolist(), strict=True))
    return ParticipationShifts(counts, expected, sd, z, steps)


def _chain(acts: Acts) -> tuple[IntArray, IntArray]:
    """Speakers and addressees in order; pieces of one turn that differ only in their probabilities are one."""
    if acts.probability is None or len(acts.turn) < 2:
        return acts.speaker, acts.addressee
    order = np.argsort(acts.turn, kind="stable")
    turn, to = acts.turn[order], acts.addressee[order]
    again = np.zeros(len(order), dtype=np.bool_)
    again[order[1:]] = (turn[1:] == turn[:-1]) & (to[1:] == to[:-1])
    return acts.speaker[~again], acts.addressee[~again]


_PLACES = np.array(((13, 10, 10, 10), (3, 4, 5, 5), (11, 12, 14, 12), (1, 0, 2, 2), (6, 7, 8, 9)))
"""In SHIFTS: the row says what the second speaker did, the column whom (the group, A, B, somebody else)."""


@exact_njit
def _shift(one: tuple[int, int], then: tuple[int, int]) -> int:
    """The place in SHIFTS of two turns in a row, each (speaker, addressee or below 0 for the group)."""
    a, b = one
    x, y = then
    did = (0 if b < 0 else 2) if x == a else 1 if b < 0 else 3 if x == b else 4
    whom = 0 if y < 0 else 1 if y == a else 2 if y == b else 3
    return int(_PLACES[did, whom])


@exact_njit
def _counts(speaker: IntArray, addressee: IntArray, link: FloatArray) -> IntArray:
    found = np.zeros(15, dtype=np.int64)
    for i in range(len(link)):
        if link[i]:
            found[_shift((speaker[i], addressee[i]), (speaker[i + 1], addressee[i + 1]))] += 1
    return found


def _moments(speaker: IntArray, addressee: IntArray, seats: int, chain: tuple[int, int]) -> tuple[FloatArray, FloatArray]:
    """Mean and variance of each count when the turns are drawn without replacement into the places of the chain.

    chain: how many steps it has, and how many of them share a turn with the step before. Of all ordered pairs, triples and
    quadruples of different turns p, t and q are the shares in which the first pair, the first pair and the second with the
    third, and both separate pairs make the shift; then E = steps p and
    E[count^2] = steps p + 2 bends t + (steps^2 - steps - 2 bends) q.
    """
    n = len(speaker)
    steps, bends = chain
    pairs, paths, apart = _sums(*_kinds(speaker, addressee, seats))
    p = pairs / (n * (n - 1))
    t = paths / max(1, n * (n - 1) * (n - 2))
    q = apart / max(1, n * (n - 1) * (n - 2) * (n - 3))
    mean = steps * p
    return mean, mean + 2 * bends * t + (steps**2 - steps - 2 * bends) * q - mean**2


def _kinds(speaker: IntArray, addressee: IntArray, seats: int) -> tuple[IntArray, IntArray, FloatArray]:
    """The different turns, each once, with how often it is there."""
    width = seats + 1
    often = np.bincount(speaker * width + addressee + 1, minlength=seats * width)
    there = np.flatnonzero(often)
    return there // width, there % width - 1, often[there].astype(np.float64)


@exact_njit
def _sums(speaker: IntArray, addressee: IntArray, often: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """For each shift: ordered pairs, paths of three, and separate pairs of different turns that make it.

    With rows R and columns C of the table of pairs, S its sum, and B the pairs that make it both ways: paths are
    sum R C - B, and separate pairs S^2 - sum R^2 - sum C^2 - 2 sum R C + S + B.
    """
    kinds = len(often)
    pairs, both = np.zeros(15), np.zeros(15)
    rows, columns = np.zeros((kinds, 15)), np.zeros((kinds, 15))
    for i in range(kinds):
        for j in range(kinds):
            c = _shift((speaker[i], addressee[i]), (speaker[j], addressee[j]))
            others = often[j] - 1.0 if i == j else often[j]
            rows[i, c] += others
            columns[j, c] += often[i] - 1.0 if i == j else often[i]
            if c == _shift((speaker[j], addressee[j]), (speaker[i], addressee[i])):
                both[c] += often[i] * others
    paths, apart = np.zeros(15), np.zeros(15)
    for c in range(15):
        mixed, squares = 0.0, 0.0
        for i in range(kinds):
            pairs[c] += often[i] * rows[i, c]
            mixed += often[i] * rows[i, c] * columns[i, c]
            squares += often[i] * (rows[i, c] ** 2 + columns[i, c] ** 2)
        paths[c] = mixed - both[c]
        apart[c] = pairs[c] ** 2 - squares - 2.0 * mixed + pairs[c] + both[c]
    return pairs, paths, apart
