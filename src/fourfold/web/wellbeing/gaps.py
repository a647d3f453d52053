"""The prediction gap: how far a facilitator's own guesses were from what the members said, block by block.

It is made of what the group was told in blocks, so it tells nothing of anybody that was not told already.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from fourfold.instruments import guessed_level
from fourfold.vocabulary import Level
from fourfold.web.records.answers import number

FEWEST_GUESSES = 2
"""In how many sessions of a block somebody must have guessed: a single guess says little."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One block at one level: the mean of the guesses, and what the members said, rounded to a half as it was told."""

    level: Level
    guessed: float
    said: float

    @property
    def words(self) -> str:
        """Whether the guess was about right, or above or below by more than the rounding of what was told."""
        apart = self.guessed - self.said
        return "near" if abs(apart) <= 0.5 else "above" if apart > 0 else "below"


@dataclass(frozen=True, slots=True)
class GapBlock:
    """The gaps of four sessions of one group."""

    group_name: str
    first_on: date
    last_on: date
    gaps: tuple[Gap, ...]


def guesses_of(answers: str) -> dict[Level, float]:
    """The guesses in the stored answers of a facilitator's check-in."""
    found: dict[Level, float] = {}
    for key, answer in json.loads(answers).items():
        level, guess = _level(key), number(answer)
        if level is not None and guess is not None:
            found[level] = guess
    return found


def gaps_of(guessed: Sequence[Mapping[Level, float]], told: Mapping[Level, float]) -> tuple[Gap, ...]:
    """The gaps of one block, for each level that was told and guessed often enough.

    >>> gaps_of([{Level.MEMBER_GROUP: 6.0}, {Level.MEMBER_GROUP: 5.0}], {Level.MEMBER_GROUP: 4.5})[0].words
    'above'
    """
    found = []
    for level, said in told.items():
        mine = [session[level] for session in guessed if level in session]
        if len(mine) >= FEWEST_GUESSES:
            found.append(Gap(level, fmean(mine), said))
    return tuple(found)


def _level(key: str) -> Level | None:
    try:
        return guessed_level(key)
    except KeyError:
        return None
