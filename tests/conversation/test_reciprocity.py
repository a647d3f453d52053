"""What members give one another and get back, and pairs who never met, by hand and beside chance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.conversation.floor import floor_turns
from fourfold.conversation.reciprocity import never_met, reciprocity
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk, talk_of
from fourfold.conversation.who_to_whom import weights
from fourfold.vocabulary import NotEnoughData
from tests.conversation.talks import backwards, doubled, halved, later, lively, reseated

F, A, B, C, D = range(5)
CHAIRS = [True, False, False, False, False]


def spoken(turns: list[tuple[int, int, float]]) -> Talk:
    end = np.cumsum([t[2] for t in turns]) + 3.0 * np.arange(len(turns))
    seconds = np.array([t[2] for t in turns])
    return talk_of(end - seconds, end, [t[0] for t in turns], addressee=[t[1] for t in turns], facilitators=CHAIRS)


def test_reciprocity_by_hand() -> None:
    # A-B: 10 and 4, so 8 of 14 come back; A-C: 6 and 0; the facilitator and the group play no part.
    talk = spoken([(A, B, 10), (B, A, 4), (A, C, 6), (F, A, 50), (A, F, 9), (B, TO_GROUP, 30)])
    assert reciprocity(talk) == pytest.approx(8 / 20)
    assert reciprocity(talk, seconds=weights(talk)) == reciprocity(talk)


def test_everything_and_nothing_comes_back() -> None:
    assert reciprocity(spoken([(A, B, 5), (B, A, 5)])) == pytest.approx(1)
    assert reciprocity(spoken([(A, B, 5), (B, C, 5)])) == 0


def test_never_met_by_hand() -> None:
    # Out: A 2 (B, C), B 1 (A). Of the three turns A gets 1, B 1, C 1.
    found = never_met(spoken([(A, B, 5), (A, C, 5), (B, A, 5), (F, D, 5), (D, F, 5), (C, TO_GROUP, 5)]))
    assert (found.pairs, found.never_met, found.turns) == (6, 4, 3)
    assert found.apart == ((A, D), (B, C), (B, D), (C, D))
    # A draws from B and C, half each, twice; B from A and C, once; C and D draw nobody, and nobody draws D.
    ab, ac, bc = 0.5**2 * 0.5, 0.5**2, 0.5
    assert found.expected == pytest.approx(ab + ac + bc + 3)


def test_expected_is_what_drawing_gives() -> None:
    talk = lively(8, seats=7, turns=60)
    members = np.arange(1, 7)
    found = never_met(talk)
    acts = floor_turns(talk).acts
    among = np.isin(acts.speaker, members) & np.isin(acts.addressee, members)
    speaker, addressee = acts.speaker[among], acts.addressee[among]
    assert found.turns == len(speaker)
    received = np.bincount(addressee, minlength=7)
    rng = np.random.default_rng(5)
    left = []
    for _ in range(4000):
        drawn = np.zeros((7, 7), dtype=bool)
        for who in members:
            odds = np.where(np.arange(7) == who, 0, received)
            drawn[who, rng.choice(7, (speaker == who).sum(), p=odds / odds.sum())] = True
        met = (drawn | drawn.T)[np.ix_(members, members)]
        left.append(15 - met[np.triu_indices(6, 1)].sum())
    assert found.expected == pytest.approx(np.mean(left), abs=4.5 * np.std(left) / np.sqrt(len(left)))


def test_a_pair_has_never_met_if_that_is_likelier_than_not() -> None:
    rows = np.zeros((3, 6))
    rows[0, [B, C]] = 0.6, 0.4
    rows[1, [B, 5]] = 0.4, 0.6
    rows[2, [A, 5]] = 0.3, 0.7
    found = never_met(talk_of([0, 5, 10], [4, 9, 14], [A, C, C], probability=rows, facilitators=CHAIRS))
    assert found.turns == 2
    silent = {(A, B): 0.4, (A, C): 0.6 * 0.7, (B, C): 0.6}
    assert set(found.apart) >= {pair for pair, chance in silent.items() if chance > 0.5}
    assert not set(found.apart) & {pair for pair, chance in silent.items() if chance < 0.5}
    assert found.never_met == len(found.apart) == 4


def test_talk_through_the_facilitator_alone_leaves_every_pair_unmet() -> None:
    found = never_met(spoken([(F, A, 5), (A, F, 5)]))
    assert (found.pairs, found.never_met, found.expected, found.turns) == (6, 6, 6, 0)


def test_refusals_in_words() -> None:
    alone = talk_of([0], [5], [0], addressee=[1], facilitators=[True, False])
    for measure in (reciprocity, never_met):
        with pytest.raises(NotEnoughData, match="fewer than two members"):
            measure(alone)
    with pytest.raises(NotEnoughData, match="no member is known to have spoken to another"):
        reciprocity(spoken([(F, A, 5), (A, F, 5)]))
    with pytest.raises(NotEnoughData, match="no turn is known to be to one person"):
        never_met(spoken([(A, TO_GROUP, 5), (A, NOT_KNOWN, 5)]))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.permutations(range(6)), st.booleans())
def test_laws(seed: int, order: list[int], soft: bool) -> None:
    talk = lively(seed, soft=soft)
    back, met = reciprocity(talk), never_met(talk)
    assert 0 <= back <= 1
    for other in (halved(talk), doubled(talk), backwards(talk), later(talk, 64), reseated(talk, np.array(order))):
        assert reciprocity(other) == pytest.approx(back)
    for other in (halved(talk), doubled(talk), later(talk, 64)):
        again = never_met(other)
        assert (again.pairs, again.never_met, again.turns) == (met.pairs, met.never_met, met.turns)
        assert again.expected == pytest.approx(met.expected)
