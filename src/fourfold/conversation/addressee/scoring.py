"""The coefficient table applied to what was seen: chances of each candidate, and of the group against one person."""

import numpy as np

from fourfold.conversation.addressee.coefficients import Coefficients
from fourfold.conversation.addressee.features import Seen
from fourfold.inference.arrays import BoolArray, FloatArray

_OF_SILENT = float(np.log(0.1))
"""Who never says a word in a whole session was seldom spoken to. Everybody speaks in the talk the table was trained on, so
this is set, not trained; without it ten silent seats would draw off a fifth of all that is said to one person."""


def scored(view: Seen, table: Coefficients) -> tuple[FloatArray, FloatArray]:
    """Chances of each seat if one person was addressed, (seats, n), and log odds of the group against one person, (n,)."""
    score = score_of(view, table.candidate)
    odds = table.strongest * strongest(view, score) + table.turn @ view.turn + table.constant
    return chances_of(score, view.possible), odds


def score_of(view: Seen, candidate: FloatArray) -> FloatArray:
    """How much speaks for each seat, (seats, n)."""
    return np.asarray(np.tensordot(candidate, view.candidate, axes=1)) + np.where(view.speaks, 0.0, _OF_SILENT)[:, None]


def strongest(view: Seen, score: FloatArray) -> FloatArray:
    """The score of the best candidate of each turn, (n,); scores (seats, n)."""
    return np.asarray(np.where(view.possible, score, -np.inf).max(axis=0, initial=-np.inf))


def chances_of(score: FloatArray, possible: BoolArray) -> FloatArray:
    """Scores (seats, n) as chances over the possible seats, of which each turn has at least one."""
    high = np.where(possible, score, -np.inf).max(axis=0, initial=-np.inf)
    weight = np.where(possible, np.exp(np.minimum(score - high, 0.0)), 0.0)
    return np.asarray(weight / weight.sum(axis=0))
