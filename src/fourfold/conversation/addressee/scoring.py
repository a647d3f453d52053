"""The coefficient table applied to what was seen: chances of each candidate, and of the group against one person."""

import numpy as np

from fourfold.conversation.addressee.coefficients import Coefficients
from fourfold.conversation.addressee.features import Seen
from fourfold.inference.arrays import BoolArray, FloatArray


def scored(view: Seen, table: Coefficients) -> tuple[FloatArray, FloatArray]:
    """Chances of each seat if one person was addressed, (n, seats), and log odds of the group against one person, (n,)."""
    score = view.candidate @ table.candidate
    odds = table.strongest * strongest(view, score) + view.turn @ table.turn + table.constant
    return chances_of(score, view.possible), odds


def strongest(view: Seen, score: FloatArray) -> FloatArray:
    """The score of the best candidate of each turn, (n,); scores (n, seats)."""
    return np.asarray(np.where(view.possible, score, -np.inf).max(axis=1, initial=-np.inf))


def chances_of(score: FloatArray, possible: BoolArray) -> FloatArray:
    """Scores (n, seats) as chances over the possible seats, of which each row has at least one."""
    high = np.where(possible, score, -np.inf).max(axis=1, initial=-np.inf, keepdims=True)
    weight = np.where(possible, np.exp(np.minimum(score - high, 0.0)), 0.0)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))
