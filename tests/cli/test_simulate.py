"""`fourfold simulate` writes the demonstration, the same for the same seed, and overwrites nothing else."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from fourfold.cli import app
from fourfold.formats import read_programme
from fourfold.simulate import demonstration_programme


def run(*words: object) -> object:
    return CliRunner().invoke(app, ["simulate", *map(str, words)])


def test_demonstration_is_written_and_the_next_command_named(tmp_path: Path) -> None:
    done = run(tmp_path / "demo")
    assert done.exit_code == 0
    assert done.output.splitlines()[-1] == f"try next: fourfold check {tmp_path / 'demo'}"
    assert f"wrote {tmp_path / 'demo' / 'monday-group'}: Monday group (simulated), 10 people" in done.output
    assert read_programme(tmp_path / "demo").fingerprint() == demonstration_programme().fingerprint()


def test_another_seed_writes_over_the_demonstration(tmp_path: Path) -> None:
    run(tmp_path)
    assert run(tmp_path, "--seed", 5).exit_code == 0
    assert read_programme(tmp_path).fingerprint() == demonstration_programme(5).fingerprint()


def test_other_content_is_not_written_among(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    refused = run(tmp_path).exception
    assert isinstance(refused, FileExistsError)
    assert "already holds thesis.txt; choose an empty or absent folder" in str(refused)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_folder_of_the_same_name_with_other_content_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "friday-group").mkdir()
    (tmp_path / "friday-group" / "diary.txt").write_text("mine")
    assert isinstance(run(tmp_path).exception, FileExistsError)
    assert [p.name for p in tmp_path.iterdir()] == ["friday-group"]


def test_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("")
    with pytest.raises(FileExistsError, match="is a file; give a folder"):
        raise run(tmp_path / "demo").exception
