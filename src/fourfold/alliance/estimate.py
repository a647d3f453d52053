"""One group's record in, everything that its check-ins say about alliance out."""

import polars as pl

from fourfold.alliance.check_ins import CheckIns, check_ins_of, general_of
from fourfold.alliance.contrasts import CONTRASTS_SCHEMA, contrasts_of
from fourfold.alliance.estimates import AllianceEstimates
from fourfold.alliance.following import Following
from fourfold.alliance.priors import Priors, shipped_priors
from fourfold.alliance.readings import (
    COHESION_SCHEMA,
    READINGS_SCHEMA,
    blocks_of,
    cohesion_of,
    history_of,
    latest_of,
    readings_of,
)
from fourfold.alliance.response import gaps_of, response_of, straight_lining_of
from fourfold.inference.four_alliance import smooth
from fourfold.record import GroupRecord
from fourfold.vocabulary import Quality


def estimate_alliance(record: GroupRecord, *, priors: Priors | None = None, budget: int | None = None) -> AllianceEstimates:
    """The four levels of alliance, cohesion, ruptures and repairs of one group, with uncertainty.

    priors None: the shipped assumptions; see `priors_for` for a programme's own. budget None: one signal a
    group-session, two where two facilitators lead. Too little data gives empty tables, wide intervals and `gaps`.
    """
    priors = priors or shipped_priors()
    sessions = check_ins_of(record)
    following = Following.begin(record.group, priors, budget)
    following.take_all(sessions)
    readings, cohesion, contrasts = _smoothed_tables(sessions, following)
    response = response_of(record, sessions)
    return AllianceEstimates(
        fingerprint=record.fingerprint(),
        priors=priors.source,
        n_groups_in_priors=priors.n_groups,
        readings=readings,
        latest=latest_of(following),
        cohesion=cohesion,
        general=general_of(record),
        contrasts=contrasts,
        signals=tuple(following.watch.signals),
        response=response,
        straight_lining=straight_lining_of(record),
        gaps=gaps_of(record, sessions, response),
    )


def _smoothed_tables(sessions: list[CheckIns], following: Following) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    group = following.group
    readings, contrasts = [pl.DataFrame(schema=READINGS_SCHEMA)], [pl.DataFrame(schema=CONTRASTS_SCHEMA)]
    cohesion = pl.DataFrame(schema=COHESION_SCHEMA)
    for quality, follower in following.followers.items():
        blocks = blocks_of(sessions, quality)
        if not blocks:
            continue
        parameters = follower.parameters
        smoothed = smooth(history_of(sessions, quality, group.usual_gap_days), parameters)
        readings.append(readings_of(sessions, quality, smoothed, parameters, group))
        contrasts.append(contrasts_of(sessions, quality, smoothed, parameters))
        if quality is Quality.BOND and blocks & {"MM", "MG"}:
            cohesion = cohesion_of(sessions, smoothed, parameters, group)
    return pl.concat(readings), cohesion, pl.concat(contrasts)
