"""Dates that leave the site: as weeks since a beginning, or moved by the same days for everything of one person."""

import hmac
from datetime import date, timedelta
from hashlib import sha256

MOST_DAYS = 182
"""How far a date is moved at most, so that seasons and years do not tell."""


def week_number(day: date, first: date) -> int:
    """The week of a day, counted from 1 in the week that begins on `first`; 0 and below lie before it.

    Source: 45 CFR 164.514(b)(2)(i)(C) asks that no part of a date finer than the year leaves; a count of weeks is no date.

    >>> week_number(date(2026, 3, 17), date(2026, 3, 3))
    3
    """
    return (day - first).days // 7 + 1


def shifted(day: date, key: bytes, name: str) -> date:
    """The day moved by up to half a year either way, by the same number of days for every date of one name.

    What lies between two dates of one name stays as it is. Raises ValueError for an empty key. Source: Hripcsak et al. (2016),
    shift and truncate, without the truncation.

    >>> shifted(date(2026, 3, 10), b"a key", "A.") - shifted(date(2026, 3, 3), b"a key", "A.")
    datetime.timedelta(days=7)
    """
    if not key:
        raise ValueError("shifted dates need a key; without one anybody could move them back")
    drawn = int.from_bytes(hmac.new(key, b"dates\x00" + name.encode(), sha256).digest()[:8], "big")
    return day + timedelta(days=drawn % (2 * MOST_DAYS + 1) - MOST_DAYS)
