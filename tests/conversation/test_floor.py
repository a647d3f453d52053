"""Turns are what was said, however it was cut, and a short word inside another's turn is counted apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.conversation.floor import floor_turns
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk, talk_of
from tests.conversation.talks import backwards, doubled, halved, later, lively, reseated

ABC = [False, False, False]


def spans(talk: Talk) -> list[tuple[float, float, int]]:
    held = floor_turns(talk)
    return list(zip(held.start_s.tolist(), held.end_s.tolist(), held.speaker.tolist(), strict=True))


def test_pause_of_a_second_is_bridged_and_a_longer_one_is_not() -> None:
    assert spans(talk_of([0, 3, 6.25], [2, 5.25, 8], [0, 0, 0], facilitators=ABC)) == [(0, 8, 0)]
    assert spans(talk_of([0, 3.0625], [2, 5], [0, 0], facilitators=ABC)) == [(0, 2, 0), (3.0625, 5, 0)]


def test_pause_of_a_second_written_in_decimals_is_a_second() -> None:
    assert 2.2 - 1.2 > 1
    for end in range(1, 200):
        talk = talk_of([0, (end + 10) / 10], [end / 10, 60], [0, 0], facilitators=ABC)
        assert len(floor_turns(talk).speaker) == 1


def test_same_speaker_goes_on_over_a_short_word_of_another() -> None:
    held = floor_turns(talk_of([0, 4.5, 5], [4.5, 5, 9], [0, 1, 0], facilitators=ABC))
    assert held.speaker.tolist() == [0]
    assert held.length_s.tolist() == [9]
    assert held.backchannels.tolist() == [0, 1, 0]
    assert held.speech_s.tolist() == [8.5, 0.5, 0]
    assert held.any_s == 9


@pytest.mark.parametrize(
    ("start", "end", "counted"),
    [(4, 4.9375, 1), (4, 5, 0), (9.5, 10.25, 0), (9.5, 10, 1), (0, 0.5, 1), (11, 11.5, 0)],
    ids=["inside", "a second long", "ends later", "ends together", "starts together", "alone"],
)
def test_backchannel_is_short_and_wholly_inside(start: float, end: float, counted: int) -> None:
    held = floor_turns(talk_of([0, start], [10, end], [0, 1], facilitators=ABC))
    assert held.backchannels.tolist() == [0, counted, 0]
    assert len(held.speaker) == 2 - counted


def test_of_two_short_words_at_the_same_time_none_is_inside_the_other() -> None:
    held = floor_turns(talk_of([1, 1], [1.5, 1.5], [0, 1], facilitators=ABC))
    assert held.backchannels.tolist() == [0, 0, 0]
    assert held.speaker.tolist() == [0, 1]


def test_stretch_without_length_is_no_speech() -> None:
    held = floor_turns(talk_of([0, 2, 5], [4, 2, 5], [0, 1, 2], facilitators=ABC))
    assert held.speaker.tolist() == [0]
    assert held.backchannels.tolist() == [0, 0, 0]


def test_one_turn_to_two_people_is_one_turn_and_two_acts() -> None:
    talk = talk_of([0, 3, 9], [3, 8, 12], [0, 0, 1], addressee=[1, 2, TO_GROUP], facilitators=ABC)
    held = floor_turns(talk)
    assert held.addressee.tolist() == [2, TO_GROUP]
    assert held.acts.addressee.tolist() == [1, 2, TO_GROUP]
    assert held.acts.turn.tolist() == [0, 0, 1]
    assert held.acts.speech_s.tolist() == [3, 5, 3]


@pytest.mark.parametrize("to", [1, TO_GROUP, NOT_KNOWN])
def test_turn_has_the_addressee_of_most_of_it(to: int) -> None:
    held = floor_turns(talk_of([0, 5, 5.25], [5, 5.25, 6], [0, 0, 0], addressee=[to, 2, TO_GROUP], facilitators=ABC))
    assert held.addressee.tolist() == [to]


@pytest.mark.parametrize(("one", "other", "first"), [(2, 1, 1), (TO_GROUP, 2, 2), (NOT_KNOWN, TO_GROUP, TO_GROUP)])
def test_of_two_addressed_as_long_a_seat_stands_first_and_nobody_last(one: int, other: int, first: int) -> None:
    held = floor_turns(talk_of([0, 4], [4, 8], [0, 0], addressee=[one, other], facilitators=ABC))
    assert held.addressee.tolist() == [first]


def test_own_overlap_counts_once_for_whoever_was_named_first() -> None:
    held = floor_turns(talk_of([0, 4], [6, 9], [0, 0], addressee=[1, 2], facilitators=ABC))
    assert held.acts.speech_s.tolist() == [6, 3]
    assert held.acts.start_s.tolist() == [0, 6]


def test_late_part_of_an_own_overlap_stands_where_it_begins() -> None:
    held = floor_turns(talk_of([0, 1, 5], [6, 9, 5.5 + 2], [0, 0, 1], addressee=[1, 2, 0], facilitators=ABC))
    assert held.acts.start_s.tolist() == [0, 5, 6]
    assert held.acts.speaker.tolist() == [0, 1, 0]


def test_most_probable_addressee_stands_for_the_probabilities() -> None:
    chances = [[0, 0.2, 0.5, 0.3], [0.1, 0, 0.1, 0.8], [0, 0, 0, 0]]
    held = floor_turns(talk_of([0, 10, 20], [5, 15, 25], [0, 1, 2], probability=chances, facilitators=ABC))
    assert held.addressee.tolist() == [2, TO_GROUP, NOT_KNOWN]
    assert held.acts.probability is not None
    assert held.acts.probability.tolist() == chances


def test_nobody_and_nothing() -> None:
    held = floor_turns(talk_of([], [], [], facilitators=[]))
    assert len(held.speaker) == len(held.acts.turn) == len(held.backchannels) == 0
    assert held.any_s == 0


TICKS = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 60), st.integers(0, 2)), max_size=12)


def by_the_tick(rows: list[tuple[int, int, int]]) -> tuple[list[tuple[int, int, int]], list[int], list[int]]:
    """Turns, backchannels and speech of sixteenths of a second, counted one by one."""
    stretches: list[tuple[int, int, int]] = []
    speech = [0, 0, 0]
    for seat in range(3):
        said = sorted({t for start, length, k in rows if k == seat for t in range(start, start + length)})
        speech[seat] = len(said)
        for t in said:
            if stretches and stretches[-1][2] == seat and t - stretches[-1][1] <= 16:
                stretches[-1] = (stretches[-1][0], t + 1, seat)
            else:
                stretches.append((t, t + 1, seat))

    def inside(one: tuple[int, int, int]) -> bool:
        a, b, _ = one
        return b - a < 16 and any(s <= a and e >= b and e - s > b - a for s, e, _ in stretches)

    words = [0, 0, 0]
    for one in stretches:
        words[one[2]] += inside(one)
    return sorted(one for one in stretches if not inside(one)), words, speech


@settings(deadline=None)
@given(TICKS)
def test_turns_are_those_counted_tick_by_tick(rows: list[tuple[int, int, int]]) -> None:
    start, length, speaker = (np.array([r[c] for r in rows], dtype=int) for c in range(3))
    held = floor_turns(talk_of(start / 16, (start + length) / 16, speaker, facilitators=ABC))
    turns, words, speech = by_the_tick(rows)
    found = zip((held.start_s * 16).tolist(), (held.end_s * 16).tolist(), held.speaker.tolist(), strict=True)
    assert [(int(a), int(b), k) for a, b, k in found] == turns
    assert held.backchannels.tolist() == words
    assert (held.speech_s * 16).tolist() == speech
    assert held.any_s * 16 == len({t for s, n, _ in rows for t in range(s, s + n)})


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_cutting_doubling_and_beginning_later_change_no_turn(seed: int, soft: bool) -> None:
    talk = lively(seed, soft=soft)
    held = floor_turns(talk)
    for other, shift in ((halved(talk), 0), (doubled(talk), 0), (halved(doubled(talk)), 0), (later(talk, 64), 64)):
        found = floor_turns(other)
        assert (found.start_s == held.start_s + shift).all()
        assert (found.end_s == held.end_s + shift).all()
        assert (found.acts.start_s == held.acts.start_s + shift).all()
        assert (found.acts.turn == held.acts.turn).all()
        assert np.allclose(found.acts.speech_s, held.acts.speech_s, rtol=1e-12)
        for name in ("speaker", "addressee", "backchannels"):
            assert (getattr(found, name) == getattr(held, name)).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.permutations(range(6)))
def test_seats_are_names(seed: int, order: list[int]) -> None:
    talk, to = lively(seed), np.array(order)
    held, found = floor_turns(talk), floor_turns(reseated(talk, to))
    assert (found.speaker == to[held.speaker]).all()
    assert (found.backchannels[to] == held.backchannels).all()
    assert (found.speech_s[to] == held.speech_s).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_turns_are_the_same_played_backwards(seed: int) -> None:
    talk = lively(seed)
    turned = [(talk.duration_s - end, talk.duration_s - start, who) for start, end, who in spans(talk)]
    assert spans(backwards(talk)) == sorted(turned)
    assert (floor_turns(backwards(talk)).backchannels == floor_turns(talk).backchannels).all()
