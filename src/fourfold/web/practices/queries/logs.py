"""Practices done: how often, how long, week by week. The two answers before and after are read in `states` alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, QuerySet, Sum

from fourfold.web.practices.models import PracticeLog

WEEKS = 8
"""So many weeks are drawn and summed."""


@dataclass(frozen=True, slots=True)
class Done:
    """How often something was done, how many minutes in all, and when last."""

    times: int
    minutes: int
    last: date | None


@dataclass(frozen=True, slots=True)
class Week:
    """The minutes of one week, which begins on `monday`: in sessions, and between them."""

    monday: date
    in_sessions: float
    between: float


@dataclass(frozen=True, slots=True)
class Dose:
    """How much one practised in the last weeks, in sessions and between them, and week by week, the oldest first."""

    in_sessions: Done
    between: Done
    weeks: tuple[Week, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done."""
        return not (self.in_sessions.times or self.between.times)


def logs_of(person_id: int, group_id: int | None = None) -> QuerySet[PracticeLog]:
    """What one person did, in one group or in all (internal: the caller has checked access)."""
    rows = PracticeLog.objects.filter(person=person_id)
    return rows if group_id is None else rows.filter(group=group_id)


def done_by(person_id: int, group_id: int, practice: str, *, since: date) -> Done:
    """How often a person did one practice between sessions since a day (internal)."""
    rows = logs_of(person_id, group_id).filter(practice=practice, planned=None, done_on__gte=since)
    return summed(rows)


def dose_of(person_id: int, today: date, group_id: int | None = None) -> Dose:
    """How much one person practised in the last eight weeks (internal)."""
    rows = logs_of(person_id, group_id).filter(done_on__gte=first_monday(today), done_on__lte=today)
    told = rows.values_list("done_on", "minutes", "planned")
    weeks = weekly(((day, minutes, planned is not None) for day, minutes, planned in told), today)
    return Dose(summed(rows.exclude(planned=None)), summed(rows.filter(planned=None)), weeks)


def summed(rows: QuerySet[PracticeLog]) -> Done:
    """The rows in three numbers (internal)."""
    found = rows.aggregate(times=Count("pk"), minutes=Sum("minutes"), last=Max("done_on"))
    return Done(found["times"], found["minutes"] or 0, found["last"])


def first_monday(today: date) -> date:
    """The Monday on which the first of the last eight weeks begins."""
    return _monday(today) - timedelta(weeks=WEEKS - 1)


def weekly(told: Iterable[tuple[date, float, bool]], today: date) -> tuple[Week, ...]:
    """Minutes summed by week over the last eight: day, minutes, whether in a session.

    >>> weekly([(date(2026, 3, 3), 6, True), (date(2026, 3, 4), 5, False)], date(2026, 3, 5))[-1]
    Week(monday=datetime.date(2026, 3, 2), in_sessions=6.0, between=5.0)
    """
    mondays = [first_monday(today) + timedelta(weeks=k) for k in range(WEEKS)]
    sums: dict[tuple[date, bool], float] = {}
    for day, minutes, in_session in told:
        place = (_monday(day), in_session)
        sums[place] = sums.get(place, 0.0) + minutes
    return tuple(Week(m, sums.get((m, True), 0.0), sums.get((m, False), 0.0)) for m in mondays)


def per_head(weeks: Sequence[Week], n: int) -> tuple[Week, ...]:
    """The minutes between sessions shared among so many people; those in sessions as they are."""
    return tuple(Week(w.monday, w.in_sessions, w.between / n if n else 0.0) for w in weeks)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
