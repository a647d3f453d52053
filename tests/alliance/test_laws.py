"""Laws that hold for every group."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fourfold.alliance import AllianceState, estimate_alliance
from fourfold.record import GroupRecord
from fourfold.vocabulary import SessionStatus
from tests.alliance.groups import later, renamed, simulated, with_session

KEY = ["block", "quality", "person_id", "session"]
NUMBERS = ["mean", "sd", "low_90", "low_50", "high_50", "high_90"]

few = settings(max_examples=6, deadline=None)
seeds = st.integers(0, 20)


def ordered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort([c for c in KEY if c in frame.columns])


def same(first: pl.DataFrame, second: pl.DataFrame, tolerance: float = 1e-9) -> None:
    assert_frame_equal(ordered(first), ordered(second), abs_tol=tolerance, rel_tol=0)


@few
@given(seeds, st.randoms(use_true_random=False))
def test_other_ids_give_the_same_readings_to_the_same_people(seed, random):
    record = simulated(seed)
    ids = record.people["person_id"].to_list()
    names = dict(zip(ids, random.sample([f"X{k}" for k in range(len(ids))], len(ids)), strict=True))
    found, again = estimate_alliance(record), estimate_alliance(renamed(record, names))
    same(found.readings.with_columns(pl.col("person_id").replace(names)), again.readings)
    same(found.cohesion, again.cohesion)
    assert [(s.kind, s.session, s.quality) for s in found.signals] == [(s.kind, s.session, s.quality) for s in again.signals]


@few
@given(seeds, st.integers(1, 400))
def test_other_dates_change_nothing_but_the_dates(seed, days):
    record = simulated(seed)
    found, again = estimate_alliance(record), estimate_alliance(later(record, days))
    same(found.readings.drop("held_on"), again.readings.drop("held_on"))
    assert found.signals == again.signals


@few
@given(seeds, st.sampled_from([SessionStatus.NOT_HELD, SessionStatus.PLANNED]))
def test_a_session_that_is_not_held_changes_nothing(seed, status):
    record = simulated(seed)
    last = record.sessions.sort("number").tail(1)
    more = with_session(record, last["number"][0] + 1, last["held_on"][0] + timedelta(days=7), status)
    found, again = estimate_alliance(record), estimate_alliance(more)
    for name in ("readings", "latest", "cohesion", "contrasts", "gaps", "response"):
        assert_frame_equal(getattr(found, name), getattr(again, name))


@few
@given(seeds)
def test_a_held_session_without_answers_leaves_the_past_and_never_sharpens(seed):
    record = simulated(seed)
    last = record.sessions.sort("number").tail(1)
    number, day = last["number"][0], last["held_on"][0]
    found = estimate_alliance(record)
    again = estimate_alliance(with_session(record, number + 1, day + timedelta(days=7), SessionStatus.HELD))
    same(found.readings, again.readings.filter(pl.col("session") <= number))
    both = found.latest.join(again.latest, on=["block", "quality", "person_id"], nulls_equal=True)
    assert len(both)
    assert (both["sd_right"] >= both["sd"] - 1e-9).all()


@few
@given(seeds)
def test_the_last_smoothed_reading_is_the_filtered_one(seed):
    found = estimate_alliance(simulated(seed))
    last = found.readings.filter(pl.col("session") == found.latest["session"][0]).drop("held_on")
    same(last, found.latest)


@few
@given(seeds)
def test_a_scale_of_other_numbers_gives_the_same_readings_on_that_scale(seed):
    record = simulated(seed)
    wider = estimate_alliance(on_scale(record, 0.0, 100.0)).readings
    expected = estimate_alliance(record).readings
    unit = 100.0 / 6.0
    assert np.allclose(wider["sd"], expected["sd"] * unit)
    for column in ("mean", "low_90", "high_50"):
        assert np.allclose(wider[column], (expected[column] - 1.0) * unit)


def on_scale(record: GroupRecord, lowest: float, highest: float) -> GroupRecord:
    from dataclasses import replace

    unit = (highest - lowest) / (record.group.highest - record.group.lowest)
    value = lowest + (pl.col("value") - record.group.lowest) * unit
    group = replace(record.group, lowest=lowest, highest=highest)
    return replace(record, group=group, ratings=record.ratings.with_columns(value=value.clip(lowest, highest)))


@few
@given(seeds)
def test_readings_lie_on_the_scale_in_order_and_only_inside_spells(seed):
    record = simulated(seed)
    readings = estimate_alliance(record).readings
    for low, high in zip(["low_90", "low_50", "mean", "high_50"], ["low_50", "mean", "high_50", "high_90"], strict=True):
        assert (readings[low] <= readings[high]).all()
    assert readings["low_90"].min() >= 1.0
    assert readings["high_90"].max() <= 7.0
    of_people = readings.drop_nulls("person_id").join(record.memberships, on="person_id")
    inside = (pl.col("joined_on") <= pl.col("held_on")) & (
        pl.col("left_on").is_null() | (pl.col("left_on") >= pl.col("held_on"))
    )
    rows = of_people.group_by(*KEY).agg(inside.any().alias("inside"))
    assert len(rows) == len(readings.drop_nulls("person_id"))
    assert rows["inside"].all()


@few
@given(seeds)
def test_one_session_at_a_time_gives_what_the_whole_history_gives(seed):
    record = simulated(seed)
    numbers = record.sessions.sort("number")["number"].to_list()
    state = AllianceState.begin(record.group)
    for number in numbers:
        whole = estimate_alliance(record.before(number))
        assert state.signals == whole.signals
        same(state.latest, whole.latest, 1e-10)
        state = AllianceState.from_bytes(state.advance(only(record, number)).to_bytes())
    whole = estimate_alliance(record)
    same(state.latest, whole.latest, 1e-10)
    assert state.signals == whole.signals
    assert state.last_session == numbers[-1]


def only(record: GroupRecord, number: int) -> GroupRecord:
    """One session's content, with the people and spells that everybody knows of."""
    from dataclasses import replace

    sessions = record.sessions.filter(pl.col("number") == number)
    here = pl.col("session_id").is_in(sessions["session_id"].to_list())
    return replace(record, sessions=sessions, attendance=record.attendance.filter(here), ratings=record.ratings.filter(here))


def test_a_state_takes_only_its_own_group_and_its_own_bytes():
    from dataclasses import replace

    record = simulated()
    state = AllianceState.begin(record.group)
    with pytest.raises(ValueError, match="record is of other"):
        state.advance(replace(record, group=replace(record.group, group_id="other")))
    for spoiled in (b"", b"not a state", state.to_bytes()[:-40]):
        with pytest.raises(ValueError, match="not a kept state"):
            AllianceState.from_bytes(spoiled)


def test_to_advance_leaves_the_earlier_state_as_it_was():
    record = simulated()
    state = AllianceState.begin(record.group).advance(record.before(4))
    before = state.to_bytes()
    state.advance(record)
    assert state.to_bytes() == before
