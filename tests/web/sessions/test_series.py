"""The days of a series: they rise, none twice, none that is left out, and as many as were asked for."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.web.refusal import Refused
from fourfold.web.sessions.series import LONGEST_DAYS, MOST, Series, dates_of

FIRST = date(2026, 1, 5)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
SKIPS = st.frozensets(st.integers(0, 200).map(lambda k: FIRST + timedelta(days=k)), max_size=6)


@given(first=DAYS, every=st.integers(1, 92), count=st.integers(1, 11), skip=SKIPS)
def test_a_series_by_number_has_that_many_rising_days(first: date, every: int, count: int, skip: frozenset[date]) -> None:
    days = dates_of(Series(first, every, count=count, skip=skip))
    assert len(days) == count
    assert all(a < b for a, b in pairwise(days))
    assert not set(days) & skip
    assert all((day - first).days % every == 0 for day in days)


@given(every=st.integers(1, 92), lasts=st.integers(0, 300), skip=SKIPS)
def test_a_series_until_a_day_stops_there(every: int, lasts: int, skip: frozenset[date]) -> None:
    until = FIRST + timedelta(days=lasts)
    wanted = [day for k in range(0, lasts + 1, every) if (day := FIRST + timedelta(days=k)) not in skip][:MOST]
    series = Series(FIRST, every, until=until, skip=skip)
    if wanted:
        assert dates_of(series) == wanted
    else:
        with pytest.raises(Refused, match="No day is left"):
            dates_of(series)


@pytest.mark.parametrize(
    ("series", "key"),
    [
        (Series(FIRST), "count_or_until"),
        (Series(FIRST, count=3, until=FIRST), "count_or_until"),
        (Series(FIRST, every_days=0, count=3), "at_most"),
        (Series(FIRST, count=MOST + 1), "at_most"),
        (Series(FIRST, count=0), "at_most"),
        (Series(FIRST, until=FIRST - timedelta(days=1)), "no_days"),
        (Series(FIRST, every_days=92, count=MOST), "no_days"),
    ],
)
def test_what_is_not_a_series_is_refused(series: Series, key: str) -> None:
    with pytest.raises(Refused) as refused:
        dates_of(series)
    assert refused.value.words == f"sessions.{key}"


def test_no_series_is_longer_than_three_years_or_the_most() -> None:
    days = dates_of(Series(FIRST, every_days=1, until=FIRST + timedelta(days=2 * LONGEST_DAYS)))
    assert len(days) == MOST
