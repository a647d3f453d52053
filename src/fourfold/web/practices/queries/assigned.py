"""Practices that members take along between sessions."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.groups.models import MEMBER, Group
from fourfold.web.groups.queries import Seat, roster
from fourfold.web.people.models import Person
from fourfold.web.practices.models import AssignedPractice
from fourfold.web.practices.queries.logs import Done, done_by
from fourfold.web.practices.shelf import Told, minutes_of, shelf, titled, told
from fourfold.web.programmes.queries import today_at


@dataclass(frozen=True, slots=True)
class Assigned:
    """A practice that a member took along; `until` is its last day where one is agreed.

    `done` is what was done between sessions since it began, `in_week` how often in the last seven days.
    """

    id: int
    practice: str
    title: str
    person_id: int
    label: str
    group_id: int
    times_a_week: int
    begins_on: date
    until: date | None
    done: Done
    in_week: int

    @property
    def usual_minutes(self) -> int:
        """How long it usually takes."""
        return minutes_of(self.practice)


@dataclass(frozen=True, slots=True)
class Giving:
    """What is needed to give a practice to a member of a group."""

    group: Group
    today: date
    members: tuple[Seat, ...]
    choices: tuple[Told, ...]


def assigned(viewer: Viewer, right: Right) -> QuerySet[AssignedPractice]:
    """What was given to members in the groups that a viewer may see; with OWN what was given to the viewer."""
    if right is Right.OWN:
        rows = AssignedPractice.objects.filter(person__in=access.people(viewer, Right.OWN).values("pk"))
    else:
        rows = AssignedPractice.objects.filter(group__in=access.groups(viewer, right).values("pk"))
    return rows.select_related("person", "group__programme__site")


def running(rows: QuerySet[AssignedPractice], today: date) -> QuerySet[AssignedPractice]:
    """Those of the rows that hold on a day, or will (internal)."""
    return rows.filter(Q(ended_on=None) | Q(ended_on__gt=today))


def giving(viewer: Viewer, group_id: int, language: str) -> Giving:
    """The members of a group that the viewer leads, and what can be given to them. Raises `Missing`."""
    group = access.group(viewer, Right.LEAD, group_id)
    today = today_at(group.programme.site.time_zone)
    members = tuple(seat for seat in roster(group.pk, today) if seat.seat == MEMBER)
    choices = (told(practice, language) for practice in shelf().practices.values())
    return Giving(group, today, members, tuple(choice for choice in choices if choice.alone and not choice.for_staff))


def read(row: AssignedPractice, today: date, language: str) -> Assigned:
    """A row as it is read (internal)."""
    done = done_by(row.person_id, row.group_id, row.practice, since=row.begins_on)
    lately = done_by(row.person_id, row.group_id, row.practice, since=today - timedelta(days=6))
    return Assigned(
        id=row.pk,
        practice=row.practice,
        title=titled(row.practice, language),
        person_id=row.person_id,
        label=row.person.label,
        group_id=row.group_id,
        times_a_week=row.times_a_week,
        begins_on=row.begins_on,
        until=row.ended_on - timedelta(days=1) if row.ended_on else None,
        done=done,
        in_week=lately.times,
    )


def of_person(person: Person, group_id: int, today: date, language: str) -> list[Assigned]:
    """What a member has from a group today (internal: the caller has checked access)."""
    rows = AssignedPractice.objects.filter(person=person, group=group_id).select_related("person")
    return [read(row, today, language) for row in running(rows, today).order_by("begins_on", "pk")]
