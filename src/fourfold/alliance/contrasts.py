"""Differences that a page may put into words: over time, between levels, between a member and the others."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import polars as pl

from fourfold.alliance.check_ins import CheckIns
from fourfold.alliance.readings import MEMBER_BLOCKS, blocks_of, subjects_of
from fourfold.inference.four_alliance.parameters import BLOCKS, Parameters
from fourfold.inference.four_alliance.smoother import Smoothed
from fourfold.vocabulary import Quality

TOLD_APART = 1.64
"""A posterior mean this many posterior sds from 0 is called a difference; below, the page says that it cannot tell."""
SESSIONS_BACK = 4

CONTRASTS_SCHEMA = {
    "kind": pl.String,
    "block": pl.String,
    "other_block": pl.String,
    "quality": pl.String,
    "person_id": pl.String,
    "from_session": pl.Int64,
    "to_session": pl.Int64,
    "mean": pl.Float64,
    "sd": pl.Float64,
    "verdict": pl.String,
}

_Row = tuple[str, str, str | None, str, str | None, int, int, float, float, str]


def contrasts_of(sessions: Sequence[CheckIns], quality: Quality, smoothed: Smoothed, parameters: Parameters) -> pl.DataFrame:
    """Changes, levels now and splits of one quality, with exact posterior sds."""
    blocks = blocks_of(sessions, quality)
    rows = [
        *_changes(sessions, quality, smoothed, parameters),
        *_levels(sessions[-1], quality, smoothed, parameters, blocks),
        *_splits(sessions[-1], quality, smoothed, blocks),
    ]
    return pl.DataFrame(rows, schema=CONTRASTS_SCHEMA, orient="row")


def verdict(mean: float, sd: float) -> str:
    """Whether a difference can be told from none."""
    if abs(mean) < TOLD_APART * sd or mean == 0.0:
        return "cannot_tell_apart"
    return "higher" if mean > 0 else "lower"


def _changes(sessions: Sequence[CheckIns], quality: Quality, smoothed: Smoothed, parameters: Parameters) -> Iterator[_Row]:
    now = len(sessions) - 1
    since = max(0, now - SESSIONS_BACK)
    if since == now:
        return
    first, last = sessions[since], sessions[now]
    members = [p for p in last.members if p in first.members]
    facilitators = [p for p in last.facilitators if p in first.facilitators]
    trend = parameters.slope * float(smoothed.time[now] - smoothed.time[since])
    for subject in subjects_of(members, facilitators, blocks_of(sessions, quality)):
        found = smoothed.change(subject.weights(), since, now)
        where = (subject.block, None, str(quality), subject.person_id, first.number, last.number)
        yield _row("change", where, found.mean + trend, found.sd)


def _levels(last: CheckIns, quality: Quality, smoothed: Smoothed, parameters: Parameters, blocks: set[str]) -> Iterator[_Row]:
    listed = [b for b in BLOCKS if b in blocks]
    mean, covariance = smoothed.readings([{("gamma", b): 1.0} for b in listed])
    for i, j in combinations(range(len(listed)), 2):
        beta = parameters.beta[BLOCKS.index(listed[i])] - parameters.beta[BLOCKS.index(listed[j])]
        variance = covariance[i, i] + covariance[j, j] - 2.0 * covariance[i, j]
        where = (listed[i], listed[j], str(quality), None, last.number, last.number)
        yield _row("levels", where, float(mean[i] - mean[j] + beta), float(np.sqrt(max(variance, 0.0))))


def _splits(last: CheckIns, quality: Quality, smoothed: Smoothed, blocks: set[str]) -> Iterator[_Row]:
    n = len(last.members)
    listed = [b for b in MEMBER_BLOCKS if b in blocks]
    if n < 2 or not listed:
        return
    apart = (np.eye(n) * n - 1.0) / (n - 1)
    for block in listed:
        mean, covariance = smoothed.readings([{(f"a_{block}", p): 1.0} for p in last.members])
        sd = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", apart, covariance, apart), 0.0))
        for person, m, s in zip(last.members, apart @ mean, sd, strict=True):
            where = (block, None, str(quality), person, last.number, last.number)
            yield _row("split", where, float(m), float(s))


def _row(kind: str, where: tuple[str, str | None, str, str | None, int, int], mean: float, sd: float) -> _Row:
    block, other, quality, person, since, until = where
    return kind, block, other, quality, person, since, until, mean, sd, verdict(mean, sd)
