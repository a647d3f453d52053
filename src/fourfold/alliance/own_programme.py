"""A programme's own priors, once enough of its groups have met often enough."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fourfold.alliance.check_ins import CheckIns, check_ins_of
from fourfold.alliance.estimates import PriorSource
from fourfold.alliance.priors import (
    HIGHEST,
    LOWEST,
    MEANS_UNKNOWN,
    Priors,
    assumed_parameters,
    shipped_priors,
    with_unknown_means,
)
from fourfold.alliance.readings import history_of
from fourfold.inference.four_alliance.parameters import BLOCKS, Parameters
from fourfold.inference.four_alliance.ratings import History
from fourfold.record import GroupRecord, Study
from fourfold.vocabulary import NotEnoughData, Quality

ENOUGH_GROUPS = 10
ENOUGH_SESSIONS = 4


def priors_for(study: Study) -> Priors:
    """The programme's own fit from ten groups with at least four answered sessions on; until then the shipped priors.

    A quality that too few groups were asked about keeps the shipped assumptions.
    """
    listed = [(record, check_ins_of(record)) for record in study]
    able = [(record, sessions) for record, sessions in listed if _answered(sessions) >= ENOUGH_SESSIONS]
    if len(able) < ENOUGH_GROUPS:
        return shipped_priors()
    shipped = shipped_priors().parameters
    own = {quality: _own(able, quality, assumed) for quality, assumed in assumed_parameters().items()}
    if not any(own.values()):
        return shipped_priors()
    return Priors({q: own[q] or shipped[q] for q in shipped}, PriorSource.OWN_PROGRAMME, len(able))


def _own(able: Sequence[tuple[GroupRecord, list[CheckIns]]], quality: Quality, assumed: Parameters) -> Parameters | None:
    """One quality's fitted parameters, with what is not known of their means; None where too few groups answered."""
    from fourfold.inference.four_alliance.fit import fit_parameters

    asked = [(record, sessions) for record, sessions in able if any(c.answers.get(quality) for c in sessions)]
    if len(asked) < ENOUGH_GROUPS:
        return None
    try:
        fit = fit_parameters([_on_common_scale(record, sessions, quality) for record, sessions in asked], prior=assumed)
    except NotEnoughData:
        return None
    unknown = MEANS_UNKNOWN.copy()
    fitted = np.array([BLOCKS.index(block) for block in fit.blocks])
    unknown[fitted, :] = unknown[:, fitted] = 0.0
    unknown[np.ix_(fitted, fitted)] = fit.beta_covariance[: len(fitted), : len(fitted)]
    return with_unknown_means(fit.parameters, unknown)


def _on_common_scale(record: GroupRecord, sessions: list[CheckIns], quality: Quality) -> History:
    group = record.group
    unit = (group.highest - group.lowest) / (HIGHEST - LOWEST)
    history = history_of(sessions, quality, group.usual_gap_days)
    ratings = (replace(r, value=LOWEST + (r.value - group.lowest) / unit) for r in history.sessions)
    return replace(history, sessions=tuple(ratings))


def _answered(sessions: list[CheckIns]) -> int:
    return sum(any(c.answers.values()) for c in sessions)
