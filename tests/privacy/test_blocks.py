"""The block rule: whole blocks only, enough raters, the same raters, rounded, everybody counted once."""

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.privacy import SESSIONS, BlockReading, Withheld, block_reading, block_readings

NAMES = [f"{chr(65 + k)}." for k in range(8)]
values = st.integers(1, 7).map(float)
session = st.dictionaries(st.sampled_from(NAMES), values)
series = st.lists(session, max_size=20)
full_block = st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, values)), min_size=SESSIONS, max_size=SESSIONS)


@given(series)
def test_a_block_is_told_only_of_four_sessions_by_five_people_who_stayed(sessions: list[dict[str, float]]) -> None:
    readings = block_readings(sessions)
    assert len(readings) == -(-len(sessions) // SESSIONS)
    for k, reading in enumerate(readings):
        whole = len(sessions[k * SESSIONS : (k + 1) * SESSIONS]) == SESSIONS
        before = [r.raters for r in readings[:k] if r.value is not None]
        apart = [(len(reading.raters - raters), len(raters - reading.raters)) for raters in before]
        told = whole and len(reading.raters) >= 5 and all(n == (0, 0) or min(n) >= 5 for n in apart)
        assert (reading.value is not None) == told == (reading.withheld is None)


@given(full_block)
def test_a_reading_is_a_half_within_a_quarter_of_the_mean_of_means(sessions: list[dict[str, float]]) -> None:
    reading = block_reading(sessions)
    mean = fmean(fmean(s[name] for s in sessions) for name in NAMES)
    assert reading.value is not None
    assert (reading.value * 2).is_integer()
    assert abs(reading.value - mean) <= 0.25 + 1e-9


@given(full_block, st.permutations(range(SESSIONS)), st.permutations(NAMES))
def test_neither_the_order_of_sessions_nor_names_matter(
    sessions: list[dict[str, float]], order: list[int], names: list[str]
) -> None:
    renamed = [{names[NAMES.index(n)]: v for n, v in sessions[k].items()} for k in order]
    assert block_reading(renamed).value == block_reading(sessions).value


@given(full_block, st.sampled_from([-2.0, 1.0, 4.5]))
def test_a_shift_of_all_answers_shifts_the_reading(sessions: list[dict[str, float]], shift: float) -> None:
    moved = [{name: value + shift for name, value in s.items()} for s in sessions]
    before, after = block_reading(sessions).value, block_reading(moved).value
    assert before is not None
    assert after == before + shift


def test_who_was_away_for_three_sessions_weighs_as_much_as_who_came_to_all() -> None:
    low = dict.fromkeys(NAMES[:4], 2.0)
    sessions = [{**low, "H.": 7.0}, low, low, low]
    assert block_reading(sessions).value == 3.0


def test_each_reason_is_told() -> None:
    full = dict.fromkeys(NAMES[:5], 5.0)
    assert block_reading([full] * 3).withheld is Withheld.FEW_SESSIONS
    assert block_reading([dict(list(full.items())[:4])] * 4).withheld is Withheld.FEW_RATERS
    assert block_reading([full] * 4, told=[set(full), set(NAMES[:6])]).withheld is Withheld.RATERS_CHANGED
    assert block_reading([full] * 4, told=[set(full)]) == BlockReading(5.0, None, frozenset(full))


def test_a_newcomer_silences_the_group_until_the_old_raters_or_five_others_answer() -> None:
    five, six = (dict.fromkeys(NAMES[:n], 4.0) for n in (5, 6))
    others = {f"{name}2": 6.0 for name in NAMES[:5]}
    sessions = [five] * 4 + [five, five, six, six] + [six] * 4 + [five] * 4 + [others] * 4
    assert [r.value for r in block_readings(sessions)] == [4.0, None, None, 4.0, 6.0]


@pytest.mark.parametrize(("mean", "told"), [(4.24, 4.0), (4.25, 4.5), (4.74, 4.5), (4.75, 5.0), (6.9, 7.0)])
def test_halves_round_upwards_from_the_middle(mean: float, told: float) -> None:
    assert block_reading([dict.fromkeys(NAMES, mean)] * SESSIONS).value == told
