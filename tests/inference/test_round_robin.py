"""From a table to a fitted round robin: labels, duplicates, missing ratings, and what is too little."""

from itertools import permutations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from fourfold.inference.round_robin import fit_round_robin
from fourfold.vocabulary import NotEnoughData
from tests.inference.dense_round_robin import Case, as_array, close, simulated

METHODS = ("anova", "ml", "reml")
LIKELIHOODS = ("ml", "reml")


def _one_group(values: dict[tuple[str, str], float | None]) -> dict[str, list]:
    raters, targets = zip(*values, strict=True)
    return {"rater": list(raters), "target": list(targets), "value": list(values.values())}


def _all_pairs(people: str, seed: int = 0) -> dict[tuple[str, str], float | None]:
    rng = np.random.default_rng(seed)
    return {pair: float(rng.normal()) for pair in permutations(people, 2)}


@pytest.mark.parametrize("method", METHODS)
def test_any_table_gives_the_same_answer(method: str) -> None:
    table = simulated(1).table
    text = {**table, "rater": [f"{r}.0" if r % 2 else str(r) for r in table["rater"]]}
    text["rater"] = [r.removesuffix(".0") for r in text["rater"]]
    expected = fit_round_robin(table, method=method)
    for other in (
        pl.DataFrame(table),
        pd.DataFrame(table),
        pl.DataFrame(text),
        pd.DataFrame(text),
        pd.DataFrame(table).astype({"value": "Float64", "rater": float}),
        {name: column.tolist() for name, column in table.items()},
    ):
        found = fit_round_robin(other, method=method)
        assert found.mean == expected.mean
        assert as_array(found.variances).tolist() == as_array(expected.variances).tolist()
        assert found.effects.person.tolist() == expected.effects.person.tolist()


def test_effects_stand_in_the_order_of_their_labels() -> None:
    table = simulated(2, groups=11).table
    found = fit_round_robin(table, method="reml").effects
    assert list(dict.fromkeys(found.group.tolist())) == [str(k) for k in range(11)]
    assert len(found.group) == len(found.person) == len(found.actor) == len(found.partner)
    names = fit_round_robin(_one_group(_all_pairs("dbca")), group=None).effects
    assert names.person.tolist() == list("abcd")
    assert set(names.group.tolist()) == {"all"}


def test_leading_zeros_make_another_person() -> None:
    values = {(f"0{a}", f"0{b}"): x for (a, b), x in _all_pairs("1234").items()}
    assert fit_round_robin(_one_group(values), group=None).effects.person.tolist() == ["01", "02", "03", "04"]


@pytest.mark.parametrize("method", METHODS)
def test_self_ratings_are_ignored(method: str) -> None:
    values = _all_pairs("abcd")
    with_self = {**values, ("a", "a"): 99.0, ("b", "b"): None, ("e", "e"): 7.0}
    one, other = (fit_round_robin(_one_group(v), group=None, method=method) for v in (values, with_self))
    assert one.variances == other.variances
    assert other.effects.person.tolist() == list("abcd")


@pytest.mark.parametrize("method", LIKELIHOODS)
def test_relationships_are_what_persons_and_level_leave(method: str) -> None:
    case = simulated(3, missing=0.2)
    found = fit_round_robin(case.table, method=method)
    persons = {
        (g, p): (a, b)
        for g, p, a, b in zip(
            found.effects.group, found.effects.person, found.effects.actor, found.effects.partner, strict=True
        )
    }
    rest = found.relationships
    assert len(rest.relationship) == found.n_ratings
    for g, i, j, left in zip(rest.group, rest.rater, rest.target, rest.relationship, strict=True):
        explained = found.mean + persons[g, i][0] + persons[g, j][1]
        assert explained + left == pytest.approx(case.groups[int(g)][int(i), int(j)])


def test_a_rating_that_is_there_twice_is_refused_by_name() -> None:
    table = _one_group(_all_pairs("abcd"))
    table = {name: [*column, *column[:1]] for name, column in table.items()}
    with pytest.raises(ValueError, match="more than once, in group all; the first is rater 'a', target 'b'"):
        fit_round_robin(table, group=None)
    table["group"] = ["g"] * len(table["rater"])
    with pytest.raises(ValueError, match="in group g; the first is group 'g', rater 'a', target 'b'"):
        fit_round_robin(table, method="ml")


