"""Agreement of two observers, counted by hand, and what must not change it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fourfold.conversation.agreement_numbers import icc, kappa
from fourfold.conversation.observers import NOBODY, Agreement, agreement, frames, matching
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk, talk_of

CHAIRS = [True, False, False, False]
F, A, B, C = range(4)
G = TO_GROUP
laws = settings(max_examples=40, deadline=None)


def talk(*said: tuple[float, float, int, int], duration_s: float | None = None) -> Talk:
    """Turns as (start, end, speaker, addressee)."""
    start, end, speaker, addressee = zip(*said, strict=True) if said else ((), (), (), ())
    return talk_of(start, end, speaker, addressee=addressee, facilitators=CHAIRS, duration_s=duration_s)


def test_frames_take_the_middle_of_each_second_and_the_latest_to_start() -> None:
    found = frames(talk((0, 6, F, G), (2, 4, A, F), (7.4, 8.6, B, F)), 10.0)
    assert found.tolist() == [0, 0, 1, 1, 0, 0, NOBODY, 2, 2, NOBODY]
    assert frames(talk((0.6, 1.4, F, G)), 2.9).tolist() == [NOBODY, NOBODY]
    assert frames(talk((0, 3, F, G)), 3.0, frame_s=0.5).tolist() == [0] * 6


def test_who_and_to_whom_by_hand() -> None:
    """Ten seconds. First: F 4, A 4, silence 2. Second: F 5, A 3, silence 2. They differ in one second: kappa (.9 - .36)/.64."""
    one = talk((0, 4, F, A), (4, 8, A, F), duration_s=10)
    other = talk((0, 2, F, A), (2, 5, F, G), (5, 8, A, F), duration_s=12)
    found = agreement(one, other)
    assert found.seconds == 10
    assert (found.speaker.agreement, found.speaker.units) == (0.9, 10)
    assert found.speaker.kappa == pytest.approx((0.9 - 0.36) / 0.64)
    # Both say F in seconds 0-3 and A in 5-7: to A, A, A|G, A|G, then F three times.
    assert found.addressee.units == 7
    assert found.addressee.agreement == pytest.approx(5 / 7)
    chance = (4 * 2 + 3 * 3) / 49
    assert found.addressee.kappa == pytest.approx((5 / 7 - chance) / (1 - chance))


def test_an_unknown_addressee_is_not_compared() -> None:
    one = talk((0, 4, F, A), (4, 8, A, F))
    other = talk((0, 4, F, NOT_KNOWN), (4, 8, A, F))
    found = agreement(one, other)
    assert (found.addressee.units, found.addressee.kappa) == (4, None)
    assert found.addressee.reason is not None
    assert "one category" in found.addressee.reason


def test_turns_are_matched_one_to_one_within_the_tolerance() -> None:
    one = talk((0, 2, A, F), (4, 5, A, F), (10, 12, B, F), (20, 22, C, F))
    other = talk((3, 4, A, F), (6, 7, A, F), (13.5, 15, B, F), (20, 22, F, C))
    found = matching(one, other)
    assert found.pairs.tolist() == [[0, 0], [1, 1]]
    assert (found.matched, found.turns_one, found.turns_other, found.share) == (2, 4, 4, 0.5)
    assert matching(one, other, tolerance_s=3.5).matched == 3
    assert matching(one, other, tolerance_s=0.0).matched == 0
    assert matching(talk(), talk()).share is None


def test_talk_time_and_acts_of_each_seat() -> None:
    one = talk((0, 4, F, A), (4, 8, A, F), (8, 9, B, A), (9, 12, A, G))
    other = talk((0, 4, F, A), (4, 8, A, F), (8, 10, B, A), (10, 12, A, G))
    acts_one = [{"support"}, {"disclosure", "support"}, (), {"support"}]
    acts_other = [{"support"}, {"disclosure"}, {"support"}, {"support"}]
    found = agreement(one, other, acts_one, acts_other)
    assert found.talk_time == icc(np.array([[4.0, 4], [7, 6], [1, 2], [0, 0]]))
    assert found.acts_per_seat == icc(np.array([[1.0, 1], [3, 2], [0, 1], [0, 0]]))
    assert found.turns.matched == 4
    assert found.acts["disclosure"].kappa == 1
    # Support: yes yes, yes no, no yes, yes yes; 2 of 4 alike, by chance (3*3 + 1*1)/16.
    assert found.acts["support"].kappa == pytest.approx((0.5 - 10 / 16) / (1 - 10 / 16))
    # Together 8 codings, 6 alike; four of eight marked by each.
    assert found.all_acts.kappa == pytest.approx((6 / 8 - 0.5) / 0.5)
    assert found.all_acts.units == 8


def test_acts_are_compared_on_matched_turns_only() -> None:
    one = talk((0, 4, F, A), (4, 8, A, F), (20, 22, B, A))
    other = talk((0, 4, F, A), (5, 8, A, F), (30, 32, B, A))
    found = agreement(one, other, [{"support"}, (), {"support"}], [{"support"}, (), ()])
    assert (found.acts["support"].units, found.acts["support"].kappa) == (2, 1.0)
    assert found.acts_per_seat.icc is not None


def test_only_the_time_that_both_followed_counts() -> None:
    one = talk((0, 4, F, A), (4, 8, A, F))
    longer = talk((0, 4, F, A), (4, 12, A, F), (12, 60, B, F), duration_s=60)
    acts = [{"support"}, ()]
    found = agreement(one, longer, acts, [*acts, {"support"}])
    same = agreement(one, one, acts, acts)
    assert replace(found, turns=same.turns) == same
    assert (found.turns.matched, found.turns.turns_other, found.turns.share) == (2, 2, 1)
    assert (found.speaker.kappa, found.talk_time.icc, found.talk_time.low) == (1, 1, 1)


def test_what_has_no_meaning_is_none_with_its_reason() -> None:
    silent = talk(duration_s=30)
    found = agreement(silent, silent)
    numbers = (found.speaker, found.addressee, found.all_acts)
    assert [n.kappa for n in numbers] == [None, None, None]
    assert all(n.reason for n in numbers)
    assert (found.talk_time.icc, found.acts_per_seat.icc, found.turns.share, found.acts) == (None, None, None, {})
    assert found.talk_time.reason
    assert found.speaker.agreement == 1
    assert icc(np.ones((1, 2))).reason == "it needs at least two seats"
    assert icc(np.array([[1.0, 2], [2, 1]])).icc is None
    assert icc(np.array([[1.0, 3], [2, 2], [3, 1]])).low is not None


def test_refusals() -> None:
    one = talk((0, 4, F, A))
    with pytest.raises(ValueError, match="same seats"):
        agreement(one, talk_of([0], [4], [0], facilitators=[False, True, False, False]))
    with pytest.raises(ValueError, match="second observer has 1 turns, but acts for 2"):
        agreement(one, one, None, [(), ()])


@st.composite
def talks(draw: st.DrawFn) -> Talk:
    """Turns that start in different seconds, so that the latest to start is one."""
    starts = draw(st.lists(st.integers(0, 60), min_size=1, max_size=12, unique=True))
    said = []
    for start in starts:
        who = draw(st.integers(0, 3))
        whom = draw(st.sampled_from([w for w in (G, NOT_KNOWN, 0, 1, 2, 3) if w != who]))
        said.append((start, start + draw(st.integers(0, 9)), who, whom))
    return talk(*said, duration_s=70)


@laws
@given(talks(), talks(), st.permutations(range(4)))
def test_seats_and_the_order_of_observers_do_not_matter(one: Talk, other: Talk, order: list[int]) -> None:
    new = np.array(order)
    found = agreement(one, other)
    _alike(found, agreement(other, one))
    _alike(found, agreement(_moved(one, new), _moved(other, new)))


def _moved(one: Talk, new: np.ndarray) -> Talk:
    whom = np.where(one.addressee >= 0, new[one.addressee], one.addressee)
    return replace(one, speaker=new[one.speaker], addressee=whom)


def _alike(one: Agreement, other: Agreement) -> None:
    assert one.speaker.kappa == pytest.approx(other.speaker.kappa)
    assert one.addressee.kappa == pytest.approx(other.addressee.kappa)
    assert one.addressee.units == other.addressee.units
    assert one.turns.matched == other.turns.matched
    assert one.talk_time.icc == pytest.approx(other.talk_time.icc)


@laws
@given(talks())
def test_everybody_agrees_with_themselves(one: Talk) -> None:
    found = agreement(one, one)
    assert found.turns.share == 1
    assert found.speaker.agreement == 1
    assert found.speaker.kappa in (None, pytest.approx(1.0))
    assert found.talk_time.icc in (None, pytest.approx(1.0))


@laws
@given(talks(), talks(), st.floats(0, 10))
def test_no_other_matching_is_larger(one: Talk, other: Talk, tolerance_s: float) -> None:
    """Against the largest matching found by augmenting paths."""
    fits = (one.speaker[:, None] == other.speaker) & (np.abs(one.start_s[:, None] - other.start_s) <= tolerance_s)
    taken: dict[int, int] = {}

    def place(i: int, seen: set[int]) -> bool:
        for j in np.flatnonzero(fits[i]).tolist():
            if j not in seen:
                seen.add(j)
                if j not in taken or place(taken[j], seen):
                    taken[j] = i
                    return True
        return False

    largest = sum(place(i, set()) for i in range(len(one.speaker)))
    found = matching(one, other, tolerance_s=tolerance_s)
    assert found.matched == largest
    assert all(fits[i, j] for i, j in found.pairs)
    assert all(len(set(column.tolist())) == largest for column in found.pairs.T)


@laws
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=30))
def test_kappa_of_statsmodels(codes: list[tuple[int, int]]) -> None:
    from statsmodels.stats.inter_rater import cohens_kappa

    one, other = np.array(codes).T
    found = kappa(one, other)
    assume(found.kappa is not None)
    table = np.zeros((3, 3))
    np.add.at(table, (one, other), 1)
    with np.errstate(all="ignore"):
        peer = cohens_kappa(table)
    assert found.kappa == pytest.approx(peer.kappa)
    assert found.standard_error**2 == pytest.approx(peer.var_kappa, abs=1e-12)


def test_the_interval_of_absolute_agreement_holds_what_it_says() -> None:
    """600 simulated studies of 20 seats and two observers, true ICC 1/(1 + .1 + .4); three binomial errors allowed."""
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(600):
        ratings = rng.normal(size=(20, 1)) + rng.normal(scale=0.1**0.5, size=(1, 2)) + rng.normal(scale=0.4**0.5, size=(20, 2))
        found = icc(ratings)
        held += found.low < 1 / 1.5 < found.high
    assert abs(held / 600 - 0.95) < 3 * (0.95 * 0.05 / 600) ** 0.5
