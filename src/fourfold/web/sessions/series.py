"""The days of a series of sessions: every so many days, so many times or until a day, without the days left out."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from fourfold.web.refusal import Refused

MOST = 160
LONGEST_DAYS = 3 * 366


@dataclass(frozen=True, slots=True)
class Series:
    """What is planned: from `first`, every `every_days`, `count` sessions or until `until`; days in `skip` are left out."""

    first: date
    every_days: int = 7
    count: int | None = None
    until: date | None = None
    starts_at: time | None = None
    skip: frozenset[date] = field(default_factory=frozenset)


def dates_of(series: Series) -> list[date]:
    """The days of a series, rising, none twice. Raises `Refused` where they do not end or there is none.

    >>> dates_of(Series(date(2026, 12, 15), count=2, skip=frozenset({date(2026, 12, 22)})))
    [datetime.date(2026, 12, 15), datetime.date(2026, 12, 29)]
    """
    if (series.count is None) == (series.until is None):
        raise Refused("count", "sessions.count_or_until")
    if series.every_days < 1 or (series.count is not None and not 0 < series.count <= MOST):
        raise Refused("count", "sessions.at_most", most=MOST)
    days: list[date] = []
    day = series.first
    last = min(series.until or date.max, series.first + timedelta(days=LONGEST_DAYS))
    while day <= last and len(days) < (series.count or MOST):
        if day not in series.skip:
            days.append(day)
        day += timedelta(days=series.every_days)
    if not days or len(days) < (series.count or 0):
        raise Refused("count", "sessions.no_days")
    return days