def test_an_empty_copy_of_a_rating_does_not_count() -> None:
    table = _one_group(_all_pairs("abcd"))
    expected = fit_round_robin(table, group=None)
    found = fit_round_robin(
        {"rater": [*table["rater"], "a"], "target": [*table["target"], "b"], "value": [*table["value"], None]}, group=None
    )
    assert found.variances == expected.variances


@pytest.mark.parametrize("method", METHODS)
def test_groups_with_duplicates_can_be_left_out(method: str) -> None:
    table = simulated(4, groups=5).table
    double = {name: np.concatenate([column, column[:1]]) for name, column in table.items()}
    found = fit_round_robin(double, method=method, drop_invalid_groups=True)
    expected = fit_round_robin({name: column[table["group"] > 0] for name, column in table.items()}, method=method)
    assert found.n_groups == 4
    assert found.variances == expected.variances
    assert found.warnings[0] == "left out, because a rating is there more than once: group 0"


def test_anova_names_missing_ratings_and_points_to_ml() -> None:
    values = _all_pairs("abcde")
    values["b", "d"] = None
    with pytest.raises(ValueError, match=r"group all: group all, b rates d\. .* use ml or reml"):
        fit_round_robin(_one_group(values), group=None, method="anova")
    assert fit_round_robin(_one_group(values), group=None, method="reml").n_ratings == 19


def test_anova_can_go_on_without_incomplete_groups() -> None:
    table = simulated(5, groups=4).table
    table["value"][0] = np.nan
    found = fit_round_robin(table, method="anova", drop_invalid_groups=True)
    assert found.n_groups == 3
    assert found.warnings[0] == "left out, because ratings are missing: group 0"


@pytest.mark.parametrize("method", METHODS)
def test_groups_that_are_too_small_are_left_out_by_name(method: str) -> None:
    case = simulated(6, groups=3)
    small = Case((*case.groups, np.array([[np.nan, 1.0], [2.0, np.nan]]), np.full((4, 4), np.nan)))
    found, expected = fit_round_robin(small.table, method=method), fit_round_robin(case.table, method=method)
    assert found.variances == expected.variances
    assert any("left out" in w and w.endswith("group 3") for w in found.warnings)
    assert "left out, because there is no rating: group 4" in found.warnings


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "there is none"),
        ({("a", "a"): 3.0}, "there is none"),
        ({("a", "b"): 3.0, ("b", "a"): 4.0}, "there is none"),
        (dict.fromkeys(permutations("abcd", 2)), "there is none"),
        (dict.fromkeys(permutations("abcde", 2), 4.0), "all ratings are equal"),
    ],
)
def test_too_little_is_said_in_a_sentence(method: str, values: dict, words: str) -> None:
    table = _one_group(values) if values else {"rater": [], "target": [], "value": []}
    with pytest.raises(NotEnoughData, match=words):
        fit_round_robin(table, group=None, method=method)


@pytest.mark.parametrize("method", LIKELIHOODS)
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({p: float("abcde".index(p[0])) for p in permutations("abcde", 2)}, "has no maximum"),
        (_all_pairs("abc"), "cannot tell the components apart"),
        ({p: x for p, x in _all_pairs("abcdef").items() if p[0] in "abc" and p[1] in "def"}, "cannot tell"),
    ],
)
def test_what_cannot_be_told_apart_is_said_in_a_sentence(method: str, values: dict, words: str) -> None:
    with pytest.raises(NotEnoughData, match=words):
        fit_round_robin(_one_group(values), group=None, method=method)


@pytest.mark.parametrize("method", LIKELIHOODS)
def test_ratings_that_only_differ_between_groups_have_no_likelihood(method: str) -> None:
    groups = tuple(np.where(np.eye(5, dtype=bool), np.nan, level) for level in (1.0, 2.0, 4.0))
    with pytest.raises(NotEnoughData, match="has no maximum"):
        fit_round_robin(Case(groups).table, method=method)


@pytest.mark.parametrize("method", LIKELIHOODS)
def test_who_only_rates_or_is_only_rated_has_both_effects(method: str) -> None:
    values = {p: x for p, x in _all_pairs("abcdef").items() if p[1] != "a" and p[0] != "f"}
    found = fit_round_robin(_one_group(values), group=None, method=method)
    assert found.effects.person.tolist() == list("abcdef")
    assert np.isfinite([found.effects.actor, found.effects.partner]).all()


@pytest.mark.parametrize("method", METHODS)
def test_a_group_variance_needs_groups(method: str) -> None:
    with pytest.raises(NotEnoughData, match="at least two groups"):
        fit_round_robin(_one_group(_all_pairs("abcde")), group=None, method=method, group_variance=True)


