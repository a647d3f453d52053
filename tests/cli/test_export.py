"""`fourfold export`: writes a new folder, says what is in it, and refuses plainly."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from fourfold.cli import app
from fourfold.formats import csv_folder
from fourfold.simulate import demonstration_programme


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    csv_folder.write(next(iter(demonstration_programme())), tmp_path / "group")
    return tmp_path / "group"


@pytest.mark.parametrize(
    ("form", "file"),
    [("csv", "datapackage.json"), ("parquet", "people.parquet"), ("spss", "check_ins.sav"), ("redcap", "data_dictionary.csv")],
)
def test_each_form_is_written_into_a_new_folder(folder: Path, form: str, file: str) -> None:
    out = folder.parent / "out"
    done = CliRunner().invoke(app, ["export", str(folder), str(out), "--to", form])
    assert done.exit_code == 0, done.output
    assert (out / file).is_file()
    assert "check_ins:" in done.output
    assert "for the site that holds them" in done.output


def test_a_folder_that_is_there_is_left_as_it_is(folder: Path) -> None:
    before = sorted(folder.iterdir())
    done = CliRunner().invoke(app, ["export", str(folder), str(folder)])
    assert isinstance(done.exception, FileExistsError)
    assert sorted(folder.iterdir()) == before


def test_faulty_files_are_listed(folder: Path) -> None:
    (folder / "sessions.csv").write_text("session_id,number\ns1,one\n")
    done = CliRunner().invoke(app, ["export", str(folder), str(folder.parent / "out")])
    assert done.exit_code == 1
    assert not (folder.parent / "out").exists()
