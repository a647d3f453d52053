"""Laws of round robins: what must not change the answer, and what must change it in a known way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.inference.round_robin import RoundRobin, fit_round_robin
from tests.inference.dense_round_robin import Case, as_array, close, simulated

SEEDS = st.integers(0, 10**5)
COMPLETE = st.sampled_from([("anova", 0.0), ("ml", 0.0), ("reml", 0.0)])
ANY = st.sampled_from([("anova", 0.0), ("ml", 0.0), ("reml", 0.0), ("ml", 0.2), ("reml", 0.2)])
laws = settings(max_examples=8, deadline=None)


def _case(seed: int, missing: float) -> Case:
    return simulated(seed, groups=5, missing=missing, smallest=5)


def _fit(case: Case, method: str, **options: bool) -> RoundRobin:
    return fit_round_robin(case.table, method=method, **options)


@laws
@given(SEEDS, ANY)
def test_names_and_the_order_of_rows_do_not_matter(seed: int, kind: tuple[str, float]) -> None:
    method, missing = kind
    case, rng = _case(seed, missing), np.random.default_rng(seed)
    table = case.table
    order, new = rng.permutation(len(table["value"])), rng.permutation(7)
    moved = {name: column[order] for name, column in table.items()}
    moved["rater"], moved["target"] = new[moved["rater"]], new[moved["target"]]
    one, other = _fit(case, method), fit_round_robin(moved, method=method)
    assert close(one, other, 1e-7)
    if one.log_likelihood is not None:
        assert other.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-11)
    actors = dict(zip(zip(other.effects.group, other.effects.person, strict=True), other.effects.actor, strict=True))
    renamed = [actors[g, str(new[int(p)])] for g, p in zip(one.effects.group, one.effects.person, strict=True)]
    np.testing.assert_allclose(renamed, one.effects.actor, atol=1e-6)


@laws
@given(SEEDS, ANY, st.sampled_from([1e-3, 0.5, 100.0]), st.sampled_from([0.0, -7.0, 1000.0]))
def test_shift_and_scale_pass_through(seed: int, kind: tuple[str, float], scale: float, shift: float) -> None:
    method, missing = kind
    case = _case(seed, missing)
    one, other = _fit(case, method), _fit(Case(tuple(scale * g + shift for g in case.groups)), method)
    assert close(one, other, 1e-6, scale)
    assert other.mean == pytest.approx(scale * one.mean + shift, abs=1e-7 * scale + 1e-12 * abs(shift))
    np.testing.assert_allclose(other.effects.partner, scale * one.effects.partner, atol=1e-6 * scale)
    if one.log_likelihood is not None and other.log_likelihood is not None:
        free = one.n_ratings - (method == "reml")
        assert other.log_likelihood == pytest.approx(one.log_likelihood - free * np.log(scale), rel=1e-9, abs=1e-7)


@laws
@given(SEEDS, st.sampled_from([0.0, 0.25]), st.booleans())
def test_the_same_groups_again_double_the_log_likelihood(seed: int, missing: float, group_variance: bool) -> None:
    case = _case(seed, missing)
    one = _fit(case, "ml", group_variance=group_variance)
    other = _fit(Case(case.groups * 2), "ml", group_variance=group_variance)
    assert other.log_likelihood == pytest.approx(2 * one.log_likelihood, rel=1e-11)
    assert close(one, other, 1e-6)
    errors = as_array(one.standard_errors), as_array(other.standard_errors)
    np.testing.assert_allclose(errors[1] * np.sqrt(2), errors[0], rtol=1e-5)


@laws
@given(SEEDS)
def test_groups_can_be_split_and_merged(seed: int) -> None:
    """Pooled moments are the weighted mean of the groups', each on its own."""
    case = _case(seed, 0.0)
    alone = [_fit(Case((group,)), "anova") for group in case.groups]
    weights = np.array([len(group) - 1.0 for group in case.groups])
    weights /= weights.sum()
    together = _fit(case, "anova")
    estimates, errors = (np.array([as_array(part(one)) for one in alone]) for part in (_variances, _errors))
    np.testing.assert_allclose(as_array(together.variances), weights @ estimates, atol=1e-12)
    np.testing.assert_allclose(as_array(together.standard_errors), np.sqrt(weights**2 @ errors**2), atol=1e-12)


def _variances(found: RoundRobin):
    return found.variances


def _errors(found: RoundRobin):
    return found.standard_errors


@laws
@given(SEEDS, st.sampled_from([0.0, 0.25]), st.sampled_from(["ml", "reml"]))
def test_a_group_in_which_nothing_was_rated_changes_nothing(seed: int, missing: float, method: str) -> None:
    case = _case(seed, missing)
    one, other = _fit(case, method), _fit(Case((*case.groups, np.full((6, 6), np.nan))), method)
    assert one.log_likelihood == other.log_likelihood
    assert one.variances == other.variances


@laws
@given(SEEDS, st.integers(4, 9))
def test_reml_is_anova_on_balanced_data_inside_the_space(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    person = rng.multivariate_normal([0, 0], [[1, 0.3], [0.3, 0.8]], (12, n))
    noise = rng.normal(size=(12, n, n))
    values = 5 + 0.9 * rng.normal(size=(12, 1, 1)) + person[:, :, None, 0] + person[:, None, :, 1]
    values = values + noise + 0.3 * noise.swapaxes(1, 2)
    case = Case(tuple(np.where(np.eye(n, dtype=bool), np.nan, g) for g in values))
    moments, reml = (_fit(case, method, group_variance=True) for method in ("anova", "reml"))
    v = moments.variances
    if v.group is not None and min(v.group, v.actor, v.partner) > 0 and v.actor * v.partner > v.actor_partner**2:
        np.testing.assert_allclose(as_array(reml.variances), as_array(v), atol=2e-8)
        assert reml.mean_se == pytest.approx(moments.mean_se, rel=1e-7)
    else:
        assert reml.warnings


@laws
@given(SEEDS, COMPLETE)
def test_one_missing_rating_goes_the_other_way_and_ends_nearby(seed: int, kind: tuple[str, float]) -> None:
    """Complete groups go by symmetry, incomplete ones dyad by dyad; one rating less of hundreds moves little."""
    case = simulated(seed, groups=12, smallest=6)
    method = "reml" if kind[0] == "anova" else kind[0]
    holed = [group.copy() for group in case.groups]
    holed[0][0, 1] = np.nan
    one, other = _fit(case, method), _fit(Case(tuple(holed)), method)
    assert other.n_ratings == one.n_ratings - 1
    np.testing.assert_allclose(as_array(other.variances), as_array(one.variances), atol=0.15)
