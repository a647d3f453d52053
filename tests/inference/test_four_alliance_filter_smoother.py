"""The smoother: every session in the light of all of them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.inference.four_alliance import History, Parameters, Ratings, fixed_effects, smooth
from fourfold.vocabulary import NotEnoughData
from tests.inference.dense_four_alliance import dense, groups, random_history, random_parameters, singular_parameters
from tests.inference.test_four_alliance_filter import SEEDS, effects_at, few, run


def assert_same_as_dense(history: History, parameters: Parameters, tolerance: float) -> None:
    found, model = smooth(history, parameters), dense(history, parameters)
    assert found.log_likelihood == pytest.approx(model.log_likelihood, rel=tolerance, abs=tolerance)
    names = [{name: 1.0} for name, _ in effects_at(history, 0.0)]
    means, sds = found.trajectories(names)
    for s, time in enumerate(history.time):
        mean, covariance = model.posterior([effect for _, effect in effects_at(history, time)])
        for known in (means[s], found.effects()[0][s], found.readings(names, s)[0]):
            np.testing.assert_allclose(known, mean, atol=tolerance)
        np.testing.assert_allclose(found.readings(names, s)[1], covariance, atol=tolerance)
        for known in (sds[s], found.effects()[1][s]):
            np.testing.assert_allclose(known**2, np.diagonal(covariance), atol=tolerance)


@few
@given(groups())
def test_smoother_is_the_dense_posterior(group: tuple[History, Parameters]) -> None:
    assert_same_as_dense(*group, tolerance=1e-9)


@few
@given(SEEDS)
def test_smoother_is_the_dense_posterior_on_the_boundary(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert_same_as_dense(random_history(rng, 3, 1, [0.0, 1.0, 1.0, 4.0]), singular_parameters(rng), tolerance=1e-6)


@few
@given(groups())
def test_smoother_is_the_filter_at_the_last_session(group: tuple[History, Parameters]) -> None:
    history, parameters = group
    known, _ = run(history, parameters)
    found = smooth(history, parameters)
    names = [{name: 1.0} for name, _ in effects_at(history, 0.0)]
    for one, two in zip(found.readings(names), known.readings(names), strict=True):
        np.testing.assert_allclose(one, two, atol=1e-12)
    assert found.log_likelihood == pytest.approx(known.log_likelihood, rel=1e-12)


@few
@given(groups(most=3), st.integers(0, 4), st.integers(0, 4))
def test_change_between_two_sessions_is_the_dense_contrast(group: tuple[History, Parameters], since: int, until: int) -> None:
    history, parameters = group
    since, until = sorted((since % len(history.time), until % len(history.time)))
    found, model = smooth(history, parameters), dense(history, parameters)
    persons = [name for name, _ in effects_at(history, 0.0) if name[0] in ("gamma", "a_MG")]
    weights = {name: 1.0 - 0.4 * k for k, name in enumerate(persons)}
    both = [effect for time in (since, until) for name, effect in effects_at(history, history.time[time]) if name in weights]
    contrast = np.array([sign * weights[name] for sign in (-1, 1) for name in persons])
    mean, covariance = model.posterior(both)
    change = found.change(weights, since, until)
    assert change.mean == pytest.approx(contrast @ mean, abs=1e-9)
    assert change.sd**2 == pytest.approx(contrast @ covariance @ contrast, abs=1e-9)


def test_change_of_a_dyad_is_none() -> None:
    rng = np.random.default_rng(2)
    history = random_history(rng, 3, 0, [0.0, 1.0, 2.0])
    change = smooth(history, random_parameters(rng)).change({("d", "m1", "m2"): 1.0}, 0)
    assert (change.mean, change.sd) == (0.0, 0.0)


@few
@given(SEEDS)
def test_an_all_missing_session_changes_no_other_session(seed: int) -> None:
    rng = np.random.default_rng(seed)
    parameters, history = random_parameters(rng), random_history(rng, 3, 1, [0.0, 1.0, 2.0])
    sessions = (history.sessions[0], Ratings.of([]), *history.sessions[1:])
    more = replace(history, time=np.array([0.0, 0.7, 1.0, 2.0]), sessions=sessions)
    one, two = smooth(history, parameters), smooth(more, parameters)
    kept = [0, 2, 3]
    np.testing.assert_allclose(one.effects()[0], two.effects()[0][kept], atol=1e-10)
    np.testing.assert_allclose(one.effects()[1], two.effects()[1][kept], atol=1e-10)
    np.testing.assert_allclose(one.dyads()[1], two.dyads()[1], atol=1e-10)


def test_a_group_without_sessions_is_too_little() -> None:
    history = History(("m1",), np.array([False]), np.zeros(0), ())
    parameters = random_parameters(np.random.default_rng(0))
    with pytest.raises(NotEnoughData, match="no session yet"):
        smooth(history, parameters)
    with pytest.raises(NotEnoughData, match="no rating"):
        fixed_effects([], parameters)


def test_fixed_effects_are_generalised_least_squares() -> None:
    rng = np.random.default_rng(6)
    parameters = random_parameters(rng)
    histories = [random_history(rng, 3, 0, [0.0, 1.0, 2.0]), random_history(rng, 4, 0, [1.0, 2.0])]
    models = [dense(history, parameters) for history in histories]
    information, score = np.zeros((3, 3)), np.zeros(3)
    for model in models:
        X = np.array([[row.block == "MM", row.block == "MG", row.time] for row in model.rows], dtype=float)
        information += X.T @ np.linalg.solve(model.covariance, X)
        score += X.T @ np.linalg.solve(model.covariance, [row.value for row in model.rows])
    estimate = np.linalg.solve(information, score)
    found = fixed_effects(histories, parameters)
    np.testing.assert_allclose(found.estimate[[0, 3, 5]], estimate, rtol=1e-9)
    np.testing.assert_allclose(found.se[[0, 3, 5]], np.sqrt(np.diagonal(np.linalg.inv(information))), rtol=1e-9)
    assert np.isnan(found.estimate[[1, 2, 4]]).all()
    at = replace(parameters, beta=np.nan_to_num(found.estimate[:5]), slope=found.estimate[5])
    likelihood = sum(dense(history, at).log_likelihood for history in histories)
    restricted = likelihood + 1.5 * np.log(2 * np.pi) - 0.5 * np.linalg.slogdet(information)[1]
    assert found.log_likelihood == pytest.approx(likelihood, rel=1e-10)
    assert found.restricted_log_likelihood == pytest.approx(restricted, rel=1e-10)


def test_a_long_history_read_backwards_gives_the_same_in_reverse() -> None:
    rng = np.random.default_rng(12)
    parameters = replace(random_parameters(rng), slope=0.0)
    history = random_history(rng, 5, 1, np.cumsum(rng.uniform(0.2, 2.0, size=60)).tolist())
    backwards = replace(history, time=(history.time[-1] - history.time)[::-1], sessions=history.sessions[::-1])
    forward, reverse = smooth(history, parameters), smooth(backwards, parameters)
    names = [{name: 1.0} for name, _ in effects_at(history, 0.0)]
    assert reverse.log_likelihood == pytest.approx(forward.log_likelihood, rel=1e-12)
    for one, two in zip(forward.trajectories(names), reverse.trajectories(names), strict=True):
        np.testing.assert_allclose(one, two[::-1], atol=1e-11)
    for session in (0, 25):
        for one, two in zip(forward.readings(names, session), reverse.readings(names, 59 - session), strict=True):
            np.testing.assert_allclose(one, two, atol=1e-11)
    change, back = forward.change(names[0], 5, 40), reverse.change(names[0], 54, 19)
    assert (change.mean, change.sd) == pytest.approx((back.mean, back.sd), abs=1e-11)
