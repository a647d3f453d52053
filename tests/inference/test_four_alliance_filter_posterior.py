"""A long table of ratings as histories, and the posterior of all its groups."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given

from fourfold.inference.four_alliance import History, Parameters, alliance_posterior, smooth
from fourfold.inference.four_alliance.long_table import RowRefused, histories_of
from fourfold.vocabulary import NotEnoughData
from tests.inference.dense_four_alliance import BLOCKS, groups, random_history, random_parameters
from tests.inference.test_four_alliance_filter import few

Table = dict[str, list[object]]


def table_of(group: str, history: History) -> Table:
    names = [*history.persons, ""]
    table: Table = {name: [] for name in ("group", "session", "block", "rater", "target", "y")}
    for time, ratings in zip(history.time, history.sessions, strict=True):
        for block, i, j, value in zip(ratings.block, ratings.rater, ratings.target, ratings.value, strict=True):
            row = (group, int(time) + 1, BLOCKS[block], names[i], names[j], None if np.isnan(value) else value)
            for column, cell in zip(table.values(), row, strict=True):
                column.append(cell)
    return table


def both(one: Table, two: Table) -> Table:
    return {name: [*one[name], *two[name]] for name in one}


def history_in_weeks(seed: int) -> tuple[History, Parameters]:
    rng = np.random.default_rng(seed)
    return random_history(rng, 4, 2, [0.0, 2.0, 3.0]), random_parameters(rng)


def test_a_table_is_its_history() -> None:
    history, parameters = history_in_weeks(1)
    found = alliance_posterior(table_of("a", history), parameters)
    expected = smooth(history, parameters)
    assert found.log_likelihood == pytest.approx(expected.log_likelihood, rel=1e-12)
    known = {effect.effect: effect for effect in found.latent}
    means, sds = expected.trajectories([{("a_MT", "m2"): 1.0}, {("gamma", "TG"): 1.0}, {("d", "m1", "t1"): 1.0}])
    for s, session in enumerate((1, 3, 4)):
        for k, name in enumerate((f"a_MT[m2]_s{session}", f"gamma_TG_s{session}", "d[m1->t1]")):
            assert (known[name].mean, known[name].sd) == pytest.approx((means[s, k], sds[s, k]), abs=1e-12)


def test_polars_frames_and_shuffled_rows_give_the_same() -> None:
    history, parameters = history_in_weeks(2)
    table = table_of("a", history)
    frame = (
        pl.DataFrame(table, strict=False).with_columns(pl.col("target").replace({"": None})).sample(fraction=1.0, shuffle=True)
    )
    one, two = alliance_posterior(table, parameters), alliance_posterior(frame, parameters)
    assert two.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-12)
    latent = {effect.effect: effect.mean for effect in one.latent}
    assert {effect.effect: effect.mean for effect in two.latent} == pytest.approx(latent, abs=1e-10)


@few
@given(groups())
def test_log_likelihoods_of_groups_add(group: tuple[History, Parameters]) -> None:
    history, parameters = group
    history = replace(history, time=np.round(history.time * 10))
    one, two = table_of("a", history), table_of("b", replace(history, sessions=history.sessions[::-1]))
    if not one["y"]:
        with pytest.raises(NotEnoughData):
            alliance_posterior(one, parameters)
        return
    apart = [alliance_posterior(table, parameters) for table in (one, two)]
    together = alliance_posterior(both(one, two), parameters)
    assert together.log_likelihood == pytest.approx(sum(each.log_likelihood for each in apart), rel=1e-12)
    assert together.latent == apart[0].latent + apart[1].latent


GOOD = {"group": ["a"], "session": [1], "block": ["MM"], "rater": ["m1"], "target": ["m2"], "y": [5.0]}
MORE = {"group": "a", "session": 1, "block": "MM", "rater": "m2", "target": "m1", "y": 4.0}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"block": "MX"}, "block 'MX' is not one of MM, MT, TM, MG, TG"),
        ({"session": 1.5}, "session 1.5 is not a whole number"),
        ({"session": None}, "the session is missing"),
        ({"rater": ""}, "the rater is missing"),
        ({"target": None}, "the target cannot be empty"),
        ({"block": "MG"}, "block MG rates the group, so target 'm1' has to be empty"),
        ({"target": "m2"}, "nobody rates themselves"),
        ({"y": float("inf")}, "y is not a finite number"),
        ({"block": "TM"}, "m2 is a facilitator in block TM and a member elsewhere"),
        ({"block": "MT"}, "m1 is a facilitator in block MT and a member elsewhere"),
        ({"rater": "m1", "target": "m2"}, "m1 rates m2 twice in session 1"),
    ],
)
def test_a_row_that_cannot_be_is_named(changed: dict[str, object], words: str) -> None:
    row = MORE | changed
    with pytest.raises(RowRefused, match=words) as refused:
        histories_of({name: [*GOOD[name], row[name]] for name in GOOD})
    assert refused.value.row == 1


def test_a_missing_column_is_named() -> None:
    with pytest.raises(KeyError, match="'rater'"):
        histories_of({name: column for name, column in GOOD.items() if name != "rater"})


def test_the_first_session_number_tells_the_time() -> None:
    parameters = replace(random_parameters(np.random.default_rng(0)), slope=10.0)
    later = GOOD | {"session": [3]}
    assert histories_of(later)["a"].time == [2.0]
    value = GOOD | {"session": [3], "y": [25.0]}
    same = alliance_posterior(value, parameters).log_likelihood
    assert same == pytest.approx(alliance_posterior(GOOD, parameters).log_likelihood)
