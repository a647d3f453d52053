"""What a practice is: its purpose, its steps, its minutes, when not to use it, gentler options, and what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is practised."""

    COMPASSION = "compassion"
    SELF_COMPASSION = "self_compassion"
    MINDFULNESS = "mindfulness"
    BETWEEN_MEMBERS = "between_members"
    REPAIR = "repair"


class Setting(StrEnum):
    """Where it is done: led in a session, or alone between sessions."""

    SESSION = "session"
    ALONE = "alone"


class Suits(StrEnum):
    """What was seen in a group that a practice answers to: words of signals, of talk, and of the check-in."""

    RUPTURE_MEMBER_FACILITATOR = "rupture_member_facilitator"
    RUPTURE_MEMBER_MEMBER = "rupture_member_member"
    RUPTURE_FACILITATOR_GROUP = "rupture_facilitator_group"
    RUPTURE_MEMBER_GROUP = "rupture_member_group"
    NEVER_MET = "never_met"
    THROUGH_THE_CHAIR = "through_the_chair"
    LOW_COMPASSION_TO_SELF = "low_compassion_to_self"
    LOW_COMPASSION_RECEIVED = "low_compassion_received"
    LOW_COMPASSION_GIVEN = "low_compassion_given"
    SELF_CRITICISM = "self_criticism"
    NEW_MEMBER = "new_member"
    LEAVING = "leaving"
    RESPONSIBILITY = "responsibility"
    STAFF = "staff"


Texts = Mapping[str, str]
"""By language."""
Lists = Mapping[str, tuple[str, ...]]
"""By language, in order."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known: a sentence in our words with its limits, by language, and the citation."""

    words: Texts
    citation: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice, whole in every language it names. `least_minutes` and `most_minutes` are of one go.

    `evidence_none` says in words that no study of this very practice was found; empty where one was.
    """

    key: str
    version: str
    kind: Kind
    settings: frozenset[Setting]
    suits: frozenset[Suits]
    least_minutes: int
    most_minutes: int
    title: Texts
    purpose: Texts
    steps: Lists
    not_when: Lists
    gentler: Lists
    evidence: tuple[Evidence, ...]
    evidence_none: Texts
    source: str
    licence: str
    languages: tuple[str, ...]
