"""The analysis of variance of all groups of a table: moments of each size, pooled."""

from collections.abc import Sequence
from itertools import islice

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.round_robin.anova import MINIMUM_PERSONS, Moments, moments
from fourfold.inference.round_robin.effects import BatchEffects, labelled
from fourfold.inference.round_robin.evidence import Scale
from fourfold.inference.round_robin.identified import require_ratings
from fourfold.inference.round_robin.ratings import Batch, Ratings
from fourfold.inference.round_robin.results import Components, RoundRobin
from fourfold.vocabulary import NotEnoughData

_CELLS_NAMED = 5
_NAMES = ("actor", "partner", "relationship")


def fit_moments(ratings: Ratings, *, group_variance: bool, drop_invalid_groups: bool) -> RoundRobin:
    """Moment estimates, pooled over groups by their degrees of freedom.

    Raises `NotEnoughData` without a complete group of four persons, `ValueError` where ratings are missing.
    """
    usable = _complete(ratings.at_least(MINIMUM_PERSONS, "analysis of variance"), drop=drop_invalid_groups)
    require_ratings(usable, Scale.of(usable), "analysis of variance", MINIMUM_PERSONS)
    found = [moments(batch.values) for batch in usable.batches]
    variances, errors = _pooled(found)
    mean, mean_se = _mean(found, variances)
    between = _between_groups(found, variances) if group_variance else None
    batch_effects = [BatchEffects(batch, m.actor, m.partner, m.mean) for batch, m in zip(usable.batches, found, strict=True)]
    persons, relationships = labelled(usable, batch_effects)
    return RoundRobin(
        method="anova",
        n_ratings=sum(len(m.mean) * m.n * (m.n - 1) for m in found),
        n_groups=usable.n_groups,
        mean=mean,
        mean_se=mean_se,
        log_likelihood=None,
        variances=Components.of(variances, between),
        standard_errors=Components.of(errors, None if between is None else float("nan")),
        effects=persons,
        relationships=relationships,
        warnings=(*usable.warnings, *_negative(variances, between)),
        converged=True,
    )


def _complete(ratings: Ratings, *, drop: bool) -> Ratings:
    """Only complete groups: refuse the others, or leave them out with a warning."""
    incomplete = [batch.where(~batch.complete()) for batch in ratings.batches]
    groups = np.concatenate([np.empty(0, dtype=np.int64), *(b.group for b in incomplete)])
    if not len(groups):
        return ratings
    if not drop:
        raise ValueError(
            f"ratings are missing in {ratings.named(groups)}: {_missing_cells(ratings, incomplete)}. Analysis of variance "
            "needs complete round robins; use ml or reml, which take missing ratings as they are, or leave these groups out "
            "(drop_invalid_groups, on the command line --drop-invalid-groups)"
        )
    warning = f"left out, because ratings are missing: {ratings.named(groups)}"
    return ratings.with_batches([batch.where(batch.complete()) for batch in ratings.batches], warning)


def _missing_cells(ratings: Ratings, incomplete: Sequence[Batch]) -> str:
    cells = [cell for batch in incomplete for cell in _cells_of(ratings, batch)]
    return "; ".join(cells[:_CELLS_NAMED]) + ("; and more" if len(cells) > _CELLS_NAMED else "")


def _cells_of(ratings: Ratings, batch: Batch) -> list[str]:
    first = np.isnan(batch.values[: _CELLS_NAMED + 1]) & ~np.eye(batch.n, dtype=bool)
    group, rater, target = np.nonzero(first)
    names = ratings.people[batch.persons[group, rater]], ratings.people[batch.persons[group, target]]
    cells = zip(ratings.groups[batch.group[group]], *names, strict=True)
    return [f"group {where}, {who} rates {whom}" for where, who, whom in islice(cells, _CELLS_NAMED + 1)]


def _pooled(found: Sequence[Moments]) -> tuple[FloatArray, FloatArray]:
    """Estimates and standard errors (5,): each group weighs n - 1. Source: docs/method/round_robins.md, equation 9."""
    freedom = sum(len(m.mean) * (m.n - 1) for m in found)
    estimates = np.sum([m.components.sum(axis=0) * (m.n - 1) for m in found], axis=0) / freedom
    squared = np.sum([m.squared_errors.sum(axis=0) * (m.n - 1) ** 2 for m in found], axis=0) / freedom**2
    return estimates, np.sqrt(np.maximum(squared, 0.0))


def _mean(found: Sequence[Moments], variances: FloatArray) -> tuple[float, float]:
    """Mean of all ratings; its error from the spread of the groups, or from the components when there is one group."""
    means = np.concatenate([m.mean for m in found])
    weights = np.concatenate([np.full(len(m.mean), m.n * (m.n - 1.0)) for m in found])
    weights /= weights.sum()
    mean = float(weights @ means)
    if len(means) == 1:
        variance = float(_mean_variance(found[0].n, variances))
        return mean, variance**0.5 if variance >= 0 else float("nan")
    variance = float(weights**2 @ (means - mean) ** 2) * len(means) / (len(means) - 1)
    return mean, variance**0.5


def _mean_variance(n: int, variances: FloatArray) -> float:
    """Variance of one group's mean within a population without group effects."""
    actor, partner, relationship, actor_partner, reciprocity = variances.tolist()
    return float(((n - 1) * (actor + partner + 2 * actor_partner) + relationship + reciprocity) / (n * (n - 1)))


def _between_groups(found: Sequence[Moments], variances: FloatArray) -> float:
    """Variance of the groups' means beyond what their members explain."""
    means = np.concatenate([m.mean for m in found])
    if len(means) < 2:
        raise NotEnoughData("the group variance needs at least two groups, and there is one")
    expected = sum(len(m.mean) * _mean_variance(m.n, variances) for m in found) / len(means)
    return float(means.var(ddof=1) - expected)


def _negative(variances: FloatArray, between: float | None) -> list[str]:
    named = [*zip(_NAMES, variances.tolist(), strict=False), *([("group", between)] if between is not None else [])]
    return [
        f"the {name} variance is estimated below zero ({value:.4g}), which means that it is small; ml and reml stay at zero"
        for name, value in named
        if value < 0
    ]
