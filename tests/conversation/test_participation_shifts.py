"""Participation shifts by hand, and their mean and sd beside every order of the turns there is."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.conversation.participation_shifts import SHIFTS, participation_shifts
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk, talk_of
from fourfold.vocabulary import NotEnoughData
from tests.conversation.talks import doubled, halved, later, lively, reseated

Turns = list[tuple[int, int]]


def spoken(turns: Turns, seats: int = 5) -> Talk:
    """Turns of two seconds with three seconds of silence between, so that none are joined."""
    start = np.arange(len(turns)) * 5.0
    who, to = ([t[c] for t in turns] for c in range(2))
    return talk_of(start, start + 2, who, addressee=to, facilitators=np.arange(seats) == 0)


def named(turns: Turns) -> dict[str, int]:
    found = participation_shifts(spoken(turns))
    return {name: n for name, n in zip(SHIFTS, found.counts.tolist(), strict=True) if n}


A, B, X, Y = range(4)
G = TO_GROUP


@pytest.mark.parametrize(
    ("name", "one", "then"),
    [
        ("AB-BA", (A, B), (B, A)),
        ("AB-B0", (A, B), (B, G)),
        ("AB-BY", (A, B), (B, Y)),
        ("A0-X0", (A, G), (X, G)),
        ("A0-XA", (A, G), (X, A)),
        ("A0-XY", (A, G), (X, Y)),
        ("AB-X0", (A, B), (X, G)),
        ("AB-XA", (A, B), (X, A)),
        ("AB-XB", (A, B), (X, B)),
        ("AB-XY", (A, B), (X, Y)),
        ("A0-AY", (A, G), (A, Y)),
        ("AB-A0", (A, B), (A, G)),
        ("AB-AY", (A, B), (A, Y)),
        ("(A0-A0)", (A, G), (A, G)),
        ("(AB-AB)", (A, B), (A, B)),
    ],
)
def test_each_shift_has_its_name(name: str, one: tuple[int, int], then: tuple[int, int]) -> None:
    assert named([one, then]) == {name: 1}


def test_each_name_is_there_once() -> None:
    assert len(set(SHIFTS)) == len(SHIFTS) == 15


def test_unknown_addressee_breaks_the_chain() -> None:
    assert named([(A, B), (B, A), (X, NOT_KNOWN), (A, B), (B, G)]) == {"AB-BA": 1, "AB-B0": 1}


def test_speaker_who_turns_to_somebody_else_makes_a_shift_and_one_who_pauses_none() -> None:
    talk = talk_of([0, 2, 3.5, 6], [2, 3, 6, 8], [A, A, A, B], addressee=[B, X, X, A], facilitators=[True, *[False] * 4])
    assert participation_shifts(talk).counts.tolist() == [int(s in ("AB-AY", "AB-XA")) for s in SHIFTS]


def test_probabilities_count_as_the_most_probable_whoever_else_it_might_be() -> None:
    turns = [(A, B), (A, B), (B, A), (A, G), (X, A)]
    start = np.array([0.0, 2, 5, 8, 11])
    rows = np.array([[0, 0.6, 0.2, 0.2], [0, 0.9, 0, 0.1], [0.7, 0, 0.2, 0.1], [0, 0.2, 0.2, 0.6], [0.5, 0.3, 0, 0.2]])
    who = [t[0] for t in turns]
    soft = talk_of(start, start + 2, who, probability=rows, facilitators=[True, False, False])
    hard = talk_of(start, start + 2, who, addressee=[t[1] for t in turns], facilitators=[True, False, False])
    assert (participation_shifts(soft).counts == participation_shifts(hard).counts).all()
    assert participation_shifts(soft).z == participation_shifts(hard).z


def test_pieces_of_a_turn_that_differ_only_in_probabilities_stand_where_the_first_one_stands() -> None:
    rows = [[0, 0.9, 0.1, 0], [1, 0, 0, 0], [0, 0.6, 0.4, 0]]
    talk = talk_of([0, 2, 4.5], [4, 7, 9], [A, X, A], probability=rows, facilitators=[True, False, False])
    assert participation_shifts(talk).counts.tolist() == [int(s == "AB-XA") for s in SHIFTS]


@pytest.mark.parametrize("turns", [[], [(A, B)], [(A, B), (B, NOT_KNOWN), (A, B)]], ids=["none", "one", "apart"])
def test_no_two_turns_in_a_row_are_refused_in_words(turns: Turns) -> None:
    with pytest.raises(NotEnoughData, match="no two turns in a row"):
        participation_shifts(spoken(turns))


def every_order(turns: Turns) -> np.ndarray:
    """Counts for every order of the known turns, those with no known addressee keeping their places."""
    known = [t for t in turns if t[1] != NOT_KNOWN]
    found = []
    for order in permutations(known):
        taken = iter(order)
        again = [t if t[1] == NOT_KNOWN else next(taken) for t in turns]
        found.append(participation_shifts(spoken(again)).counts)
    return np.array(found)


@pytest.mark.parametrize(
    "turns",
    [
        [(A, B), (B, A)],
        [(A, B), (A, B), (A, B)],
        [(A, B), (B, A), (A, G)],
        [(A, G), (B, A), (A, B), (X, G), (A, G), (B, A)],
        [(A, B), (B, A), (A, NOT_KNOWN), (X, A), (X, NOT_KNOWN), (A, B), (B, G), (B, X)],
        [(A, NOT_KNOWN), (A, B), (X, Y), (B, NOT_KNOWN), (A, B), (B, A), (Y, NOT_KNOWN), (B, A)],
    ],
)
def test_mean_and_sd_are_those_of_every_order(turns: Turns) -> None:
    found, every = participation_shifts(spoken(turns)), every_order(turns)
    assert found.expected == pytest.approx(every.mean(axis=0), abs=1e-12)
    assert found.sd == pytest.approx(every.std(axis=0), abs=1e-7)
    assert [z is None for z in found.z] == (every.std(axis=0) < 1e-9).tolist()
    for z, count, mean, sd in zip(found.z, found.counts, every.mean(axis=0), every.std(axis=0), strict=True):
        assert z is None or z == pytest.approx((count - mean) / sd)


TURN = st.tuples(st.integers(0, 3), st.sampled_from([0, 1, 2, 3, TO_GROUP, NOT_KNOWN])).filter(lambda t: t[0] != t[1])


@settings(max_examples=25, deadline=None)
@given(st.lists(TURN, min_size=2, max_size=6))
def test_mean_and_sd_are_those_of_every_order_of_any_turns(turns: Turns) -> None:
    try:
        found = participation_shifts(spoken(turns))
    except NotEnoughData:
        return
    every = every_order(turns)
    assert found.expected == pytest.approx(every.mean(axis=0), abs=1e-12)
    assert found.sd == pytest.approx(every.std(axis=0), abs=1e-7)


def test_mean_and_sd_are_those_of_shuffled_orders_of_many_turns() -> None:
    rng = np.random.default_rng(4)
    who = rng.integers(0, 5, 150)
    to = rng.choice([0, 1, 2, 3, 4, G, G, NOT_KNOWN], 150)
    turns = [(int(a), int(b) if a != b else G) for a, b in zip(who, to, strict=True)]
    known = [t for t in turns if t[1] != NOT_KNOWN]
    drawn = []
    for _ in range(2000):
        taken = iter([known[k] for k in rng.permutation(len(known))])
        again = [t if t[1] == NOT_KNOWN else next(taken) for t in turns]
        drawn.append(participation_shifts(spoken(again)).counts)
    found, shuffled = participation_shifts(spoken(turns)), np.array(drawn)
    error = found.sd / np.sqrt(len(drawn))
    assert (np.abs(shuffled.mean(axis=0) - found.expected) < 4.5 * error).all()
    assert shuffled.std(axis=0) == pytest.approx(found.sd, rel=0.08)


def test_counts_add_up_to_the_steps_and_so_does_what_is_expected() -> None:
    found = participation_shifts(lively(11, turns=400))
    assert found.counts.sum() == found.steps
    assert found.expected.sum() == pytest.approx(found.steps)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.permutations(range(6)), st.booleans())
def test_laws(seed: int, order: list[int], soft: bool) -> None:
    talk = lively(seed, soft=soft)
    found = participation_shifts(talk)
    changed = [halved(talk), doubled(talk), later(talk, 64)]
    # Between addressees as probable as one another the seat decides, so with probabilities seats are more than names.
    changed += [] if soft else [reseated(talk, np.array(order))]
    for other in changed:
        again = participation_shifts(other)
        assert (again.counts == found.counts).all()
        assert again.expected == pytest.approx(found.expected)
        assert again.sd == pytest.approx(found.sd, abs=1e-6)
