"""Scores made standard normal although answers are whole numbers that end at a ceiling.

Near the good end of the scale answers vary less than the filter expects and fall further than they rise. What is left
of a score's mean, sd and skewness there was measured in simulated stable groups (`bench/alliance.py --measure`).
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from fourfold.alliance.estimates import SignalKind
from fourfold.inference.arrays import FloatArray

ROOM = (0.16, 0.45, 0.75, 1.05, 1.35, 1.74, 2.24, 3.0)
"""How far answers were expected from the good end of the scale, in points of seven: where the moments were measured."""

_Moments = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]

MOMENTS: Mapping[SignalKind, _Moments] = MappingProxyType(
    {
        SignalKind.BETWEEN_MEMBERS: (
            (0.07, 0.01, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00),
            (0.66, 0.85, 0.95, 1.00, 1.02, 1.02, 1.01, 1.00),
            (1.57, 0.93, 0.56, 0.33, 0.20, 0.09, 0.02, 0.00),
        ),
        SignalKind.MEMBER_AND_FACILITATOR: (
            (0.08, 0.03, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00),
            (0.67, 0.87, 0.97, 1.02, 1.03, 1.03, 1.02, 1.00),
            (1.49, 0.79, 0.48, 0.29, 0.15, 0.05, 0.02, 0.00),
        ),
        SignalKind.MEMBER_WITHDRAWS: (
            (0.05, 0.01, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00),
            (0.67, 0.86, 0.96, 1.02, 1.03, 1.03, 1.03, 1.01),
            (1.00, 0.61, 0.37, 0.28, 0.16, 0.05, 0.02, 0.00),
        ),
        SignalKind.GROUP_FALLS: (
            (0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00),
            (0.68, 0.80, 0.87, 0.92, 0.95, 0.98, 1.00, 1.00),
            (0.70, 0.39, 0.28, 0.15, 0.06, 0.00, 0.00, 0.00),
        ),
    }
)
"""Mean, sd and skewness of a score at each of `ROOM`, for each direction."""


def calibrated(score: FloatArray, room: FloatArray, kinds: list[SignalKind]) -> FloatArray:
    """Standard normal scores from scores and the room that the answers had."""
    found = np.empty(len(score))
    codes = np.array([list(MOMENTS).index(kind) for kind in kinds])
    for code, (mean, sd, skewness) in enumerate(MOMENTS.values()):
        own = codes == code
        apart = (score[own] - np.interp(room[own], ROOM, mean)) / np.interp(room[own], ROOM, sd)
        found[own] = without_skewness(apart, np.interp(room[own], ROOM, skewness))
    return found


def without_skewness(score: FloatArray, skewness: FloatArray) -> FloatArray:
    """Standard normal scores from standardised ones that are skewed like a gamma distribution.

    Source: Wilson & Hilferty (1931), doi 10.1073/pnas.17.12.684.
    """
    k = np.maximum(skewness, 1e-3)
    rooted = np.cbrt(np.maximum(1.0 + 0.5 * k * score, 0.0))
    return np.where(skewness > 1e-3, 6.0 / k * (rooted - 1.0) + k / 6.0, score)
