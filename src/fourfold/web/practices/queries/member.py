"""Practices of one member: for the page that staff read, for the member's own page, and for the record they take along.

Staff see that somebody practised and how long, never the answers before and after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.groups.models import Group
from fourfold.web.people.models import Person
from fourfold.web.practices.models import AssignedPractice, PracticeLog
from fourfold.web.practices.queries.assigned import Assigned, assigned, of_person, read, running
from fourfold.web.practices.queries.bars import Bar, bars
from fourfold.web.practices.queries.logs import Dose, dose_of, logs_of
from fourfold.web.practices.shelf import Told, known, titled, told
from fourfold.web.programmes.queries import today_at

_NEWEST = 20


@dataclass(frozen=True, slots=True)
class OnMemberPage:
    """What staff read of a member's practices in a group."""

    given: tuple[Assigned, ...]
    dose: Dose
    may_act: bool

    @property
    def bars(self) -> list[Bar]:
        """The dose, drawn."""
        return bars(self.dose.weeks)


@dataclass(frozen=True, slots=True)
class OwnLog:
    """Something a member did, as they read it; `is_open` while they may change it: their own, of today."""

    id: int
    title: str
    done_on: date
    minutes: int
    in_session: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class OwnPractices:
    """What a member was given and did."""

    today: date
    given: tuple[Assigned, ...]
    logs: tuple[OwnLog, ...]
    dose: Dose

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.given or self.logs)


@dataclass(frozen=True, slots=True)
class OwnPractice:
    """One practice that a member was given, to read and to do; `told` is None where its file is gone."""

    assigned: Assigned
    told: Told | None


def on_member_page(viewer: Viewer, person: Person, group: Group, language: str) -> OnMemberPage:
    """A member's practices in a group. The caller has asked whether the viewer oversees it."""
    today = today_at(group.programme.site.time_zone)
    return OnMemberPage(
        given=tuple(of_person(person, group.pk, today, language)),
        dose=dose_of(person.pk, today, group.pk),
        may_act=access.groups(viewer, Right.LEAD).filter(pk=group.pk).exists(),
    )


def own_practices(viewer: Viewer, language: str) -> OwnPractices:
    """What the member who looks was given, and the twenty things they did last. Raises `Missing`."""
    person = own_person(viewer)
    today = today_at(person.site.time_zone)
    rows = running(assigned(viewer, Right.OWN), today).filter(begins_on__lte=today).order_by("begins_on", "pk")
    done = logs_of(person.pk).order_by("-done_on", "-pk")[:_NEWEST]
    return OwnPractices(
        today=today,
        given=tuple(read(row, today, language) for row in rows),
        logs=tuple(_own(log, viewer, today, language) for log in done),
        dose=dose_of(person.pk, today),
    )


def own_practice(viewer: Viewer, assigned_id: int, language: str) -> OwnPractice:
    """One practice that the member who looks was given and has now. Raises `Missing`."""
    today = today_at(own_person(viewer).site.time_zone)
    rows = running(assigned(viewer, Right.OWN), today).filter(begins_on__lte=today)
    row = access.one(rows, pk=assigned_id)
    found = known(row.practice)
    return OwnPractice(read(row, today, language), told(found, language) if found else None)


def own_log(viewer: Viewer, log_id: int) -> PracticeLog:
    """A log of today that the member who looks made. Raises `Missing`."""
    person = own_person(viewer)
    return access.one(_open_logs(viewer, person), pk=log_id)


def own_person(viewer: Viewer) -> Person:
    """The member who looks. Raises `Missing`."""
    return access.one(access.people(viewer, Right.OWN).select_related("site"))


def own_part(person: Person, groups: Mapping[int, int]) -> list[dict[str, Any]]:
    """A member's practices for the record they take along: what was agreed, and what was done with the answers (internal)."""
    given = AssignedPractice.objects.filter(person=person, group__in=groups).order_by("begins_on", "pk")
    done = PracticeLog.objects.filter(person=person, group__in=groups).order_by("done_on", "pk")
    found: dict[tuple[int, str], dict[str, Any]] = {}
    rows: list[AssignedPractice | PracticeLog] = [*given, *done]
    for row in rows:
        empty = {"group": groups[row.group_id], "practice": row.practice, "agreed": [], "done": []}
        part = found.setdefault((groups[row.group_id], row.practice), empty)
        part["agreed" if isinstance(row, AssignedPractice) else "done"].append(_told(row))
    return [found[key] for key in sorted(found)]


def titled_parts(parts: Sequence[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    """The parts of `own_part` with what each practice is called."""
    return [{**part, "title": titled(part["practice"], language)} for part in parts]


def _told(row: AssignedPractice | PracticeLog) -> dict[str, Any]:
    if isinstance(row, AssignedPractice):
        ended = row.ended_on.isoformat() if row.ended_on else None
        return {"begins_on": row.begins_on.isoformat(), "times_a_week": row.times_a_week, "ended_on": ended}
    place = {"in_session": row.planned_id is not None, "before": row.before, "after": row.after}
    return {"done_on": row.done_on.isoformat(), "minutes": row.minutes, **place}


def _own(log: PracticeLog, viewer: Viewer, today: date, language: str) -> OwnLog:
    in_session = log.planned_id is not None
    is_open = not in_session and log.done_on == today and log.logged_by_id == viewer.user_id
    return OwnLog(log.pk, titled(log.practice, language), log.done_on, log.minutes, in_session, is_open)


def _open_logs(viewer: Viewer, person: Person) -> Any:
    today = today_at(person.site.time_zone)
    return PracticeLog.objects.filter(person=person, planned=None, done_on=today, logged_by=viewer.user_id)
