"""Posterior means and standard deviations of every effect, for any number of groups, one group at a time."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.inference.four_alliance.batch_covariances import covariances_of, precisions
from fourfold.inference.four_alliance.batch_forward import factorise, solve_states
from fourfold.inference.four_alliance.batch_groups import ManyGroups, count_groups
from fourfold.inference.four_alliance.batch_inverse import hand_on, start_inverse, step_inverse
from fourfold.inference.four_alliance.batch_panels import entry_njit, quick_njit
from fourfold.inference.four_alliance.batch_shape import Precisions, group_shape
from fourfold.inference.four_alliance.parameters import BLOCKS, Parameters


@dataclass(frozen=True, slots=True)
class GroupEffects:
    """What is known of one group given all its ratings.

    mean, sd (sessions, columns): stable plus changing effects, the group's in the order of BLOCKS, then each
    person's in the order of MEMBER_EFFECTS or FACILITATOR_EFFECTS from column `start[person]` on; NaN outside a
    person's time in the group. dyad (dyads, 2) rater and target of both directions, with dyad_mean and dyad_sd.
    """

    mean: FloatArray
    sd: FloatArray
    start: IntArray
    dyad: IntArray
    dyad_mean: FloatArray
    dyad_sd: FloatArray


@entry_njit
def _group_effects(
    groups: ManyGroups, g: int, model: Precisions, fixed: tuple[FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray, IntArray, IntArray, FloatArray, FloatArray]:
    mix, spread = fixed
    shape = group_shape(groups, g, model)
    factor = factorise(shape, model)
    changing, lasting = solve_states(shape, factor, len(mix))
    inverse = start_inverse(factor)
    dyads, stable = factor.border - factor.stable, factor.stable
    mean, sd = np.full((len(shape.time), stable), np.nan), np.full((len(shape.time), stable), np.nan)
    dyad_mean, dyad_sd, pair = np.empty(dyads), np.empty(dyads), np.empty((dyads, 2), dtype=np.int64)
    row = np.empty(len(mix))
    for d in range(dyads):
        pair[d, 0], pair[d, 1] = shape.dyad[d // 2, d % 2] - 1, shape.dyad[d // 2, 1 - d % 2] - 1
        for a in range(len(mix)):
            row[a] = lasting[stable + d, a]
        variance = inverse.rest[factor.lead + stable + d, factor.lead + stable + d]
        dyad_mean[d], dyad_sd[d] = _mean_and_sd(row, mix, spread, variance)
    for s in range(len(shape.time) - 1, -1, -1):
        step_inverse(shape, factor, s, inverse)
        for i in range(shape.size[s]):
            c = shape.stable[s, i]
            for a in range(len(mix)):
                row[a] = changing[s, i, a] + lasting[c, a]
            mean[s, c], sd[s, c] = _mean_and_sd(row, mix, spread, inverse.total[i, i])
        hand_on(shape, factor, s, inverse)
    return mean, sd, shape.column[1:-1].copy(), pair, dyad_mean, dyad_sd


@quick_njit
def _mean_and_sd(row: FloatArray, mix: FloatArray, spread: FloatArray, variance: float) -> tuple[float, float]:
    mean = 0.0
    for a in range(len(mix)):
        mean += row[a] * mix[a]
        for b in range(len(mix)):
            variance += row[a] * spread[a, b] * row[b]
    return mean, np.sqrt(max(variance, 0.0))


def group_effects(
    groups: ManyGroups,
    parameters: Parameters,
    *,
    blocks: tuple[str, ...] = BLOCKS,
    beta: FloatArray | None = None,
    beta_covariance: FloatArray | None = None,
    threads: int | None = None,
) -> Iterator[GroupEffects]:
    """The effects of each group in turn, at the parameters' means and slope or with uncertain fixed effects `beta`.

    Feed groups in portions, such as a thousand, and keep what you need: memory then stays that of one portion.
    Source: docs/method/fitting.md, equation 9.
    """
    covariances = covariances_of(parameters, blocks)
    model = precisions(covariances)
    means = parameters.beta[[BLOCKS.index(b) for b in covariances.blocks]]
    known = np.append(means, parameters.slope) if beta is None else np.append(beta, np.zeros(model.fixed - len(beta)))
    spread = np.zeros((model.fixed + 1, model.fixed + 1))
    if beta_covariance is not None:
        spread[: len(beta_covariance), : len(beta_covariance)] = beta_covariance
    fixed = (np.append(-known, 1.0), spread)
    many = max(1, min(threads or os.cpu_count() or 1, count_groups(groups) // 2))
    if many == 1:
        for g in range(count_groups(groups)):
            yield GroupEffects(*_group_effects(groups, g, model, fixed))
        return
    with ThreadPoolExecutor(many) as pool:
        for found in pool.map(lambda g: _group_effects(groups, g, model, fixed), range(count_groups(groups))):
            yield GroupEffects(*found)
