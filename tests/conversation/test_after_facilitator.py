"""Cross-talk after facilitators and after members: counted by hand, planted and found again, and refused where too little."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.conversation.after_facilitator import BESIDE, TARGET, AfterFacilitator, after_facilitator
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk, talk_of
from fourfold.inference.relational_events import Effect, Events, fit_relational_events
from fourfold.vocabulary import NotEnoughData
from tests.inference.brute_relational_events import drawn

CHAIRS = [True, False, False, False, False]
F, A, B, C, D = range(5)
G = TO_GROUP


def talk(*said: tuple[int, int], chairs: list[bool] = CHAIRS) -> Talk:
    """Turns of two seconds, one after another."""
    speaker, addressee = zip(*said, strict=True)
    start = np.arange(len(said)) * 2.5
    return talk_of(start, start + 2, speaker, addressee=addressee, facilitators=chairs)


def planted(seed: int, after: float, n: int = 250) -> Talk:
    effects = {
        Effect.SENDER_FACILITATOR: 0.6,
        Effect.TO_GROUP: 0.5,
        Effect.AB_BA: 1.0,
        Effect.SPEAKS_AGAIN: -20.0,
        Effect.MEMBER_TO_MEMBER_AFTER_FACILITATOR: after,
    }
    events = drawn(seed, n=n, chairs=CHAIRS, planted=effects)
    return talk(*zip(events.sender.tolist(), events.receiver.tolist(), strict=True))


ROUND = ((F, A), (A, F), (B, A), (A, B), (F, G), (C, D), (D, F), (A, G))


def test_shares_by_hand() -> None:
    """In each round A answers F and C turns to D after F; after members: B to A, A to B, F to all, D to F, A to all, F to A."""
    found = after_facilitator([talk(*ROUND * 12)])
    assert (found.after_facilitator.turns, found.after_facilitator.share) == (24, 0.5)
    assert (found.after_member.turns, found.after_member.share) == (71, pytest.approx(24 / 71))
    # Four members, each to three others, of five to five; after a member three speakers are left.
    assert found.after_facilitator.by_chance == pytest.approx(12 / 20)
    assert found.after_member.by_chance == pytest.approx(9 / 20)
    # Wilson's interval of 12 of 24, by hand: 1/2 ± 1.96/(1 + 1.96²/24) * sqrt(1/96 + 1.96²/2304).
    assert (found.after_facilitator.low, found.after_facilitator.high) == pytest.approx((0.31427, 0.68573), abs=5e-5)


def test_what_was_planted_is_found() -> None:
    for k, after in enumerate((-1.2, 0.0, 0.9)):
        found = after_facilitator([planted(10 * k + 1, after), planted(10 * k + 2, after)])
        assert found.coefficient is not None
        assert abs(found.coefficient - after) < 3 * found.standard_error < 1.5
        assert Effect.SENDER_FACILITATOR not in found.left_out


def test_an_unknown_addressee_counts_only_as_what_went_before() -> None:
    said = list(ROUND * 12)
    said[1::8] = [(A, NOT_KNOWN)] * 12
    found = after_facilitator([talk(*said)])
    assert (found.after_facilitator.turns, found.after_facilitator.share) == (12, 1.0)
    assert (found.after_member.turns, found.after_member.share) == (71, pytest.approx(24 / 71))


def test_who_goes_on_to_somebody_else_follows_nobody() -> None:
    """B turns to A, then to C: one turn after F, none after B."""
    said = (*ROUND, (F, A), (B, A), (B, C))
    found = after_facilitator([talk(*said * 12)])
    assert (found.after_facilitator.turns, found.after_facilitator.share) == (36, pytest.approx(2 / 3))
    # Seven a round follow a member, F after B to C among them; nobody follows the last turn.
    assert found.after_member.turns == 12 * 7 - 1


def test_doubt_by_hand() -> None:
    """Each turn after F is cross-talk with probability .5, of 24: variance .25/24 from the turns and .25/24 from doubt."""
    one = talk(*ROUND * 12)
    chance = np.zeros((len(one.speaker), 6))
    chance[np.arange(len(chance)), np.where(one.addressee == G, 5, one.addressee)] = 1
    after = np.append(False, one.speaker[:-1] == F)
    chance[after] = [[0.5, 0, 0.25, 0.25, 0, 0] if who == A else [0.5, 0.25, 0.25, 0, 0, 0] for who in one.speaker[after]]
    found = after_facilitator([replace(one, probability=chance)]).after_facilitator
    assert (found.turns, found.share) == (24, pytest.approx(0.5))
    # Wilson's interval of 6 of 12.
    half = 1.959964 * np.sqrt(0.25 / 12 + 1.959964**2 / 576) / (1 + 1.959964**2 / 12)
    assert (found.low, found.high) == pytest.approx((0.5 - half, 0.5 + half), abs=1e-6)


def test_a_word_of_assent_inside_a_turn_is_no_turn() -> None:
    one = talk(*ROUND * 12)
    k = np.arange(0, len(one.speaker), 8)
    longer = talk_of(
        np.append(one.start_s, one.start_s[k] + 0.5),
        np.append(one.end_s, one.start_s[k] + 0.9),
        np.append(one.speaker, np.full(12, D)),
        addressee=np.append(one.addressee, np.full(12, F)),
        facilitators=CHAIRS,
    )
    assert after_facilitator([longer]) == after_facilitator([one])


def doubtful(one: Talk, sure: float) -> Talk:
    """The same talk with each addressee only probable."""
    seats = one.seats
    chance = np.full((len(one.speaker), seats + 1), (1 - sure) / (seats - 1))
    chance[np.arange(len(chance)), one.speaker] = 0
    chance[np.arange(len(chance)), np.where(one.addressee == G, seats, one.addressee)] = sure
    return replace(one, probability=chance, addressee=np.full(len(chance), NOT_KNOWN))


def test_doubt_about_addressees_widens_both_answers() -> None:
    one = planted(3, -0.8)
    sure, certain, unsure = (after_facilitator([t]) for t in (one, doubtful(one, 1.0), doubtful(one, 0.7)))
    assert certain == sure
    assert (sure.inferred, unsure.inferred) == (0, 1)
    assert _width(unsure) > _width(sure)
    assert unsure.standard_error is not None
    assert sure.standard_error is not None
    assert unsure.coefficient is not None
    assert sure.coefficient is not None
    assert unsure.standard_error > sure.standard_error
    assert unsure == after_facilitator([doubtful(one, 0.7)])
    # Draws from doubtful addressees wash out what is there.
    assert abs(unsure.coefficient) < abs(sure.coefficient)
    assert unsure.coefficient != after_facilitator([doubtful(one, 0.7)], seed=1).coefficient


def _width(found: AfterFacilitator) -> float:
    return found.after_member.high - found.after_member.low


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**5))
def test_seats_and_the_order_of_sessions_do_not_matter(seed: int) -> None:
    sessions = [planted(seed, -0.5, n=90), planted(seed + 1, -0.5, n=90)]
    new = np.random.default_rng(seed).permutation(5)
    chairs = np.empty(5, dtype=np.bool_)
    chairs[new] = CHAIRS
    moved = [
        talk_of(
            t.start_s,
            t.end_s,
            new[t.speaker],
            addressee=np.where(t.addressee >= 0, new[t.addressee], t.addressee),
            facilitators=chairs,
        )
        for t in sessions[::-1]
    ]
    one, other = after_facilitator(sessions), after_facilitator(moved)
    assert (other.after_facilitator.turns, other.after_member.turns) == (one.after_facilitator.turns, one.after_member.turns)
    assert other.after_member.share == pytest.approx(one.after_member.share)
    assert other.left_out == one.left_out
    assert (other.coefficient is None) == (one.coefficient is None)
    if one.coefficient is not None:
        assert other.coefficient == pytest.approx(one.coefficient, abs=1e-7)


def test_a_coefficient_without_end_is_said_in_words() -> None:
    """No member ever turns to a member after the facilitator."""
    said = ((F, A), (A, F), (B, A), (A, B), (F, G), (C, F), (D, C), (A, G), (C, A), (F, B), (B, G), (D, B))
    found = after_facilitator([talk(*said * 8)])
    assert found.after_facilitator.share == 0
    assert found.coefficient is None
    assert found.standard_error is None
    assert found.why_none is not None
    assert "member_to_member_after_facilitator" in found.why_none


def test_without_talk_to_the_group_the_group_is_no_choice() -> None:
    said = [(i, j if j >= 0 else (i + 1) % 5) for i, j in zip(*_columns(planted(5, -0.6, n=300)), strict=True)]
    found = after_facilitator([talk(*said)])
    assert found.coefficient is not None
    assert found.standard_error is not None
    assert found.left_out == (Effect.MEMBER_TO_MEMBER,)
    one = talk(*said)
    effects = [e for e in BESIDE if e not in (Effect.TO_GROUP, Effect.MEMBER_TO_MEMBER)]
    events = [Events(one.speaker, one.addressee, one.facilitators)]
    fit = fit_relational_events(events, [TARGET, *effects], with_group=False, may_go_on=False)
    assert found.coefficient == pytest.approx(fit.of(TARGET)[0], abs=1e-8)


def _columns(one: Talk) -> tuple[list[int], list[int]]:
    return one.speaker.tolist(), one.addressee.tolist()


@pytest.mark.parametrize(
    ("talks", "why"),
    [
        ([], "no session"),
        ([talk(*ROUND, chairs=[False] * 5)], "nobody is marked"),
        ([talk((0, 1), (1, 0), chairs=[True, False])], "at least two members"),
        ([talk(*ROUND)], "only 2 turns with a known addressee follow a facilitator"),
        (
            [talk(*((F, A), (A, F)) * 20, chairs=[True, True, *[False] * 3])],
            "only 0 turns with a known addressee follow a member",
        ),
    ],
)
def test_too_little_is_said_in_a_sentence(talks: list[Talk], why: str) -> None:
    with pytest.raises(NotEnoughData, match=why):
        after_facilitator(talks)


def test_result_is_frozen() -> None:
    with pytest.raises(AttributeError):
        after_facilitator([talk(*ROUND * 12)]).coefficient = 0.0
