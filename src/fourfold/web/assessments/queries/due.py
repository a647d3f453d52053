"""What schedules ask today: at joining, every so many weeks, at leaving."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F

from fourfold.web.assessments.models import Administration, Schedule
from fourfold.web.assessments.queries.points import TYPED
from fourfold.web.groups.models import MEMBER, Group, Membership
from fourfold.web.people.queries import consented

JOINED_LATELY = timedelta(days=14)
"""Who joined this shortly before a schedule was set is still asked as somebody who joins."""
BEFORE_LEAVING = timedelta(days=7)
"""How long before a last day that is known somebody is asked as one who leaves."""
AFTER_LEAVING = timedelta(days=21)
"""How long after the last day somebody is still asked."""


@dataclass(frozen=True, slots=True)
class Due:
    """One instrument that one person is to be asked today."""

    person_id: int
    instrument: str
    schedule: Schedule


def due_now(group: Group, today: date) -> list[Due]:
    """What the schedules of a group ask on a day; nothing of a closed group. Internal."""
    if group.closed_on is not None and group.closed_on < today:
        return []
    schedules = list(Schedule.objects.filter(group=group, ended_at=None).order_by("pk"))
    spells = list(Membership.objects.filter(group=group, seat=MEMBER, person__erased_at=None).order_by("joined_on", "pk"))
    agreed = consented({spell.person_id for spell in spells}, "taking_part", today)
    last = {spell.person_id: spell for spell in spells if spell.joined_on <= today}
    asked = _asked(group)
    due = []
    for schedule in schedules:
        since = schedule.set_at.astimezone(ZoneInfo(group.programme.site.time_zone)).date()
        for person_id, spell in last.items():
            before = asked.get((person_id, schedule.instrument))
            if person_id in agreed and _is_due(schedule, spell, before, since, today):
                due.append(Due(person_id, schedule.instrument, schedule))
    return due


def groups_with_schedules() -> list[int]:
    """The groups in which a schedule runs. Internal: for the nightly job."""
    return list(Schedule.objects.filter(ended_at=None).order_by("group").values_list("group", flat=True).distinct())


def _is_due(schedule: Schedule, spell: Membership, before: date | None, since: date, today: date) -> bool:
    if schedule.moment == "leaving":
        return _leaves(spell, before, since, today)
    if spell.left_on is not None and spell.left_on < today:
        return False
    if schedule.moment == "joining":
        return spell.joined_on >= since - JOINED_LATELY and (before is None or before < spell.joined_on)
    return before is None or before + timedelta(weeks=schedule.weeks or 1) <= today


def _leaves(spell: Membership, before: date | None, since: date, today: date) -> bool:
    if spell.left_on is None or spell.left_on < since:
        return False
    asked_for_it = before is not None and before >= spell.left_on - BEFORE_LEAVING
    return spell.left_on - BEFORE_LEAVING <= today <= spell.left_on + AFTER_LEAVING and not asked_for_it


def _asked(group: Group) -> dict[tuple[int, str], date]:
    """When each person was last asked each instrument in a group, or answered it on paper.

    What somebody withdrew was asked all the same; what was typed by mistake was not, nor what was taken back together with the
    schedule that asked it.
    """
    rows: Iterator[tuple[int, str, date]] = (
        Administration.objects.filter(group=group)
        .exclude(withdrawn_at__isnull=False, source__in=TYPED)
        .exclude(withdrawn_at=F("schedule__ended_at"))
        .order_by("due_on")
        .values_list("person", "instrument", "due_on")
        .iterator()
    )
    return {(person, instrument): due_on for person, instrument, due_on in rows}
