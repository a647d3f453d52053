"""The four numbers that a Gaussian log-likelihood with one mean needs, with their first and second derivatives.

For ratings y with covariance V and a column x of ones these are log|V|, x'V⁻¹x, x'V⁻¹y and y'V⁻¹y. They add up over
groups, whatever way a group computes its own.
"""

from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray

LOG_2_PI = float(np.log(2 * np.pi))


class P:
    """Places of the parameters: covariance of a person's sum (actor + partner) and difference, dyad halves, group."""

    SUM = 0
    DIFFERENCE = 1
    CROSS = 2
    PLUS = 3
    MINUS = 4
    GROUP = 5
    ALL = range(6)


TO_COMPONENTS: FloatArray = np.array(
    [
        [0.25, 0.25, 0.50, 0.0, 0.0, 0.0],
        [0.25, 0.25, -0.50, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.5, 0.5, 0.0],
        [0.25, -0.25, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.5, -0.5, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
    ]
)
"""Actor, partner, relationship, actor_partner, reciprocity and group out of the parameters."""
FROM_COMPONENTS: FloatArray = np.asarray(np.linalg.inv(TO_COMPONENTS), dtype=np.float64)
"""The other way round."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Values (4,), gradients (4, 6) and Hessians (4, 6, 6) of log|V|, x'V⁻¹x, x'V⁻¹y, y'V⁻¹y; n ratings."""

    n: int
    values: FloatArray
    gradients: FloatArray
    hessians: FloatArray

    @classmethod
    def impossible(cls, n: int) -> "Pieces":
        """What parameters give under which the ratings could not have happened: no likelihood."""
        return cls(n, np.array([np.inf, 1.0, 0.0, 0.0]), np.zeros((4, 6)), np.zeros((4, 6, 6)))

    def __add__(self, other: "Pieces") -> "Pieces":
        return Pieces(
            self.n + other.n,
            self.values + other.values,
            self.gradients + other.gradients,
            self.hessians + other.hessians,
        )


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Log-likelihood with the mean at its best: value, score (6,), observed and expected information (6, 6)."""

    value: float
    mean: float
    mean_se: float
    score: FloatArray
    observed: FloatArray
    expected: FloatArray


def likelihood(pieces: Pieces, *, restricted: bool) -> Likelihood:
    """The log-likelihood of the pieces, restricted (REML) or not. Source: docs/method/round_robins.md, equations 12 to 15."""
    determinant, xx, xy, yy = pieces.values.tolist()
    mean = xy / xx
    weights = np.array([mean * mean, -2 * mean, 1.0])
    first, second = pieces.gradients, pieces.hessians
    shift = (first[2] - mean * first[1]) / xx
    quadratic = (weights @ second[1:].reshape(3, -1)).reshape(6, 6) - 2 * xx * shift[:, None] * shift
    slope, curvature = first[0], second[0]
    value = pieces.n * LOG_2_PI + determinant + yy - mean * xy
    if restricted:
        relative = first[1] / xx
        slope = slope + relative
        curvature = curvature + second[1] / xx - relative[:, None] * relative
        value += float(np.log(xx)) - LOG_2_PI
    return Likelihood(
        value=-0.5 * value,
        mean=mean,
        mean_se=xx**-0.5,
        score=-0.5 * (slope + weights @ first[1:]),
        observed=0.5 * (curvature + quadratic),
        expected=-0.5 * curvature,
    )


def pair_traces(given: FloatArray) -> FloatArray:
    """tr(A_k A_l), summed over groups, for each pair (k, l): given (k, groups, i, i)."""
    return np.asarray(np.tensordot(given, given.swapaxes(2, 3), axes=([1, 2, 3], [1, 2, 3])))


def pair_products(left: FloatArray, right: FloatArray) -> FloatArray:
    """A_k' B_l, summed over groups, for each pair: left (k, groups, i, c), right (l, groups, i, d) to (k, l, c, d)."""
    return np.tensordot(left, right, axes=([1, 2], [1, 2])).transpose(0, 2, 1, 3)
