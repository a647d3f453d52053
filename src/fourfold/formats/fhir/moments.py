"""Dates, times and partial dates: whether they are written as FHIR has them, and which comes first.

A partial date is the whole stretch that it names: 2026 begins in January and ends in December.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

_DATE = r"(?P<year>[0-9]{4})(-(?P<month>0[1-9]|1[0-2])(-(?P<day>0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9]|60)(?P<part>\.[0-9]{1,12})?"
_ZONE = r"(?P<zone>Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
DATE = re.compile(_DATE + ")?)?")
DATE_TIME = re.compile(_DATE + f"(T{_CLOCK}{_ZONE})?)?)?")
TIME = re.compile(_CLOCK)
_TICK = timedelta(microseconds=1)

Stretch = tuple[datetime, datetime]
"""The first and the last moment that a date or time can mean."""


def stretch_of(text: object, kind: str) -> Stretch | None:
    """What a `date`, `dateTime` or `time` covers, in UTC; None where it is not written as FHIR has it, or no such day."""
    pattern = {"date": DATE, "time": TIME}.get(kind, DATE_TIME)
    found = pattern.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    try:
        return _stretch(found.groupdict())
    except (ValueError, OverflowError):
        return None


def _stretch(parts: dict[str, str | None]) -> Stretch:
    year, month, day = (int(parts.get(name) or 0) for name in ("year", "month", "day"))
    if parts.get("hour"):
        moment = _moment(parts, (year or 2000, month or 1, day or 1))
        return moment, moment
    first = datetime(year, month or 1, day or 1, tzinfo=UTC)
    return first, _after(first, month, day) - _TICK


def _moment(parts: dict[str, str | None], day: tuple[int, int, int]) -> datetime:
    micro = int(float(parts.get("part") or 0) * 1e6)
    second = min(int(parts["second"] or 0), 59)
    clock = datetime(*day, int(parts["hour"] or 0), int(parts["minute"] or 0), second, micro, tzinfo=_zone(parts.get("zone")))
    return clock.astimezone(UTC)


def _zone(text: str | None) -> timezone:
    if text in (None, "Z"):
        return UTC
    sign, hours, minutes = -1 if text[0] == "-" else 1, int(text[1:3]), int(text[4:6])
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def _after(first: datetime, month: int, day: int) -> datetime:
    if day:
        return first + timedelta(days=1)
    if month and month < 12:
        return first.replace(month=month + 1)
    return datetime.max.replace(tzinfo=UTC) if first.year == 9999 else first.replace(year=first.year + 1, month=1)
