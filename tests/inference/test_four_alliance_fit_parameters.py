"""Fitting the parameters of a programme: where it ends, what it refuses, how few groups it bears."""

from dataclasses import replace

import numpy as np
import pytest

from fourfold.inference.four_alliance import History, Parameters, Ratings
from fourfold.inference.four_alliance.batch import likelihood
from fourfold.inference.four_alliance.batch_covariances import covariances_of
from fourfold.inference.four_alliance.batch_groups import count_groups, many_groups, only_blocks
from fourfold.inference.four_alliance.fit import fit_parameters
from fourfold.inference.four_alliance.fit_intervals import intervals
from fourfold.inference.four_alliance.fit_penalty import penalty_for
from fourfold.inference.four_alliance.fit_scale import covariances_at, directions_at, free_numbers, score
from fourfold.vocabulary import NotEnoughData
from tests.inference.dense_four_alliance import BLOCKS, random_history, random_parameters


def programme(seed: int, many: int) -> list[History]:
    rng = np.random.default_rng(seed)
    return [random_history(rng, 4, 2, [0.0, 1.0, 2.0, 3.5, 4.5]) for _ in range(many)]


def prior(seed: int = 0) -> Parameters:
    return random_parameters(np.random.default_rng(seed))


def penalised(groups: list[History], blocks: tuple[str, ...], free: np.ndarray, around: Parameters) -> tuple[float, np.ndarray]:
    those = only_blocks(many_groups(groups), blocks)
    like = covariances_of(around, blocks)
    found = likelihood(those, covariances_at(free, like), threads=1)
    value, slope = penalty_for(like, count_groups(those), 1.0).value_and_slope(free)
    return found.value + value, score(directions_at(free, like), found.slopes) + slope


@pytest.mark.parametrize("blocks", [("MM",), ("MT", "TM"), ("MG",), tuple(BLOCKS)])
def test_a_fit_ends_at_the_top(blocks: tuple[str, ...]) -> None:
    groups = programme(1, 12)
    fit = fit_parameters(groups, prior=prior(), blocks=blocks, threads=1, tolerance=1e-9)
    value, slope = penalised(groups, blocks, fit.free, prior())
    assert fit.converged
    assert np.abs(slope).max() < 1e-2
    for k in np.random.default_rng(0).permutation(len(slope))[:4]:
        for side in (-0.1, 0.1):
            moved = fit.free.copy()
            moved[k] += side
            assert penalised(groups, blocks, moved, prior())[0] < value


def test_the_start_does_not_matter() -> None:
    groups = programme(2, 12)
    here = fit_parameters(groups, prior=prior(), blocks=("MM",), threads=1, tolerance=1e-10)
    there = fit_parameters(groups, prior=prior(), start=prior(5), blocks=("MM",), threads=1, tolerance=1e-10)
    np.testing.assert_allclose(here.free, there.free, atol=1e-3)
    assert here.log_likelihood == pytest.approx(there.log_likelihood, abs=1e-4)


def test_what_was_not_fitted_keeps_the_prior() -> None:
    fit = fit_parameters(programme(3, 4), prior=prior(), blocks=("MG",), threads=1)
    kept = [name for name in Parameters.__slots__ if name.startswith(("delta", "eps_m", "eps_t")) and name != "eps_mg"]
    assert all(getattr(fit.parameters, name) == getattr(prior(), name) for name in kept)
    np.testing.assert_array_equal(fit.parameters.omega_t, prior().omega_t)
    assert fit.parameters.beta[3] != prior().beta[3]
    np.testing.assert_array_equal(np.delete(fit.parameters.beta, 3), np.delete(prior().beta, 3))


@pytest.mark.parametrize("many", [1, 2, 5])
def test_few_groups_stay_near_the_prior_and_never_fail(many: int) -> None:
    fit = fit_parameters(programme(4, many), prior=prior(), penalty=0.0, threads=1)
    assert fit.converged
    pull = penalty_for(covariances_of(prior(), BLOCKS), many, 1.0)
    away = np.sqrt(pull.precision) * (fit.free - pull.centre)
    assert np.abs(away).max() < 5
    for matrix in (fit.parameters.gamma0, fit.parameters.omega_m, fit.parameters.psi_t):
        assert np.linalg.eigvalsh(matrix)[0] > 0


def test_fewer_groups_hold_on_to_the_prior_more_firmly() -> None:
    like = covariances_of(prior(), BLOCKS)
    one, ten, hundred = (penalty_for(like, g, 1.0).precision for g in (1, 10, 100))
    np.testing.assert_allclose(one, 10 * ten)
    np.testing.assert_array_equal(ten, hundred)
    assert not penalty_for(like, 10, 0.0).precision.any()
    assert penalty_for(like, 9, 0.0).precision.all()


def test_one_session_needs_no_slope() -> None:
    groups = [replace(h, time=h.time[:1], sessions=h.sessions[:1]) for h in programme(5, 12)]
    fit = fit_parameters(groups, prior=prior(), blocks=("MM",), threads=1)
    assert fit.beta.shape == (1,)
    assert fit.parameters.slope == prior().slope


def test_too_little_is_said_plainly() -> None:
    nobody = [replace(h, sessions=tuple(Ratings.of([]) for _ in h.sessions)) for h in programme(6, 2)]
    with pytest.raises(NotEnoughData, match="fewer than three ratings"):
        fit_parameters(nobody, prior=prior())
    only_group = [replace(h, sessions=tuple(s.take(s.block == 3) for s in h.sessions)) for h in programme(6, 2)]
    with pytest.raises(NotEnoughData, match="MM"):
        fit_parameters(only_group, prior=prior(), blocks=("MM", "MG"))


def test_intervals_hold_their_estimates_and_respect_their_bounds() -> None:
    groups = many_groups(programme(7, 12))
    fit = fit_parameters(groups, prior=prior(), threads=1)
    found = {i.name: i for i in intervals(fit)}
    assert len(found) == len(fit.free) + len(fit.beta)
    assert all(i.low < i.estimate < i.high for i in found.values())
    variances = [i for name, i in found.items() if "[" in name and "," not in name and "mean" not in name and "phi" not in name]
    assert len(variances) == 2 * (5 + 5 + 3) + 2 * 3 + 2
    assert all(i.low > 0 for i in variances)
    assert all(found[f"phi_{kind}[phi]"].low >= 0 and found[f"phi_{kind}[phi]"].high < 1 for kind in ("group", "person"))
    assert found["stable_member[a_MM, p_TM]"].estimate == pytest.approx(fit.parameters.omega_m[0, 4])
    assert found["dyad[MT, TM]"].estimate == pytest.approx(fit.parameters.delta_mt_tm_covariance)
    assert found["residual[MM, reversed]"].estimate == pytest.approx(fit.parameters.eps_mm_covariance)
    assert found["residual[TG]"].estimate == pytest.approx(fit.parameters.eps_tg)


def test_boundary_parameters_have_a_place_on_the_scale() -> None:
    nothing = replace(prior(), gamma0=np.zeros((5, 5)), phi_g=0.0, phi_p=1.0)
    like = covariances_of(nothing, BLOCKS)
    free = free_numbers(like)
    assert np.isfinite(free).all()
    assert np.linalg.eigvalsh(covariances_at(free, like).stable[0])[0] > 0
