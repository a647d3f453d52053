"""`fourfold round-robin FILE`."""

import csv
import json
from collections.abc import Callable
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest


@pytest.fixture
def run(fourfold: Callable[..., Any]) -> Callable[..., Any]:
    return partial(fourfold, "round-robin")


@pytest.fixture
def rows() -> list[list[str]]:
    rng = np.random.default_rng(0)
    pairs = list(permutations(("01", "02", "b", "c", "d"), 2))
    return [[team, i, j, f"{rng.normal():.3f}"] for team in ("x", "y", "z") for i, j in pairs]


def _write(path: Path, rows: list[list[str]]) -> Path:
    path.write_text("\n".join(["team,who,whom,score", *(",".join(row) for row in rows)]) + "\n")
    return path


COLUMNS = ("--group", "team", "--rater", "who", "--target", "whom", "--value", "score")


def test_json_holds_the_promised_keys(run: Callable[..., Any], rows: list[list[str]], tmp_path: Path) -> None:
    done = run(_write(tmp_path / "a.csv", rows), *COLUMNS, "--json", "--group-variance")
    found = json.loads(done.stdout)
    components = ["actor", "partner", "relationship", "actor_partner", "reciprocity", "group"]
    assert list(found)[:7] == ["n_ratings", "n_groups", "mean", "mean_se", "log_likelihood", "variances", "standard_errors"]
    assert list(found["variances"]) == list(found["standard_errors"]) == components
    assert (found["n_ratings"], found["n_groups"], found["method"]) == (60, 3, "reml")
    assert found["warnings"] == [line.removeprefix("warning: ") for line in done.stderr.splitlines()]


def test_anova_has_no_likelihood_and_no_group(run: Callable[..., Any], rows: list[list[str]], tmp_path: Path) -> None:
    found = json.loads(run(_write(tmp_path / "a.csv", rows), *COLUMNS, "--json", "--method", "anova").stdout)
    assert found["log_likelihood"] is None
    assert found["variances"]["group"] is None
    assert found["standard_errors"]["group"] is None


def test_the_plain_form_is_a_table(run: Callable[..., Any], rows: list[list[str]], tmp_path: Path) -> None:
    done = run(_write(tmp_path / "a.csv", rows), *COLUMNS)
    assert done.returncode == 0
    for words in ("60 ratings in 3 groups", "method reml, log-likelihood -", "actor variance", "reciprocity"):
        assert words in done.stdout
    assert "group variance" not in done.stdout


def test_effects_are_written_with_names_as_they_are(run: Callable[..., Any], rows: list[list[str]], tmp_path: Path) -> None:
    out = tmp_path / "effects.csv"
    assert run(_write(tmp_path / "a.csv", rows), *COLUMNS, "--effects", out, "--method", "anova").returncode == 0
    written = list(csv.DictReader(out.read_text().splitlines()))
    assert list(written[0]) == ["group", "person", "actor", "partner"]
    assert [row["person"] for row in written[:5]] == ["01", "02", "b", "c", "d"]
    assert sum(float(row["actor"]) for row in written[:5]) == pytest.approx(0, abs=1e-12)


def test_parquet_is_read_and_empty_cells_are_missing(run: Callable[..., Any], rows: list[list[str]], tmp_path: Path) -> None:
    rows[7][3] = ""
    text = run(_write(tmp_path / "a.csv", rows), *COLUMNS, "--json")
    values = [float(row[3]) if row[3] else None for row in rows]
    frame = pl.DataFrame([row[:3] for row in rows], schema=["team", "who", "whom"], orient="row")
    frame.with_columns(score=pl.Series(values)).write_parquet(tmp_path / "a.parquet")
    assert run(tmp_path / "a.parquet", *COLUMNS, "--json").stdout == text.stdout
    assert json.loads(text.stdout)["n_ratings"] == 59


def test_bad_data_are_refused_with_the_place(run: Callable[..., Any], rows: list[list[str]], tmp_path: Path) -> None:
    double = _write(tmp_path / "double.csv", [*rows, rows[0]])
    done = run(double, *COLUMNS)
    assert (done.returncode, done.stdout) == (1, "")
    assert "more than once, in group x; the first is team 'x', who '01', whom '02'" in done.stderr
    kept = run(double, *COLUMNS, "--drop-invalid-groups", "--json")
    assert json.loads(kept.stdout)["n_groups"] == 2
    assert "warning: left out, because a rating is there more than once: group x" in kept.stderr
    rows[3][3] = ""
    holed = run(_write(tmp_path / "holed.csv", rows), *COLUMNS, "--method", "anova")
    assert holed.returncode == 1
    assert "group x, 01 rates d" in holed.stderr
    assert "use ml or reml" in holed.stderr


def test_too_little_and_wrong_use(run: Callable[..., Any], rows: list[list[str]], tmp_path: Path) -> None:
    little = run(_write(tmp_path / "a.csv", rows[:1]), *COLUMNS)
    assert (little.returncode, little.stdout) == (1, "")
    assert little.stderr.startswith("refused: reml needs at least one group of 3 persons")
    file = _write(tmp_path / "b.csv", rows)
    assert run(file, *COLUMNS, "--method", "bayes").returncode == 2
    assert run().returncode == 2
    assert "no column 'rater'" in run(file).stderr
    assert run(tmp_path / "nowhere.csv").returncode == 1
