"""Alpha and its interval agree with numpy and scipy; a key that does not fit is noticed; a norm needs a hundred."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from fourfold.instruments import (
    ChangeWord,
    Direction,
    change_band,
    cronbach_alpha,
    instrument,
    keying_check,
    local_norm,
    local_reliability,
    score,
)
from fourfold.instruments.f_distribution import f_quantile, incomplete_beta
from fourfold.vocabulary import NotEnoughData
from tests.instruments.questionnaires import questionnaire

rows_of_answers = st.integers(2, 6).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 4), min_size=k, max_size=k), min_size=3, max_size=30)
)


@settings(deadline=None)
@given(rows_of_answers)
def test_alpha_and_its_interval_are_those_of_numpy_and_scipy(rows: list[list[int]]) -> None:
    table = np.array(rows, dtype=float)
    n, k = table.shape
    if table.sum(axis=1).var() == 0:
        with pytest.raises(NotEnoughData, match="is the same in all"):
            cronbach_alpha(rows)
        return
    covariance = np.cov(table, rowvar=False)
    alpha = k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())
    found = cronbach_alpha(rows)
    assert found.value == pytest.approx(alpha, abs=1e-9)
    for bound, share in ((found.low, 0.975), (found.high, 0.025)):
        assert bound == pytest.approx(1 - (1 - alpha) * stats.f.ppf(share, n - 1, (n - 1) * (k - 1)), rel=1e-6, abs=1e-6)


@settings(deadline=None)
@given(st.floats(0.001, 0.999), st.floats(1, 5000), st.floats(1, 5000))
def test_quantiles_of_f_are_those_of_scipy(share: float, upper: float, lower: float) -> None:
    assert f_quantile(share, upper, lower) == pytest.approx(stats.f.ppf(share, upper, lower), rel=1e-6)


def test_the_beta_function_ends_where_it_must() -> None:
    assert (incomplete_beta(2, 3, 0), incomplete_beta(2, 3, 1), incomplete_beta(1, 1, 0.25)) == (0, 1, pytest.approx(0.25))
    with pytest.raises(ValueError, match="degrees of freedom above 0"):
        f_quantile(0.5, 0, 3)


@settings(deadline=None)
@given(rows_of_answers, st.integers(1, 9), st.integers(-5, 5))
def test_alpha_knows_neither_unit_nor_order(rows: list[list[int]], unit: int, shift: int) -> None:
    try:
        found = cronbach_alpha(rows).value
    except NotEnoughData:
        return
    turned = [[unit * v + shift for v in reversed(row)] for row in reversed(rows)]
    assert cronbach_alpha(turned).value == pytest.approx(found, abs=1e-9)


@pytest.mark.parametrize("rows", [[], [[1, 2], [2, 3]], [[1], [2], [3]]])
def test_too_little_is_said_to_be(rows: list[list[int]]) -> None:
    with pytest.raises(NotEnoughData, match="at least 3 complete answers of two items"):
        cronbach_alpha(rows)


def _answered(key: str, n: int = 60) -> list[dict[str, float | None]]:
    """Answers of people who differ on one thing only, with noise; items that count backwards are answered backwards."""
    chance = np.random.default_rng(20)
    one = instrument(key)
    total = one.scale("total")
    given: list[dict[str, float | None]] = []
    for level in np.linspace(0, 1, n):
        row: dict[str, float | None] = {}
        for item in one.items:
            share = np.clip(level + chance.normal(0, 0.2), 0, 1)
            value = item.lowest + round(share * (item.highest - item.lowest))
            row[item.key] = item.lowest + item.highest - value if item.key in total.reversed else value
        given.append(row)
    return given


def test_answers_that_fit_the_key_give_no_warning() -> None:
    found = keying_check(instrument("scs_sf"), "total", _answered("scs_sf"))
    assert (found.warns, found.against, found.turned_already) == (False, (), False)
    assert found.keyed.value > 0.8 > found.raw.value
    assert (found.keyed.n, found.keyed.n_items) == (60, 12)


def test_answers_that_were_turned_before_are_noticed() -> None:
    key, turned = instrument("scs_sf"), instrument("scs_sf").scale("total").reversed
    before = [{k: 6 - v if k in turned and v is not None else v for k, v in row.items()} for row in _answered("scs_sf")]
    found = keying_check(key, "total", before)
    assert found.turned_already
    assert found.warns


def test_the_item_that_runs_against_the_others_is_named() -> None:
    given = [{**row, "q5": 6 - (row["q5"] or 0)} for row in _answered("scs_sf")]
    found = keying_check(instrument("scs_sf"), "total", given)
    assert found.against == ("q5",)
    assert found.warns


def test_each_item_is_held_against_the_sum_of_the_others_alone() -> None:
    one, given = instrument("scs_sf"), _answered("scs_sf")
    turned = one.scale("total").reversed
    table = np.array([[6 - (r[i.key] or 0) if i.key in turned else (r[i.key] or 0) for i in one.items] for r in given])
    found = keying_check(one, "total", given).item_rest
    for place, item in enumerate(one.items):
        rest = table.sum(axis=1) - table[:, place]
        assert found[item.key] == pytest.approx(np.corrcoef(table[:, place], rest)[0, 1])


def test_an_item_that_hangs_loosely_with_the_others_is_no_error_of_the_key() -> None:
    loose = [{**row, "q5": 1 + place % 5} for place, row in enumerate(_answered("scs_sf"))]
    found = keying_check(instrument("scs_sf"), "total", loose)
    assert 0 < (found.item_rest["q5"] or 0) < 0.3
    assert not found.warns


def test_an_item_that_all_answer_alike_has_no_correlation() -> None:
    found = keying_check(instrument("scs_sf"), "total", [{**row, "q5": 3} for row in _answered("scs_sf")])
    assert found.item_rest["q5"] is None
    assert not found.warns


def test_incomplete_answers_do_not_count_and_thirty_are_needed() -> None:
    given = _answered("scs_sf", 31)
    assert keying_check(instrument("scs_sf"), "total", [{**given[0], "q1": None}, *given[1:]]).keyed.n == 30
    with pytest.raises(NotEnoughData, match="'total' cannot be checked yet: 29 complete answers, and 30 are needed"):
        keying_check(instrument("scs_sf"), "total", [{**given[0], "q1": None}, {}, *given[2:]])


def test_a_norm_of_the_site_is_mean_and_spread_of_a_hundred() -> None:
    values = [score(questionnaire(3), {"q1": i % 5, "q2": (i // 5) % 5, "q3": 2})["total"].value for i in range(100)]
    norm = local_norm(values)
    assert (norm.mean, norm.sd, norm.n) == (pytest.approx(np.mean(values)), pytest.approx(np.std(values, ddof=1)), 100)
    assert not norm.clinical
    with pytest.raises(NotEnoughData, match="needs 100 first administrations; there are 99"):
        local_norm(values[1:])
    with pytest.raises(NotEnoughData, match="there is 1"):
        local_norm([3])
    with pytest.raises(NotEnoughData, match="all 100 scores are the same"):
        local_norm([3.0] * 100)


def test_a_reliability_of_the_site_is_the_keyed_alpha_of_a_hundred() -> None:
    given = _answered("scs_sf", 101)
    found = local_reliability(instrument("scs_sf"), "total", [{**given[0], "q1": None}, *given[1:]])
    assert found.value == keying_check(instrument("scs_sf"), "total", given[1:]).keyed.value
    assert (found.kind, found.source) == ("alpha", "the site's own answers, N = 100")
    with pytest.raises(NotEnoughData, match="needs 100 complete first administrations; there are 99"):
        local_reliability(instrument("scs_sf"), "total", given[2:])
    chance = np.random.default_rng(4)
    loose = [{f"q{i}": int(chance.integers(0, 2)) * (1 if i == 1 else 4) for i in (1, 2)} for _ in range(100)]
    against = [{**row, "q2": 4 * (1 - row["q1"])} for row in loose]
    with pytest.raises(NotEnoughData, match="do not hang together"):
        local_reliability(questionnaire(2), "total", against)


def test_a_site_without_any_published_number_tells_changes_by_its_own() -> None:
    chance = np.random.default_rng(7)
    one = instrument("ceas_self")
    given = [{i.key: int(np.clip(level + chance.normal(0, 1.5), 1, 10)) for i in one.items} for level in np.linspace(2, 9, 120)]
    norm = local_norm(score(one, answers)["engagement"].value for answers in given)
    band = change_band(one, "engagement", 20, 40, norm=norm, reliability=local_reliability(one, "engagement", given))
    assert (band.word, band.norm) == (ChangeWord.RELIABLY_BETTER, norm)


def test_the_total_of_self_compassion_points_to_better() -> None:
    assert instrument("scs_sf").scale("total").direction is Direction.BETTER
