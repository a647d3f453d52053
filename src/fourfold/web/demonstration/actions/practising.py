"""Practices of the simulated groups: led in every other session, one planned, some taken along and done between sessions.

Everything in it is simulated. What was led long ago is stored as it would have been, since only today can be logged.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from fourfold.vocabulary import SessionStatus
from fourfold.web.access import Viewer
from fourfold.web.audit.actions import note
from fourfold.web.groups.models import MEMBER, Group, Membership
from fourfold.web.practices.models import AssignedPractice, PlannedPractice, PracticeLog
from fourfold.web.practices.queries.planned import here
from fourfold.web.practices.queries.states import check
from fourfold.web.practices.shelf import Shelf, minutes_of, shelf
from fourfold.web.sessions.models import Session
from fourfold.web.storage.writing import write_transaction

_TAKEN_ALONG, _SINCE, _AGREED = 6, timedelta(weeks=5), 3
_PRACTISES, _ANSWERS, _SITS_OUT = 0.36, 0.8, 0.1
"""How likely a day holds a practice, a practice its two answers, and that a member sits one out."""


def practise(by: Viewer, meeting: Group) -> None:
    """Store what the groups practised; in the group that meets today members took some along."""
    draw = random.Random(20261126)
    with write_transaction():
        for group in Group.objects.select_related("programme__site").order_by("pk"):
            _led(group, by, draw)
        _planned(meeting, by)
        for number, (person_id, key) in enumerate(_taken(meeting)):
            _between(meeting, person_id, key, (by, draw, number))
        note("system", "practise demonstration", f"group:{meeting.pk}", group=meeting.pk)


def _led(group: Group, by: Viewer, draw: random.Random) -> None:
    """Every other session a practice that is made for sessions."""
    keys = _keys(shelf(), "session")
    held = Session.objects.filter(group=group, status=SessionStatus.HELD, held_on__lt=timezone.localdate())
    for session in held.order_by("number")[::2]:
        key, at = draw.choice(keys), _at(group, session.held_on, session.starts_at)
        minutes = minutes_of(key) + draw.randint(-1, 2)
        row = PlannedPractice.objects.create(
            session=session, practice=key, planned_by_id=by.user_id or 0, planned_at=at, led_at=at, minutes=max(minutes, 1)
        )
        PracticeLog.objects.bulk_create(_log(row, person_id, by) for person_id in here(session) if draw.random() > _SITS_OUT)


def _log(row: PlannedPractice, person_id: int, by: Viewer) -> PracticeLog:
    return PracticeLog(
        key=f"planned:{row.pk}:{person_id}",
        person_id=person_id,
        group_id=row.session.group_id,
        practice=row.practice,
        planned=row,
        done_on=row.session.held_on,
        minutes=row.minutes or 1,
        logged_by_id=by.user_id or 0,
        logged_at=row.planned_at,
    )


def _planned(meeting: Group, by: Viewer) -> None:
    """For the next session of one other group, so that the other briefs still suggest one."""
    ahead = Session.objects.filter(status=SessionStatus.PLANNED, held_on__gt=timezone.localdate()).exclude(group=meeting)
    session = ahead.order_by("group__name", "number").first()
    if session is not None:
        PlannedPractice.objects.create(
            session=session, practice="feet_on_the_floor", planned_by_id=by.user_id or 0, planned_at=timezone.now()
        )


def _taken(meeting: Group) -> list[tuple[int, str]]:
    """The first members of the group, each with a practice that is made to be done alone."""
    seats = Membership.objects.filter(group=meeting, seat=MEMBER, left_on=None).order_by("pk")[:_TAKEN_ALONG]
    keys = _keys(shelf(), "alone")
    return [(seat.person_id, keys[k % len(keys)]) for k, seat in enumerate(seats)]


def _between(meeting: Group, person_id: int, key: str, how: tuple[Viewer, random.Random, int]) -> None:
    by, draw, number = how
    today = timezone.localdate()
    AssignedPractice.objects.create(
        person_id=person_id, group=meeting, practice=key, times_a_week=_AGREED, begins_on=today - _SINCE,
        assigned_by_id=by.user_id or 0, assigned_at=_at(meeting, today - _SINCE, None),
    )  # fmt: skip
    PracticeLog.objects.bulk_create(
        PracticeLog(
            key=f"demonstration:{number}:{day}", person_id=person_id, group=meeting, practice=key, done_on=day,
            minutes=max(minutes_of(key) + draw.randint(-1, 3), 1), logged_by_id=by.user_id or 0,
            logged_at=_at(meeting, day, None), **_states(draw),
        )
        for day in _days(today, draw)
    )  # fmt: skip


def _days(today: date, draw: random.Random) -> Iterator[date]:
    for back in range(_SINCE.days, 0, -1):
        if draw.random() < _PRACTISES:
            yield today - timedelta(days=back)


def _states(draw: random.Random) -> dict[str, dict[str, float] | None]:
    """Two answers before and two after, mostly a little higher; now and then none."""
    if draw.random() > _ANSWERS:
        return {"before": None, "after": None}
    items = check().items
    before = {item.key: float(draw.randint(2, 5)) for item in items}
    after = {item.key: min(before[item.key] + draw.choice((0, 0, 1, 1, 2)), float(item.highest)) for item in items}
    return {"before": before, "after": after}


def _keys(found: Shelf, setting: str) -> list[str]:
    """Practices for members that can be kept short."""
    fit = (p for p in found.practices.values() if setting in p.settings and p.least_minutes <= 10 and "staff" not in p.suits)
    return [practice.key for practice in fit]


def _at(group: Group, day: date, hour: time | None) -> datetime:
    return datetime.combine(day, hour or time(18), ZoneInfo(group.programme.site.time_zone))
