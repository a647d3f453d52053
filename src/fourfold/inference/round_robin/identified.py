"""Whether the ratings can tell the components apart at all."""

from collections.abc import Callable

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.round_robin.anova import MINIMUM_PERSONS as ANOVA_PERSONS
from fourfold.inference.round_robin.evidence import Scale
from fourfold.inference.round_robin.pieces import Likelihood, P
from fourfold.inference.round_robin.ratings import Ratings
from fourfold.vocabulary import NotEnoughData

_FLAT = 1e-9


def require_ratings(ratings: Ratings, scale: Scale, method: str, persons: int) -> None:
    """Raise `NotEnoughData` where there is no group to use, or nothing varies."""
    if not ratings.batches:
        why = "".join(f"; {sentence}" for sentence in ratings.warnings)
        raise NotEnoughData(
            f"{method} needs at least one group of {persons} persons who rate each other, and there is none{why}"
        )
    if scale.sd == 0:
        raise NotEnoughData("all ratings are equal, so there is no variance to divide")


def require_group_variance(ratings: Ratings) -> None:
    """Raise `NotEnoughData` where a group variance cannot be had."""
    if ratings.n_groups < 2:
        raise NotEnoughData("the group variance needs at least two groups, and there is one")
    if max(batch.n for batch in ratings.batches) < ANOVA_PERSONS:
        raise NotEnoughData(
            f"the group variance needs a group of at least {ANOVA_PERSONS} persons: in groups of three it cannot be told "
            "from the persons' effects"
        )


def require_identified(restricted: Callable[[FloatArray], Likelihood], at: FloatArray, *, group_variance: bool) -> None:
    """Raise `NotEnoughData` where some combination of the components leaves the restricted likelihood unchanged.

    Judged by the expected information at an inner point, which depends on the design alone.
    """
    free = [k for k in P.ALL if group_variance or k != P.GROUP]
    information = restricted(at).expected[np.ix_(free, free)]
    scale = np.sqrt(np.maximum(np.diagonal(information), 0.0))
    if (scale <= 0).any() or np.linalg.eigvalsh(information / np.outer(scale, scale))[0] < _FLAT:
        raise NotEnoughData(
            "these ratings cannot tell the components apart: there are too few persons, groups or dyads who rated each other"
        )
