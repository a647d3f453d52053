"""How firmly a fit holds on to the programme's prior."""

from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.batch_covariances import Covariances
from fourfold.inference.four_alliance.fit_scale import free_numbers, slices_of, terms_of

ENOUGH_GROUPS = 10
LOG_SD = 0.5
CORRELATION_SD = 0.4
PHI_SD = 1.5


@dataclass(frozen=True, slots=True)
class Penalty:
    """A normal log density over the free numbers, without its constant."""

    centre: FloatArray
    precision: FloatArray

    def value_and_slope(self, free: FloatArray) -> tuple[float, FloatArray]:
        """The penalty at these free numbers, and its derivative."""
        pull = self.precision * (self.centre - free)
        return float(0.5 * pull @ (free - self.centre)), pull


def penalty_for(prior: Covariances, groups: int, weight: float) -> Penalty:
    """The pull towards the prior: fixed in size, so that many groups outweigh it; never off below ten groups.

    Standard deviations at weight 1: a standard deviation by a factor exp(.5), a correlation by .4, phi by 1.5
    in log odds. Below ten groups the precision grows as ten over the number of groups.
    """
    if groups < ENOUGH_GROUPS:
        weight = max(weight, 1.0) * ENOUGH_GROUPS / max(groups, 1)
    centre = free_numbers(prior)
    sd = np.concatenate([_sds(term.form, centre[run]) for term, run in slices_of(terms_of(prior))])
    return Penalty(centre, weight / sd**2)


def _sds(form: str, free: FloatArray) -> FloatArray:
    if form == "phi":
        return np.array([PHI_SD])
    if form == "exchangeable":
        return np.full(2, 2 * LOG_SD)
    n = int((np.sqrt(8 * len(free) + 1) - 1) / 2)
    factor = np.zeros((n, n))
    factor[np.tril_indices(n)] = free
    factor[np.diag_indices(n)] = np.exp(np.diagonal(factor))
    sd = np.repeat(np.sqrt((factor**2).sum(1))[:, None] * CORRELATION_SD, n, axis=1)
    sd[np.diag_indices(n)] = LOG_SD
    return sd[np.tril_indices(n)]
