"""Who was addressed: small talks whose answer is plain, and laws that hold for every talk."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.conversation.addressee import infer, needs_asking
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk, talk_of

A, B, C, D = range(4)
QUESTION, ANSWER = "what do you make of that?", "yeah i felt the same"


def talk(*turns: tuple[float, float, int], seats: int = 4, **more: object) -> Talk:
    start, end, speaker = zip(*turns, strict=True) if turns else ((), (), ())
    return talk_of(start, end, speaker, facilitators=np.arange(seats) == 0, **more)


def chances(found: Talk) -> np.ndarray:
    assert found.probability is not None
    return found.probability


def exchange(seats: int = 4) -> Talk:
    """A and B in turn, after everybody said hello."""
    hello = [(2.0 * k, 2.0 * k + 1.5, k % seats) for k in range(seats)]
    return talk(*hello, *((100 + 4.0 * k, 103.5 + 4.0 * k, (A, B)[k % 2]) for k in range(8)), seats=seats)


@st.composite
def talks(draw: st.DrawFn, seats: int | None = None) -> Talk:
    many = seats or draw(st.integers(1, 7))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(0, 30))
    start = np.cumsum(rng.choice([0.0, 0.3, 2.0, 40.0], n) * rng.random(n))
    length = rng.choice([0.0, 0.4, 1.0, 3.0, 20.0], n)
    speaker = rng.integers(0, many, n)
    to = rng.integers(NOT_KNOWN, many, n)
    to[(to == speaker) | (rng.random(n) < 0.6)] = NOT_KNOWN
    return talk_of(start, start + length, speaker, facilitators=rng.random(many) < 0.3, addressee=to)


def test_between_two_turns_of_one_person_that_person_is_meant() -> None:
    found = chances(infer(talk((0, 3, C), (20, 24, B), (24.5, 27, A), (27.5, 31, B), (60, 65, D))))
    assert found[2, :4].argmax() == B
    assert found[2, B] > 0.5


@pytest.mark.parametrize("seats", [3, 4, 9, 20])
def test_two_who_speak_in_turn_speak_to_each_other_however_many_listen(seats: int) -> None:
    found = chances(infer(exchange(seats)))
    for place in range(seats + 1, seats + 7):
        assert found[place].argmax() == (B if (place - seats) % 2 == 0 else A)


def test_a_long_turn_after_a_silence_is_for_everybody() -> None:
    found = chances(infer(talk((0, 2, A), (60, 150, B), (170, 172, C), (200, 203, D))))
    assert found[1].argmax() == 4


def test_a_question_to_you_is_for_one_person_and_we_for_all() -> None:
    said = ["hello", "shall we all begin", "hello", "hello", *["and then"] * 8]
    bare = chances(infer(exchange(), text=["hm"] * 12))[1, -1]
    ours = chances(infer(exchange(), text=said))[1, -1]
    said[1] = "how are you doing?"
    yours = chances(infer(exchange(), text=said))[1, -1]
    assert yours < bare < ours


def test_who_asked_is_answered() -> None:
    turns = talk((0, 2, D), (10, 13, C), (13.5, 16, B), (17, 19, A), (40, 41, D))
    asked = chances(infer(turns, text=["so", QUESTION, "and so on", ANSWER, "so"]))
    not_asked = chances(infer(turns, text=["so", "and so on", "and so on", ANSWER, "so"]))
    assert asked[3, C] > not_asked[3, C]


def test_no_text_is_not_the_same_as_empty_text_and_words_are_not_needed() -> None:
    assert chances(infer(exchange())) == pytest.approx(chances(infer(exchange(), text=None)))
    assert chances(infer(exchange(), text=[""] * 12)).sum(axis=1) == pytest.approx(1)


def test_text_leaves_no_trace() -> None:
    found = infer(exchange(), text=["my secret"] * 12)
    assert "secret" not in repr(found)


def test_of_two_people_each_speaks_to_the_other() -> None:
    found = chances(infer(talk((0, 2, 0), (3, 30, 1), (90, 91, 0), seats=2)))
    assert np.array_equal(found, [[0, 1, 0], [1, 0, 0], [0, 1, 0]])


def test_somebody_alone_speaks_to_nobody_in_particular() -> None:
    assert np.array_equal(chances(infer(talk((0, 2, 0), (3, 4, 0), seats=1))), [[0, 1], [0, 1]])


def test_one_speaker_among_silent_people_favours_none_of_them() -> None:
    found = chances(infer(talk((0, 2, A), (3, 9, A), (500, 501, A))))
    assert found[:, [B, C]] == pytest.approx(found[:, [C, D]])
    assert np.isfinite(found).all()


@pytest.mark.parametrize("seats", [0, 1, 2, 3, 20])
def test_no_turns_give_an_empty_table(seats: int) -> None:
    assert chances(infer(talk(seats=seats))).shape == (0, seats + 1)
    assert len(needs_asking(talk(seats=seats), 5)) == 0


@given(talks())
@settings(max_examples=60, deadline=None)
def test_every_row_is_a_distribution_without_the_speaker(found: Talk) -> None:
    rows = chances(infer(found))
    assert rows.shape == (len(found.speaker), found.seats + 1)
    assert (rows >= 0).all()
    assert rows.sum(axis=1) == pytest.approx(1)
    assert (rows[np.arange(len(rows)), found.speaker] == 0).all()


@given(talks())
@settings(max_examples=40, deadline=None)
def test_what_is_known_stays_certain_and_the_rest_of_the_talk_stays_as_it_was(before: Talk) -> None:
    after = infer(before)
    known = np.flatnonzero(before.addressee != NOT_KNOWN)
    place = np.where(before.addressee == TO_GROUP, before.seats, before.addressee)
    assert (chances(after)[known, place[known]] == 1).all()
    assert replace(after, probability=None) == replace(before, probability=None) or np.array_equal(
        after.addressee, before.addressee
    )


@given(talks(), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_seats_have_no_meaning(before: Talk, seed: int) -> None:
    seat = np.random.default_rng(seed).permutation(before.seats)
    to = np.where(before.addressee >= 0, seat[np.maximum(before.addressee, 0)], before.addressee)
    chairs = np.empty_like(before.facilitators)
    chairs[seat] = before.facilitators
    after = replace(before, speaker=seat[before.speaker], addressee=to, facilitators=chairs)
    columns = np.append(seat, before.seats)
    assert chances(infer(after))[:, columns] == pytest.approx(chances(infer(before)), abs=1e-9)


@given(talks(), st.floats(0, 1e5))
@settings(max_examples=40, deadline=None)
def test_the_time_of_day_has_no_meaning(before: Talk, later: float) -> None:
    whole = round(later)
    after = replace(before, start_s=before.start_s + whole, end_s=before.end_s + whole, duration_s=before.duration_s + whole)
    assert chances(infer(after)) == pytest.approx(chances(infer(before)), abs=1e-6)


@given(talks())
@settings(max_examples=30, deadline=None)
def test_nobody_needs_a_mark_as_facilitator(before: Talk) -> None:
    unmarked = replace(before, facilitators=np.zeros_like(before.facilitators))
    assert np.array_equal(chances(infer(unmarked)), chances(infer(before)))


def test_people_who_say_nothing_hardly_change_who_is_meant() -> None:
    few, many = chances(infer(exchange(4))), chances(infer(talk(*_turns(exchange(4)), seats=12)))
    assert few[:, :4].argmax(axis=1).tolist() == many[:, :12].argmax(axis=1).tolist()
    assert many[:, 4:12].sum() < 0.12 * many[:, :12].sum()
    assert many[:, -1] == pytest.approx(few[:, -1], abs=0.02)


def test_a_told_share_is_met() -> None:
    for share in (0.05, 0.4, 0.95):
        assert chances(infer(exchange(), group_share=share))[:, -1].mean() == pytest.approx(share, abs=1e-6)


def test_known_turns_move_the_rest() -> None:
    before = exchange()
    to = np.array([NOT_KNOWN] * 6 + [TO_GROUP] * 6)
    after = infer(replace(before, addressee=to))
    assert (chances(after)[:6, -1] > chances(infer(before))[:6, -1]).all()


def test_most_seconds_in_doubt_are_asked_first_and_the_known_never() -> None:
    before = exchange()
    known = replace(before, addressee=np.where(np.arange(12) == 5, A, NOT_KNOWN))
    in_doubt = (1 - chances(infer(known)).max(axis=1)) * (known.end_s - known.start_s)
    places = needs_asking(known, 4)
    assert 5 not in places
    assert in_doubt[places].tolist() == sorted(np.delete(in_doubt, 5), reverse=True)[:4]
    assert len(needs_asking(known, 99)) == 11


def test_chances_that_are_there_decide_what_is_asked() -> None:
    rows = np.zeros((12, 5))
    rows[:, -1] = 1.0
    rows[7, [C, 4]] = 0.5
    rows[2, [D, 4]] = 0.3, 0.7
    assert needs_asking(replace(exchange(), probability=rows), 2).tolist() == [7, 2]


def test_texts_and_shares_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="2 texts for 12 turns"):
        infer(exchange(), text=["a", "b"])
    with pytest.raises(ValueError, match="from 0 to 1"):
        infer(exchange(), group_share=40)


def _turns(found: Talk) -> list[tuple[float, float, int]]:
    return list(zip(found.start_s.tolist(), found.end_s.tolist(), found.speaker.tolist(), strict=True))
