"""Scores made standard normal although answers are whole numbers that end at a ceiling.

Near the good end of the scale answers vary less than the filter expects and fall further than they rise. What is left
of a score's mean, sd and skewness there was measured in simulated stable groups (`bench/alliance.py --measure`).
"""

import numpy as np

from fourfold.inference.arrays import BoolArray, FloatArray, IntArray

ROOM = (0.16, 0.45, 0.75, 1.05, 1.35, 1.74, 2.24, 3.0)
"""How far answers were expected from the good end of the scale, in points of seven: where the moments were measured."""
MEAN = (0.08, 0.02, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00)
SD = (0.71, 0.89, 0.98, 1.02, 1.03, 1.02, 1.01, 1.00)
SD_OF_GROUP = (0.71, 0.80, 0.86, 0.92, 0.95, 0.97, 1.00, 1.00)
SKEWNESS = (1.60, 0.95, 0.59, 0.34, 0.19, 0.08, 0.02, 0.00)
"""Of the score of a single answer. With n answers it falls like n^(-1/3), not n^(-1/2): a person's answers go together."""

_LEAST_SKEWNESS = 1e-3


def calibrated(score: FloatArray, room: FloatArray, n_answers: IntArray, of_group: BoolArray) -> FloatArray:
    """Standard normal scores, given the room that the answers had, their number, and whether all answers speak."""
    sd = np.where(of_group, np.interp(room, ROOM, SD_OF_GROUP), np.interp(room, ROOM, SD))
    skewness = np.interp(room, ROOM, SKEWNESS) * n_answers ** (-1.0 / 3.0)
    return without_skewness((score - np.interp(room, ROOM, MEAN)) / sd, skewness)


def without_skewness(score: FloatArray, skewness: FloatArray) -> FloatArray:
    """Standard normal scores from standardised ones that are skewed like a gamma distribution.

    Source: Wilson & Hilferty (1931), doi 10.1073/pnas.17.12.684.
    """
    k = np.maximum(skewness, _LEAST_SKEWNESS)
    rooted = np.cbrt(np.maximum(1.0 + 0.5 * k * score, 0.0))
    normal = 6.0 / k * (rooted - 1.0) + k / 6.0
    return np.asarray(np.where(skewness > _LEAST_SKEWNESS, normal, score), dtype=np.float64)
