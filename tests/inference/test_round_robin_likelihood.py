"""The likelihood of round robins: by symmetry, dyad by dyad, and by its definition; and its largest value."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.inference.arrays import FloatArray
from fourfold.inference.round_robin import fit_round_robin
from fourfold.inference.round_robin.complete import complete_effects, complete_pieces, size_sums
from fourfold.inference.round_robin.dense import dense_effects, dense_pieces
from fourfold.inference.round_robin.incomplete import grams, incomplete_effects, incomplete_pieces
from fourfold.inference.round_robin.pieces import FROM_COMPONENTS, TO_COMPONENTS, Pieces, likelihood
from fourfold.inference.round_robin.symmetry import coordinates
from fourfold.vocabulary import NotEnoughData
from tests.inference.dense_round_robin import (
    Case,
    as_array,
    best_of_searches,
    dense_covariance,
    dense_log_likelihood,
    simulated,
)

INNER = FROM_COMPONENTS @ np.array([0.5, 0.3, 0.9, 0.1, 0.2, 0.15])
WITHOUT_MAXIMUM = {8, 20, 29, 32, 44, 65, 68}
FLAT = FROM_COMPONENTS @ np.array([0.4, 0.4, 0.9, 0.4, 0.2, 0.0])


def _groups(seed: int, n: int, missing: float = 0.0) -> FloatArray:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(3, n, n)) + 2
    values[:, np.eye(n, dtype=bool)] = np.nan
    values[rng.random(values.shape) < missing] = np.nan
    return values


def _by_symmetry(values: FloatArray, parameters: FloatArray) -> Pieces:
    return complete_pieces([size_sums(coordinates(values))], parameters)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 8), st.sampled_from([INNER, FLAT]))
def test_the_symmetric_path_is_the_general_path(seed: int, n: int, parameters: FloatArray) -> None:
    values = _groups(seed, n)
    one, other = _by_symmetry(values, parameters), incomplete_pieces(grams(values), parameters)
    for restricted in (False, True):
        first, second = likelihood(one, restricted=restricted), likelihood(other, restricted=restricted)
        assert first.value == pytest.approx(second.value, rel=1e-12)
        np.testing.assert_allclose(first.score, second.score, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(first.observed, second.observed, rtol=1e-9, atol=1e-8)
        np.testing.assert_allclose(first.expected, second.expected, rtol=1e-9, atol=1e-8)
    effects = zip(
        complete_effects(coordinates(values), parameters, 1.5), incomplete_effects(grams(values), parameters, 1.5), strict=True
    )
    for found, expected in effects:
        np.testing.assert_allclose(found, expected, atol=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 7), st.sampled_from([0.1, 0.4, 0.8]))
def test_the_general_path_is_the_definition(seed: int, n: int, missing: float) -> None:
    values = _groups(seed, n, missing)
    values[0, 0, 1] = 1.0
    found, expected = incomplete_pieces(grams(values), INNER), dense_pieces(values, INNER)
    assert found.n == expected.n
    np.testing.assert_allclose(found.values, expected.values, rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(found.gradients, expected.gradients, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.hessians, expected.hessians, rtol=1e-8, atol=1e-8)
    for one, other in zip(incomplete_effects(grams(values), INNER, 1.5), dense_effects(values, INNER, 1.5), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-11)


@pytest.mark.parametrize("missing", [0.0, 0.4])
@pytest.mark.parametrize("restricted", [False, True])
def test_score_and_information_are_the_slopes_of_the_likelihood(missing: float, restricted: bool) -> None:
    values = _groups(5, 6, missing)

    def at(parameters: FloatArray):
        pieces = incomplete_pieces(grams(values), parameters) if missing else _by_symmetry(values, parameters)
        return likelihood(pieces, restricted=restricted)

    step = 1e-5
    for k, direction in enumerate(np.eye(6) * step):
        forward, back = at(INNER + direction), at(INNER - direction)
        assert at(INNER).score[k] == pytest.approx((forward.value - back.value) / 2 / step, abs=1e-6)
        np.testing.assert_allclose(at(INNER).observed[k], (back.score - forward.score) / 2 / step, atol=1e-5)


@pytest.mark.parametrize("restricted", [False, True])
def test_the_expected_information_is_the_mean_of_the_observed(restricted: bool) -> None:
    rng = np.random.default_rng(1)
    n, groups = 5, 20_000
    actor, partner = rng.multivariate_normal([0, 0], [[0.5, 0.1], [0.1, 0.3]], size=(groups, n)).transpose(2, 0, 1)
    plus, minus = rng.normal(size=(2, groups, n, n)) * np.sqrt([1.1, 0.7])[:, None, None, None] / 2
    dyad = plus + plus.swapaxes(1, 2) + minus - minus.swapaxes(1, 2)
    values = actor[:, :, None] + partner[:, None] + dyad + rng.normal(size=(groups, 1, 1)) * np.sqrt(0.15)
    found = likelihood(_by_symmetry(values, INNER), restricted=restricted)
    scale = np.sqrt(np.diagonal(found.expected))
    np.testing.assert_allclose(found.observed / np.outer(scale, scale), found.expected / np.outer(scale, scale), atol=0.08)
    assert np.abs(found.score / scale).max() < 4


@pytest.mark.parametrize("seed", [*range(9), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(9, 80))])
def test_no_search_from_many_starts_finds_a_larger_likelihood(seed: int) -> None:
    case = simulated(seed, groups=1 + seed % 4, missing=(0.0, 0.3, 0.6)[seed % 3], smallest=3 + seed % 2)
    restricted, group_variance = bool(seed & 2), bool(seed & 4) and seed % 4 > 0
    method = "reml" if restricted else "ml"
    if seed in WITHOUT_MAXIMUM:
        with pytest.raises(NotEnoughData, match=r"cannot tell the components apart|has no maximum|there is none"):
            fit_round_robin(case.table, method=method, group_variance=group_variance)
        return
    found = fit_round_robin(case.table, method=method, group_variance=group_variance)
    assert found.converged
    assert found.log_likelihood is not None
    own = dense_log_likelihood(case.usable, as_array(found.variances), restricted=restricted)
    assert own == pytest.approx(found.log_likelihood, rel=1e-10)
    other = best_of_searches(case.usable, restricted=restricted, group_variance=group_variance)
    assert found.log_likelihood >= other - 1e-8 * abs(other)


def test_components_and_parameters_are_two_names_for_one_thing() -> None:
    np.testing.assert_allclose(TO_COMPONENTS @ FROM_COMPONENTS, np.eye(6), atol=1e-15)
    actor, partner, _, actor_partner, _, _ = TO_COMPONENTS @ INNER
    assert INNER[0] == pytest.approx(actor + partner + 2 * actor_partner)
    assert INNER[1] == pytest.approx(actor + partner - 2 * actor_partner)


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_standard_errors_are_the_expected_information(missing: float) -> None:
    levels = (1.0, 3.0, 4.0, 6.0)
    case = Case(tuple(g + level for g, level in zip(simulated(21, missing=missing, smallest=6).groups, levels, strict=True)))
    found = fit_round_robin(case.table, method="ml", group_variance=True)
    assert not found.warnings
    information = np.zeros((6, 6))
    for group in case.groups:
        rater, target = np.nonzero(~np.isnan(group))
        inverse = np.linalg.inv(dense_covariance(rater, target, as_array(found.variances)))
        slopes = [inverse @ dense_covariance(rater, target, one) for one in np.eye(6)]
        information += [[0.5 * np.trace(one @ other) for other in slopes] for one in slopes]
    expected = np.sqrt(np.diagonal(np.linalg.inv(information)))
    np.testing.assert_allclose(as_array(found.standard_errors), expected, rtol=1e-9)
