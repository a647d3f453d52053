"""What a member takes responsibility for, and amends: written down by staff or by the member, done, and taken back.

Taking back is for good: the words are destroyed, the day and the kind stay. What the member wrote only the member takes back.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from fourfold.web import access
from fourfold.web.access import Missing, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.goals.actions.facets import own_group
from fourfold.web.goals.models import OwnStatement
from fourfold.web.goals.queries.place import own, own_person, place_to_write, written
from fourfold.web.goals.sealed import sealed
from fourfold.web.groups.models import Group
from fourfold.web.people.models import Person
from fourfold.web.programmes.queries import today_at
from fourfold.web.refusal import Refused
from fourfold.web.sessions.models import Session
from fourfold.web.storage.writing import write_transaction

KINDS = ("responsibility", "amends")


@dataclass(frozen=True, slots=True)
class StatementDetails:
    """What was said: its kind, the words, whether they are the member's own, when, and in which session."""

    kind: str
    words: str
    own_words: bool = True
    said_on: date | None = None
    session_id: int | None = None


def add_statement(group_id: int, person_id: int, details: StatementDetails, *, by: Viewer) -> OwnStatement:
    """What a member said, written down by one who leads the group. Raises `Missing`, `Refused`."""
    with write_transaction():
        place = place_to_write(by, group_id, person_id)
        return _add(place.group, place.person, details, by)


def write_own_statement(group_id: int | None, kind: str, words: str, *, by: Viewer) -> OwnStatement:
    """What the member writes. Raises `Missing`, `Refused`."""
    with write_transaction():
        return _add(own_group(by, group_id), own_person(by), StatementDetails(kind, words), by)


def amends_done(statement_id: int, *, by: Viewer) -> OwnStatement:
    """The amends, made today. Raises `Missing`, also for what is no amends."""
    with write_transaction():
        return _done(access.one(written(by, OwnStatement), pk=statement_id), by)


def amends_open(statement_id: int, *, by: Viewer) -> OwnStatement:
    """The amends, not made after all. Raises `Missing`."""
    with write_transaction():
        return _open(access.one(written(by, OwnStatement), pk=statement_id), by)


def own_amends_done(statement_id: int, *, by: Viewer) -> OwnStatement:
    """The member's own amends, made today. Raises `Missing`."""
    with write_transaction():
        return _done(access.one(own(by, OwnStatement), pk=statement_id), by)


def own_amends_open(statement_id: int, *, by: Viewer) -> OwnStatement:
    """The member's own amends, not made after all. Raises `Missing`."""
    with write_transaction():
        return _open(access.one(own(by, OwnStatement), pk=statement_id), by)


def take_back(statement_id: int, *, by: Viewer) -> OwnStatement:
    """What staff wrote down by mistake, without its words. Raises `Missing`, also for what the member wrote."""
    with write_transaction():
        statement = access.one(written(by, OwnStatement).select_related("recorded_by"), pk=statement_id)
        if statement.recorded_by.person_id == statement.person_id:
            raise Missing
        return _taken_back(statement, by)


def take_back_own(statement_id: int, *, by: Viewer) -> OwnStatement:
    """What the member said, whoever wrote it down, without its words. Raises `Missing`."""
    with write_transaction():
        return _taken_back(access.one(own(by, OwnStatement), pk=statement_id), by)


def _add(group: Group, person: Person, details: StatementDetails, by: Viewer) -> OwnStatement:
    today = today_at(group.programme.site.time_zone)
    said_on = details.said_on or today
    if details.kind not in KINDS:
        raise Refused("kind", "forms.choose")
    if said_on > today:
        raise Refused("said_on", "goals.said_in_future")
    session = access.one(Session.objects.filter(group=group), pk=details.session_id) if details.session_id else None
    statement = OwnStatement(
        person=person, group=group, session=session, kind=details.kind, own_words=details.own_words, said_on=said_on
    )
    statement.recorded_by_id = by.user_id or 0
    statement.sealed_words = sealed(person.pk, statement, "words", details.words)
    statement.save()
    _noted(statement, "write statement", by)
    return statement


def _done(statement: OwnStatement, by: Viewer) -> OwnStatement:
    if statement.kind != "amends" or statement.withdrawn_at is not None:
        raise Missing
    if statement.done_on is None:
        statement.done_on = today_at(statement.group.programme.site.time_zone)
        statement.save(update_fields=["done_on"])
        _noted(statement, "finish amends", by)
    return statement


def _open(statement: OwnStatement, by: Viewer) -> OwnStatement:
    if statement.kind != "amends" or statement.withdrawn_at is not None:
        raise Missing
    if statement.done_on is not None:
        statement.done_on = None
        statement.save(update_fields=["done_on"])
        _noted(statement, "open amends again", by)
    return statement


def _taken_back(statement: OwnStatement, by: Viewer) -> OwnStatement:
    if statement.withdrawn_at is not None:
        raise Missing
    statement.withdrawn_at, statement.sealed_words = timezone.now(), b""
    statement.save(update_fields=["withdrawn_at", "sealed_words"])
    _noted(statement, "take back statement", by)
    return statement


def _noted(statement: OwnStatement, verb: str, by: Viewer) -> None:
    subject, kind = f"statement:{statement.pk}", statement.kind
    note(by, verb, subject, group=statement.group_id, person=statement.person_id, detail=kind)
