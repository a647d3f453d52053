"""The share that runs through a facilitator: by hand, its interval in simulated talk, and what never changes it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.conversation.hub import HubShare, hub_share
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk, talk_of
from fourfold.vocabulary import NotEnoughData
from tests.conversation.talks import backwards, doubled, halved, later, lively, reseated

F, A, B, C = range(4)


def spoken(turns: list[tuple[int, int, float]], facilitators: int = 1) -> Talk:
    seconds = np.array([t[2] for t in turns], dtype=float)
    end = np.cumsum(seconds) + 3.0 * np.arange(len(turns))
    who, to = ([t[c] for t in turns] for c in range(2))
    return talk_of(end - seconds, end, who, addressee=to, facilitators=np.arange(4) < facilitators)


def test_by_hand() -> None:
    # 5 + 3 s with the facilitator, 8 s among members; the group's 20 s and the unknown 9 s play no part. H0 = 1 - 3 / 6.
    found = hub_share(spoken([(F, A, 5), (B, F, 3), (A, B, 8), (F, TO_GROUP, 20), (C, NOT_KNOWN, 9)]))
    assert (found.share, found.null, found.excess, found.addressed_s) == pytest.approx((0.5, 0.5, 0, 16))


def test_two_facilitators_who_speak_to_one_another_are_a_pair_with_a_facilitator() -> None:
    # Of six pairs one is without a facilitator.
    found = hub_share(spoken([(0, 1, 6), (2, 3, 2)], facilitators=2))
    assert (found.share, found.null, found.excess) == pytest.approx((6 / 8, 5 / 6, -1 / 2))


def test_probabilities_weigh_each_addressee() -> None:
    chances = [[0, 0.25, 0.5, 0, 0.25], [0.5, 0, 0.5, 0, 0]]
    found = hub_share(talk_of([0, 10], [8, 16], [F, A], probability=chances, facilitators=[True, False, False, False]))
    # The facilitator's 8 s are to a person with .75; A's 6 s are to the facilitator with .5.
    assert found.share == pytest.approx((6 + 3) / 12)


@pytest.mark.parametrize(("whom", "share"), [(F, 1), (B, 0)])
def test_share_at_its_edge_has_an_interval_that_is_not_a_point(whom: int, share: float) -> None:
    found = hub_share(spoken([(A, whom, 5)] * 30))
    assert found.share == share
    assert found.share_low is not None
    assert found.share_high is not None
    assert 0.1 < found.share_high - found.share_low < 0.35
    assert share in (found.share_low, found.share_high)


def test_few_turns_have_a_share_and_no_interval() -> None:
    found = hub_share(spoken([(F, A, 5), (A, B, 5)] * 4))
    assert found.share == pytest.approx(0.5)
    assert (found.low, found.high, found.share_low, found.share_high) == (None, None, None, None)
    assert hub_share(spoken([(F, A, 5), (A, B, 5)] * 5)).low is not None


def test_one_long_turn_is_no_better_than_few() -> None:
    assert hub_share(spoken([(F, A, 5), (A, B, 5)] * 10 + [(F, A, 600)])).low is None


def test_uncertain_labels_alone_waver_as_their_probabilities_say() -> None:
    # All turns alike: the shares do not waver, the labels do. A hundred turns to a person with .75, to the facilitator with
    # .5: H = 2/3, label variance .5/9 + .25 * 4/9 = 1/6 a turn, so n = 2/9 * 75^2 / (100/6) = 75, by Wilson with five degrees.
    start = np.arange(100) * 8.0
    rows = np.tile([0.5, 0, 0.25, 0, 0.25], (100, 1))
    found = hub_share(talk_of(start, start + 5, [A] * 100, probability=rows, facilitators=[True, False, False, False]))
    t, n, share = 2.570582, 75, 2 / 3
    middle, half = share + t**2 / (2 * n), t * np.sqrt(share * (1 - share) / n + (t / (2 * n)) ** 2)
    ends = ((middle - half) / (1 + t**2 / n), (middle + half) / (1 + t**2 / n))
    assert bounds(found) == pytest.approx(ends, abs=1e-6)


@pytest.mark.parametrize(
    ("seats", "facilitators", "why"),
    [(4, 0, "nobody is named as a facilitator"), (3, 3, "fewer than two members"), (2, 1, "fewer than two members")],
)
def test_without_a_hub_or_without_pairs_beside_it_refused_in_words(seats: int, facilitators: int, why: str) -> None:
    with pytest.raises(NotEnoughData, match=why):
        hub_share(talk_of([0], [5], [0], addressee=[1], facilitators=np.arange(seats) < facilitators))


def test_talk_to_nobody_in_particular_is_refused_in_words() -> None:
    with pytest.raises(NotEnoughData, match="no turn is known to be to one person"):
        hub_share(spoken([(A, TO_GROUP, 5), (B, NOT_KNOWN, 5)]))


def wandering(seed: int, turns: int = 200) -> Talk:
    """Phases of ten turns in the mean, led by the facilitator or among members, as long as one another; half runs through."""
    rng = np.random.default_rng(seed)
    phase = (rng.random() < 0.5) ^ (np.cumsum(rng.random(turns) < 0.1) % 2 == 1)
    pairs = [rng.choice([1, 2, 3, 4, 5], 2, replace=False) for _ in range(turns)]
    spoken_by = [int(p[0]) for p in pairs]
    to = [0 if led else int(p[1]) for led, p in zip(phase, pairs, strict=True)]
    seconds = rng.gamma(2, 3, turns) + 1
    end = np.cumsum(seconds + 1.5)
    return talk_of(end - seconds, end, spoken_by, addressee=to, facilitators=np.arange(6) == 0)


def bounds(found: HubShare) -> tuple[float, float]:
    assert found.share_low is not None
    assert found.share_high is not None
    return found.share_low, found.share_high


def test_interval_holds_the_share_that_the_talk_would_settle_at() -> None:
    held = [bounds(hub_share(wandering(seed))) for seed in range(300)]
    covered = np.mean([low <= 0.5 <= high for low, high in held])
    # Nineteen in twenty, and four standard errors of 300 draws; turns taken as independent would hold it in half of them.
    assert 0.90 <= covered <= 0.99
    assert np.mean([high - low for low, high in held]) < 0.6


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.permutations(range(6)), st.booleans(), st.integers(1, 4))
def test_laws(seed: int, order: list[int], soft: bool, facilitators: int) -> None:
    talk = lively(seed, soft=soft, facilitators=facilitators)
    found = hub_share(talk)
    low, high = bounds(found)
    assert 0 <= low <= found.share <= high <= 1
    assert found.low is not None
    assert found.high is not None
    assert found.high <= 1
    assert (found.low - found.excess) * (1 - found.null) == pytest.approx(low - found.share)
    for other in (halved(talk), doubled(talk), later(talk, 64), reseated(talk, np.array(order))):
        again = hub_share(other)
        assert again.share == pytest.approx(found.share)
        assert bounds(again) == pytest.approx((low, high))
    assert hub_share(backwards(talk)).share == pytest.approx(found.share)
