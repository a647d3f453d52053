"""What a person says of a few turns: by hand, by its laws, and how often the interval holds the truth."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.conversation.corrections import (
    Corrections,
    corrected,
    hub_share_after,
    hub_share_interval,
    seconds_of,
    which_to_ask,
)
from fourfold.conversation.hub import hub_share
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk, talk_of
from fourfold.conversation.who_to_whom import weights
from fourfold.vocabulary import NotEnoughData

SEEDS = st.integers(0, 10**5)
laws = settings(max_examples=15, deadline=None)


def guessed(seed: int, n: int = 120, seats: int = 6, *, wrong: float = 0.0) -> tuple[Talk, np.ndarray]:
    """A simulated talk with guesses at its addressees, and those. `wrong` shifts the guesses away from the facilitator."""
    rng = np.random.default_rng(seed)
    chances = np.r_[0.4, np.full(seats - 1, 0.6 / (seats - 1))]
    speaker = rng.choice(seats, n, p=chances)
    for k in range(1, n):
        while speaker[k] == speaker[k - 1]:
            speaker[k] = rng.choice(seats, p=chances)
    end = np.cumsum(np.maximum(1.0, rng.lognormal(1.4, 1.0, n)) + 0.1)
    start = np.r_[0.0, end[:-1] + 0.1]
    scores = rng.normal(size=(n, seats + 1)) * 2 + np.r_[1.0, np.zeros(seats - 1), 1.0]
    scores[np.arange(n), speaker] = -np.inf
    true = np.array([rng.choice(seats + 1, p=_shares(row)) for row in scores])
    guesses = _shares(scores + wrong * np.r_[-1.5, np.zeros(seats - 1), 1.0])
    talk = talk_of(start, end, speaker, facilitators=np.arange(seats) == 0, probability=guesses)
    return talk, np.where(true == seats, TO_GROUP, true)


def _shares(scores: np.ndarray) -> np.ndarray:
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


def answers(truth: np.ndarray, turns: np.ndarray) -> Corrections:
    return Corrections(turns, truth[turns])


def whole(talk: Talk, truth: np.ndarray) -> float:
    return hub_share(replace(talk, addressee=truth, probability=None)).share


SMALL = talk_of(
    [0, 10, 20, 24, 21],
    [10, 20, 24, 30, 21.5],
    [0, 1, 2, 1, 0],
    facilitators=[True, False, False],
    probability=[[0, 0.5, 0.4, 0.1], [0.9, 0, 0.1, 0], [0.2, 0.8, 0, 0], [1, 0, 0, 0], [0, 0.3, 0.3, 0.4]],
)
"""Ten seconds of F (half in doubt), ten of A, four of C's with a backchannel of F inside, six of A for certain."""


def test_the_most_seconds_in_doubt_are_asked_about_first() -> None:
    """In doubt are 10 x .5, 10 x .1 and 4 x .2 seconds; the backchannel weighs nothing, the last turn is certain."""
    assert [which_to_ask(SMALL, n).tolist() for n in range(5)] == [[], [0], [0, 1], [0, 1, 2], [0, 1, 2]]
    assert which_to_ask(SMALL, 9, how="random").tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match="likely"):
        which_to_ask(SMALL, 1, how="likely")


def test_the_share_after_corrections_by_hand() -> None:
    """Sorted, the turns are F, A, C, F's backchannel, A. F's ten seconds to the group; A's ten to C."""
    assert SMALL.speaker.tolist() == [0, 1, 2, 0, 1]
    before = (10 * 0.9 + 10 * 0.9 + 4 * 0.2 + 6) / (10 * 0.9 + 10 + 4 + 6)
    assert hub_share_after(SMALL, answers(np.zeros(5, dtype=np.int64), np.array([], dtype=np.int64))) == pytest.approx(before)
    found = corrected(SMALL, Corrections(np.array([0, 1]), np.array([TO_GROUP, 2])))
    assert found.addressee.tolist() == [TO_GROUP, 2, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN]
    assert found.probability is not None
    assert found.probability[:2].tolist() == [[0, 0, 0, 1], [0, 0, 1, 0]]
    assert hub_share_after(SMALL, Corrections(np.array([0, 1]), np.array([TO_GROUP, 2]))) == pytest.approx(6.8 / 20)
    assert which_to_ask(found, 5).tolist() == [2]


def test_seconds_are_those_of_who_speaks_to_whom() -> None:
    assert seconds_of(SMALL).tolist() == [10, 10, 4, 0, 6]
    talk, truth = guessed(1)
    known = replace(talk, addressee=truth, probability=None)
    table = np.zeros((6, 6))
    to_one = truth >= 0
    np.add.at(table, (talk.speaker[to_one], truth[to_one]), seconds_of(talk)[to_one])
    np.testing.assert_allclose(table, weights(known))


@laws
@given(SEEDS)
def test_whoever_was_asked_about_everything_knows(seed: int) -> None:
    talk, truth = guessed(seed, 40)
    everything = answers(truth, which_to_ask(talk, 99, how="random", seed=seed))
    found = hub_share_interval(talk, everything)
    assert (found.low, found.high) == (found.share, found.share)
    assert found.share == pytest.approx(whole(talk, truth))
    assert hub_share_after(talk, everything) == pytest.approx(found.share)


