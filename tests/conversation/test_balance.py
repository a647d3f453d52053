"""Evenness of the members' talk, over the session and in windows."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.conversation.balance import _by_window, balance
from fourfold.conversation.floor import floor_turns
from fourfold.conversation.talk import Talk, talk_of
from fourfold.vocabulary import NotEnoughData
from tests.conversation.talks import backwards, doubled, halved, later, lively, reseated


def after_one_another(seconds: list[float], facilitators: list[bool]) -> Talk:
    end = np.cumsum(seconds)
    return talk_of(end - seconds, end, range(len(seconds)), facilitators=facilitators)


def test_by_hand() -> None:
    # Members speak 10, 30 and 60 s; the facilitator's 50 s play no part.
    found = balance(after_one_another([50, 10, 30, 60], [True, False, False, False]))
    p = np.array([0.1, 0.3, 0.6])
    assert found.pielou == pytest.approx(-(p @ np.log(p)) / math.log(3))
    # Mean difference between pairs, over twice the mean: (20 + 50 + 30) * 2 / (2 * 9 * 100 / 3).
    assert found.gini == pytest.approx(200 / 600)


def test_even_talk_and_one_who_talks_alone() -> None:
    even = balance(after_one_another([9, 9, 9], [False, False, False]))
    assert (even.pielou, even.gini) == pytest.approx((1, 0))
    alone = balance(talk_of([0], [9], [1], facilitators=[False, False, False]))
    assert (alone.pielou, alone.gini) == pytest.approx((0, 2 / 3))


def test_windows_by_hand() -> None:
    # A speaks across the edge at 150 s: 30 s before and 20 after; B 20 s in the second window; the third has 10 s; the rest
    # after 450 s is no window.
    talk = talk_of([120, 180, 310, 460], [170, 200, 320, 490], [0, 1, 0, 1], facilitators=[False, False, True], duration_s=500)
    found = balance(talk)
    assert found.window_enough.tolist() == [True, True, False]
    assert found.window_pielou[:2] == pytest.approx([0, 1])
    assert found.window_gini[:2] == pytest.approx([0.5, 0])
    assert np.isnan(found.window_pielou[2])
    assert np.isnan(found.window_gini[2])


def test_what_a_seat_has_twice_counts_once_in_a_window() -> None:
    twice = talk_of([0, 10, 15, 70], [50, 20, 60, 100], [0, 0, 0, 1], facilitators=[False, False], duration_s=150)
    once = talk_of([0, 70], [60, 100], [0, 1], facilitators=[False, False], duration_s=150)
    assert balance(twice).window_gini.tolist() == balance(once).window_gini.tolist()


def test_session_shorter_than_a_window_has_none() -> None:
    assert len(balance(after_one_another([60, 60], [False, False])).window_gini) == 0


def test_windows_hold_all_the_talk_of_the_session() -> None:
    talk = lively(3, turns=400)
    windows = math.ceil(talk.duration_s / 150)
    said = _by_window(talk.start_s, talk.end_s, talk.speaker, (talk.seats, windows))
    assert said.sum(axis=0) == pytest.approx(floor_turns(talk).speech_s)
    assert said.max() <= 150


def test_too_few_members_and_silent_members_are_refused() -> None:
    with pytest.raises(NotEnoughData, match="fewer than two"):
        balance(after_one_another([5, 5], [True, False]))
    with pytest.raises(NotEnoughData, match="no member spoke"):
        balance(talk_of([0], [5], [0], facilitators=[True, False, False]))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.permutations(range(6)))
def test_laws(seed: int, order: list[int]) -> None:
    talk = lively(seed)
    found = balance(talk)
    assert 0 <= found.pielou <= 1 + 1e-12
    assert 0 <= found.gini <= 4 / 5 + 1e-12
    for other in (halved(talk), doubled(talk), reseated(talk, np.array(order)), backwards(talk), later(talk, 150)):
        again = balance(other)
        assert (again.pielou, again.gini) == pytest.approx((found.pielou, found.gini))
    for other in (halved(talk), doubled(talk), reseated(talk, np.array(order))):
        assert balance(other).window_gini == pytest.approx(found.window_gini, nan_ok=True)
    assert balance(later(talk, 150)).window_gini[1:] == pytest.approx(found.window_gini, nan_ok=True)
