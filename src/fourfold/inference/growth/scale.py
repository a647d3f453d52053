"""Outcome and time brought to size one for the search, and the answers carried back."""

from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.growth.rows import Rows
from fourfold.vocabulary import NotEnoughData

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Scale:
    """Time is (time - middle) / width; the outcome is what the least-squares line leaves, divided by height."""

    middle: float
    width: float
    intercept: float
    slope: float
    height: float

    def lines(self, scaled: FloatArray) -> FloatArray:
        """Lines (..., 2) or levels (..., 1) as departures in the units of the data, the intercept at time zero."""
        return scaled @ self._carried(scaled.shape[-1]).T

    def covariance(self, scaled: FloatArray) -> FloatArray:
        """A covariance of lines (2, 2) or of levels (1, 1) in the units of the data."""
        carry = self._carried(len(scaled))
        back = carry @ scaled @ carry.T
        return np.asarray((back + back.T) / 2)

    def fixed_line(self, scaled: FloatArray) -> FloatArray:
        """The whole fixed line (2,) or level (1,): the least-squares line and its correction."""
        taken_out = np.array([self.intercept - self.slope * self.middle, self.slope])[: len(scaled)]
        return np.asarray(taken_out + self.lines(scaled))

    def log_likelihood(self, deviance: float, freedom: int, *, n_fixed: int, reml: bool) -> float:
        """The log-likelihood of the data themselves; freedom is what the residual variance was divided by."""
        of_design = 2 * np.log(self.width) if reml and n_fixed == 2 else 0.0
        return float(-(deviance + 2 * freedom * np.log(self.height) + of_design) / 2)

    def _carried(self, size: int) -> FloatArray:
        carry = np.array([[1.0, -self.middle / self.width], [0.0, 1 / self.width]])
        return self.height * carry[:size, :size]


def scaled(rows: Rows, *, timed: bool) -> tuple[Scale, FloatArray, FloatArray]:
    """The scale of the rows, and scaled outcomes and times (n,). Raises `NotEnoughData` where times or outcomes do not vary."""
    middle, intercept = float(rows.time.mean()), float(rows.outcome.mean())
    away, apart = rows.time - middle, rows.outcome - intercept
    width, deviation = _size(away), _size(apart)
    if timed and width <= _ROUNDING * abs(middle):
        raise NotEnoughData("All times are equal; leave time out to fit levels alone.")
    if deviation <= _ROUNDING * abs(intercept):
        raise NotEnoughData("All outcomes are equal; there is nothing to explain.")
    slope = float(away @ apart) / float(away @ away) if timed else 0.0
    if timed:
        apart -= slope * away
    height = _size(apart)
    if height <= _ROUNDING * deviation:
        raise NotEnoughData("All outcomes lie exactly on one line; there is no chance variation to estimate.")
    width = width if timed else 1.0
    apart /= height
    away /= width
    return Scale(middle, width, intercept, slope, height), apart, away


def _size(values: FloatArray) -> float:
    with np.errstate(over="ignore"):
        size = float(np.sqrt(values @ values / len(values)))
    if not np.isfinite(size):
        raise ValueError("the outcome or the time holds numbers too large to be squared")
    return size
