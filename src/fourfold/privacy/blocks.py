"""What members are told of their group's answers: one rounded number for four sessions, or nothing and why.

Exact means let a rated member name the lowest rater far too often: who was away moves the mean. A block counts everybody who
answered in it once, whether in one session or in four, so that being away for a session moves nothing. And since the difference
of two blocks tells of those by whom they differ, a block is told only where its raters are those of each block told before, or
as many as a block needs have come and as many have gone. (Where simulated people come and go, leaving out only the first block
after a change was not enough, nor was a difference of five in all: the lowest was still named too often.)
"""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from math import floor
from statistics import fmean

SESSIONS = 4
"""How many sessions that were held make a block."""
RATERS = 5
"""How many people at least must have answered in it, and how many must have come and gone since another block."""
STEP = 0.5
"""To what the mean is rounded."""


class Withheld(StrEnum):
    """Why a block has no reading."""

    FEW_SESSIONS = "few_sessions"
    FEW_RATERS = "few_raters"
    RATERS_CHANGED = "raters_changed"


@dataclass(frozen=True, slots=True)
class BlockReading:
    """One block: the rounded mean of its raters' means, or why it is withheld; and who answered, who is never told."""

    value: float | None
    withheld: Withheld | None
    raters: frozenset[str]


def block_reading(sessions: Sequence[Mapping[str, float]], told: Collection[AbstractSet[str]] = ()) -> BlockReading:
    """What may be told of one block; each session maps raters to their value, `told` are the raters of blocks told before.

    Once told, a reading stays: whoever computes it anew with an answer that came late tells that answer.
    Source: the block rule measured for this product; mean of rater means, so each weighs the same.

    >>> four = [{"A.": 5.0, "B.": 6.0, "C.": 4.0, "D.": 7.0, "E.": 3.0}] * 4
    >>> block_reading(four).value
    5.0
    >>> block_reading(four, told=[{"A.", "B.", "C.", "D.", "F."}]).withheld
    <Withheld.RATERS_CHANGED: 'raters_changed'>
    """
    raters = frozenset(rater for session in sessions for rater in session)
    if reason := _reason(len(sessions), raters, told):
        return BlockReading(None, reason, raters)
    means = [fmean(session[rater] for session in sessions if rater in session) for rater in sorted(raters)]
    return BlockReading(_rounded(fmean(means)), None, raters)


def block_readings(sessions: Sequence[Mapping[str, float]]) -> list[BlockReading]:
    """The blocks of a series of sessions, one after the other; the last may be short of sessions."""
    readings: list[BlockReading] = []
    for first in range(0, len(sessions), SESSIONS):
        told = [reading.raters for reading in readings if reading.value is not None]
        readings.append(block_reading(sessions[first : first + SESSIONS], told))
    return readings


def _reason(n_sessions: int, raters: AbstractSet[str], told: Collection[AbstractSet[str]]) -> Withheld | None:
    if n_sessions < SESSIONS:
        return Withheld.FEW_SESSIONS
    if len(raters) < RATERS:
        return Withheld.FEW_RATERS
    return Withheld.RATERS_CHANGED if any(_tells_of_a_few(raters, before) for before in told) else None


def _tells_of_a_few(raters: AbstractSet[str], before: AbstractSet[str]) -> bool:
    """Whether two blocks differ by so few people that their difference would tell of them."""
    return raters != before and min(len(raters - before), len(before - raters)) < RATERS


def _rounded(mean: float) -> float:
    """To the nearest half, upwards from the middle; the few last digits of a mean never decide."""
    return floor(round(mean / STEP, 9) + 0.5) * STEP
