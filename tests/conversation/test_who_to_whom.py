"""Seconds to each person, to the group and to nobody knows whom; and who speaks directly after whom."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.conversation.floor import floor_turns
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, talk_of
from fourfold.conversation.who_to_whom import answers, weights, who_to_whom
from tests.conversation.talks import backwards, doubled, halved, later, lively, reseated

FIVE = ([0, 10, 12, 20, 30], [10, 12, 20, 25, 34], [0, 1, 0, 2, 2])


def test_by_hand() -> None:
    found = who_to_whom(talk_of(*FIVE, addressee=[1, 0, TO_GROUP, 1, NOT_KNOWN], facilitators=[True, False, False]))
    assert found.weights.tolist() == [[0, 10, 0], [2, 0, 0], [0, 5, 0]]
    assert found.to_group.tolist() == [8, 0, 0]
    assert found.not_known.tolist() == [0, 0, 4]
    # B after A, A after B, C after A; C after itself is no answer.
    assert found.answers.tolist() == [[0, 1, 0], [1, 0, 0], [1, 0, 0]]


def test_probabilities_share_the_seconds_and_what_they_leave_is_not_known() -> None:
    chances = [[0, 0.5, 0.25, 0.25], [1, 0, 0, 0], [0, 0, 0, 1], [0.5, 0, 0, 0], [0, 0, 0, 0]]
    found = who_to_whom(talk_of(*FIVE, probability=chances, facilitators=[True, False, False]))
    assert found.weights.tolist() == [[0, 5, 2.5], [2, 0, 0], [2.5, 0, 0]]
    assert found.to_group.tolist() == [2.5 + 8, 0, 0]
    assert found.not_known.tolist() == [0, 0, 2.5 + 4]


def test_certain_probabilities_say_what_addressees_say() -> None:
    talk = lively(5)
    rows = np.zeros((len(talk.speaker), talk.seats + 1))
    known = talk.addressee != NOT_KNOWN
    rows[known, talk.addressee[known]] = 1
    soft = talk_of(talk.start_s, talk.end_s, talk.speaker, probability=rows, facilitators=talk.facilitators)
    one, other = who_to_whom(talk), who_to_whom(soft)
    for name in ("weights", "to_group", "not_known"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-9)


def test_nobody_answers_a_backchannel() -> None:
    talk = talk_of([0, 4, 10], [10, 4.5, 12], [0, 1, 2], addressee=[2, 0, 0], facilitators=[False] * 3)
    assert answers(talk).tolist() == [[0, 0, 0], [0, 0, 0], [1, 0, 0]]
    assert weights(talk).tolist() == [[0, 0, 10], [0, 0, 0], [2, 0, 0]]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.permutations(range(6)), st.booleans())
def test_laws(seed: int, order: list[int], soft: bool) -> None:
    talk, to = lively(seed, soft=soft), np.array(order)
    found = who_to_whom(talk)
    acts = floor_turns(talk).acts
    whole = found.weights.sum(axis=1) + found.to_group + found.not_known
    assert whole == pytest.approx(np.bincount(acts.speaker, weights=acts.speech_s, minlength=talk.seats))
    for other in (halved(talk), doubled(talk), later(talk, 64)):
        assert weights(other) == pytest.approx(found.weights)
        assert (answers(other) == found.answers).all()
    assert weights(backwards(talk)) == pytest.approx(found.weights)
    moved = who_to_whom(reseated(talk, to))
    assert moved.weights[np.ix_(to, to)] == pytest.approx(found.weights)
    assert (moved.answers[np.ix_(to, to)] == found.answers).all()
