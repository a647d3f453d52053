"""The ratings of one session as arrays, with persons as numbers."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import BoolArray, FloatArray, IntArray
from fourfold.inference.four_alliance.parameters import BLOCKS

NOBODY = -1
"""Stands where a person could stand: the target is the group."""

RATED_BY_FACILITATOR = np.array([False, False, True, False, True])
RATES_FACILITATOR = np.array([False, True, False, False, False])
RATES_GROUP = np.array([False, False, False, True, True])


@dataclass(frozen=True, slots=True)
class Ratings:
    """Who rated whom how high in one session; every array has one entry for each rating.

    block: position in BLOCKS; rater, target: number of a person, target is NOBODY for the group; value: NaN is missing.
    """

    block: IntArray
    rater: IntArray
    target: IntArray
    value: FloatArray

    @classmethod
    def of(cls, rows: Iterable[tuple[str, int, int, float]]) -> "Ratings":
        """Ratings from rows of block name, rater, target and value."""
        listed = list(rows)
        codes = [[BLOCKS.index(block), rater, target] for block, rater, target, _ in listed]
        block, rater, target = np.array(codes, dtype=np.int64).reshape(-1, 3).T.copy()
        return cls(block, rater, target, np.array([row[3] for row in listed], dtype=np.float64))

    def __len__(self) -> int:
        return len(self.value)

    def take(self, which: IntArray | BoolArray) -> "Ratings":
        """The chosen ratings."""
        return Ratings(self.block[which], self.rater[which], self.target[which], self.value[which])


def reverse_ratings(ratings: Ratings, is_facilitator: BoolArray) -> IntArray:
    """For each rating the place of the rating in the opposite direction, or -1.

    Raises `ValueError` where a block does not fit the roles, or where somebody rates the same target twice.
    """
    _check_roles(ratings, is_facilitator)
    n = len(is_facilitator) + 1
    place = np.full(n * n, -1, dtype=np.int64)
    order = np.arange(len(ratings))
    there = (ratings.rater + 1) * n + ratings.target + 1
    place[there] = order
    twice = place[there] != order
    if twice.any():
        k = int(np.flatnonzero(twice)[0])
        raise ValueError(f"person {ratings.rater[k]} rates target {ratings.target[k]} twice in one session")
    back: IntArray = place[(ratings.target + 1) * n + ratings.rater + 1]
    return back


def _check_roles(ratings: Ratings, is_facilitator: BoolArray) -> None:
    block, rater, target = ratings.block, ratings.rater, ratings.target
    to_group = RATES_GROUP[block]
    fits = (
        (is_facilitator[rater] == RATED_BY_FACILITATOR[block])
        & (to_group == (target == NOBODY))
        & (to_group | (is_facilitator[target] == RATES_FACILITATOR[block]))
        & (rater != target)
        & (rater >= 0)
    )
    if not fits.all():
        k = int(np.flatnonzero(~fits)[0])
        raise ValueError(f"a rating of block {BLOCKS[block[k]]} cannot go from person {rater[k]} to {target[k]}")


@dataclass(frozen=True, slots=True)
class History:
    """All sessions of one group. time (sessions,) in usual gaps, never falling; persons are numbered in this order."""

    persons: tuple[str, ...]
    is_facilitator: BoolArray
    time: FloatArray
    sessions: tuple[Ratings, ...]
