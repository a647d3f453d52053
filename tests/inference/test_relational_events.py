"""Relational events against a likelihood written out pair by pair, against statsmodels, and by their laws."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from fourfold.inference.relational_effects import choices_of, statistics
from fourfold.inference.relational_events import (
    GROUP_RECEIVER,
    UNKNOWN_RECEIVER,
    Effect,
    Events,
    fit_relational_events,
)
from fourfold.vocabulary import NotEnoughData
from tests.inference.brute_relational_events import designs, drawn, log_likelihood, rows

CHAIRS = [True, False, False, False, False]
PLANTED = {
    Effect.SENDER_FACILITATOR: 0.8,
    Effect.TO_GROUP: 0.3,
    Effect.AB_BA: 2.5,
    Effect.AB_BY: 0.7,
    Effect.RECENCY_OF_SENDING: 0.9,
    Effect.MEMBER_TO_MEMBER_AFTER_FACILITATOR: -0.3,
}
laws = settings(max_examples=8, deadline=None)
SEEDS = st.integers(0, 10**5)


def session(seed: int, n: int = 60, chairs: list[bool] = CHAIRS) -> Events:
    return drawn(seed, n=n, chairs=chairs, planted=PLANTED)


@laws
@given(SEEDS, st.integers(3, 6), st.booleans())
def test_every_effect_says_what_it_says_pair_by_pair(seed: int, seats: int, with_group: bool) -> None:
    rng = np.random.default_rng(seed)
    sender = rng.integers(0, seats, 25)
    receiver = (sender + rng.integers(1, seats, 25)) % seats
    receiver[rng.random(25) < 0.3] = GROUP_RECEIVER
    chairs = rng.random(seats) < 0.4
    found = statistics(sender, receiver, chairs, choices_of(seats, with_group=with_group), tuple(Effect))
    history: list[tuple[int, int]] = []
    # The library lists pairs of two seats first; the sums below do not depend on the order.
    for k in range(25):
        expected = rows(history, chairs.tolist(), list(Effect), with_group=with_group)
        np.testing.assert_allclose(_sorted(found[k]), _sorted(expected), atol=1e-12)
        history.append((int(sender[k]), int(receiver[k])))


def _sorted(table: np.ndarray) -> np.ndarray:
    return table[np.lexsort(table.T)]


def test_the_top_of_the_likelihood_written_out() -> None:
    sessions, effects = [session(1), session(2, n=40)], list(PLANTED)
    found = fit_relational_events(sessions, effects)
    written = [list(designs(one, effects)) for one in sessions]
    best = minimize(lambda b: -log_likelihood(written, b), np.zeros(len(effects)), method="BFGS", options={"gtol": 1e-7})
    np.testing.assert_allclose(found.coefficients, best.x, atol=2e-5)
    assert found.log_likelihood == pytest.approx(log_likelihood(written, found.coefficients), rel=1e-12)
    assert found.null_log_likelihood == pytest.approx(-100 * np.log(5 * 4 + 5), rel=1e-12)
    assert (found.events, found.session_count) == (100, 2)
    assert found.deviance == pytest.approx(-2 * found.log_likelihood)
    assert found.aic == pytest.approx(found.deviance + 2 * len(effects))
    assert found.of(Effect.AB_BA)[0] == found.coefficients[effects.index(Effect.AB_BA)]


def test_standard_errors_are_the_curvature_of_the_likelihood_written_out() -> None:
    one, effects = session(3), [Effect.SENDER_FACILITATOR, Effect.TO_GROUP, Effect.AB_BA]
    found = fit_relational_events([one], effects)
    written, h = [list(designs(one, effects))], 1e-3
    curvature = np.empty((3, 3))
    for p in range(3):
        for q in range(3):
            steps = [(s, t) for s in (1, -1) for t in (1, -1)]
            values = [
                s * t * log_likelihood(written, found.coefficients + h * (s * np.eye(3)[p] + t * np.eye(3)[q]))
                for s, t in steps
            ]
            curvature[p, q] = -sum(values) / (4 * h * h)
    np.testing.assert_allclose(found.covariance, np.linalg.inv(curvature), rtol=1e-4)
    np.testing.assert_allclose(found.standard_errors**2, np.diagonal(found.covariance))


def test_conditional_logit_of_statsmodels() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.discrete.conditional_models import ConditionalLogit

        one, effects = session(4, n=80), [Effect.SENDER_FACILITATOR, Effect.RECEIVER_FACILITATOR, Effect.TO_GROUP, Effect.AB_BA]
        parts = list(designs(one, effects))
        design = np.concatenate([d for d, _ in parts])
        spoke = np.concatenate([np.arange(len(d)) == k for d, k in parts]).astype(float)
        strata = np.repeat(np.arange(len(parts)), [len(d) for d, _ in parts])
        peer = ConditionalLogit(spoke, design, groups=strata).fit(method="newton", disp=0)
    found = fit_relational_events([one], effects)
    np.testing.assert_allclose(found.coefficients, peer.params, atol=1e-4)
    np.testing.assert_allclose(found.standard_errors, peer.bse, rtol=1e-3)
    assert found.log_likelihood == pytest.approx(peer.llf, rel=1e-8)


def test_one_effect_by_hand() -> None:
    """Three seats, nobody else to speak to: 6 pairs, 2 of them sent by the facilitator, who sent 3 of 4 events."""
    events = Events(np.array([0, 0, 1, 0]), np.array([1, 2, 2, 1]), np.array([True, False, False]))
    found = fit_relational_events([events], [Effect.SENDER_FACILITATOR], with_group=False)
    assert found.coefficients[0] == pytest.approx(np.log(0.75 / 2) - np.log(0.25 / 4), abs=1e-9)
    assert found.standard_errors[0] == pytest.approx((4 * 0.75 * 0.25) ** -0.5, rel=1e-8)


def test_planted_coefficients_are_recovered_and_intervals_cover_them() -> None:
    """60 simulated studies: 95 % intervals hold the truth 95 times in 100, three binomial standard errors allowed."""
    truth = np.array(list(PLANTED.values()))
    fits = [fit_relational_events([session(1000 + k, n=120)], list(PLANTED)) for k in range(60)]
    z = np.array([(f.coefficients - truth) / f.standard_errors for f in fits])
    inside = (np.abs(z) < 1.96).mean()
    assert abs(inside - 0.95) < 3 * (0.95 * 0.05 / z.size) ** 0.5
    assert (np.abs(z.mean(axis=0)) < 3.3 / 60**0.5).all()


@laws
@given(SEEDS)
def test_seats_have_no_order(seed: int) -> None:
    one = session(seed)
    new = np.random.default_rng(seed).permutation(5)
    chairs = np.empty(5, dtype=np.bool_)
    chairs[new] = one.facilitators
    receiver = np.where(one.receiver >= 0, new[one.receiver], one.receiver)
    _same(_try([one]), _try([Events(new[one.sender], receiver, chairs)]))


@laws
@given(SEEDS)
def test_the_order_of_sessions_does_not_matter_and_doubling_them_doubles_the_information(seed: int) -> None:
    sessions = [session(seed, n=40), session(seed + 1, n=30)]
    one, other, double = _try(sessions), _try(sessions[::-1]), _try(sessions * 2)
    _same(one, other)
    if not isinstance(one, str):
        np.testing.assert_allclose(double.coefficients, one.coefficients, atol=1e-7)
        np.testing.assert_allclose(double.covariance * 2, one.covariance, rtol=1e-6)
        assert double.log_likelihood == pytest.approx(2 * one.log_likelihood)


def _try(sessions: list[Events]):
    try:
        return fit_relational_events(sessions, list(PLANTED))
    except NotEnoughData as error:
        return str(error)


def _same(one, other) -> None:
    if isinstance(one, str):
        assert one == other
        return
    np.testing.assert_allclose(other.coefficients, one.coefficients, atol=1e-7)
    np.testing.assert_allclose(other.standard_errors, one.standard_errors, rtol=1e-6)
    assert other.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-11)


def test_history_begins_anew_in_each_session() -> None:
    two = [session(5, n=30), session(6, n=30)]
    joined = Events(np.concatenate([e.sender for e in two]), np.concatenate([e.receiver for e in two]), np.array(CHAIRS))
    apart = fit_relational_events(two, list(PLANTED))
    assert fit_relational_events([joined], list(PLANTED)).log_likelihood != pytest.approx(apart.log_likelihood, abs=1e-6)


def test_an_unknown_receiver_is_not_explained_but_stands_in_the_history() -> None:
    one = session(7)
    receiver = one.receiver.copy()
    receiver[::4] = UNKNOWN_RECEIVER
    found = fit_relational_events([Events(one.sender, receiver, one.facilitators)], [Effect.TO_GROUP, Effect.AB_BA])
    assert found.events == 45
    only = Events(one.sender[receiver != -2], receiver[receiver != -2], one.facilitators)
    squeezed = fit_relational_events([only], [Effect.TO_GROUP, Effect.AB_BA])
    assert squeezed.log_likelihood != pytest.approx(found.log_likelihood, abs=1e-6)


def test_who_cannot_go_on_has_one_choice_less() -> None:
    events = Events(np.array([0, 1, 0, 0, 2]), np.array([1, 0, 2, 1, 1]), np.array([True, False, False]))
    found = fit_relational_events([events], [Effect.RECEIVER_FACILITATOR], with_group=False, may_go_on=False)
    assert found.events == 4
    assert found.null_log_likelihood == pytest.approx(-np.log(6) - 3 * np.log(4))


@pytest.mark.parametrize(
    ("effects", "why"),
    [
        ([Effect.AB_BA, Effect.A0_XA], r"never differ .*: A0-XA;"),
        ([Effect.AB_BA, Effect.RECEIVER_FACILITATOR], r"as weak .*: AB-BA, receiver_facilitator;"),
        ([Effect.SENDER_FACILITATOR, Effect.MEMBER_TO_MEMBER, Effect.RECEIVER_FACILITATOR], r"receiver_facilitator"),
        ([Effect.AB_BY, Effect.AB_BA], r"as weak .*: AB-BA;"),
    ],
)
def test_what_the_events_cannot_tell_is_named(effects: list[Effect], why: str) -> None:
    """A to B, B to C, C to A …: nobody answers, nobody speaks to the group or to the facilitator."""
    events = Events(np.array([1, 2, 3, 1, 2, 3, 0]), np.array([2, 3, 1, 2, 3, 1, 1]), np.array([True, False, False, False]))
    with pytest.raises(NotEnoughData, match=why):
        fit_relational_events([events], effects, with_group=False)


def test_effects_that_say_the_same_are_named() -> None:
    effects = [Effect.SENDER_FACILITATOR, Effect.RECEIVER_FACILITATOR, Effect.TO_GROUP, Effect.MEMBER_TO_MEMBER]
    events = session(8, chairs=[True, False, False, False])
    with pytest.raises(
        NotEnoughData, match=r"cannot be told apart .*sender_facilitator, receiver_facilitator, member_to_member;"
    ):
        fit_relational_events([events], effects[:2] + effects[3:], with_group=False)
    assert np.isfinite(fit_relational_events([session(8, n=200)], effects[:3]).standard_errors).all()


def test_separated_together_though_not_one_by_one() -> None:
    """Only with both effects are the speaking pairs always the strongest: nothing finite fits best."""
    chairs = np.array([True, False, False])
    # The facilitator speaks to members, and members to the facilitator, never members to one another.
    events = Events(np.array([0, 1, 0, 2, 0, 1, 2]), np.array([1, 0, 2, 0, 1, 0, 0]), chairs)
    with pytest.raises(NotEnoughData, match=r"no finite estimate together.*sender_facilitator, receiver_facilitator;"):
        fit_relational_events([events], [Effect.SENDER_FACILITATOR, Effect.RECEIVER_FACILITATOR], with_group=False)


def test_a_rare_shift_that_is_common_here_is_not_taken_for_one_without_end() -> None:
    chairs = np.zeros(9, dtype=np.bool_)
    sender, receiver = np.tile([1, 2], 60), np.tile([2, 1], 60)
    sender[[20, 21, 70, 71]], receiver[[20, 21, 70, 71]] = 4, 6
    found = fit_relational_events([Events(sender, receiver, chairs)], [Effect.AB_BA])
    answered = sum(a == d and b == c for a, b, c, d in zip(sender, receiver, sender[1:], receiver[1:], strict=False))
    share = answered / 119
    # One pair in 81 answers, the other 80 share the rest; the first event says nothing.
    assert found.coefficients[0] == pytest.approx(np.log(share) - np.log((1 - share) / 80), abs=1e-7)


def test_refusals_name_the_place() -> None:
    chairs = np.array([True, False])
    with pytest.raises(ValueError, match="event 2 names"):
        Events(np.array([0, 2]), np.array([1, 1]), chairs)
    with pytest.raises(ValueError, match="event 1 names"):
        Events(np.array([1]), np.array([1]), chairs)
    with pytest.raises(ValueError, match="as many as"):
        Events(np.array([1]), np.array([0, 1]), chairs)
    with pytest.raises(ValueError, match="each once"):
        fit_relational_events([session(1)], [Effect.AB_BA, Effect.AB_BA])
    nothing = np.zeros(0, dtype=np.int64)
    with pytest.raises(NotEnoughData, match="no event"):
        fit_relational_events([Events(nothing, nothing, chairs)])
    with pytest.raises(KeyError, match="AB-BY was not fitted"):
        fit_relational_events([session(1)], [Effect.AB_BA]).of(Effect.AB_BY)
