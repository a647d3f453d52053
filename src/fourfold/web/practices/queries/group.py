"""The practices of a group: what is planned, what was led, who practises between sessions, and how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.groups.models import MEMBER, Group
from fourfold.web.groups.queries import roster
from fourfold.web.practices.models import AssignedPractice, PlannedPractice, PracticeLog
from fourfold.web.practices.queries.assigned import Assigned, read, running
from fourfold.web.practices.queries.logs import Week, first_monday, per_head, weekly
from fourfold.web.practices.queries.planned import OfSession, Planned, doers_of, next_session, of_session, one, planned
from fourfold.web.practices.queries.states import States, states_in
from fourfold.web.programmes.queries import today_at
from fourfold.web.sessions.queries import may_lead


@dataclass(frozen=True, slots=True)
class GroupDose:
    """Minutes of the last eight weeks: led in sessions, and done by members between them, by how many of them."""

    led_minutes: int
    led_times: int
    between_minutes: int
    n_practising: int
    n_members: int
    weeks: tuple[Week, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done."""
        return not (self.led_times or self.between_minutes)

    @property
    def a_week(self) -> float:
        """Minutes a member and week between sessions."""
        return self.between_minutes / self.n_members / len(self.weeks) if self.n_members else 0.0


@dataclass(frozen=True, slots=True)
class GroupPractices:
    """The page of a group's practices: `ahead` is the session that comes next, None where none is planned."""

    group: Group
    ahead: OfSession | None
    past: tuple[Planned, ...]
    given: tuple[Assigned, ...]
    dose: GroupDose
    states: States | None
    may_act: bool


def of_group(viewer: Viewer, group_id: int, language: str) -> GroupPractices:
    """The practices of a group that the viewer oversees. Raises `Missing`."""
    group = access.group(viewer, Right.OVERSEE, group_id)
    today = today_at(group.programme.site.time_zone)
    coming = next_session(group)
    rows = planned(viewer, Right.OVERSEE).filter(session__group=group).exclude(session=coming)
    past = list(rows.order_by("-session__number", "planned_at"))
    doers = doers_of(past)
    given = running(AssignedPractice.objects.filter(group=group).select_related("person"), today)
    return GroupPractices(
        group=group,
        ahead=of_session(viewer, coming.pk, language) if coming else None,
        past=tuple(one(row, language, doers.get(row.pk, ())) for row in past),
        given=tuple(read(row, today, language) for row in given.order_by("person__label", "begins_on", "pk")),
        dose=_dose(group, today),
        states=states_in(group.pk, today),
        may_act=may_lead(viewer, group.pk),
    )


def _dose(group: Group, today: date) -> GroupDose:
    members = [seat.person_id for seat in roster(group.pk, today) if seat.seat == MEMBER]
    first = first_monday(today)
    led = PlannedPractice.objects.filter(session__group=group, session__held_on__range=(first, today)).exclude(led_at=None)
    own = PracticeLog.objects.filter(group=group, planned=None, done_on__range=(first, today), person__in=members)
    in_sessions = [(day, minutes or 0, True) for day, minutes in led.values_list("session__held_on", "minutes")]
    between = [(day, minutes, False) for day, minutes in own.values_list("done_on", "minutes")]
    return GroupDose(
        led_minutes=_minutes(in_sessions),
        led_times=len(in_sessions),
        between_minutes=own.aggregate(minutes=Sum("minutes"))["minutes"] or 0,
        n_practising=own.values("person").distinct().count(),
        n_members=len(members),
        weeks=per_head(weekly([*in_sessions, *between], today), len(members)),
    )


def _minutes(rows: Sequence[tuple[date, int, bool]]) -> int:
    return sum(minutes for _, minutes, _ in rows)
