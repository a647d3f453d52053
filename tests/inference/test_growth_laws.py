"""Laws of the growth model: what must not change, and what must change by a known amount."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.inference import Growth, fit_growth
from tests.inference.dense_growth import Table, simulated

SEEDS = st.integers(0, 2**16)
few = settings(max_examples=10, deadline=None)


def some(seed: int) -> Table:
    """Growth with enough in it, some of whose variances are zero."""
    zero = np.random.default_rng(seed).random(4) < 0.3
    names = ("member_intercept", "member_slope", "group_intercept", "group_slope")
    return simulated(seed, groups=6, members=5, sessions=7, **{n: 0.0 for n, z in zip(names, zero, strict=True) if z})


def fitted(table: Table, reml: bool = True) -> Growth:
    return fit_growth(table, group="group", reml=reml)


def same(one: Growth, other: Growth) -> None:
    assert one.log_likelihood == pytest.approx(other.log_likelihood, rel=1e-8, abs=1e-7)
    assert one.fixed["slope"] == pytest.approx(other.fixed["slope"], abs=1e-4 * other.standard_errors["slope"])
    assert one.residual_variance == pytest.approx(other.residual_variance, rel=1e-4)


@few
@given(SEEDS)
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    table = some(seed)
    order = np.random.default_rng(seed).permutation(len(table["outcome"]))
    same(fitted({name: column[order] for name, column in table.items()}), fitted(table))


@few
@given(SEEDS)
def test_names_of_members_and_groups_do_not_matter(seed: int) -> None:
    table = some(seed)
    named = np.random.default_rng(seed).permutation(100)
    renamed = {**table, "member": named[table["member"]], "group": named[table["group"]].astype(str)}
    same(fitted(renamed), fitted(table))


@few
@given(SEEDS, st.floats(-1e3, 1e3), st.sampled_from([-2.0, 1e-3, 1.0, 1e3]))
def test_shift_and_scale_of_the_outcome(seed: int, shift: float, scale: float) -> None:
    table = some(seed)
    plain, found = fitted(table), fitted({**table, "outcome": shift + scale * table["outcome"]})
    freedom = len(table["outcome"]) - 2
    assert found.log_likelihood == pytest.approx(plain.log_likelihood - freedom * log(abs(scale)), rel=1e-8, abs=1e-6)
    tolerance = 1e-4 * abs(scale) * plain.standard_errors["intercept"]
    assert found.fixed["intercept"] == pytest.approx(shift + scale * plain.fixed["intercept"], abs=tolerance)
    assert found.residual_variance == pytest.approx(scale**2 * plain.residual_variance, rel=1e-4)


@few
@given(SEEDS, st.floats(-500, 500))
def test_shift_of_time_leaves_the_ml_likelihood_and_the_slope(seed: int, shift: float) -> None:
    table = some(seed)
    plain, found = fitted(table, reml=False), fitted({**table, "time": table["time"] + shift}, reml=False)
    assert found.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-8, abs=1e-7)
    assert found.fixed["slope"] == pytest.approx(plain.fixed["slope"], abs=1e-4 * plain.standard_errors["slope"])
    assert found.fixed["intercept"] + shift * found.fixed["slope"] == pytest.approx(plain.fixed["intercept"], abs=1e-3)


@few
@given(SEEDS)
def test_the_same_data_again_as_other_groups_double_the_ml_likelihood(seed: int) -> None:
    table = some(seed)
    twice = {name: np.concatenate([column, column + (100 if name == "group" else 0)]) for name, column in table.items()}
    assert fitted(twice, reml=False).log_likelihood == pytest.approx(
        2 * fitted(table, reml=False).log_likelihood, rel=1e-8, abs=1e-6
    )


@few
@given(SEEDS)
def test_a_row_without_an_outcome_changes_nothing(seed: int) -> None:
    table = some(seed)
    extra = {"outcome": np.nan, "time": 3.0, "member": 0, "group": 0}
    same(fitted({name: np.append(column, extra[name]) for name, column in table.items()}), fitted(table))


@few
@given(SEEDS)
def test_more_levels_and_slopes_never_lower_the_ml_likelihood(seed: int) -> None:
    table = some(seed)
    table["member"] = table["group"] * 100 + table["member"]
    two_levels = fit_growth(table, reml=False).log_likelihood
    assert fitted(table, reml=False).log_likelihood >= two_levels - 1e-7
    assert two_levels >= fit_growth(table, time=None, reml=False).log_likelihood - 1e-7


@few
@given(SEEDS)
def test_covariances_are_covariances_and_effects_sum_to_nothing(seed: int) -> None:
    found = fitted(some(seed))
    for covariance in (found.member_covariance, found.group_covariance):
        assert np.linalg.eigvalsh(covariance)[0] >= -1e-9 * max(covariance.max(), 1.0)
    assert np.abs(found.group_effects.sum(axis=0)) == pytest.approx([0, 0], abs=1e-6)
