"""The vocabulary: one frozen row for each thing that can be recorded, and the words it may use."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

GROUP = "GROUP"
"""Stands where a person could stand, for the group as a whole."""
MEMBERS = "MEMBERS"
"""Stands where a person could stand, for the other members in general."""


class NotEnoughData(ValueError):
    """An estimator was given too little to estimate from; the message is a plain sentence."""


class Role(StrEnum):
    """Who somebody is to a programme. Only members and facilitators sit in a group."""

    MEMBER = "member"
    FACILITATOR = "facilitator"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    RESEARCHER = "researcher"
    ADMINISTRATOR = "administrator"


class Level(StrEnum):
    """The four levels of alliance in a group. Source: Burlingame, MacKenzie & Strauss (2004)."""

    MEMBER_FACILITATOR = "member_facilitator"
    MEMBER_MEMBER = "member_member"
    FACILITATOR_GROUP = "facilitator_group"
    MEMBER_GROUP = "member_group"


class Quality(StrEnum):
    """What is said of a relationship. Source: Johnson et al. (2005)."""

    BOND = "bond"
    WORK = "work"
    NEGATIVE = "negative"


class Block(StrEnum):
    """Who rates whom: M member, T facilitator, G the group. One block is one direction of a level."""

    MM = "MM"
    MT = "MT"
    TM = "TM"
    MG = "MG"
    TG = "TG"

    @property
    def level(self) -> Level:
        """The level of alliance that this direction belongs to."""
        return _LEVEL_OF[self]


_LEVEL_OF = {
    Block.MM: Level.MEMBER_MEMBER,
    Block.MT: Level.MEMBER_FACILITATOR,
    Block.TM: Level.MEMBER_FACILITATOR,
    Block.MG: Level.MEMBER_GROUP,
    Block.TG: Level.FACILITATOR_GROUP,
}


class SessionStatus(StrEnum):
    """Whether a session took place."""

    HELD = "held"
    NOT_HELD = "not_held"
    PLANNED = "planned"


class Presence(StrEnum):
    """How somebody attended a session."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    LATE_AND_LEFT_EARLY = "late_and_left_early"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Group:
    """One therapy group. Ratings run from `lowest` to `highest`; `usual_gap_days` is the programme's rhythm."""

    group_id: str
    name: str
    programme: str = ""
    lowest: float = 1.0
    highest: float = 7.0
    usual_gap_days: float = 7.0
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who sits in the group. `label` is what a page shows: initials or a chosen name."""

    person_id: str
    role: Role
    label: str


@dataclass(frozen=True, slots=True)
class Membership:
    """One spell in the group, first to last day; a person can have several."""

    person_id: str
    joined_on: date
    left_on: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting of the group."""

    session_id: str
    number: int
    held_on: date
    status: SessionStatus = SessionStatus.HELD


@dataclass(frozen=True, slots=True)
class Attendance:
    """How one person attended one session; no row means that it was not written down."""

    session_id: str
    person_id: str
    presence: Presence
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """One answer of a check-in: `rater_id` on `target_id`, which is a person, GROUP or MEMBERS."""

    session_id: str
    rater_id: str
    target_id: str
    level: Level
    quality: Quality
    value: float


@dataclass(frozen=True, slots=True)
class Response:
    """One answered item of an instrument."""

    person_id: str
    instrument: str
    item: str
    value: float
    answered_on: date


@dataclass(frozen=True, slots=True)
class Turn:
    """One stretch of speech, no words. `addressee_id` is a person, GROUP, or None where it is not known."""

    session_id: str
    speaker_id: str
    addressee_id: str | None
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Act:
    """One act that an observer marked; `kind` is a word of the site's coding list."""

    session_id: str
    person_id: str
    kind: str
    at_s: float
    target_id: str | None = None
