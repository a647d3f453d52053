"""The talk of one session as arrays: who spoke, from when to when, and to whom as far as that is known."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from fourfold.inference.arrays import BoolArray, FloatArray, IntArray

TO_GROUP = -1
"""Stands where a seat could stand: everybody was addressed."""
NOT_KNOWN = -2
"""Stands where a seat could stand: nobody caught who was addressed."""


class Source(StrEnum):
    """Where the turns come from: taps on the board, a transcript, or voices told apart by a program."""

    TAPS = "taps"
    TRANSCRIPT = "transcript"
    DIARISATION = "diarisation"


@dataclass(frozen=True, slots=True)
class Talk:
    """Stretches of speech in the order of their starts (then ends, then speakers). Made by `talk_of`, which checks.

    start_s, end_s (n,); speaker (n,) a seat 0 … seats - 1; addressee (n,) a seat, TO_GROUP or NOT_KNOWN;
    facilitators (seats,) true for chairs; probability (n, seats + 1) of each addressee, the group last, or None where
    `addressee` says it all; duration_s: how long the session was followed, at least as long as the talk reaches.
    """

    start_s: FloatArray
    end_s: FloatArray
    speaker: IntArray
    addressee: IntArray
    facilitators: BoolArray
    duration_s: float
    source: Source
    probability: FloatArray | None = None

    @property
    def seats(self) -> int:
        """How many people were present, whether they spoke or not."""
        return len(self.facilitators)


def talk_of(
    start_s: ArrayLike,
    end_s: ArrayLike,
    speaker: ArrayLike,
    *,
    facilitators: ArrayLike,
    addressee: ArrayLike | None = None,
    duration_s: float | None = None,
    probability: ArrayLike | None = None,
    source: Source = Source.TRANSCRIPT,
) -> Talk:
    """The talk, sorted and checked; without `addressee` nobody's is known, and seconds count from 0.

    Raises `ValueError` naming the first turn that ends before it starts, names a seat that is not there, addresses its own
    speaker, or has probabilities that cannot be, and where the arrays differ in length.
    """
    start, end, who = np.asarray(start_s, np.float64), np.asarray(end_s, np.float64), np.asarray(speaker, np.int64)
    to = np.full(len(who), NOT_KNOWN) if addressee is None else np.asarray(addressee, dtype=np.int64)
    chairs = np.asarray(facilitators, dtype=np.bool_)
    chances = None if probability is None else np.asarray(probability, dtype=np.float64)
    _check_shapes((start, end, who, to), chances, len(chairs))
    _refuse(~(np.isfinite(start) & np.isfinite(end) & (start >= 0) & (end >= start)), "ends before it starts, or has no time")
    _refuse((who < 0) | (who >= len(chairs)), "has a speaker who has no seat")
    _refuse((to < NOT_KNOWN) | (to >= len(chairs)), "addresses a seat that is not there")
    _refuse(to == who, "addresses its own speaker")
    if chances is not None and len(who):
        total = chances.sum(axis=1)
        _refuse(~((chances.min(axis=1) >= 0) & (total <= 1 + 1e-6)), "has probabilities below 0, or of more than 1 together")
        _refuse(chances[np.arange(len(who)), who] > 0, "may address its own speaker")
    order = np.lexsort((who, end, start))
    reach = max([float(end.max(initial=0.0)), duration_s or 0.0])
    turns = (start[order], end[order], who[order], to[order].astype(np.int64))
    return Talk(
        *turns,
        facilitators=chairs,
        duration_s=reach,
        source=source,
        probability=None if chances is None else chances[order],
    )


def _check_shapes(columns: tuple[FloatArray | IntArray, ...], chances: FloatArray | None, seats: int) -> None:
    n = len(columns[0])
    if any(column.shape != (n,) for column in columns):
        raise ValueError("starts, ends, speakers and addressees must be as many as there are turns")
    if chances is not None and chances.shape != (n, seats + 1):
        raise ValueError(f"probability has shape {chances.shape}; it needs a row a turn and {seats + 1} columns")


def _refuse(bad: BoolArray, what: str) -> None:
    if bad.any():
        raise ValueError(f"turn {int(np.argmax(bad)) + 1} {what}")
