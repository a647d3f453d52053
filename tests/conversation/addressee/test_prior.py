"""The shift of the group's share: what somebody tells, what somebody knows, and what the turns themselves give away."""

import numpy as np
import pytest

from fourfold.conversation.addressee.prior import chance, estimated_shift, log_odds, shift_to

NOBODY = np.zeros(0)
NONE = np.zeros(0, dtype=np.bool_)


def of_two_kinds(n: int, share: float, trained_share: float, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Log odds that are right at the trained share, of turns of which another share is for the group."""
    rng = np.random.default_rng(seed)
    group = rng.random(n) < share
    x = rng.normal(np.where(group, 1.0, -1.0), 1.0)
    return 2 * x + log_odds(trained_share), group


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.8, 0.97])
@pytest.mark.parametrize("trained_share", [0.35, 0.6])
def test_the_mixture_recovers_a_planted_share(share: float, trained_share: float) -> None:
    odds, group = of_two_kinds(20_000, share, trained_share)
    shift = estimated_shift(odds, NOBODY, NONE, trained_share, worth=np.inf)
    assert chance(odds + shift).mean() == pytest.approx(group.mean(), abs=0.01)
    assert chance(log_odds(trained_share) + shift) == pytest.approx(share, abs=0.02)


def test_unless_told_to_trust_it_the_mixture_moves_little_and_the_right_way() -> None:
    few, _ = of_two_kinds(2_000, 0.05, 0.55)
    many, _ = of_two_kinds(2_000, 0.97, 0.55)
    assert -0.75 < estimated_shift(few, NOBODY, NONE, 0.55) < -0.05
    assert 0.05 < estimated_shift(many, NOBODY, NONE, 0.55) < 0.75


def test_turns_that_all_look_alike_do_not_run_off() -> None:
    for odds in (-6.0, 0.2, 6.0):
        assert abs(estimated_shift(np.full(5_000, odds), NOBODY, NONE, 0.55)) < 1.5


def test_known_turns_decide_even_when_only_the_doubtful_were_asked() -> None:
    odds, group = of_two_kinds(3_000, 0.2, 0.6)
    asked = np.argsort(np.abs(odds), kind="stable")[:200]
    rest = np.setdiff1d(np.arange(len(odds)), asked)
    shift = estimated_shift(odds[rest], odds[asked], group[asked], 0.6)
    assert chance(log_odds(0.6) + shift) == pytest.approx(0.2, abs=0.08)


def test_nothing_known_and_nothing_unknown_leave_it_where_it_was() -> None:
    assert estimated_shift(NOBODY, NOBODY, NONE, 0.6) == pytest.approx(0, abs=1e-4)
    assert shift_to(NOBODY, 0.3) == 0


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_told_share_is_the_mean(share: float) -> None:
    odds, _ = of_two_kinds(500, 0.6, 0.5)
    assert chance(odds + shift_to(odds, share)).mean() == pytest.approx(share, abs=1e-9)


def test_a_told_share_of_none_or_all_is_nearly_that() -> None:
    odds, _ = of_two_kinds(500, 0.6, 0.5)
    assert chance(odds + shift_to(odds, 0)).max() < 0.001
    assert chance(odds + shift_to(odds, 1)).min() > 0.999


def test_chances_and_log_odds_undo_each_other() -> None:
    inside = np.linspace(0.001, 0.999, 50)
    assert chance(log_odds(inside)) == pytest.approx(inside)
    assert np.isfinite(log_odds([0.0, 1.0])).all()
