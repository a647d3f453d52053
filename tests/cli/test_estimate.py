"""`fourfold estimate`: a group, a programme, and what cannot be read."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from fourfold.alliance import SignalKind, estimate_alliance
from fourfold.cli import app
from fourfold.formats import csv_folder
from fourfold.record import Study
from fourfold.simulate import Rupture
from tests.alliance.groups import plain, ruptured, simulated

run = CliRunner().invoke
RUPTURED = ruptured(Rupture(SignalKind.MEMBER_WITHDRAWS, 8, None, 2.5, "M03"))


@pytest.fixture
def group(tmp_path):
    csv_folder.write(RUPTURED, tmp_path / "group")
    return tmp_path / "group"


@pytest.fixture
def programme(tmp_path):
    from dataclasses import replace

    other = simulated(1)
    other = replace(other, group=replace(other.group, group_id="other", name="Other group"))
    csv_folder.write_study(Study((RUPTURED, other)), tmp_path / "programme")
    return tmp_path / "programme"


def test_one_group_is_told_in_words(group):
    result = run(app, ["estimate", str(group)])
    assert result.exit_code == 0
    for words in ("After session 12", "members with one another", "cohesion", "! session 8", "shipped assumptions"):
        assert words in result.output
    assert "cannot be told from none" in result.output


def test_no_answers_are_said_to_be_none(tmp_path):
    csv_folder.write(plain(3, 2), tmp_path / "g")
    result = run(app, ["estimate", str(tmp_path / "g")])
    assert result.exit_code == 0
    assert "Nothing has been answered yet" in result.output


@pytest.mark.parametrize("form", ["csv", "parquet", "json"])
def test_the_tables_of_a_programme_are_written_with_their_group(programme, tmp_path, form):
    result = run(app, ["estimate", str(programme), "--out", str(tmp_path / "out"), "--format", form])
    assert result.exit_code == 0, result.output
    read = {"csv": pl.read_csv, "parquet": pl.read_parquet, "json": pl.read_json}[form]
    readings = read(tmp_path / "out" / f"readings.{form}")
    assert set(readings["group_id"]) == {"g", "other"}
    expected = estimate_alliance(RUPTURED).readings
    assert readings.filter(group_id="g")["mean"].to_list() == expected["mean"].to_list()
    signals = read(tmp_path / "out" / f"signals.{form}")
    assert "M03" in signals["person_id"].to_list()
    assert len(list((tmp_path / "out").iterdir())) == 9


def test_everything_as_json(group):
    result = run(app, ["estimate", str(group), "--json"])
    found = json.loads(result.output)["groups"]
    assert [g["group_id"] for g in found] == ["g"]
    assert found[0]["priors"] == "shipped_assumption"
    assert found[0]["readings"][0]["held_on"] == str(RUPTURED.sessions["held_on"][0])
    assert {s["person_id"] for s in found[0]["signals"]} >= {"M03"}


def test_a_folder_that_is_not_there_or_holds_nothing_is_refused(tmp_path):
    for folder in (tmp_path / "nowhere", tmp_path):
        result = run(app, ["estimate", str(folder)])
        assert result.exit_code != 0
        assert isinstance(result.exception, FileNotFoundError)


def test_a_file_in_the_place_of_the_folder_is_refused(group, tmp_path):
    (tmp_path / "out").write_text("here already")
    result = run(app, ["estimate", str(group), "--out", str(tmp_path / "out")])
    assert isinstance(result.exception, NotADirectoryError)
