"""`fourfold brief`: prints, writes whole files, and refuses with a sentence."""

import stat
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner

from fourfold.cli import app
from fourfold.cli.brief import Language, Paper
from fourfold.feedback.pdf import PAPERS
from fourfold.feedback.words import LANGUAGES
from fourfold.formats import csv_folder
from tests.feedback.stage import group_record


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("groups") / "monday"
    csv_folder.write(group_record(), home)
    return home


def run(*arguments: object) -> tuple[int, str, BaseException | None]:
    done = CliRunner().invoke(app, ["brief", *map(str, arguments)])
    return done.exit_code, done.output, done.exception


def test_it_prints_the_brief_and_writes_both_files(folder: Path, tmp_path: Path) -> None:
    code, text, _ = run(folder, "--html", tmp_path / "b.html", "--pdf", tmp_path / "b.pdf", "--paper", "letter")
    assert code == 0
    assert text.startswith("The brief\nMonday circle · session 11")
    assert text.count("Written: ") == 2
    assert (tmp_path / "b.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF")
    assert {p.name for p in tmp_path.iterdir()} == {"b.html", "b.pdf"}
    assert not stat.S_IMODE((tmp_path / "b.pdf").stat().st_mode) & 0o077


def test_it_goes_back_to_an_earlier_session_and_speaks_spanish(folder: Path) -> None:
    code, text, _ = run(folder, "--session", 4, "--language", "es")
    assert code == 0
    assert text.startswith("Antes de la sesión\nMonday circle · sesión 4")


def test_an_unknown_session_names_those_there_are(folder: Path) -> None:
    _, _, refusal = run(folder, "--session", 99)
    assert str(refusal) == "Monday circle has no session 99; it has sessions 1 to 11"


def test_a_missing_folder_an_empty_one_and_a_folder_of_groups(folder: Path, tmp_path: Path) -> None:
    assert "no such folder" in str(run(tmp_path / "nowhere")[2])
    assert "is empty; give the folder of a group" in str(run(tmp_path)[2])
    assert str(run(folder.parent)[2]).endswith("holds folders, not one group; choose one of monday")


def test_a_folder_with_faults_is_told_as_check_tells_it(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "monday"
    copytree(folder, broken)
    for file in ("ratings.csv", "attendance.csv"):
        table = broken / file
        table.write_text(table.read_text(encoding="utf-8") + "s99,nobody\n", encoding="utf-8")
    code, text, _ = run(broken)
    assert (code, text) == (1, CliRunner().invoke(app, ["check", str(broken)]).output)
    assert text.startswith("refused: ")
    assert "\n\nratings.csv\n" in text


def test_a_group_without_sessions_is_told_what_to_do(tmp_path: Path) -> None:
    csv_folder.write(group_record(held=(), not_held=(), planned=None), tmp_path / "g")
    assert "has no sessions yet; write the first planned one" in str(run(tmp_path / "g")[2])


def test_a_file_that_cannot_be_written_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    assert "is a folder; give a file name" in str(run(folder, "--html", tmp_path)[2])
    assert "no such folder; make it first" in str(run(folder, "--pdf", tmp_path / "a" / "b.pdf")[2])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", [["--language", "fr"], ["--paper", "a5"], ["--session", "x"], []])
def test_wrong_use_ends_with_2(folder: Path, wrong: list[str]) -> None:
    assert run(*([folder, *wrong] if wrong else []))[0] == 2


def test_the_choices_are_those_of_the_reports() -> None:
    assert [str(language) for language in Language] == list(LANGUAGES)
    assert [str(paper) for paper in Paper] == list(PAPERS)
