"""Cohen's kappa and the intraclass correlation of absolute agreement: two numbers of how far observers agree."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import fdtri

from fourfold.inference.arrays import BoolArray, FloatArray, IntArray

_HAIR = 1e-12


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement beyond chance of two codings; None with the sentence `reason` where it has no meaning.

    agreement: the share of `units` coded alike, None without any. standard_error takes the units for independent, which
    seconds of one session are not.
    """

    kappa: float | None
    standard_error: float | None
    agreement: float | None
    units: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Icc:
    """ICC(2,1), absolute agreement of single observers, with its interval; None with the sentence `reason` where undefined."""

    icc: float | None
    low: float | None
    high: float | None
    subjects: int
    reason: str | None


def kappa(one: IntArray | BoolArray, other: IntArray | BoolArray) -> Kappa:
    """Cohen's kappa of two codings of the same units.

    Source: Cohen (1960); standard error Fleiss, Cohen & Everitt (1969), eq. 13.
    """
    n = len(one)
    if n == 0:
        return Kappa(None, None, None, 0, "there is nothing that both observers coded")
    kinds, codes = np.unique(np.concatenate([one, other]), return_inverse=True)
    k = len(kinds)
    counts = np.bincount(codes[:n] * k + codes[n:], minlength=k * k).reshape(k, k)
    alike, table = int(np.trace(counts)) / n, counts / n
    if k == 1:
        return Kappa(None, None, alike, n, "both observers coded everything alike, in one category; kappa has no meaning there")
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    chance = float(rows @ columns)
    found = (alike - chance) / (1 - chance)
    pull = columns[:, None] + rows[None, :]
    on = float(np.diagonal(table) @ (1 - np.diagonal(pull) * (1 - found)) ** 2)
    off = (1 - found) ** 2 * float((table * pull**2).sum() - np.diagonal(table) @ np.diagonal(pull) ** 2)
    variance = on + off - (found - chance * (1 - found)) ** 2
    return Kappa(found, sqrt(max(variance, 0.0) / n) / (1 - chance), alike, n, None)


def icc(ratings: FloatArray, *, level: float = 0.95) -> Icc:
    """ICC(2,1): ratings (subjects, observers), observers a sample of those who could observe.

    Source: Shrout & Fleiss (1979); interval McGraw & Wong (1996), table 7, case 2A, with the correction of 1996, 1(4), 390.
    """
    n, k = ratings.shape
    if n < 2:
        return Icc(None, None, None, n, "it needs at least two seats")
    centred = ratings - ratings.mean()
    if not centred.any():
        return Icc(None, None, None, n, "every seat has the same value for both observers; nothing differs that could agree")
    between = k * float((centred.mean(axis=1) ** 2).sum()) / (n - 1)
    observers = n * float((centred.mean(axis=0) ** 2).sum()) / (k - 1)
    rest = centred - centred.mean(axis=1, keepdims=True) - centred.mean(axis=0, keepdims=True)
    error = float((rest**2).sum()) / ((n - 1) * (k - 1))
    whole = between + (k - 1) * error + k * (observers - error) / n
    if whole <= _HAIR * (between + observers + error):
        return Icc(None, None, None, n, "seats do not differ beyond what the observers differ on each of them")
    found = (between - error) / whole
    low, high = _interval(found, (between, observers, error), (n, k), (1 - level) / 2)
    return Icc(found, low, high, n, None)


def _interval(found: float, squares: tuple[float, float, float], shape: tuple[int, int], tail: float) -> tuple[float, float]:
    between, observers, error = squares
    n, k = shape
    if 1 - found <= _HAIR:
        return found, found
    a, b = k * found / (n * (1 - found)), 1 + k * found * (n - 1) / (n * (1 - found))
    spread_of_both = (a * observers) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    df = (a * observers + b * error) ** 2 / spread_of_both if spread_of_both > 0 else (n - 1.0) * (k - 1.0)
    upper = float(fdtri(n - 1, df, 1 - tail))
    lower = float(fdtri(df, n - 1, 1 - tail))
    spread = k * observers + (k * n - k - n) * error
    low = n * (between - upper * error) / (upper * spread + n * between)
    high = n * (lower * between - error) / (spread + n * lower * between)
    return low, high