@laws
@given(SEEDS)
def test_seats_do_not_matter(seed: int) -> None:
    talk, truth = guessed(seed)
    new = np.random.default_rng(seed).permutation(6)
    chairs, chances = np.empty(6, dtype=np.bool_), np.empty_like(talk.probability)
    chairs[new] = talk.facilitators
    chances[:, np.append(new, 6)] = talk.probability
    moved = talk_of(talk.start_s, talk.end_s, new[talk.speaker], facilitators=chairs, probability=chances)
    turns = which_to_ask(talk, 30, how="random", seed=seed)
    assert which_to_ask(moved, 30, how="random", seed=seed).tolist() == turns.tolist()
    one = hub_share_interval(talk, answers(truth, turns))
    other = hub_share_interval(moved, answers(np.where(truth >= 0, new[truth], truth), turns))
    assert (one.share, one.low, one.high, one.power) == pytest.approx((other.share, other.low, other.high, other.power))


def test_longer_turns_are_drawn_in_proportion() -> None:
    talk, _ = guessed(2, 60)
    drawn = np.zeros(60)
    for seed in range(2000):
        turns = which_to_ask(talk, 12, how="random", seed=seed)
        assert len(turns) == 12
        drawn[turns] += 1
    seconds = seconds_of(talk)
    seldom = drawn < 2000
    expected = seconds[seldom] / seconds[seldom].sum() * (12 - (~seldom).sum())
    np.testing.assert_allclose(drawn[seldom] / 2000, expected, atol=4 * (0.25 / 2000) ** 0.5)
    assert (~seldom).sum() <= 3


@pytest.mark.parametrize(("wrong", "n"), [(0.0, 20), (0.0, 60), (1.5, 20), (1.5, 60)])
def test_the_interval_holds_the_truth_as_often_as_it_says(wrong: float, n: int) -> None:
    """500 draws from 50 simulated sessions, guesses right or badly wrong; three and a half binomial errors allowed."""
    held, far = [], []
    for session in range(50):
        talk, truth = guessed(100 + session, wrong=wrong)
        share = whole(talk, truth)
        for seed in range(10):
            found = hub_share_interval(talk, answers(truth, which_to_ask(talk, n, how="random", seed=seed)))
            held.append(found.low <= share <= found.high)
            far.append(found.share - share)
    assert abs(np.mean(held) - 0.95) < 3.5 * (0.95 * 0.05 / 500) ** 0.5
    assert abs(np.mean(far)) < 0.015


def test_good_guesses_make_it_narrow_and_none_make_it_wide() -> None:
    width = {"guessed": [], "blind": []}
    for seed in range(20):
        talk, truth = guessed(300 + seed)
        turns = which_to_ask(talk, 30, how="random", seed=seed)
        found = hub_share_interval(talk, answers(truth, turns))
        blind = replace(talk, probability=None)
        turns = which_to_ask(blind, 30, how="random", seed=seed)
        without = hub_share_interval(blind, answers(truth, turns))
        assert without.power == 0
        width["guessed"].append(found.high - found.low)
        width["blind"].append(without.high - without.low)
    assert np.mean(width["guessed"]) < 0.8 * np.mean(width["blind"])


def test_asking_about_doubtful_turns_moves_the_share_closer_than_asking_by_chance() -> None:
    off = {"uncertain": 0.0, "random": 0.0}
    for seed in range(25):
        talk, truth = guessed(400 + seed, wrong=1.0)
        for how in off:
            off[how] += abs(hub_share_after(talk, answers(truth, which_to_ask(talk, 30, how=how))) - whole(talk, truth))
    assert off["uncertain"] < off["random"]


def test_everybody_to_the_facilitator_still_leaves_room_for_doubt() -> None:
    talk, truth = guessed(5)
    through = np.where(talk.speaker == 0, np.maximum(truth, 1), 0)
    found = hub_share_interval(talk, answers(through, which_to_ask(talk, 20, how="random")))
    assert found.share == 1
    assert 0.5 < found.low < 0.97
    assert found.high == 1


def test_refusals_name_the_turn() -> None:
    talk, truth = guessed(6)
    turns = which_to_ask(talk, 20, how="random")
    with pytest.raises(NotEnoughData, match="9 corrected turns are too few"):
        hub_share_interval(talk, answers(truth, turns[:9]))
    with pytest.raises(NotEnoughData, match="no corrected turn is to one person"):
        hub_share_interval(replace(talk, probability=None), Corrections(turns, np.full(20, TO_GROUP)))
    known = corrected(talk, answers(truth, turns[:3]))
    with pytest.raises(ValueError, match=f"turn {turns[0] + 1} was not in doubt"):
        hub_share_interval(known, answers(truth, turns))
    shortest = np.sort(np.argsort(seconds_of(talk))[:100])
    with pytest.raises(ValueError, match="always drawn has no answer"):
        hub_share_interval(talk, answers(truth, shortest))
    with pytest.raises(ValueError, match="each corrected turn once"):
        corrected(talk, Corrections(np.array([1, 1]), np.array([TO_GROUP, TO_GROUP])))
    with pytest.raises(ValueError, match="a correction names another"):
        corrected(talk, Corrections(np.array([500]), np.array([TO_GROUP])))
    with pytest.raises(ValueError, match="turn 2 is corrected to somebody"):
        corrected(talk, Corrections(np.array([1]), talk.speaker[1:2]))
