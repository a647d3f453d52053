"""A folder is read by what it holds."""

from pathlib import Path

import pytest

from fourfold.formats import csv_folder, parquet, read_programme, read_record
from fourfold.record import Study
from tests.record.small import record


@pytest.mark.parametrize("form", [csv_folder, parquet], ids=["csv", "parquet"])
def test_folder_is_read_by_what_it_holds(tmp_path: Path, form: object) -> None:
    form.write(record(), tmp_path / "g")
    assert read_record(tmp_path / "g").fingerprint() == record().fingerprint()
    assert read_programme(str(tmp_path)).fingerprint() == Study((record(),)).fingerprint()
    assert read_programme(tmp_path / "g").fingerprint() == Study((record(),)).fingerprint()


def test_two_formats_side_by_side_are_refused(tmp_path: Path) -> None:
    csv_folder.write(record(), tmp_path / "a")
    parquet.write(record(), tmp_path / "b")
    with pytest.raises(ValueError, match="holds both CSV and Parquet tables"):
        read_programme(tmp_path)


def test_folder_that_holds_no_group_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no group here"):
        read_programme(tmp_path)
    with pytest.raises(FileNotFoundError, match="no such folder"):
        read_record(tmp_path / "nowhere")
