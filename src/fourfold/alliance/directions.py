"""The directions in which a rupture is looked for: which answers would fall, and which reading."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.linalg.blas import dtrsm

from fourfold.alliance.estimates import SignalKind
from fourfold.inference.arrays import BoolArray, FloatArray
from fourfold.inference.four_alliance.parameters import BLOCKS
from fourfold.inference.four_alliance.ratings import NOBODY, Ratings
from fourfold.inference.four_alliance.update import Update
from fourfold.vocabulary import Block, Level

Weights = dict[tuple[str, ...], float]

_MM, _MT, _TM = (BLOCKS.index(b) for b in ("MM", "MT", "TM"))


@dataclass(frozen=True, slots=True, order=True)
class Direction:
    """One thing that can happen: a kind of rupture and whom it concerns; a pair stands in the order of its ids."""

    kind: SignalKind
    person_id: str = ""
    other_id: str = ""

    def level_weights(self) -> Weights:
        """The reading that would fall, as effects of the model."""
        if self.kind is SignalKind.GROUP_FALLS:
            return {("gamma", b): 1.0 / len(BLOCKS) for b in BLOCKS}
        if self.kind is SignalKind.MEMBER_WITHDRAWS:
            return _mean_of(_own(b, self.person_id) for b in ("MM", "MT", "MG"))
        if self.kind is SignalKind.BETWEEN_MEMBERS:
            a, b = self.person_id, self.other_id
            return _mean_of([_between("MM", a, b), _between("MM", b, a)])
        received: Weights = {("gamma", "TM"): 1.0, ("p_TM", self.person_id): 1.0}
        return _mean_of([_own("MT", self.person_id), received])


@dataclass(frozen=True, slots=True)
class Tested:
    """A direction and which of a session's answers speak to it."""

    direction: Direction
    answers: BoolArray

    def level(self, ratings: Ratings, weight: FloatArray) -> Level:
        """The level at which the fall shows most, given how much each answer contributes to it."""
        if self.direction.kind is SignalKind.BETWEEN_MEMBERS:
            return Level.MEMBER_MEMBER
        if self.direction.kind is SignalKind.MEMBER_AND_FACILITATOR:
            return Level.MEMBER_FACILITATOR
        by_block = np.bincount(ratings.block[self.answers], weights=weight[self.answers], minlength=len(BLOCKS))
        return Block(BLOCKS[int(by_block.argmax())]).level


def directions_of(ratings: Ratings, persons: list[str], is_facilitator: BoolArray) -> list[Tested]:
    """Every direction that a session's ratings can speak to."""
    if not len(ratings):
        return []
    found = [*_withdrawals(ratings, persons, is_facilitator), *_pairs(ratings, persons)]
    found += _with_facilitators(ratings, persons)
    return [*found, Tested(Direction(SignalKind.GROUP_FALLS), np.ones(len(ratings), dtype=np.bool_))]


def shifts(update: Update, tested: list[Tested]) -> tuple[FloatArray, FloatArray]:
    """Size of a common shift of each direction's answers, and its standard error.

    h'S^-1 v / h'S^-1 h and (h'S^-1 h)^-1/2; their ratio is the most powerful test of such a shift.
    Source: docs/method/four_alliances.md, equation 6.
    """
    masks = np.array([t.answers for t in tested], dtype=np.float64).T
    scaled = dtrsm(1.0, update.factor, np.asfortranarray(masks), lower=1)
    information = (scaled * scaled).sum(axis=0)
    return (scaled.T @ update.whitened) / information, 1.0 / np.sqrt(information)


def contributions(update: Update) -> FloatArray:
    """S^-1 v: how much each answer adds to the score of a direction that it speaks to."""
    return np.asarray(dtrsm(1.0, update.factor, update.whitened[:, None], lower=1, trans_a=1)[:, 0])


def _withdrawals(ratings: Ratings, persons: list[str], is_facilitator: BoolArray) -> Iterator[Tested]:
    for number in np.unique(ratings.rater).tolist():
        if not is_facilitator[number]:
            direction = Direction(SignalKind.MEMBER_WITHDRAWS, persons[number])
            yield Tested(direction, ratings.rater == number)


def _pairs(ratings: Ratings, persons: list[str]) -> Iterator[Tested]:
    mm = ratings.block == _MM
    n = len(persons)
    first, second = np.minimum(ratings.rater, ratings.target), np.maximum(ratings.rater, ratings.target)
    code = np.where(mm, first * n + second, -1)
    for pair in np.unique(code[mm]).tolist():
        a, b = sorted((persons[pair // n], persons[pair % n]))
        yield Tested(Direction(SignalKind.BETWEEN_MEMBERS, a, b), code == pair)


def _with_facilitators(ratings: Ratings, persons: list[str]) -> Iterator[Tested]:
    mt, tm = ratings.block == _MT, ratings.block == _TM
    member = np.where(mt, ratings.rater, np.where(tm, ratings.target, NOBODY))
    for number in np.unique(member[mt | tm]).tolist():
        yield Tested(Direction(SignalKind.MEMBER_AND_FACILITATOR, persons[number]), member == number)


def _own(block: str, person: str) -> Weights:
    return {("gamma", block): 1.0, (f"a_{block}", person): 1.0}


def _between(block: str, rater: str, target: str) -> Weights:
    return {**_own(block, rater), (f"p_{block}", target): 1.0, ("d", rater, target): 1.0}


def _mean_of(several: Iterator[Weights] | list[Weights]) -> Weights:
    listed: list[Mapping[tuple[str, ...], float]] = list(several)
    found: Weights = {}
    for weights in listed:
        for effect, weight in weights.items():
            found[effect] = found.get(effect, 0.0) + weight / len(listed)
    return found