def test_a_group_variance_needs_more_than_triads() -> None:
    triads = Case(tuple(simulated(k, groups=1).groups[0][:3, :3] for k in range(8)))
    assert fit_round_robin(triads.table, method="reml").n_groups == 8
    with pytest.raises(NotEnoughData, match="group of at least 4 persons"):
        fit_round_robin(triads.table, method="reml", group_variance=True)


def test_without_a_group_variance_there_is_none() -> None:
    found = fit_round_robin(simulated(7).table, method="ml")
    assert found.variances.group is None
    assert found.standard_errors.group is None


def test_an_edge_has_no_standard_error_and_is_said() -> None:
    table = simulated(8, groups=6).table
    table["value"] -= np.array([np.nanmean(table["value"][table["group"] == g]) for g in range(6)])[table["group"]]
    found = fit_round_robin(table, method="reml", group_variance=True)
    assert found.variances.group == 0
    assert np.isnan(found.standard_errors.group)
    assert any("group variance is estimated as zero" in w for w in found.warnings)


def test_persons_who_do_not_differ_stand_at_the_edge() -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(6, 6))
    values -= values.mean(axis=0)
    values -= values.mean(axis=1, keepdims=True)
    values[np.eye(6, dtype=bool)] = np.nan
    for _ in range(50):
        values -= np.nanmean(values, axis=0)
        values -= np.nanmean(values, axis=1)[:, None]
    found = fit_round_robin(Case((values,)).table, method="ml")
    assert found.variances.actor == found.variances.partner == found.variances.actor_partner == 0
    assert np.isnan(found.standard_errors.actor)
    assert np.isfinite(found.standard_errors.relationship)
    assert any("actor and partner variance are estimated as zero" in w for w in found.warnings)


def test_wrong_words_are_refused() -> None:
    table = simulated(9).table
    with pytest.raises(ValueError, match="no method 'bayes'"):
        fit_round_robin(table, method="bayes")
    with pytest.raises(KeyError, match="no column 'liking'"):
        fit_round_robin(table, value="liking")
    with pytest.raises(ValueError, match="cannot be infinite"):
        fit_round_robin({**table, "value": np.full(len(table["group"]), np.inf)})
    with pytest.raises(ValueError, match="not a number"):
        fit_round_robin({**table, "value": ["good"] * len(table["group"])})
    with pytest.raises(ValueError, match="not of one length"):
        fit_round_robin({**table, "value": table["value"][:-1]})
    with pytest.raises(ValueError, match="column 'rater' is empty in 1 rows"):
        fit_round_robin({**table, "rater": [None, *table["rater"][1:].tolist()]})


def test_many_people_in_many_groups_keep_their_places() -> None:
    table = simulated(10, groups=3).table
    far = {**table, "rater": table["rater"] + 1000 * table["group"], "target": table["target"] + 1000 * table["group"]}
    one, other = fit_round_robin(table, method="reml"), fit_round_robin(far, method="reml")
    assert close(one, other, 1e-12)
    np.testing.assert_allclose(one.effects.actor, other.effects.actor)


def test_one_column_cannot_be_two_things() -> None:
    table = {"a": ["1", "2", "3"], "value": [1.0, 2.0, 3.0]}
    with pytest.raises(ValueError, match="column 'a' is named twice"):
        fit_round_robin(table, group=None, rater="a", target="a")


def test_a_row_that_holds_nothing_is_no_group() -> None:
    table = _one_group(_all_pairs("abcd")) | {"group": ["g"] * 12}
    with_blank = {name: [*column, None] for name, column in table.items()}
    assert fit_round_robin(with_blank).warnings == fit_round_robin(table).warnings


def test_a_refusal_says_what_was_left_out_before() -> None:
    table = {name: column * 2 for name, column in _one_group(_all_pairs("abc")).items()}
    with pytest.raises(NotEnoughData, match="there is none; left out, because a rating is there more than once: group all"):
        fit_round_robin(table, group=None, method="ml", drop_invalid_groups=True)


@pytest.mark.parametrize("method", METHODS)
def test_ratings_too_large_to_square_are_refused(method: str) -> None:
    table = _one_group({pair: 1e200 * value for pair, value in _all_pairs("abcd").items()})
    with pytest.raises(ValueError, match="too large to be squared"):
        fit_round_robin(table, group=None, method=method)
