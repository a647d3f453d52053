"""Evidence that adds up over sessions: the one-sided cumulative sum of standard normal scores, and its p-value."""

from functools import cache

import numpy as np

from fourfold.inference.arrays import FloatArray

ALLOWANCE = 0.75
"""What each session's score must exceed to add to the sum: half of a shift of 1.5 standard errors."""

_LONGEST = 40
_TOP = 12.0
_WIDTH = 0.02


def accumulate(total: float, score: float) -> float:
    """The sum after one more session's score. Source: Page (1954), doi 10.1093/biomet/41.1-2.100."""
    return max(0.0, total + score - ALLOWANCE)


def p_value(total: float, sessions: int) -> float:
    """Chance of a sum at least this large after some sessions in which nothing happened."""
    if total <= 0.0:
        return 1.0
    tail = _tails()[min(sessions, _LONGEST) - 1]
    place = min(total / _WIDTH + 0.5, len(tail) - 1.0)
    low = min(int(place), len(tail) - 2)
    log_p = np.interp(place, [low, low + 1], np.log(tail[low : low + 2]))
    return float(np.exp(log_p))


@cache
def _tails() -> FloatArray:
    """P(sum >= k width) after 1, 2, ... sessions: the Markov chain on a fine grid. Source: Brook & Evans (1972)."""
    from scipy.special import ndtr

    grid = _WIDTH * np.arange(int(_TOP / _WIDTH) + 1)
    upper = np.append(grid[:-1] + 0.5 * _WIDTH, np.inf)
    step = np.diff(ndtr(upper - grid[:, None] + ALLOWANCE), axis=1, prepend=0.0)
    chance = np.zeros(len(grid))
    chance[0] = 1.0
    found = []
    for _ in range(_LONGEST):
        chance = chance @ step
        found.append(chance[::-1].cumsum()[::-1])
    return np.asarray(np.maximum(np.array(found), 1e-300), dtype=np.float64)
