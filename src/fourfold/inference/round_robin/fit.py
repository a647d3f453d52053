"""One call from a table of ratings to a fitted social relations model."""

from typing import Literal

from fourfold.inference.arrays import Columns
from fourfold.inference.round_robin.likelihood_fit import fit_likelihood
from fourfold.inference.round_robin.moment_fit import fit_moments
from fourfold.inference.round_robin.ratings import Names, round_robins
from fourfold.inference.round_robin.results import RoundRobin

Method = Literal["anova", "ml", "reml"]


def fit_round_robin(
    table: Columns,
    *,
    group: str | None = "group",
    rater: str = "rater",
    target: str = "target",
    value: str = "value",
    method: Method = "reml",
    group_variance: bool = False,
    drop_invalid_groups: bool = False,
) -> RoundRobin:
    """Variance components and effects of the round robins in a table, one row a rating.

    table: a Polars or pandas frame, or a mapping of columns; `group` None is one group. Persons belong to their group:
    the same label in two groups is two persons. Self-ratings are ignored; an empty value is a missing rating, which anova
    refuses and ml and reml take as it is. Raises `NotEnoughData`, `KeyError` for a missing column, `ValueError` for a
    rating that is there twice.
    Source: docs/method/round_robins.md.

    >>> from itertools import permutations
    >>> pairs = list(permutations("abcd", 2))
    >>> table = {"rater": [r for r, _ in pairs], "target": [t for _, t in pairs], "value": [5, 4, 6, 3, 2, 4, 5, 5, 7, 2, 3, 3]}
    >>> round(fit_round_robin(table, group=None, method="anova").variances.reciprocity, 6)
    0.25
    """
    names = Names(group, rater, target, value)
    if method not in ("anova", "ml", "reml"):
        raise ValueError(f"no method {method!r}; there are anova, ml and reml")
    ratings = round_robins(table, names, drop_invalid_groups=drop_invalid_groups)
    if method == "anova":
        return fit_moments(ratings, group_variance=group_variance, drop_invalid_groups=drop_invalid_groups)
    return fit_likelihood(ratings, restricted=method == "reml", group_variance=group_variance)
