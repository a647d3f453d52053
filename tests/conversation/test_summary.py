"""Every measure comes back at once, and too little talk comes back as None with a reason."""

from dataclasses import fields

import numpy as np
import pytest

from fourfold.conversation.hub import hub_share
from fourfold.conversation.one_to_one import individual_therapy
from fourfold.conversation.participation_shifts import participation_shifts
from fourfold.conversation.reciprocity import never_met, reciprocity
from fourfold.conversation.summary import summary
from fourfold.conversation.talk import Talk, talk_of
from tests.conversation.talks import lively

MEASURES = (
    *("shares", "balance", "hub_share", "individual_therapy"),
    *("reciprocity", "never_met", "participation_shifts"),
)


def silent(seats: int, facilitators: int) -> Talk:
    return talk_of([], [], [], facilitators=np.arange(seats) < facilitators, duration_s=600)


@pytest.mark.parametrize(("seats", "facilitators"), [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2), (9, 1), (20, 2)])
def test_silence_comes_back_with_nothing_measured_and_a_reason_each(seats: int, facilitators: int) -> None:
    found = summary(silent(seats, facilitators))
    assert all(getattr(found, name) is None for name in MEASURES)
    assert set(found.missing) == set(MEASURES)
    assert found.who_to_whom.weights.shape == (seats, seats)


def test_everything_is_what_each_measure_says_alone() -> None:
    talk = lively(7)
    found = summary(talk)
    assert not found.missing
    assert found.hub_share == hub_share(talk)
    assert found.individual_therapy == individual_therapy(talk)
    assert found.reciprocity == reciprocity(talk)
    assert found.never_met == never_met(talk)
    assert found.participation_shifts is not None
    assert found.participation_shifts.z == participation_shifts(talk).z


def test_one_speaker_has_a_share_and_no_dialogue() -> None:
    found = summary(talk_of([0, 20], [10, 30], [1, 1], facilitators=[True, False, False]))
    assert found.shares is not None
    assert found.shares.talk.tolist() == [0, 1, 0]
    assert {f.name for f in fields(found) if getattr(found, f.name) is None} == set(found.missing)
    assert set(found.missing) == {"hub_share", "reciprocity", "never_met", "participation_shifts"}


def test_two_people_have_no_hub_to_speak_of() -> None:
    talk = talk_of([0, 5, 10], [5, 10, 15], [0, 1, 0], addressee=[1, 0, 1], facilitators=[True, False])
    assert set(summary(talk).missing) == {"balance", "hub_share", "reciprocity", "never_met"}


def test_nothing_pretends_to_be_a_number_in_a_group_of_twenty() -> None:
    found = summary(lively(20, seats=20, turns=300))
    assert found.balance is not None
    assert found.hub_share is not None
    for numbers in (found.shares, found.hub_share, found.individual_therapy, found.never_met):
        assert numbers is not None
        assert all(np.isfinite(getattr(numbers, f.name)).all() for f in fields(numbers))
    assert (np.isnan(found.balance.window_gini) == ~found.balance.window_enough).all()
