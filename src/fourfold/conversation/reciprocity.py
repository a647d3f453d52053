"""Members among themselves: whether what one gives another comes back, and how many pairs never spoke to one another."""

from dataclasses import dataclass

import numpy as np

from fourfold.conversation.floor import FloorTurns, floor_turns
from fourfold.conversation.talk import Talk
from fourfold.conversation.who_to_whom import weights
from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.vocabulary import NotEnoughData


@dataclass(frozen=True, slots=True)
class NeverMet:
    """Pairs of members neither of whom addressed the other in this session; expected is their number if chance chose.

    turns is how many turns the members addressed to one member: with few of them many pairs cannot have met.
    """

    pairs: int
    never_met: int
    expected: float
    turns: int


def reciprocity(talk: Talk, *, seconds: FloatArray | None = None) -> float:
    """2 sum min(W[i, j], W[j, i]) / sum (W[i, j] + W[j, i]) over pairs of members: 1 if all comes back, 0 if nothing does.

    seconds (seats, seats) may be given where they are known (`who_to_whom.weights`). Raises NotEnoughData below two
    members, or where no member is known to have addressed another.
    """
    members = _members(talk)
    among = (weights(talk) if seconds is None else seconds)[np.ix_(members, members)]
    total = float(among.sum() - np.trace(among))
    if total == 0:
        raise NotEnoughData("no member is known to have spoken to another member")
    return float((np.minimum(among, among.T).sum() - np.trace(among)) / total)


def never_met(talk: Talk, *, floor: FloorTurns | None = None) -> NeverMet:
    """Pairs of members who never addressed one another, beside the number that chance would leave.

    Chance: every member addresses members as often as here, each time one drawn anew, in proportion to how often the
    others are addressed by members. With o[i] turns of i to members and r[i] to i, of M in all, that is
    sum over pairs of (1 - r[j] / (M - r[i])) ** o[i] * (1 - r[i] / (M - r[j])) ** o[j]. The most probable addressee counts
    where there are probabilities. Raises NotEnoughData below two members, or where no turn is known to be to one person.
    """
    members = _members(talk)
    acts = (floor or floor_turns(talk)).acts
    to_one = acts.addressee >= 0
    if not to_one.any():
        raise NotEnoughData("no turn is known to be to one person, so nobody is known to have met")
    cells = acts.speaker[to_one] * talk.seats + acts.addressee[to_one]
    turns = np.bincount(cells, minlength=talk.seats**2).reshape(talk.seats, talk.seats)[np.ix_(members, members)]
    n = len(members)
    met = int(np.count_nonzero(turns + turns.T)) // 2
    apart = _chance_of_silence(turns)
    both = apart * apart.T
    pairs = n * (n - 1) // 2
    return NeverMet(pairs, pairs - met, float(both.sum() - np.trace(both)) / 2, int(turns.sum()))


def _members(talk: Talk) -> IntArray:
    members = np.flatnonzero(~talk.facilitators)
    if len(members) < 2:
        raise NotEnoughData("fewer than two members were there, so there is no pair of members")
    return members


def _chance_of_silence(turns: IntArray) -> FloatArray:
    """The chance that the row never addresses the column (members, members)."""
    out, received = turns.sum(axis=1), turns.sum(axis=0)
    others = np.maximum(turns.sum() - received, 1)
    drawn = np.minimum(1.0, received[None, :] / others[:, None])
    apart: FloatArray = (1 - drawn) ** out[:, None]
    return apart
