"""A record before a session knows nothing later; a fingerprint is the content's and nothing else's."""

from dataclasses import replace
from datetime import date
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.record import TABLES, GroupRecord, RecordRefused
from fourfold.vocabulary import Group, Membership, Session
from tests.record.small import record, rows
from tests.record.valid import records


def test_before_makes_the_session_planned_and_drops_what_is_later() -> None:
    earlier = record().before(3)
    assert earlier.sessions.select("session_id", "status").rows() == [("S1", "held"), ("S2", "held"), ("S3", "planned")]
    assert set(earlier.ratings["session_id"]) == {"S1", "S2"}
    assert set(earlier.turns["session_id"]) == {"S1"}
    assert earlier.acts.height == 1
    assert earlier.responses["answered_on"].to_list() == [date(2026, 1, 6)]


def test_before_knows_who_comes_on_the_day_but_not_who_will_leave() -> None:
    earlier = record().before(2)
    assert earlier.people["person_id"].to_list() == ["A", "B", "F"]
    assert earlier.memberships.filter(pl.col("person_id") == "A").rows() == [("A", date(2026, 1, 5), None, None)]
    assert record().before(3).people["person_id"].to_list() == ["A", "B", "C", "F"]


def test_before_a_number_that_is_missing_stands_at_the_next_session() -> None:
    gapped = record(sessions=[s if s.number < 3 else replace(s, number=s.number + 5) for s in rows()["sessions"]])
    earlier = gapped.before(5)
    assert earlier.sessions["number"].to_list() == [1, 2]
    assert earlier.responses.height == 1
    assert set(earlier.ratings["session_id"]) == {"S1", "S2"}


def test_before_a_session_to_come_is_the_whole_record() -> None:
    assert record().before(99).fingerprint() == record().fingerprint()


@given(records(), st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_nothing_later_survives(whole: GroupRecord, number: int) -> None:
    earlier = whole.before(number)
    day = whole.sessions.filter(pl.col("number") == number)["held_on"]
    ids = set(whole.sessions.filter(pl.col("number") < number)["session_id"])
    assert all(set(getattr(earlier, name)["session_id"]) <= ids for name in ("attendance", "ratings", "turns", "acts"))
    assert (earlier.sessions["number"] <= max(number, whole.sessions["number"].len())).all()
    if len(day):
        assert (earlier.responses["answered_on"] < day[0]).all()
        assert (earlier.memberships["joined_on"] <= day[0]).all()
    assert earlier.before(number).fingerprint() == earlier.fingerprint()


@given(records(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_fingerprint_does_not_depend_on_the_order_of_rows(whole: GroupRecord, random: Random) -> None:
    shuffled = {n: frame.sample(fraction=1, shuffle=True, seed=random.randint(0, 99)) for n, frame in whole.tables().items()}
    assert GroupRecord(whole.group, **shuffled).fingerprint() == whole.fingerprint()


def test_fingerprint_changes_with_any_cell() -> None:
    seen = {record().fingerprint()}
    ratings = rows()["ratings"]
    for changed in (
        record(ratings=[replace(ratings[0], value=5.0), *ratings[1:]]),
        record(ratings=ratings[1:]),
        record(memberships=[replace(rows()["memberships"][0], reason=""), *rows()["memberships"][1:]]),
        record(memberships=[replace(rows()["memberships"][0], reason=None), *rows()["memberships"][1:]]),
        GroupRecord.from_rows(Group("g", "Another name"), **rows()),
    ):
        assert changed.fingerprint() not in seen
        seen.add(changed.fingerprint())


def test_whole_numbers_and_floats_are_the_same_content() -> None:
    whole = GroupRecord(Group("g", "g", lowest=0, highest=10))
    assert whole.fingerprint() == GroupRecord(Group("g", "g", lowest=0.0, highest=10.0)).fingerprint()


def test_empty_record_has_all_its_tables() -> None:
    empty = GroupRecord(Group("g", "g"))
    assert list(empty.tables()) == list(TABLES)
    assert all(frame.is_empty() for frame in empty.tables().values())
    assert empty.before(1).fingerprint() == empty.fingerprint()


def test_refusal_names_table_row_and_column() -> None:
    stray = replace(rows()["ratings"][0], rater_id="X")
    with pytest.raises(RecordRefused, match=r"^ratings, row 7, rater_id: 'X' is not in people; add it there or correct it"):
        record(ratings=[*rows()["ratings"], stray])


def test_session_numbers_need_not_be_in_the_order_of_rows() -> None:
    backwards = record(sessions=list(reversed(rows()["sessions"])))
    assert backwards.fingerprint() == record().fingerprint()
    assert backwards.before(2).fingerprint() == record().before(2).fingerprint()


def test_rows_of_any_iterable_are_taken() -> None:
    lazily = GroupRecord.from_rows(
        Group("g", "g"), sessions=(Session(f"S{k}", k, date(2026, 1, k)) for k in (1, 2)), memberships=iter(())
    )
    assert lazily.sessions.height == 2
    assert lazily.memberships.height == len(list[Membership]())
