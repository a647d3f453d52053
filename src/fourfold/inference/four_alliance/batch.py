"""The likelihood of many incomplete, open groups, its score and its information, in one pass over the groups."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.batch_covariances import Covariances, precisions
from fourfold.inference.four_alliance.batch_forward import factorise, solve_states
from fourfold.inference.four_alliance.batch_groups import ManyGroups, count_groups
from fourfold.inference.four_alliance.batch_information import Directions, add_information
from fourfold.inference.four_alliance.batch_moments import (
    Counts,
    Moments,
    add_counts,
    add_covariances,
    add_mean_products,
)
from fourfold.inference.four_alliance.batch_panels import entry_njit
from fourfold.inference.four_alliance.batch_shape import Precisions, group_shape


@dataclass(frozen=True, slots=True)
class Sums:
    """What one pass leaves: X'V^-1 X, X'V^-1 y and y'V^-1 y in `cross`, log determinants, moments and counts."""

    cross: FloatArray
    log_det: float
    products: Moments
    spreads: Moments
    counts: Counts
    information: FloatArray


Space = tuple[FloatArray, Moments, Moments, Counts, FloatArray]


@entry_njit
def _pass(
    groups: ManyGroups,
    which: tuple[int, int],
    model: Precisions,
    about: tuple[Directions, FloatArray, bool],
    sums: Space,
) -> float:
    directions, mix, with_score = about
    cross, products, spreads, counts, information = sums
    extra = model.fixed + 1
    log_det = 0.0
    for g in range(which[0], len(groups.rating_start) - 1, which[1]):
        if groups.rating_start[g] == groups.rating_start[g + 1]:
            continue
        shape = group_shape(groups, g, model)
        factor = factorise(shape, model)
        log_det += factor.log_det
        at = factor.lead + factor.border
        for i in range(extra):
            for j in range(extra):
                cross[i, j] += factor.trailing[at + i, at + j]
        add_counts(shape, counts)
        if not with_score:
            continue
        solved = solve_states(shape, factor, extra)
        add_mean_products(shape, model, solved, products)
        if len(directions.target) > 0:
            add_information((shape, model, factor), solved, (directions, mix), information)
        add_covariances(shape, factor, spreads)
    return log_det


