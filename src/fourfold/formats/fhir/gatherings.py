"""A therapy group as a Group, by pseudonyms only, and a session as an Encounter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fourfold.formats.fhir.answers import moment, subject
from fourfold.formats.fhir.naming import Json, resource_id
from fourfold.vocabulary import SessionStatus

_STATUS = {SessionStatus.HELD: "finished", SessionStatus.PLANNED: "planned", SessionStatus.NOT_HELD: "cancelled"}
_AMBULATORY = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}
_SESSION = {"en": "Group session", "es": "Sesión de grupo"}


@dataclass(frozen=True, slots=True)
class Spell:
    """One membership: by a pseudonym, from a day, until a day or still."""

    member: str
    joined_on: date
    left_on: date | None = None


def group_of(key: str, spells: Sequence[Spell]) -> Json:
    """The Group of a therapy group: pseudonyms and days, no name of anybody. `key` is the group's own pseudonym."""
    present = {spell.member for spell in spells if spell.left_on is None}
    members = [_membership(spell) for spell in sorted(spells, key=lambda spell: (spell.member, spell.joined_on))]
    return {
        "resourceType": "Group",
        "id": resource_id("Group", key),
        "active": bool(present),
        "type": "person",
        "actual": True,
        "quantity": len(present),
        **({"member": members} if members else {}),
    }


def _membership(spell: Spell) -> Json:
    ended = spell.left_on is not None
    return {"entity": subject(spell.member), "period": period(spell.joined_on, spell.left_on), "inactive": ended}


@dataclass(frozen=True, slots=True)
class Meeting:
    """One session of a group, as one member or the whole group has it. Without an hour the day is all that is told."""

    group: str
    number: int
    held: date | datetime
    status: SessionStatus
    minutes: float | None = None


def encounter_of(meeting: Meeting, member: str | None = None, language: str = "en") -> Json:
    """The Encounter of a session: of one member, or of the group as a whole."""
    whole: Json = {"reference": f"urn:uuid:{resource_id('Group', meeting.group)}"}
    made: Json = {
        "resourceType": "Encounter",
        "id": resource_id("Encounter", meeting.group, meeting.number, member or ""),
        "language": language,
        "status": _STATUS[meeting.status],
        "class": _AMBULATORY,
        "type": [{"text": _SESSION[language]}],
        "subject": whole if member is None else subject(member),
        "period": _held(meeting),
    }
    if meeting.minutes is not None:
        made["length"] = {"value": meeting.minutes, "unit": "min", "system": "http://unitsofmeasure.org", "code": "min"}
    return made


def _held(meeting: Meeting) -> Json:
    if not isinstance(meeting.held, datetime):
        return {"start": meeting.held.isoformat()}
    end: Json = {"end": moment(meeting.held + timedelta(minutes=meeting.minutes))} if meeting.minutes is not None else {}
    return {"start": moment(meeting.held), **end}


def period(first: date, last: date | None) -> Json:
    """A Period of days, open where it has not ended."""
    return {"start": first.isoformat(), **({"end": last.isoformat()} if last else {})}
