"""Members among themselves: whether what one gives another comes back, and how many pairs never spoke to one another."""

from dataclasses import dataclass

import numpy as np

from fourfold.conversation.floor import Acts, FloorTurns, floor_turns
from fourfold.conversation.talk import Talk
from fourfold.conversation.who_to_whom import weights
from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.vocabulary import NotEnoughData

_LIKELIER_THAN_NOT = 0.5
_NEVER, _LEAST = -1e3, 1e-9


@dataclass(frozen=True, slots=True)
class NeverMet:
    """Pairs of members neither of whom addressed the other in this session; expected is their number if chance chose.

    turns is how many turns the members addressed to one member: with few of them many pairs cannot have met. apart: the
    pairs themselves, lower seat first, in the order of seats.
    """

    pairs: int
    never_met: int
    expected: float
    turns: int
    apart: tuple[tuple[int, int], ...]


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

    With probabilities a pair has never met if that is likelier than not: if the product of all chances of silence is above
    one half. Chance: every member addresses members as often as here, each time one drawn anew, in proportion to how often
    the others are addressed by members. With o[i] turns of i to members and r[i] to i, of M in all, that is
    sum over pairs of (1 - r[j] / (M - r[i])) ** o[i] * (1 - r[i] / (M - r[j])) ** o[j].
    Raises NotEnoughData below two members, or where no turn is known to be to one person.
    """
    members = _members(talk)
    acts = (floor or floor_turns(talk)).acts
    often, silent = _often_and_silent(acts, talk.seats)
    if not often.any():
        raise NotEnoughData("no turn is known to be to one person, so nobody is known to have met")
    among = np.ix_(members, members)
    left = np.triu((silent * silent.T)[among] > _LIKELIER_THAN_NOT, 1)
    both = _chance_of_silence(often[among])
    both = both * both.T
    n = len(members)
    return NeverMet(
        pairs=n * (n - 1) // 2,
        never_met=int(left.sum()),
        expected=float(both.sum() - np.trace(both)) / 2,
        turns=round(float(often[among].sum())),
        apart=tuple((int(members[a]), int(members[b])) for a, b in np.argwhere(left)),
    )


def _members(talk: Talk) -> IntArray:
    members = np.flatnonzero(~talk.facilitators)
    if len(members) < 2:
        raise NotEnoughData("fewer than two members were there, so there is no pair of members")
    return members


def _often_and_silent(acts: Acts, seats: int) -> tuple[FloatArray, FloatArray]:
    """How many turns the row addressed to the column, and the chance that it was none; (seats, seats) each."""
    if acts.probability is None:
        to_one = acts.addressee >= 0
        cells = acts.speaker[to_one] * seats + acts.addressee[to_one]
        counts = np.bincount(cells, minlength=seats**2).reshape(seats, seats)
        return counts.astype(np.float64), (counts == 0).astype(np.float64)
    chance = np.ascontiguousarray(acts.probability[:, :seats].T)
    with np.errstate(divide="ignore"):
        missed = np.maximum(np.log1p(-np.minimum(chance, 1.0)), _NEVER)
    often, silent = (
        np.stack([np.bincount(acts.speaker, weights=w, minlength=seats) for w in columns], axis=1).astype(np.float64)
        for columns in (chance, missed)
    )
    return often, np.exp(silent)


def _chance_of_silence(often: FloatArray) -> FloatArray:
    """The chance that the row never addresses the column (members, members), if chance chose."""
    out, received = often.sum(axis=1), often.sum(axis=0)
    others = np.maximum(often.sum() - received, _LEAST)
    drawn = np.minimum(1.0, received[None, :] / others[:, None])
    apart: FloatArray = (1 - drawn) ** out[:, None]
    return apart
