"""`fourfold growth FILE`."""

import json
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fourfold.cli import main
from fourfold.inference import fit_growth
from tests.inference.dense_growth import simulated

COLUMNS = ("--outcome", "y", "--time", "t", "--member", "m", "--group", "g")
KEYS = ("log_likelihood", "reml", "fixed", "standard_errors", "member_covariance", "group_covariance", "residual_variance")


@pytest.fixture
def table() -> dict[str, np.ndarray]:
    return simulated(7, groups=8, members=5)


@pytest.fixture
def file(tmp_path: Path, table: dict[str, np.ndarray]) -> Path:
    path = tmp_path / "growth.csv"
    pl.DataFrame(table).rename({"outcome": "y", "time": "t", "member": "m", "group": "g"}).write_csv(path)
    return path


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["fourfold", "growth", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_json_is_the_fit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path, table: dict[str, np.ndarray]
) -> None:
    assert run(monkeypatch, file, *COLUMNS, "--json") == 0
    printed, expected = json.loads(capsys.readouterr().out), fit_growth(table, group="group")
    assert tuple(printed)[: len(KEYS)] == KEYS
    assert printed["log_likelihood"] == pytest.approx(expected.log_likelihood, abs=1e-8)
    assert printed["fixed"] == pytest.approx(dict(expected.fixed), abs=1e-8)
    assert set(printed["standard_errors"]) == {"intercept", "slope"}
    assert np.array(printed["member_covariance"]) == pytest.approx(expected.member_covariance, abs=1e-7)
    assert np.array(printed["group_covariance"]) == pytest.approx(expected.group_covariance, abs=1e-7)
    assert (printed["reml"], printed["n_rows"]) == (True, expected.n_rows)


def test_maximum_likelihood_two_levels_and_intercepts_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    assert run(monkeypatch, file, "--outcome", "y", "--member", "g", "--ml", "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["reml"] is False
    assert printed["group_covariance"] is None
    assert np.shape(printed["member_covariance"]) == (1, 1)
    assert set(printed["fixed"]) == {"intercept"}


@pytest.mark.parametrize(
    ("columns", "shown"), [(COLUMNS, "between groups, slope"), (("--outcome", "y", "--member", "g"), "residual")]
)
def test_a_table_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path, columns: tuple[str, ...], shown: str
) -> None:
    assert run(monkeypatch, file, *columns) == 0
    printed = capsys.readouterr().out
    assert "log-likelihood" in printed
    assert shown in printed


def test_empty_cells_are_left_out_with_a_warning(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    file.write_text(file.read_text() + "NA,1,0,0\n,2,0,0\n")
    assert run(monkeypatch, file, *COLUMNS, "--json") == 0
    said = capsys.readouterr()
    assert "2 rows without a usable outcome" in said.err
    assert len(json.loads(said.out)["warnings"]) >= 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [("y,t,m,g\n1,0,a,A\n", "only one member"), ("y,t,m\n1,0,a\n", "no column 'g'"), ("y,t,m,g\n1,0,a,A\nx,0,b,A\n", "line 3")],
)
def test_data_that_will_not_do_are_refused_with_a_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str, reason: str
) -> None:
    path = tmp_path / "little.csv"
    path.write_text(content)
    assert run(monkeypatch, path, *COLUMNS) == 1
    said = capsys.readouterr()
    assert reason in said.err
    assert said.out == ""


def test_an_unknown_option_is_wrong_use(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    assert run(monkeypatch, file, "--outcom", "y") == 2
