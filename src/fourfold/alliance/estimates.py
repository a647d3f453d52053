"""What is estimated from one group's check-ins."""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from fourfold.vocabulary import Level, Quality


class SignalKind(StrEnum):
    """The directions in which a rupture is looked for, fixed before the data are seen."""

    MEMBER_WITHDRAWS = "member_withdraws"
    BETWEEN_MEMBERS = "between_members"
    MEMBER_AND_FACILITATOR = "member_and_facilitator"
    GROUP_FALLS = "group_falls"


class PriorSource(StrEnum):
    """Where the model's parameters come from."""

    SHIPPED_ASSUMPTION = "shipped_assumption"
    OWN_PROGRAMME = "own_programme"


@dataclass(frozen=True, slots=True)
class Signal:
    """A rupture that the data support: posterior evidence, never a one-point drop.

    `session` is where it was raised, `since_session` where the fall began; `drop` is on the scale of the
    ratings (positive), with its posterior sd; `z` is the one-sided evidence and `q` its Benjamini-Hochberg value
    within the group-session; `repaired_session` is set once the reading is back. `person_id` is the member concerned
    (None: the whole group), `other_id` the second person of a pair. Who rated is never part of it.
    """

    kind: SignalKind
    level: Level
    quality: Quality
    person_id: str | None
    other_id: str | None
    session: int
    since_session: int
    drop: float
    drop_sd: float
    z: float
    q: float
    repaired_session: int | None


@dataclass(frozen=True, slots=True)
class AllianceEstimates:
    """Everything that one record says about alliance, as tables of plain columns.

    - readings: block, level, quality, person_id (null: the group), session, held_on, mean, sd, low_90, low_50, high_50,
      high_90, n_ratings. A reading of a person is how the relationship stands for that person; means and limits lie on
      the scale of the ratings, from the smoother given all sessions. Sessions not held have no row.
    - latest: the same columns without session dates, as the filter saw the last held session.
    - cohesion: session, held_on, mean, sd, low_90, low_50, high_50, high_90 (bond; members with members and with the group).
    - general: quality, session, mean, n_ratings: answers about the members in general, beside MM and never mixed with it.
    - contrasts: kind ("change", "levels", "split"), block, other_block, quality, person_id, from_session, to_session,
      mean, sd, verdict ("higher", "lower", "cannot_tell_apart"). A change compares the last held session with four
      held sessions earlier (or the first); levels compares two blocks now; split compares a member with the others.
    - signals: at most the budget for each session, the strongest first; every session of the history is listed.
    - response: session, person_id, asked, answered: check-ins of those who attended.
    - straight_lining: person_id, n_sessions, n_straight: sessions in which all of at least four answers were equal.
    - gaps: sentences' raw material about what is missing: kind, session, person_id, block, quality, figure.
    """

    fingerprint: str
    priors: PriorSource
    n_groups_in_priors: int
    readings: pl.DataFrame
    latest: pl.DataFrame
    cohesion: pl.DataFrame
    general: pl.DataFrame
    contrasts: pl.DataFrame
    signals: tuple[Signal, ...]
    response: pl.DataFrame
    straight_lining: pl.DataFrame
    gaps: pl.DataFrame
