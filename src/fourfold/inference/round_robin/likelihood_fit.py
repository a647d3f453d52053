"""Maximum likelihood (ml) and restricted maximum likelihood (reml) of all groups of a table."""

import math

from fourfold.inference.arrays import FloatArray
from fourfold.inference.round_robin.boundary import edge_of, standard_errors
from fourfold.inference.round_robin.effects import BatchEffects, labelled
from fourfold.inference.round_robin.evidence import USUAL, Evidence, Scale
from fourfold.inference.round_robin.identified import require_group_variance, require_identified, require_ratings
from fourfold.inference.round_robin.maximum import Maximum, largest
from fourfold.inference.round_robin.pieces import TO_COMPONENTS
from fourfold.inference.round_robin.ratings import Ratings
from fourfold.inference.round_robin.results import Components, RoundRobin

MINIMUM_PERSONS = 3


def fit_likelihood(ratings: Ratings, *, restricted: bool, group_variance: bool) -> RoundRobin:
    """The social relations model at its largest (restricted) likelihood, missing ratings taken as they are.

    Raises `NotEnoughData` where the ratings cannot tell the components apart.
    """
    method = "reml" if restricted else "ml"
    usable = ratings.at_least(MINIMUM_PERSONS, method)
    scale = Scale.of(usable)
    require_ratings(usable, scale, method, MINIMUM_PERSONS)
    if group_variance:
        require_group_variance(usable)
    evidence = Evidence.of(usable, scale)
    require_identified(lambda at: evidence.likelihood(at, restricted=True), USUAL, group_variance=group_variance)
    top = largest(
        lambda at: evidence.likelihood(at, restricted=restricted),
        evidence.starts(group_variance=group_variance),
        group_variance=group_variance,
    )
    return _result(usable, scale, evidence, top, restricted=restricted, group_variance=group_variance)


def _result(
    usable: Ratings, scale: Scale, evidence: Evidence, top: Maximum, *, restricted: bool, group_variance: bool
) -> RoundRobin:
    edge = edge_of(top.parameters, group_variance=group_variance)
    level, sd = scale.centre + scale.sd * top.at.mean, scale.sd
    found = [
        BatchEffects(batch, sd * actor, sd * partner, level + sd * group)
        for batch, (actor, partner, group) in evidence.effects(top.parameters, top.at.mean)
    ]
    persons, relationships = labelled(usable, found)
    unsure = () if top.converged else ("the search for the largest likelihood stopped before it was sure of the top",)
    return RoundRobin(
        method="reml" if restricted else "ml",
        n_ratings=scale.n,
        n_groups=usable.n_groups,
        mean=level,
        mean_se=sd * top.at.mean_se,
        log_likelihood=top.at.value - (scale.n - restricted) * math.log(sd),
        variances=_named(TO_COMPONENTS @ edge.parameters * sd**2, group_variance=group_variance),
        standard_errors=_named(standard_errors(top.at, edge) * sd**2, group_variance=group_variance),
        effects=persons,
        relationships=relationships,
        warnings=(*usable.warnings, *edge.sentences, *unsure),
        converged=top.converged,
    )


def _named(components: FloatArray, *, group_variance: bool) -> Components:
    return Components.of(components[:5], float(components[5]) if group_variance else None)
