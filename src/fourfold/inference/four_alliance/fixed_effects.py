"""The means of the blocks and the slope, estimated by generalised least squares."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.inference.four_alliance.filter import AllianceFilter
from fourfold.inference.four_alliance.parameters import BLOCKS, Parameters
from fourfold.inference.four_alliance.ratings import History, Ratings
from fourfold.vocabulary import NotEnoughData


@dataclass(frozen=True, slots=True)
class FixedEffects:
    """Estimates and standard errors in the order of BLOCKS, then the slope; NaN where the data cannot tell.

    log_likelihood is at the estimates; restricted_log_likelihood is that of the ratings' contrasts.
    """

    estimate: FloatArray
    se: FloatArray
    log_likelihood: float
    restricted_log_likelihood: float


def fixed_effects(histories: Sequence[History], parameters: Parameters) -> FixedEffects:
    """Best linear unbiased means of the blocks and slope, given the covariances in the parameters.

    Raises `NotEnoughData` without ratings. Source: docs/method/four_alliances.md, equation 7.
    """
    plain = replace(parameters, beta=np.zeros(len(BLOCKS)), slope=0.0)
    whitened, log_scale = [], 0.0
    for history in histories:
        columns, scale = _whitened(history, plain)
        whitened.append(columns)
        log_scale += scale
    rows = np.concatenate(whitened) if whitened else np.zeros((0, len(BLOCKS) + 2))
    if not len(rows):
        raise NotEnoughData("There is no rating, so no mean can be estimated.")
    return _least_squares(rows[:, :-1], rows[:, -1], log_scale)


def _least_squares(design: FloatArray, value: FloatArray, log_scale: float) -> FixedEffects:
    told = _told(design)
    upper: FloatArray = np.asarray(np.linalg.qr(np.column_stack([design[:, told], value])).R)
    k = len(told)
    inverse = np.linalg.inv(upper[:k, :k])
    estimate, se = np.full(design.shape[1], np.nan), np.full(design.shape[1], np.nan)
    estimate[told], se[told] = inverse @ upper[:k, k], np.sqrt((inverse**2).sum(axis=1))
    rest = float((upper[k:, k] ** 2).sum())
    log_information = 2.0 * float(np.log(np.abs(np.diagonal(upper)[:k])).sum())
    half_log = math.log(2.0 * math.pi)
    return FixedEffects(
        estimate=estimate,
        se=se,
        log_likelihood=-0.5 * (len(value) * half_log + rest) - log_scale,
        restricted_log_likelihood=-0.5 * ((len(value) - k) * half_log + rest + log_information) - log_scale,
    )


def _told(design: FloatArray) -> IntArray:
    chosen: list[int] = []
    for column in range(design.shape[1]):
        if np.linalg.matrix_rank(design[:, [*chosen, column]], rtol=1e-9) > len(chosen):
            chosen.append(column)
    return np.array(chosen, dtype=np.int64)


def _whitened(history: History, plain: Parameters) -> tuple[FloatArray, float]:
    columns, log_scale = [], 0.0
    for column in range(len(BLOCKS) + 2):
        known = AllianceFilter(plain, time=float(history.time[0]))
        for key, is_facilitator in zip(history.persons, history.is_facilitator.tolist(), strict=True):
            known.add_person(key, is_facilitator=is_facilitator)
        gaps = np.diff(history.time, prepend=history.time[0]).tolist()
        times = history.time.tolist()
        updates = [
            known.step(_column_of(ratings, time, column), gap)
            for ratings, time, gap in zip(history.sessions, times, gaps, strict=True)
        ]
        columns.append(np.concatenate([update.whitened for update in updates]))
        log_scale = sum(float(np.log(np.diagonal(update.factor)).sum()) for update in updates)
    return np.column_stack(columns), log_scale


def _column_of(ratings: Ratings, time: float, column: int) -> Ratings:
    if column <= len(BLOCKS):
        shown = ratings.block == column if column < len(BLOCKS) else np.full(len(ratings), time)
        return replace(ratings, value=np.where(np.isnan(ratings.value), np.nan, shown))
    return ratings
