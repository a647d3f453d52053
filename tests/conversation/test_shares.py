"""Shares of the talk, silence and overlap, by hand and by law."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.conversation.shares import shares
from fourfold.conversation.talk import talk_of
from fourfold.vocabulary import NotEnoughData
from tests.conversation.talks import backwards, doubled, halved, later, lively, reseated


def test_by_hand() -> None:
    # A 0-10, B 8-14 and 20-22: 18 s of speech, 16 s with somebody speaking, of 40.
    found = shares(talk_of([0, 8, 20], [10, 14, 22], [0, 1, 1], facilitators=[True, False, False], duration_s=40))
    assert found.talk == pytest.approx([10 / 18, 8 / 18, 0])
    assert found.speech_s.tolist() == [10, 8, 0]
    assert found.facilitators == pytest.approx(10 / 18)
    assert found.silence == pytest.approx(24 / 40)
    assert found.overlap == pytest.approx(2 / 16)


def test_backchannels_are_speech_and_pauses_are_not() -> None:
    found = shares(talk_of([0, 2.25, 5], [4.5, 2.75, 9], [0, 1, 0], facilitators=[False, False], duration_s=9))
    assert found.speech_s.tolist() == [8.5, 0.5]
    assert found.silence == pytest.approx(0.5 / 9)


def test_one_speaker_who_never_pauses_leaves_no_silence() -> None:
    found = shares(talk_of([0], [30], [1], facilitators=[True, False]))
    assert (found.silence, found.overlap, found.facilitators) == (0, 0, 0)


@pytest.mark.parametrize("duration", [0, 60])
def test_silence_alone_is_refused_in_words(duration: float) -> None:
    with pytest.raises(NotEnoughData, match="nobody spoke"):
        shares(talk_of([5], [5], [0], facilitators=[False, False], duration_s=duration))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.permutations(range(6)))
def test_laws(seed: int, order: list[int]) -> None:
    talk, to = lively(seed), np.array(order)
    found = shares(talk)
    assert found.talk.sum() == pytest.approx(1)
    assert shares(reseated(talk, to)).talk[to] == pytest.approx(found.talk)
    for other in (halved(talk), doubled(talk), backwards(talk)):
        again = shares(other)
        assert again.talk == pytest.approx(found.talk)
        assert (again.silence, again.overlap) == pytest.approx((found.silence, found.overlap), abs=1e-12)
    assert shares(later(talk, 64)).talk == pytest.approx(found.talk)
    assert shares(later(talk, 64)).overlap == pytest.approx(found.overlap)
    assert shares(later(talk, talk.duration_s)).silence == pytest.approx((1 + found.silence) / 2)
