"""Practices planned for sessions and led in them."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from fourfold.vocabulary import SessionStatus
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.groups.models import MEMBER, Group, Membership
from fourfold.web.people.models import Person
from fourfold.web.practices.models import PlannedPractice, PracticeLog
from fourfold.web.practices.shelf import Told, minutes_of, shelf, titled, told
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import HERE, expected, local_now, may_lead, session


@dataclass(frozen=True, slots=True)
class Doer:
    """A member who could do a practice in a session, and whether it is written that they did."""

    person_id: int
    label: str
    did: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """A practice of a session: planned, or led with its minutes. `may_be_led` says whether its day has come."""

    id: int
    practice: str
    title: str
    minutes: int
    why: str
    session_id: int
    number: int
    held_on: date
    led: bool
    may_be_led: bool
    doers: tuple[Doer, ...] = ()

    @property
    def n_did(self) -> int:
        """How many members did it."""
        return sum(doer.did for doer in self.doers)


@dataclass(frozen=True, slots=True)
class Place:
    """A group for which one may plan, with the session that comes next; `session_id` is 0 where none is planned."""

    group_id: int
    group_name: str
    session_id: int
    number: int
    held_on: date | None


@dataclass(frozen=True, slots=True)
class OfSession:
    """The practices of a session, and those that could be planned for it."""

    session: Session
    planned: tuple[Planned, ...]
    choices: tuple[Told, ...]
    may_act: bool


def planned(viewer: Viewer, right: Right) -> QuerySet[PlannedPractice]:
    """What is planned for the sessions of the groups that a viewer may see."""
    rows = PlannedPractice.objects.filter(session__group__in=access.groups(viewer, right).values("pk"))
    return rows.select_related("session__group__programme__site")


def of_session(viewer: Viewer, session_id: int, language: str) -> OfSession:
    """The practices of a session that the viewer oversees. Raises `Missing`."""
    found = session(viewer, Right.OVERSEE, session_id)
    rows = list(planned(viewer, Right.OVERSEE).filter(session=found).order_by("planned_at", "pk"))
    taken = {row.practice for row in rows}
    choices = tuple(told(p, language) for key, p in shelf().practices.items() if key not in taken)
    doers = doers_of(rows)
    return OfSession(
        session=found,
        planned=tuple(one(row, language, doers.get(row.pk, ())) for row in rows),
        choices=tuple(choice for choice in choices if choice.in_session and not choice.for_staff),
        may_act=may_lead(viewer, found.group_id) and found.status != SessionStatus.NOT_HELD,
    )


def places(viewer: Viewer) -> list[Place]:
    """The open groups that the viewer leads, each with the session that comes next."""
    led = access.groups(viewer, Right.LEAD).filter(closed_on=None).select_related("programme__site").order_by("name", "pk")
    found = [(group, next_session(group)) for group in led]
    return [Place(g.pk, g.name, s.pk, s.number, s.held_on) if s else Place(g.pk, g.name, 0, 0, None) for g, s in found]


def next_session(group: Group) -> Session | None:
    """The session that goes on today or comes next (internal: the caller has checked access)."""
    open_ones = Session.objects.filter(group=group, ended_at=None, held_on__gte=local_now(group).date())
    return open_ones.exclude(status=SessionStatus.NOT_HELD).order_by("number").first()


def one(row: PlannedPractice, language: str, doers: tuple[Doer, ...] = ()) -> Planned:
    """A row as it is read (internal)."""
    today = local_now(row.session.group).date()
    return Planned(
        id=row.pk,
        practice=row.practice,
        title=titled(row.practice, language),
        minutes=row.minutes or minutes_of(row.practice),
        why=row.why,
        session_id=row.session_id,
        number=row.session.number,
        held_on=row.session.held_on,
        led=row.led_at is not None,
        may_be_led=row.session.held_on <= today and row.session.status != SessionStatus.NOT_HELD,
        doers=doers,
    )


def doers_of(rows: Sequence[PlannedPractice]) -> dict[int, tuple[Doer, ...]]:
    """The members who sat in the group on the day of each practice that was led, by the id of its row (internal)."""
    led = [row for row in rows if row.led_at is not None]
    did = set(PracticeLog.objects.filter(planned__in=led).values_list("planned", "person"))
    groups = {row.session.group_id for row in led}
    spells = list(Membership.objects.filter(group__in=groups, seat=MEMBER).select_related("person"))
    return {row.pk: tuple(_doer(row.pk, person, did) for person in _sat(row.session, spells)) for row in led}


def _sat(at: Session, spells: Sequence[Membership]) -> list[Person]:
    day = at.held_on
    there = [s for s in spells if s.group_id == at.group_id and s.joined_on <= day and (s.left_on is None or s.left_on >= day)]
    people = {spell.person_id: spell.person for spell in there}
    return sorted(people.values(), key=lambda person: (person.label.casefold(), person.pk))


def _doer(plan_id: int, person: Person, did: AbstractSet[tuple[int | None, int]]) -> Doer:
    return Doer(person.pk, person.label, (plan_id, person.pk) in did)


def here(at: Session) -> list[int]:
    """Ids of the members who are written down as here (internal)."""
    return [a.person_id for a in expected(at) if a.seat == MEMBER and a.presence in HERE]


def lately(group_id: int, before: Session | None) -> Collection[str]:
    """The practices of the last two held sessions before one (internal)."""
    held = Session.objects.filter(group=group_id, status=SessionStatus.HELD)
    if before is not None:
        held = held.filter(number__lt=before.number)
    last = list(held.order_by("-number").values_list("pk", flat=True)[:2])
    return set(PlannedPractice.objects.filter(session__in=last).values_list("practice", flat=True))
