"""CSV and Parquet with a codebook: the library of the standard reads back what was written, reasons included."""

import json
from pathlib import Path

import polars as pl
import pytest
from frictionless import Package

from fourfold.formats import data_package
from fourfold.formats.codebook import NOT_TOLD, DataSet
from tests.formats.data_sets import released, small


def written(data: DataSet, folder: Path, suffix: str = ".csv") -> Path:
    for name, body in data_package.files(data, suffix).items():
        (folder / name).write_bytes(body)
    return folder / "datapackage.json"


@pytest.mark.parametrize("data", [small(), released(), released("es")], ids=["small", "release", "Spanish"])
def test_the_library_of_the_standard_finds_nothing_wrong(data: DataSet, tmp_path: Path) -> None:
    report = Package(str(written(data, tmp_path))).validate()
    assert report.valid, report.flatten(["title", "note"])
    assert sum(task.stats["rows"] for task in report.tasks) == sum(len(table.frame) for table in data.tables)


def test_a_cell_that_is_no_code_is_found_by_it(tmp_path: Path) -> None:
    """The control."""
    path = written(small(), tmp_path)
    people = tmp_path / "people.csv"
    people.write_text(people.read_text().replace("a,1,3.5", "a,1,thirty"))
    assert not Package(str(path)).validate().valid


def test_what_is_missing_is_read_as_missing_and_says_why(tmp_path: Path) -> None:
    package = Package(str(written(small(), tmp_path)))
    rows = package.get_resource("people").read_rows()
    assert [row["mean"] for row in rows] == [3.5, None, None]
    field = next(f for f in package.get_resource("people").schema.fields if f.name == "stay").to_descriptor()
    assert {"value": "-99", "label": "prefers not to say"} in field["missingValues"]
    assert field["categories"][0] == {"value": 1, "label": "1 to 4"}


def test_a_parquet_file_carries_its_own_codebook(tmp_path: Path) -> None:
    data = released()
    written(data, tmp_path, ".parquet")
    told = json.loads(pl.read_parquet_metadata(tmp_path / "people.parquet")["datapackage"])
    (resource,) = told["resources"]
    assert resource["path"] == "people.parquet"
    assert [f["name"] for f in resource["schema"]["fields"]] == [c.name for c in data.table("people").columns]
    assert pl.read_parquet(tmp_path / "people.parquet").equals(data.table("people").frame)


def test_what_is_left_out_of_a_count_is_said_to_be_kept_back() -> None:
    counts = released().table("counts")
    assert counts.column("people").missing == {NOT_TOLD: "kept back"}
    told = counts.frame["people"].to_list()
    assert NOT_TOLD in told
    assert all(value in (NOT_TOLD, 0) or value >= 11 for value in told)


def test_another_suffix_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'\.xlsx' is not"):
        data_package.files(small(), ".xlsx")