def one_pass(
    groups: ManyGroups,
    model: Precisions,
    *,
    directions: Directions | None = None,
    beta: FloatArray | None = None,
    with_score: bool = True,
    threads: int | None = None,
) -> Sums:
    """Sums over all groups. The information is found only for given directions, at the given fixed effects."""
    aims = directions or Directions(np.zeros(0, dtype=np.int64), np.zeros((0, 5, 5)))
    mix = np.append(np.zeros(model.fixed) if beta is None else -beta, 1.0)
    many = max(1, min(threads or os.cpu_count() or 1, count_groups(groups) // 2))
    spaces = [_space(model, len(aims.target)) for _ in range(many)]
    about = (aims, mix, with_score)
    if many == 1:
        log_dets = [_pass(groups, (0, 1), model, about, spaces[0])]
    else:
        with ThreadPoolExecutor(many) as pool:
            runs = [pool.submit(_pass, groups, (k, many), model, about, spaces[k]) for k in range(many)]
            log_dets = [run.result() for run in runs]
    first, *others = spaces
    for other in others:
        _gather(first, other)
    cross = np.triu(first[0]) + np.triu(first[0], 1).T
    return Sums(cross, float(sum(log_dets)), *first[1:])


def _space(model: Precisions, parameters: int) -> Space:
    extra = model.fixed + 1
    shapes = ((3,), (3,), (3, 2), (2,), (2,), (2, 2), (2,))
    counts = Counts(*(np.zeros(s) for s in shapes))
    return np.zeros((extra, extra)), _tables(extra), _tables(1), counts, np.zeros((parameters, parameters))


def _tables(columns: int) -> Moments:
    sizes = (((3, 3), 5), ((2,), 2), ((2,), 2), ((2, 2), 1), ((2,), 1))
    return Moments(*(np.zeros((*outer, n * columns, n * columns)) for outer, n in sizes))


def _gather(into: Space, other: Space) -> None:
    for mine, its in zip(_arrays(into), _arrays(other), strict=True):
        np.add(mine, its, out=mine)


def _arrays(space: Space) -> list[FloatArray]:
    return [space[0], *space[1], *space[2], *space[3], space[4]]


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Log-likelihood of all groups, at the fixed effects given or estimated from the same data.

    beta (fixed,) means of the modelled blocks, then the slope where there is one; beta_covariance (fixed, fixed);
    slopes: derivative of the log-likelihood with respect to each covariance, as symmetric matrices, and to phi.
    """

    value: float
    beta: FloatArray
    beta_covariance: FloatArray
    slopes: Covariances
    information: FloatArray
    ratings: int


def likelihood(
    groups: ManyGroups,
    covariances: Covariances,
    *,
    restricted: bool = True,
    beta: FloatArray | None = None,
    directions: Directions | None = None,
    with_score: bool = True,
    threads: int | None = None,
    hint: FloatArray | None = None,
) -> Likelihood:
    """Exact log-likelihood: restricted (REML), maximal over the fixed effects, or at a given `beta`.

    `hint` are the fixed effects at which the information of the `directions` is found.
    Source: docs/method/fitting.md, equations 3 to 8.
    """
    model = precisions(covariances)
    near = beta if beta is not None else hint
    sums = one_pass(groups, model, directions=directions, beta=near, with_score=with_score, threads=threads)
    p = model.fixed
    inner, right, square = sums.cross[:p, :p], sums.cross[:p, p], sums.cross[p, p]
    covariance: FloatArray = np.zeros((p, p))
    if beta is None:
        covariance = np.asarray(np.linalg.inv(inner)) if np.isfinite(inner).all() else np.full((p, p), np.nan)
        beta = covariance @ right
    else:
        restricted = False
    quadratic = square - 2 * beta @ right + beta @ inner @ beta
    ratings = int(sums.counts.pairs.sum() * 2 + sums.counts.singles.sum() + sums.counts.solos.sum())
    value = -0.5 * (ratings * np.log(2 * np.pi) + sums.log_det + _log_det_prior(covariances, sums.counts) + quadratic)
    if restricted:
        value += 0.5 * (p * np.log(2 * np.pi) - np.linalg.slogdet(inner)[1])
    mix = np.append(-beta, 1.0)
    weight = np.outer(mix, mix)
    weight[:p, :p] += covariance if restricted else 0.0
    slopes = _slopes(covariances, model, sums, weight)
    return Likelihood(float(value), beta, covariance, slopes, sums.information, ratings)


def _log_det_prior(covariances: Covariances, counts: Counts) -> float:
    total = 0.0
    for kind in range(3):
        stable, changing = covariances.stable[kind], covariances.changing[kind]
        total += counts.units[kind] * _log_det(stable) + counts.states[kind] * _log_det(changing)
        total += len(stable) * counts.gaps[kind, 0]
    for mixed in range(2):
        total += counts.dyads[mixed] * _log_det(covariances.dyad[mixed])
        total += counts.pairs[mixed] * _log_det(covariances.pair[mixed])
        total += counts.singles[mixed] @ np.log(np.diagonal(covariances.pair[mixed]))
    return float(total + counts.solos @ np.log(covariances.solo))


def _log_det(matrix: FloatArray) -> float:
    return float(np.linalg.slogdet(matrix)[1]) if len(matrix) else 0.0


def _slopes(covariances: Covariances, model: Precisions, sums: Sums, weight: FloatArray) -> Covariances:
    """Fisher's identity: half of precision (posterior second moment - count x covariance) precision."""
    unit, dyad, pair, single, solo = (
        _with_fixed(products, spread, weight) for products, spread in zip(sums.products, sums.spreads, strict=True)
    )
    counts = sums.counts
    phi = np.zeros(3)
    stable, changing = [], []
    for kind in range(3):
        w = model.width[kind]
        one, other = model.stable[kind, :w, :w], model.changing[kind, :w, :w]
        stable.append(0.5 * (one @ unit[kind, 0, :w, :w] @ one - counts.units[kind] * one))
        changing.append(0.5 * (other @ unit[kind, 1, :w, :w] @ other - counts.states[kind] * other))
        phi[kind] = w * counts.gaps[kind, 1] + np.sum(other * unit[kind, 2, :w, :w])
    dyads = [0.5 * (d @ m @ d - n * d) for d, m, n in zip(model.dyad, dyad, counts.dyads, strict=True)]
    both = model.cell[:, 3]
    pairs = [0.5 * (r @ m @ r - n * r) for r, m, n in zip(both, pair, counts.pairs, strict=True)]
    for mixed in range(2):
        weights = np.array([model.cell[mixed, 1, 0, 0], model.cell[mixed, 2, 1, 1]])
        pairs[mixed] += np.diag(0.5 * (weights**2 * single[mixed, :, 0, 0] - counts.singles[mixed] * weights))
    solos = 0.5 * (model.solo**2 * solo[:, 0, 0] - counts.solos * model.solo)
    return Covariances(
        covariances.blocks,
        covariances.with_slope,
        tuple(stable),
        tuple(changing),
        np.array([phi[0], phi[1] + phi[2]]),
        np.array(dyads),
        np.array(pairs),
        solos,
    )


def _with_fixed(products: FloatArray, spread: FloatArray, weight: FloatArray) -> FloatArray:
    """Second moments from products (..., n x columns, n x columns) and covariances (..., n, n)."""
    many, n = len(weight), spread.shape[-1]
    blocks = products.reshape(*products.shape[:-2], n, many, n, many)
    total: FloatArray = spread + np.einsum("...iajb,ab->...ij", blocks, weight)
    return 0.5 * (total + np.swapaxes(total, -1, -2))
