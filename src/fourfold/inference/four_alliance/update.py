"""What one session adds: the innovations, their covariance, and how surprising a direction is."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.linalg.blas import dtrsm

from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.ratings import Ratings


@dataclass(frozen=True, slots=True)
class Update:
    """Innovations of one session: ratings minus what was expected of them before the session.

    ratings: those that are not missing, in the order given; factor: lower Cholesky factor of the
    innovations' covariance; whitened: factor^-1 innovation.
    """

    ratings: Ratings
    innovation: FloatArray
    factor: FloatArray
    whitened: FloatArray
    log_likelihood: float

    def z(self, directions: FloatArray) -> FloatArray:
        """Standard normal scores of directions (ratings, k); NaN for a direction that no rating speaks to.

        The most powerful test of a shift along h is h'S^-1 v / sqrt(h'S^-1 h).
        Source: docs/method/four_alliances.md, equation 6.
        """
        scaled = dtrsm(1.0, self.factor, np.asfortranarray(directions, dtype=np.float64), lower=1)
        length = np.sqrt((scaled * scaled).sum(axis=0))
        told = length > 0
        score = np.full(len(length), np.nan)
        score[told] = (scaled.T @ self.whitened)[told] / length[told]
        return score


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of one quantity."""

    mean: float
    sd: float


def log_density(whitened: FloatArray, factor: FloatArray) -> float:
    """Log density of a normal vector from its whitened form and its Cholesky factor."""
    log_determinant = 2.0 * float(np.log(np.diagonal(factor)).sum())
    return -0.5 * (len(whitened) * math.log(2.0 * math.pi) + log_determinant + float(whitened @ whitened))
