"""Moment estimates of complete round robins, with standard errors and effects of persons.

Source: Warner, Kenny & Stoto (1979); Lashley & Bond (1997); docs/method/round_robins.md, equations 6 to 9.
"""

from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.round_robin.symmetry import Coordinates, coordinates
from fourfold.vocabulary import NotEnoughData

MINIMUM_PERSONS = 4


@dataclass(frozen=True, slots=True)
class Moments:
    """Estimates of complete groups of one size, group by group.

    mean (groups,); components, squared_errors (groups, 5) in the order actor, partner, relationship, actor_partner,
    reciprocity; actor, partner (groups, n) effects.
    """

    mean: FloatArray
    components: FloatArray
    squared_errors: FloatArray
    actor: FloatArray
    partner: FloatArray

    @property
    def n(self) -> int:
        """Persons in each group."""
        return int(self.actor.shape[1])


def moments(ratings: FloatArray) -> Moments:
    """Variance components, their sampling variances and effects: ratings (groups, n, n), row = rater, diagonal ignored.

    Raises `NotEnoughData` below n = 4.
    """
    n = ratings.shape[1]
    if n < MINIMUM_PERSONS:
        raise NotEnoughData(f"analysis of variance needs round robins of at least {MINIMUM_PERSONS} persons, not {n}")
    split = coordinates(ratings)
    actor, partner = person_effects(split)
    return Moments(split.mean, components(split), squared_errors(split), actor, partner)


def components(split: Coordinates) -> FloatArray:
    """Unbiased (groups, 5) components: actor, partner, relationship, actor_partner, reciprocity."""
    n = split.n
    plus, minus = split.symmetric / split.symmetric_df, split.antisymmetric / split.antisymmetric_df
    scatter = split.scatter / (n - 1)
    total = (scatter[:, 0, 0] - plus) * 2 / (n - 2)
    difference = (scatter[:, 1, 1] - minus) * 2 / n
    cross = scatter[:, 0, 1] * 2 / np.sqrt(n * (n - 2))
    return np.stack(
        [
            (total + difference + 2 * cross) / 4,
            (total + difference - 2 * cross) / 4,
            (plus + minus) / 2,
            (total - difference) / 4,
            (plus - minus) / 2,
        ],
        axis=1,
    )


def squared_errors(split: Coordinates) -> FloatArray:
    """Unbiased (groups, 5) sampling variances of `components`. Source: Lashley & Bond (1997), by Wishart moments."""
    n = split.n
    plus, minus = (
        _chi_square_variance(split.symmetric, split.symmetric_df),
        _chi_square_variance(split.antisymmetric, split.antisymmetric_df),
    )
    total, difference, cross = 2 / (n - 2), 2 / n, 1 / np.sqrt(n * (n - 2))
    scatter, df = split.scatter / (n - 1), n - 1
    noise = (total**2 * plus + difference**2 * minus) / 16
    actor = _wishart_variance(np.array([[total, 2 * cross], [2 * cross, difference]]) / 4, scatter, df) + noise
    partner = _wishart_variance(np.array([[total, -2 * cross], [-2 * cross, difference]]) / 4, scatter, df) + noise
    both = _wishart_variance(np.array([[total, 0.0], [0.0, -difference]]) / 4, scatter, df) + noise
    dyad = (plus + minus) / 4
    return np.stack([actor, partner, dyad, both, dyad], axis=1)


def person_effects(split: Coordinates) -> tuple[FloatArray, FloatArray]:
    """Unbiased actor and partner effects (groups, n). Source: Warner, Kenny & Stoto (1979)."""
    n = split.n
    scale = 1.0 / (n * (n - 2))
    return ((n - 1) * split.given + split.received) * scale, ((n - 1) * split.received + split.given) * scale


def _chi_square_variance(sum_of_squares: FloatArray, df: float) -> FloatArray:
    return 2 * (sum_of_squares / df) ** 2 / (df + 2)


def _wishart_variance(weights: FloatArray, scatter: FloatArray, df: int) -> FloatArray:
    """Unbiased variance of trace(weights @ scatter), scatter (groups, 2, 2) a Wishart mean square on `df`.

    With A = tr(weights S weights S) the variance is 2 A / df, and A solves the two moment equations of
    tr(weights W weights W) and tr(weights W)^2.
    """
    (first, mixed), (_, second) = weights
    uu, uv, vv = scatter[:, 0, 0], scatter[:, 0, 1], scatter[:, 1, 1]
    upper, lower = first * uu + mixed * uv, mixed * uv + second * vv
    once = upper**2 + lower**2 + 2 * (first * uv + mixed * vv) * (mixed * uu + second * uv)
    found: FloatArray = (once - (upper + lower) ** 2 / df) * (2 / df / (1 + 1 / df - 2 / df**2))
    return found
