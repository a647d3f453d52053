"""SPSS files read back: labels of variables and values, and missing values apart from one another."""

from pathlib import Path

import pyreadstat
import pytest

from fourfold.formats import spss
from fourfold.formats.codebook import DataSet
from tests.formats.data_sets import released, small


@pytest.mark.parametrize("data", [small(), released("es")], ids=["small", "release"])
def test_every_column_keeps_its_label_its_codes_and_its_reasons(data: DataSet, tmp_path: Path) -> None:
    for name, body in spss.files(data).items():
        (tmp_path / name).write_bytes(body)
    for table in data.tables:
        frame, meta = pyreadstat.read_sav(str(tmp_path / f"{table.name}.sav"), user_missing=True)
        assert list(frame.columns) == [column.name for column in table.columns]
        assert len(frame) == len(table.frame)
        for column in table.columns:
            assert meta.column_names_to_labels[column.name].startswith(column.label[:40])
            labels = meta.variable_value_labels.get(column.name, {})
            for value, label in {**column.values, **column.missing}.items():
                assert labels[value] == label
            told = {span["lo"] for span in meta.missing_ranges.get(column.name, [])}
            assert told == set(column.missing)


def test_reasons_are_no_numbers_to_whoever_reads_the_file_plainly(tmp_path: Path) -> None:
    path = tmp_path / "people.sav"
    spss.write(small().table("people"), path)
    frame, _ = pyreadstat.read_sav(str(path))
    assert frame["mean"].dropna().tolist() == [3.5]


def test_a_long_label_is_cut_between_letters(tmp_path: Path) -> None:
    from dataclasses import replace

    table = small().table("people")
    long = replace(table, columns=(*table.columns[:-1], replace(table.columns[-1], label="ñ" * 200, unit="")))
    spss.write(long, tmp_path / "long.sav")
    _, meta = pyreadstat.read_sav(str(tmp_path / "long.sav"))
    assert meta.column_names_to_labels["week"] == "ñ" * 127
