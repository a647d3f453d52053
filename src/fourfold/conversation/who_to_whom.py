"""Who speaks to whom, in seconds, and who speaks directly after whom, in turns.

The first needs addressees; the second is sequence alone and does not say who was meant.
"""

from dataclasses import dataclass

import numpy as np

from fourfold.conversation.floor import Acts, FloorTurns, floor_turns
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk
from fourfold.inference.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class WhoToWhom:
    """weights (seats, seats), row speaks to column, to_group (seats,) and not_known (seats,) in seconds; answers in turns.

    answers (seats, seats): how often the row speaks directly after the column. The three in seconds add up to each
    seat's speech, backchannels left out.
    """

    weights: FloatArray
    to_group: FloatArray
    not_known: FloatArray
    answers: IntArray


def who_to_whom(talk: Talk, *, floor: FloorTurns | None = None) -> WhoToWhom:
    """W[i, j] = sum of i's seconds times the probability that j is addressed, the group apart; and the answers."""
    held = floor or floor_turns(talk)
    seconds = _by_column(held.acts, talk.seats)
    return WhoToWhom(
        seconds[:, : talk.seats],
        seconds[:, talk.seats],
        seconds[:, talk.seats + 1],
        _answers(held.speaker, talk.seats),
    )


def weights(talk: Talk) -> FloatArray:
    """Seconds in which the row speaks to the column (seats, seats), each weighed with the probability of its addressee."""
    return who_to_whom(talk).weights


def answers(talk: Talk) -> IntArray:
    """How often the row speaks directly after the column (seats, seats), whomever it speaks to."""
    return who_to_whom(talk).answers


def _by_column(acts: Acts, seats: int) -> FloatArray:
    """Seconds of each speaker to each seat, then to the group, then to nobody knows whom."""
    if acts.probability is None:
        column = np.where(acts.addressee == TO_GROUP, seats, acts.addressee)
        column = np.where(acts.addressee == NOT_KNOWN, seats + 1, column)
        cell = acts.speaker * (seats + 2) + column
        seconds = np.bincount(cell, weights=acts.speech_s, minlength=seats * (seats + 2)).astype(np.float64)
        return seconds.reshape(seats, seats + 2)
    told = np.zeros((seats, len(acts.speaker)))
    told[acts.speaker, np.arange(len(acts.speaker))] = acts.speech_s
    known = told @ acts.probability
    left = np.maximum(0.0, told.sum(axis=1) - known.sum(axis=1))
    return np.column_stack((known, left))


def _answers(speaker: IntArray, seats: int) -> IntArray:
    pairs = np.bincount(speaker[1:] * seats + speaker[:-1], minlength=seats * seats).reshape(seats, seats)
    np.fill_diagonal(pairs, 0)
    return pairs
