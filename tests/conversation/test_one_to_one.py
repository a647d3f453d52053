"""Runs of one facilitator and one member, by hand; their null; and what never changes them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.conversation.one_to_one import individual_therapy
from fourfold.conversation.talk import Source, Talk, talk_of
from fourfold.vocabulary import NotEnoughData
from tests.conversation.talks import backwards, doubled, halved, later, lively, reseated

CHAIRS = [True, False, False, True]


def in_turn(speakers: str, seconds: list[float] | None = None, **more: Source) -> Talk:
    """Turns without pauses; F and G are facilitators, A and B members; 4 s each unless said."""
    seats = ["FABG".index(s) for s in speakers]
    end = np.cumsum([4.0] * len(seats) if seconds is None else seconds)
    start = np.append(0.0, end[:-1])
    return talk_of(start, end, seats, facilitators=CHAIRS, **more)


@pytest.mark.parametrize(
    ("speakers", "share"),
    [
        ("FAFA", 1),
        ("FAFAB", 4 / 5),
        ("FAFB", 0),
        ("FAF", 0),
        ("ABAB", 0),
        ("FGFG", 0),
        ("BAFAFBG", 4 / 7),
        ("BAFAGAFAFAB", 5 / 11),
    ],
)
def test_by_hand(speakers: str, share: float) -> None:
    assert individual_therapy(in_turn(speakers)).share == pytest.approx(share)


def test_turn_that_ends_one_run_and_begins_the_next_counts_once() -> None:
    assert individual_therapy(in_turn("AFAFBFB")).share == pytest.approx(1)
    assert individual_therapy(in_turn("ABAFAFA", [1.5, 2, 3, 4, 5, 6, 7])).share == pytest.approx(25 / 28.5)


def test_short_turns_are_passed_over_and_take_their_time_from_the_share() -> None:
    # B's 1.25 s between neither count nor break the run; A's two turns around it are one.
    found = individual_therapy(in_turn("FABAFA", [4, 4, 1.25, 4, 4, 4]))
    assert found.share == pytest.approx(20 / 21.25)
    assert individual_therapy(in_turn("FABAFA", [4, 4, 1.5, 4, 4, 4])).share == 0


def test_turns_of_a_second_and_a_half_are_long_enough() -> None:
    assert individual_therapy(in_turn("FAFA", [1.5] * 4)).share == pytest.approx(1)
    assert individual_therapy(in_turn("FAFA", [1.5, 1.5, 1.4375, 1.5])).share == 0


def test_null_is_that_of_every_order() -> None:
    # Of the six orders of two turns of F and two of A, two alternate: a third of all.
    found = individual_therapy(in_turn("FAFA"), permutations=6000)
    assert found.null_mean == pytest.approx(1 / 3, abs=0.025)
    assert (found.null_low, found.null_high) == (0, 1)


def test_null_repeats_for_one_seed_and_differs_for_another() -> None:
    talk = lively(2, seats=3, turns=200)
    assert individual_therapy(talk) == individual_therapy(talk)
    assert individual_therapy(talk, seed=1).null_mean != individual_therapy(talk, seed=2).null_mean


def test_talk_in_pairs_stands_out_from_its_null() -> None:
    found = individual_therapy(in_turn("FAFAFAFA" + "FBFBFBFB" + "GAGAGAGA" + "FBFBFBFB"))
    assert found.null_high is not None
    assert found.share > found.null_high


def test_without_permutations_there_is_no_null() -> None:
    found = individual_therapy(in_turn("FAFA"), permutations=0)
    assert (found.share, found.null_mean, found.null_low, found.null_high) == (1, None, None, None)


@pytest.mark.parametrize("source", Source)
def test_voices_told_apart_by_a_program_are_not_trusted(source: Source) -> None:
    assert individual_therapy(in_turn("FAFA", source=source)).trusted == (source is not Source.DIARISATION)


def test_refusals_in_words() -> None:
    for chairs in ([True, True], [False, False], []):
        speaker = [0] * bool(chairs)
        with pytest.raises(NotEnoughData, match="a facilitator and a member"):
            individual_therapy(talk_of(speaker, [5.0] * len(speaker), speaker, facilitators=chairs))
    with pytest.raises(NotEnoughData, match="nobody held the floor"):
        individual_therapy(talk_of([1], [1], [0], facilitators=[True, False]))


def test_floor_of_short_turns_only_has_no_run() -> None:
    found = individual_therapy(in_turn("FAFA", [1.25] * 4))
    assert (found.share, found.null_mean) == (0, 0)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.permutations(range(3)))
def test_laws(seed: int, order: list[int]) -> None:
    talk = lively(seed, seats=3)
    found = individual_therapy(talk)
    for other in (halved(talk), doubled(talk), later(talk, 64), reseated(talk, np.array(order))):
        again = individual_therapy(other)
        assert again.share == pytest.approx(found.share)
        assert again.null_mean == pytest.approx(found.null_mean)


@settings(max_examples=30, deadline=None)
@given(st.text("FABG", min_size=1, max_size=40))
def test_runs_are_the_same_played_backwards(speakers: str) -> None:
    talk = in_turn(speakers)
    assert individual_therapy(talk, permutations=0).share == pytest.approx(
        individual_therapy(backwards(talk), permutations=0).share
    )
