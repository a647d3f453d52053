"""How sure a fit is of each parameter: standard errors and intervals on a scale where they are symmetric."""

from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.batch import likelihood
from fourfold.inference.four_alliance.batch_covariances import covariances_of
from fourfold.inference.four_alliance.batch_groups import ManyGroups, count_groups, only_blocks
from fourfold.inference.four_alliance.batch_information import PHI
from fourfold.inference.four_alliance.fit import Fit
from fourfold.inference.four_alliance.fit_penalty import penalty_for
from fourfold.inference.four_alliance.fit_scale import (
    Term,
    covariances_at,
    directions_at,
    matrix_at,
    pair_places,
    score,
    slices_of,
    terms_of,
)
from fourfold.inference.four_alliance.parameters import Parameters

_Z = 1.959963984540054
_STEP = 1e-4


@dataclass(frozen=True, slots=True)
class Interval:
    """One parameter with its standard error and 95 % interval."""

    name: str
    estimate: float
    se: float
    low: float
    high: float


def intervals(fit: Fit, information: FloatArray | None = None) -> list[Interval]:
    """Every fitted parameter: variances on the log scale, autocorrelations on that of atanh, the rest as they are.

    information (k, k) over the free numbers; by default the average information of the fit.
    """
    spread: FloatArray = np.asarray(np.linalg.inv(fit.information if information is None else information))
    found = [_plain(name, b, se) for name, b, se in _fixed(fit)]
    like = covariances_of(fit.parameters, fit.blocks, with_slope=len(fit.beta) > len(fit.blocks))
    directions = directions_at(fit.free, like)
    at = covariances_at(fit.free, like)
    for term, run in slices_of(terms_of(like)):
        for name, i, j in _entries(term):
            slope = directions.basis[run, i, j]
            se = max(float(slope @ spread[run, run] @ slope), 0.0) ** 0.5
            row = (name, float(matrix_at(at, term.target)[i, j]), se)
            found.append(_bounded(row, term.target in {PHI, PHI + 1}, i == j))
    return found


def _entries(term: Term) -> list[tuple[str, int, int]]:
    """Name and place of each number that the term reports, variances and covariances."""
    effects = term.effects
    if term.form == "exchangeable":
        return [(f"{term.name}[{effects[0]}]", 0, 0), (f"{term.name}[{effects[0]}, reversed]", 1, 0)]
    places = pair_places(term) or list(range(len(effects)))
    return [
        (f"{term.name}[{effects[i] if i == j else f'{effects[j]}, {effects[i]}'}]", places[i], places[j])
        for i in range(len(effects))
        for j in range(i + 1)
    ]


def _fixed(fit: Fit) -> list[tuple[str, float, float]]:
    names = [f"mean[{b}]" for b in fit.blocks] + ["slope"]
    ses = np.sqrt(np.diagonal(fit.beta_covariance))
    return [(name, float(b), float(se)) for name, b, se in zip(names, fit.beta, ses, strict=False)]


def _plain(name: str, value: float, se: float) -> Interval:
    return Interval(name, value, se, value - _Z * se, value + _Z * se)


def _bounded(row: tuple[str, float, float], is_phi: bool, is_variance: bool) -> Interval:
    name, value, se = row
    if is_phi:
        centre, spread = np.arctanh(value), se / (1 - value**2)
        low, high = float(np.tanh(centre - _Z * spread)), float(np.tanh(centre + _Z * spread))
        return Interval(name, value, se, max(low, 0.0), high)
    if is_variance:
        factor = float(np.exp(min(_Z * se / value, 700.0)))
        return Interval(name, value, se, value / factor, value * factor)
    return _plain(name, value, se)


def observed_information(fit: Fit, groups: ManyGroups, *, prior: Parameters, penalty: float = 1.0) -> FloatArray:
    """Information (k, k) at the fit from differences of the exact score, with the penalty of that fit."""
    those = only_blocks(groups, fit.blocks)
    like = covariances_of(prior, fit.blocks, with_slope=len(fit.beta) > len(fit.blocks))
    k = len(fit.free)
    found = np.zeros((k, k))
    for i in range(k):
        ends = []
        for sign in (1.0, -1.0):
            free = fit.free.copy()
            free[i] += sign * _STEP
            ends.append(score(directions_at(free, like), likelihood(those, covariances_at(free, like)).slopes))
        found[i] = (ends[1] - ends[0]) / (2 * _STEP)
    return 0.5 * (found + found.T) + np.diag(penalty_for(like, count_groups(those), penalty).precision)
