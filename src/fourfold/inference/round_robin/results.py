"""What a round robin tells: components of variance, effects of persons, and what has to be said beside them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fourfold.inference.arrays import FloatArray

LabelArray = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Components:
    """Variances and covariances of the social relations model, or their standard errors.

    `reciprocity` is the covariance of the two relationship effects of a dyad; `group` is None where it was not fitted;
    NaN where a standard error does not exist.
    """

    actor: float
    partner: float
    relationship: float
    actor_partner: float
    reciprocity: float
    group: float | None

    @classmethod
    def of(cls, persons_and_dyads: FloatArray, group: float | None) -> "Components":
        """Five numbers in the order of the fields, and the group's."""
        actor, partner, relationship, actor_partner, reciprocity = persons_and_dyads.tolist()
        return cls(actor, partner, relationship, actor_partner, reciprocity, group)


@dataclass(frozen=True, slots=True)
class PersonEffects:
    """Actor and partner effect of each person of each group; four columns of one length."""

    group: LabelArray
    person: LabelArray
    actor: FloatArray
    partner: FloatArray


@dataclass(frozen=True, slots=True)
class RelationshipEffects:
    """What `rater` gives to `target` beyond both persons' effects; complete groups only, four columns of one length."""

    group: LabelArray
    rater: LabelArray
    target: LabelArray
    relationship: FloatArray


@dataclass(frozen=True, slots=True)
class RoundRobin:
    """A fitted social relations model. `log_likelihood` is None for anova; `warnings` are plain sentences."""

    method: str
    n_ratings: int
    n_groups: int
    mean: float
    mean_se: float
    log_likelihood: float | None
    variances: Components
    standard_errors: Components
    effects: PersonEffects
    relationships: RelationshipEffects
    warnings: tuple[str, ...]
    converged: bool
