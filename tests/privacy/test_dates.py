"""Dates that leave the site: intervals stay, days do not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.privacy import MOST_DAYS, shifted, week_number

KEY = b"a key for tests"
days = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@given(days, days, st.text(max_size=8))
def test_what_lies_between_two_dates_of_one_name_stays(one: date, other: date, name: str) -> None:
    assert shifted(one, KEY, name) - shifted(other, KEY, name) == one - other


@given(days, st.text(max_size=8))
def test_no_date_moves_further_than_half_a_year(day: date, name: str) -> None:
    assert abs((shifted(day, KEY, name) - day).days) <= MOST_DAYS


def test_names_move_by_days_of_their_own_over_the_whole_year() -> None:
    day = date(2026, 3, 10)
    moves = {(shifted(day, KEY, str(k)) - day).days for k in range(3000)}
    assert min(moves) < -170
    assert max(moves) > 170
    assert len(moves) > 300
    assert shifted(day, KEY, "A.") != shifted(day, b"another key", "A.")


@given(days, st.integers(-200, 200))
def test_a_week_later_is_the_next_week(first: date, later: int) -> None:
    day = first + timedelta(days=later)
    assert week_number(day + timedelta(days=7), first) == week_number(day, first) + 1
    assert week_number(first, first) == week_number(first + timedelta(days=6), first) == 1


def test_dates_without_a_key_are_refused() -> None:
    with pytest.raises(ValueError, match="need a key"):
        shifted(date(2026, 1, 1), b"", "A.")
