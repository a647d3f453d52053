"""Three-level growth against the model written out, and against closed forms."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy.optimize import minimize

from fourfold.inference import Growth, fit_growth
from fourfold.inference.growth.criterion import deviance_and_slopes
from fourfold.inference.growth.descent import descend, descend_together
from fourfold.inference.growth.members import Members, rotate
from fourfold.inference.growth.search import escaped, lowest, problem_for
from fourfold.vocabulary import NotEnoughData
from tests.inference.dense_growth import dense, highest, one_session_each_but_few, simulated

ZERO = {"member_intercept": 0.0, "member_slope": 0.0, "group_intercept": 0.0, "group_slope": 0.0}


def covariances(found: Growth) -> list[np.ndarray]:
    return [c for c in (found.member_covariance, found.group_covariance) if c is not None]


def members_of(table: dict) -> Members:
    key = table["group"] * 1000 + table["member"]
    pairs, code = np.unique(key, return_inverse=True)
    return rotate(table["outcome"], table["time"], code, np.unique(pairs // 1000, return_inverse=True)[1])


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize(
    "point", [[0.9, 0.1, 0.3, 0.5, -0.2, 0.2], [0, 0, 0, 0, 0, 0], [2, -1, 0, 0, 0, 0.4], [0, 1, 0, 30, 9, 2]]
)
def test_the_deviance_is_that_of_the_model_written_out(point: list[float], reml: bool) -> None:
    table = simulated(4)
    values, _ = deviance_and_slopes(members_of(table), np.array([point, point]), reml)
    factors = [np.array([[a, 0], [b, c]]) for a, b, c in np.reshape(point, (2, 3))]

    def at(log_sd: float) -> float:
        variance = np.exp(2 * log_sd)
        return -2 * dense(table, [variance * f @ f.T for f in factors], variance, reml).log_likelihood

    profiled = minimize(lambda x: at(x[0]), [0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12}).fun
    assert values == pytest.approx([profiled, profiled], rel=1e-10)


@pytest.mark.parametrize("reml", [True, False])
def test_the_slopes_are_the_derivatives_of_the_deviance(reml: bool) -> None:
    members = members_of(one_session_each_but_few(simulated(5)))
    point = np.array([0.9, 0.1, 0.3, 0.5, -0.2, 0.2])
    moves = 1e-5 * np.eye(6)
    ahead, behind = (deviance_and_slopes(members, point + sign * moves, reml)[0] for sign in (1, -1))
    assert deviance_and_slopes(members, point[None], reml)[1][0] == pytest.approx((ahead - behind) / 2e-5, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("seed", "levels", "size", "reml"), [(1, 2, 2, True), (2, 2, 2, False), (3, 1, 2, True), (4, 2, 1, True), (5, 1, 1, False)]
)
def test_the_fit_is_the_highest_point_of_the_model_written_out(seed: int, levels: int, size: int, reml: bool) -> None:
    table = simulated(seed, groups=8, members=5)
    if levels == 1:
        table["member"] = table["group"] * 100 + table["member"]
    found = fit_growth(table, time="time" if size == 2 else None, group="group" if levels == 2 else None, reml=reml)
    expected = highest(table, levels, size, reml)
    assert found.log_likelihood >= expected.at.log_likelihood - 1e-8 * abs(expected.at.log_likelihood)
    assert found.log_likelihood == pytest.approx(dense(table, covariances(found), found.residual_variance, reml).log_likelihood)
    assert list(found.fixed.values()) == pytest.approx(expected.at.fixed, rel=1e-5)
    errors = np.sqrt(np.diag(expected.at.fixed_covariance))
    assert list(found.standard_errors.values()) == pytest.approx(errors, rel=1e-4)
    assert found.residual_variance == pytest.approx(expected.residual, rel=1e-5)
    for ours, theirs in zip(covariances(found), expected.covariances, strict=True):
        assert ours == pytest.approx(theirs, rel=1e-4, abs=1e-5 * np.abs(theirs).max() + 1e-9)


@pytest.mark.parametrize("zeros", [(), ("group_slope",), ("member_slope", "group_slope"), tuple(ZERO)])
@pytest.mark.parametrize("seed", range(4))
def test_a_singular_fit_is_as_high_as_any_other_start_leads(seed: int, zeros: tuple[str, ...]) -> None:
    table = simulated(seed, groups=5, members=4, **dict.fromkeys(zeros, 0.0))
    members = members_of({**table, "outcome": (table["outcome"] - table["outcome"].mean()) / table["outcome"].std()})
    problem = problem_for(members, reml=True, grouped=True)
    best = lowest(problem).deviance
    starts = np.random.default_rng(seed).normal(size=(10, 6)) * np.repeat([0.2, 2.0], 5)[:, None]
    assert best <= min(descend(problem.criterion, start).deviance for start in starts) + 1e-8 * abs(best)


@pytest.mark.parametrize(("time", "stuck"), [(True, [1, 0.1, 0.3, 0, 0, 0]), (True, [0, 0, 0, 1, 0, 0.3]), (False, [0, 0.5])])
def test_a_false_end_at_zero_variance_is_left(time: bool, stuck: list[float]) -> None:
    table = simulated(12, groups=20, members=5, group_intercept=2.0, group_slope=0.5)
    members = members_of(table if time else {**table, "time": 0 * table["time"]})
    problem = problem_for(members, reml=True, grouped=True)
    end = descend(problem.criterion, np.array(stuck, dtype=float))
    assert end.deviance > lowest(problem).deviance + 1
    assert escaped(problem, end).deviance == pytest.approx(lowest(problem).deviance, abs=1e-6)


def test_many_descents_together_lead_where_one_leads() -> None:
    problem = problem_for(members_of(simulated(13, groups=10)), reml=False, grouped=True)
    starts = np.abs(np.random.default_rng(13).normal(size=(5, 6))) + 0.1
    points, values = descend_together(problem.criterion, starts)
    assert np.all(np.diff(values) >= 0)
    assert problem.criterion(points)[0] == pytest.approx(values)
    assert values[0] == pytest.approx(lowest(problem).deviance, abs=1e-3)


def test_a_balanced_design_gives_the_analysis_of_variance() -> None:
    outcome = np.random.default_rng(3).normal(size=(7, 5)) + np.arange(7)[:, None]
    between, within = 5 * outcome.mean(1).var(ddof=1), outcome.var(axis=1, ddof=1).mean()
    found = fit_growth({"outcome": outcome.ravel(), "member": np.repeat(np.arange(7), 5)}, time=None)
    assert found.member_covariance == pytest.approx(np.array([[(between - within) / 5]]))
    assert found.residual_variance == pytest.approx(within)
    assert found.standard_errors["intercept"] == pytest.approx(np.sqrt(between / 35))
    assert not found.singular


def test_members_alike_have_no_variance_and_the_fit_says_so() -> None:
    outcome = np.tile([1.0, 2.0, 4.0], 6) + np.tile([0.1, 0.0, -0.1, 0.1, -0.1, 0.0], 3)
    found = fit_growth({"outcome": outcome, "member": np.repeat(np.arange(6), 3)}, time=None)
    assert found.singular
    assert found.member_covariance == pytest.approx(np.zeros((1, 1)), abs=1e-12)
    assert found.residual_variance == pytest.approx(outcome.var(ddof=1))
    assert "variance of the intercept is estimated at zero" in found.warnings[0]


def test_a_correlation_of_one_is_said() -> None:
    t = np.tile(np.arange(5.0), 8)
    level = np.repeat(np.linspace(-3, 3, 8), 5)
    outcome = level * (1 + 0.5 * t) + np.random.default_rng(1).normal(size=40)
    found = fit_growth({"outcome": outcome, "time": t, "member": np.repeat(np.arange(8), 5)})
    assert found.singular
    assert "correlation of intercept and slope is estimated at one" in found.warnings[0]


@pytest.mark.parametrize("levels", [1, 2])
def test_effects_are_those_of_the_model_written_out(levels: int) -> None:
    table = simulated(11, groups=6, members=5)
    if levels == 1:
        table["member"] = table["group"] * 100 + table["member"]
    found = fit_growth(table, group="group" if levels == 2 else None)
    expected = dense(table, covariances(found), found.residual_variance)
    homes = found.groups_of_members if levels == 2 else found.members // 100
    of_member = {(g, m): e for g, m, e in zip(homes, found.members, found.member_effects, strict=True)}
    assert set(of_member) == set(expected.member_effects)
    for pair, effect in expected.member_effects.items():
        assert of_member[pair] == pytest.approx(effect, rel=1e-7, abs=1e-9)
    if levels == 2:
        for group, effect in zip(found.groups, found.group_effects, strict=True):
            assert effect == pytest.approx(expected.group_effects[group], rel=1e-7, abs=1e-9)


@pytest.mark.parametrize(
    ("height", "width", "middle"), [(1e-3, 1.0, 0.0), (1e4, 40.0, 0.0), (1.0, 86_400.0, 1.7e9), (1e-6, 1e-3, 2020.0)]
)
def test_the_units_of_outcome_and_time_do_not_matter(height: float, width: float, middle: float) -> None:
    table = simulated(21, groups=9, members=5)
    plain = fit_growth(table, group="group")
    found = fit_growth({**table, "outcome": height * table["outcome"], "time": middle + width * table["time"]}, group="group")
    freedom = len(table["outcome"]) - 2
    assert found.log_likelihood == pytest.approx(plain.log_likelihood - freedom * np.log(height) - np.log(width), abs=1e-5)
    assert found.fixed["slope"] == pytest.approx(plain.fixed["slope"] * height / width, rel=1e-5)
    assert found.group_covariance[1, 1] == pytest.approx(plain.group_covariance[1, 1] * (height / width) ** 2, rel=1e-4)


@pytest.mark.parametrize("grouped", [True, False])
@pytest.mark.parametrize(("groups", "members"), [(400, 8), (12, 250)])
def test_a_large_table_ends_where_no_slope_is_left(groups: int, members: int, grouped: bool) -> None:
    table = simulated(31, groups=groups, members=members)
    found = fit_growth(table, group="group" if grouped else None)
    table["member"] = table["group"] * 1000 + table["member"]
    problem = problem_for(members_of(table) if grouped else _of_one_group(table), reml=True, grouped=grouped)
    bottom = lowest(problem)
    values, slopes = problem.criterion(bottom.point[None])
    assert bottom.converged
    assert found.converged
    assert np.abs(slopes).max() < 1e-2
    again = descend(problem.criterion, bottom.point)
    assert values[0] == pytest.approx(again.deviance, abs=1e-6)
    assert bottom.point == pytest.approx(again.point, rel=1e-5, abs=1e-5)


def _of_one_group(table: dict) -> Members:
    code = np.unique(table["group"] * 1000 + table["member"], return_inverse=True)[1]
    return rotate(table["outcome"], table["time"], code, np.zeros(code.max() + 1, dtype=np.int64))


def test_every_kind_of_table_gives_the_same() -> None:
    table = simulated(41)
    expected = fit_growth(table, group="group")
    named = {**table, "member": np.array([f"m{m}" for m in table["member"]]), "group": table["group"].astype(float)}
    for other in (pl.DataFrame(table), pd.DataFrame(table), pl.DataFrame(named), pd.DataFrame(named), named):
        found = fit_growth(other, group="group")
        assert found.log_likelihood == pytest.approx(expected.log_likelihood, abs=1e-9)
        assert (found.n_rows, found.n_members, found.n_groups) == (expected.n_rows, expected.n_members, expected.n_groups)


def test_a_label_in_two_groups_is_two_members() -> None:
    table = simulated(42)
    found = fit_growth(table, group="group")
    assert found.n_members == len(set(zip(table["group"], table["member"], strict=True)))
    apart = fit_growth({**table, "member": table["group"] * 100 + table["member"]}, group="group")
    assert apart.log_likelihood == pytest.approx(found.log_likelihood, abs=1e-9)


def test_incomplete_rows_are_left_out_and_counted() -> None:
    table = {name: list(column) for name, column in simulated(43).items()}
    expected = fit_growth(table, group="group")
    gaps = {"outcome": [None, 1.0, 1.0, 1.0], "time": [0, None, 0, 0], "member": [0, 0, None, 0], "group": [0, 0, 0, ""]}
    more = {name: [*column, *gaps[name]] for name, column in table.items()}
    found = fit_growth(more, group="group")
    assert found.log_likelihood == pytest.approx(expected.log_likelihood, abs=1e-9)
    assert found.n_rows == expected.n_rows
    assert any(s.startswith("4 rows without a usable outcome") for s in found.warnings)


TOO_LITTLE = {
    "no complete rows": {"outcome": [], "time": [], "member": [], "group": []},
    "only one member": {"outcome": [1.0, 2, 4], "time": [0, 1, 2], "member": [1, 1, 1], "group": [1, 1, 1]},
    "only one group": {"outcome": [1.0, 2, 4, 3], "time": [0, 1, 0, 1], "member": [1, 1, 2, 2], "group": [1, 1, 1, 1]},
    "only one session": {"outcome": [1.0, 2, 4, 3], "time": [0, 1, 2, 3], "member": [1, 2, 1, 2], "group": [1, 1, 2, 2]},
    "times are equal": {"outcome": [1.0, 2, 4, 3], "time": [5, 5, 5, 5], "member": [1, 1, 2, 2], "group": [1, 1, 2, 2]},
    "outcomes are equal": {"outcome": [0.1] * 4, "time": [0, 1, 0, 1], "member": [1, 1, 2, 2], "group": [1, 1, 2, 2]},
    "on one line": {"outcome": [0.1, 0.2, 0.1, 0.2], "time": [0, 1, 0, 1], "member": [1, 1, 2, 2], "group": [1, 1, 2, 2]},
    "more than two sessions": {"outcome": [1.0, 2, 4, 3], "time": [0, 1, 0, 1], "member": [1, 1, 2, 2], "group": [1, 1, 2, 2]},
    "line of their own": {
        "outcome": [1.0, 2, 3, 5, 4, 3],
        "time": [0, 1, 2, 0, 1, 2],
        "member": [1, 1, 1, 2, 2, 2],
        "group": [1, 1, 1, 2, 2, 2],
    },
}


@pytest.mark.parametrize("words", TOO_LITTLE)
def test_too_little_data_is_said_in_a_sentence(words: str) -> None:
    with pytest.raises(NotEnoughData, match=words):
        fit_growth(TOO_LITTLE[words], group="group")


@pytest.mark.parametrize("column", ["outcome", "time", "member", "group"])
def test_a_column_that_is_not_there_is_named(column: str) -> None:
    table = simulated(44)
    del table[column]
    with pytest.raises(KeyError, match=column):
        fit_growth(table, group="group")


def test_numbers_too_large_to_be_squared_are_refused() -> None:
    table = simulated(47)
    with pytest.raises(ValueError, match="too large"):
        fit_growth({**table, "outcome": table["outcome"] * 1e200})


def test_few_groups_and_groups_of_one_are_warned_about() -> None:
    assert any("only 3 groups" in s for s in fit_growth(simulated(45, groups=3), group="group").warnings)
    two = {"outcome": np.array([1.0, 2, 4, 3, 5, 5.5]), "time": np.tile([0, 1, 2], 2), "member": np.repeat([0, 1], 3)}
    assert any("only 2 members" in s for s in fit_growth(two).warnings)
    alone = simulated(46, groups=12, members=1)
    assert any("only one member" in s for s in fit_growth(alone, group="group").warnings)
