"""The model's parameters before a group has spoken: shipped assumptions, or the programme's own fit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from fourfold.alliance.estimates import PriorSource
from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.vocabulary import Group, Quality

LOWEST, HIGHEST = 1.0, 7.0
"""The scale on which priors are stated."""


@dataclass(frozen=True, slots=True)
class Priors:
    """Parameters of each quality on the scale from 1 to 7, and where they come from."""

    parameters: Mapping[Quality, Parameters]
    source: PriorSource
    n_groups: int = 0

    def on_scale_of(self, group: Group) -> dict[Quality, Parameters]:
        """The parameters on a group's own scale."""
        return {q: _rescaled(p, group.lowest, group.highest) for q, p in self.parameters.items()}


def shipped_priors() -> Priors:
    """What is assumed where a programme has too few groups of its own. Estimated from nobody."""
    by_quality = {quality: with_unknown_means(p, MEANS_UNKNOWN) for quality, p in assumed_parameters().items()}
    return Priors(by_quality, PriorSource.SHIPPED_ASSUMPTION)


def assumed_parameters() -> dict[Quality, Parameters]:
    """The assumed parameters of groups whose means were known.

    Within a session a rating's variance is a quarter what the rater gives, a seventh what the rated person receives and
    the rest the pair and the day: between likingLong's 19, 12 and 69 % and the four-alliance reference case. Means,
    their spread and how fast things change are assumed. Source: docs/method/alliance.md, "Where the priors come from".
    """
    warm = _assumed(means=[5.4, 5.8, 5.6, 5.5, 5.6])
    return {Quality.BOND: warm, Quality.WORK: warm, Quality.NEGATIVE: _assumed(means=[2.0, 1.9, 2.0, 2.1, 2.0], size=0.8)}


def with_unknown_means(parameters: Parameters, unknown: FloatArray) -> Parameters:
    """The parameters with the (co)variances (5, 5) of what is not known of the means, which the data settle at once."""
    return replace(parameters, gamma0=parameters.gamma0 + unknown)


MEANS_UNKNOWN: FloatArray = 9.0 + 0.5 * np.eye(5)
"""Three points for all blocks together, seven tenths of a point for each alone."""


def _assumed(means: list[float], size: float = 1.0) -> Parameters:
    return Parameters(
        beta=np.asarray(means),
        slope=0.0,
        gamma0=size * _alike([0.12] * 5, 0.6),
        gamma1=size * _alike([0.07] * 5, 0.6),
        phi_g=0.6,
        omega_m=size * _given_and_received([0.22, 0.22, 0.22], [0.11, 0.10]),
        psi_m=size * _given_and_received([0.13, 0.13, 0.13], [0.05, 0.05]),
        omega_t=size * _given_and_received([0.16, 0.16], [0.10]),
        psi_t=size * _given_and_received([0.08, 0.08], [0.04]),
        phi_p=0.5,
        delta_mm=size * 0.20,
        delta_mm_covariance=size * 0.07,
        delta_mt=size * 0.16,
        delta_tm=size * 0.13,
        delta_mt_tm_covariance=size * 0.05,
        eps_mm=size * 0.50,
        eps_mm_covariance=size * 0.12,
        eps_mt=size * 0.45,
        eps_tm=size * 0.40,
        eps_mt_tm_covariance=size * 0.08,
        eps_mg=size * 0.42,
        eps_tg=size * 0.38,
    )


def _alike(variances: list[float], correlation: float) -> FloatArray:
    sd = np.sqrt(variances)
    alike = correlation + (1.0 - correlation) * np.eye(len(sd))
    return np.asarray(alike * np.outer(sd, sd), dtype=np.float64)


def _given_and_received(given: list[float], received: list[float]) -> FloatArray:
    """Covariance of a person's effects: 0.55 within what is given, 0.45 within what is received, 0.25 between."""
    found = _alike([*given, *received], 0.25)
    found[: len(given), : len(given)] = _alike(given, 0.55)
    found[len(given) :, len(given) :] = _alike(received, 0.45)
    return found


_ON_SCALE = ("slope",)
_PLAIN = ("beta", "phi_g", "phi_p", *_ON_SCALE)


def _rescaled(parameters: Parameters, lowest: float, highest: float) -> Parameters:
    unit = (highest - lowest) / (HIGHEST - LOWEST)
    if unit == 1.0 and lowest == LOWEST:
        return parameters
    variances = {n: getattr(parameters, n) * unit**2 for n in Parameters.__dataclass_fields__ if n not in _PLAIN}
    beta = lowest + (parameters.beta - LOWEST) * unit
    return replace(parameters, beta=beta, slope=parameters.slope * unit, **variances)
