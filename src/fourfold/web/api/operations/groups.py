"""Groups and who belongs to them."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from fourfold.web.access import Missing, Right, Viewer, may
from fourfold.web.api.door import ProgramRequest, operation
from fourfold.web.api.kinds import (
    Code,
    Day,
    Id,
    Label,
    Language,
    Name,
    Page,
    Slice,
    Told,
    Whole,
    Words,
    page_of,
    sound_day,
    sound_text,
)
from fourfold.web.audit.actions import note_read
from fourfold.web.groups import actions, queries
from fourfold.web.people.actions import PersonDetails
from fourfold.web.programmes.queries import open_programmes
from fourfold.web.refusal import Refused

router = Router(tags=["groups"])
Kind = Literal["open", "closed"]


class Programme(Schema):
    """A programme in which the account may begin a group."""

    id: int
    name: str


class Group(Schema):
    """A group that the account leads or oversees."""

    id: int
    name: str
    programme: str
    kind: Kind
    members: int
    next_on: date | None
    closed_on: date | None
    leads: bool


class NewGroup(Told):
    """A group that begins, on a day that has come."""

    name: Name
    programme: Id
    begins_on: Day
    kind: Kind = "open"
    language: Language = "en"
    minutes: Annotated[int, Field(ge=15, le=480), Whole] = 90
    usual_gap_days: Annotated[int, Field(ge=1, le=60), Whole] = 7
    peer_items: Annotated[Literal[2, 3], Whole] = 3
    colleagues: Annotated[list[Id], Field(max_length=10, default_factory=list)]


class Seat(Schema):
    """One spell of one person in a group; `id` is that of the spell."""

    id: int
    person_id: int
    code: str
    label: str
    seat: str
    joined_on: date
    left_on: date | None
    takes_part: bool
    may_be_rated: bool


class Enrolment(Told):
    """Somebody known: a person of the account's own groups by id, or anybody of the site by the code."""

    joined_on: Day
    person: Id | None = None
    code: Code | None = None
    confirmed: bool = False


class Newcomer(Told):
    """Somebody new to the site, with the day on which each agreement was signed."""

    label: Label
    joined_on: Day
    taking_part: Day
    being_rated: Day | None = None
    research: Day | None = None
    full_name: Words = ""
    language: Language = "en"
    confirmed: bool = False


@operation(router, "GET /programmes", needs="groups:read", gives=Page[Programme])
def list_programmes(request: ProgramRequest, part: Query[Slice]) -> Any:
    """The programmes in which a group can be begun."""
    _must(request.auth, Right.LEAD)
    return page_of(sorted(open_programmes(request.auth), key=lambda p: p.id), part)


@operation(router, "GET /groups", needs="groups:read", gives=Page[Group])
def list_groups(request: ProgramRequest, part: Query[Slice]) -> Any:
    """The groups that the account leads or oversees."""
    _must(request.auth, Right.OVERSEE)
    return page_of(sorted(queries.my_groups(request.auth), key=lambda group: group.id), part)


@operation(router, "POST /groups", needs="groups:write", gives=Group, status=201)
def begin_group(request: ProgramRequest, told: NewGroup) -> Any:
    """Begin a group, led by the account and the colleagues named."""
    details = actions.GroupDetails(
        name=sound_text("name", told.name),
        kind=told.kind,
        language=told.language,
        minutes=told.minutes,
        usual_gap_days=float(told.usual_gap_days),
        peer_items=told.peer_items,
    )
    day = sound_day("begins_on", told.begins_on)
    group = actions.begin_group(told.programme, details, day, told.colleagues, by=request.auth)
    return Status(201, _group(request.auth, group.pk))


@operation(router, "GET /groups/{group_id}", needs="groups:read", gives=Group)
def one_group(request: ProgramRequest, group_id: Path[Id]) -> Any:
    """One group."""
    return _group(request.auth, group_id)


@operation(router, "GET /groups/{group_id}/members", needs="groups:read", gives=Page[Seat])
def list_members(request: ProgramRequest, group_id: Path[Id], part: Query[Slice], former: bool = False) -> Any:
    """Who belongs to a group now or soon, facilitators too; with `former` also who did."""
    found = queries.members_of(request.auth, group_id)
    note_read(request.auth, "members", f"group:{group_id}", group=group_id)
    here = [*found.facilitators, *found.members, *found.guests, *found.to_come]
    return page_of(sorted([*here, *(found.former if former else ())], key=lambda seat: seat.id), part)


@operation(router, "POST /groups/{group_id}/members", needs="groups:write", gives=Seat, status=201)
def enrol(request: ProgramRequest, group_id: Path[Id], told: Enrolment) -> Any:
    """Enrol somebody known to the site; say either `person` or `code`."""
    queries.led_group(request.auth, group_id)
    day, by = sound_day("joined_on", told.joined_on), request.auth
    if (told.person is None) == (told.code is None):
        raise Refused("person", "api.one_of")
    if told.person is not None:
        spell = actions.enrol(group_id, told.person, "member", day, confirmed=told.confirmed, by=by)
    else:
        spell = actions.enrol_by_code(group_id, told.code or "", day, confirmed=told.confirmed, by=by)
    return Status(201, queries.led_spell(by, spell.pk, group_id))


@operation(router, "POST /groups/{group_id}/newcomers", needs="groups:write", gives=Seat, status=201)
def enrol_newcomer(request: ProgramRequest, group_id: Path[Id], told: Newcomer) -> Any:
    """Enrol somebody who is new to the site."""
    queries.led_group(request.auth, group_id)
    kinds = ("taking_part", "being_rated", "research")
    agreed = {kind: sound_day(kind, day) for kind in kinds if (day := getattr(told, kind)) is not None}
    details = PersonDetails(sound_text("label", told.label), told.full_name.strip(), told.language)
    day, newcomer = sound_day("joined_on", told.joined_on), actions.Newcomer(details, agreed)
    spell = actions.enrol_newcomer(group_id, newcomer, day, confirmed=told.confirmed, by=request.auth)
    return Status(201, queries.led_spell(request.auth, spell.pk, group_id))


def _group(viewer: Viewer, group_id: int) -> queries.GroupRow:
    found = next((group for group in queries.my_groups(viewer) if group.id == group_id), None)
    if found is None:
        raise Missing
    return found


def _must(viewer: Viewer, right: Right) -> None:
    if not may(viewer, right):
        raise Missing
