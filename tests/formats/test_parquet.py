"""Parquet folders keep the laws of CSV folders, and are strict about types."""

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings

from fourfold.formats import parquet
from fourfold.formats.files.faults import FilesRefused
from fourfold.record import GroupRecord, Study
from fourfold.vocabulary import Group
from tests.record.small import record, rows
from tests.record.valid import records


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    parquet.write(record(), tmp_path / "g")
    return tmp_path / "g"


def faults(folder: Path) -> list[str]:
    with pytest.raises(FilesRefused) as refused:
        parquet.read(folder)
    return [str(f) for f in refused.value.faults]


@given(records())
@settings(max_examples=30, deadline=None)
def test_any_record_reads_back_with_the_same_fingerprint(whole: GroupRecord) -> None:
    with TemporaryDirectory() as there:
        parquet.write(whole, Path(there) / "group")
        assert parquet.read(Path(there) / "group").fingerprint() == whole.fingerprint()


def test_type_of_each_column_is_checked(folder: Path) -> None:
    record().ratings.cast({"value": pl.Int32}).write_parquet(folder / "ratings.parquet")
    record().people.with_columns(age=pl.lit(3)).drop("label").write_parquet(folder / "people.parquet")
    assert faults(folder) == [
        "people.parquet, column age: is not a column of this table; known are person_id, role, label",
        "people.parquet, column label: the column is missing; add it",
        "ratings.parquet, column value: has type Int32; write it as Float64",
    ]


def test_problem_of_the_record_is_told_with_its_row(folder: Path) -> None:
    record().ratings.with_columns(value=pl.lit(9.0)).write_parquet(folder / "ratings.parquet")
    assert faults(folder)[0] == "ratings.parquet, row 1, column value: 9.0 is outside the scale 1 to 7"


def test_file_that_is_no_parquet_is_refused(folder: Path) -> None:
    (folder / "turns.parquet").write_text("session_id,speaker_id\n")
    assert faults(folder)[0].startswith("turns.parquet: is no Parquet file, or a damaged one")


def test_damaged_file_is_refused(folder: Path) -> None:
    whole = (folder / "sessions.parquet").read_bytes()
    for cut in (1, 4, 40, 200):
        (folder / "sessions.parquet").write_bytes(whole[:-cut])
        assert faults(folder)[0].startswith("sessions.parquet: is no Parquet file, or a damaged one")


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1PAR1", b"PAR1" + b"\xff" * 8 + b"PAR1", b"PAR1\x40\0\0\0PAR1", b"PK\3\4"])
def test_bytes_that_only_pretend_are_kept_from_the_reader(folder: Path, data: bytes) -> None:
    (folder / "turns.parquet").write_bytes(data)
    assert faults(folder) == ["turns.parquet: is no Parquet file, or a damaged one; write it again"]


def test_study_reads_back(tmp_path: Path) -> None:
    study = Study((record(), GroupRecord.from_rows(Group("h", "Other"), **rows())))
    parquet.write_study(study, tmp_path)
    assert parquet.read_study(tmp_path).fingerprint() == study.fingerprint()
