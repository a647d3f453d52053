"""A researcher's plain file as it comes: exported by R, Python or a spreadsheet."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from fourfold.formats.plain_table import TableRefused, numeric, read


def _file(folder: Path, text: str) -> Path:
    path = folder / "ratings.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_outer_spaces_belong_to_no_name(tmp_path: Path) -> None:
    found = read(_file(tmp_path, "who, whom , y\nann ,bo b, 4 \n bo b,  ann,5\n"), ["who", "whom", "y"])
    assert found.rows() == [("ann", "bo b", "4"), ("bo b", "ann", "5")]


def test_marks_of_missing_are_null_in_names_too(tmp_path: Path) -> None:
    found = read(_file(tmp_path, 'who,y\nNA,1\n"",2\nNaN,3\nNadia,NA\n'), ["who", "y"])
    assert found["who"].to_list() == [None, None, None, "Nadia"]
    assert found["y"].to_list() == ["1", "2", "3", None]


def test_a_column_of_whole_numbers_is_the_same_with_and_without_a_point(tmp_path: Path) -> None:
    found = read(_file(tmp_path, "a,b,c,d\n1.0,1,01,1.0\n10.0,10,02,1.1\n,,,\n3.0,3,3,2\n"), ["a", "b", "c", "d"])
    assert found["a"].to_list() == found["b"].to_list() == ["1", "10", None, "3"]
    assert found["c"].to_list() == ["01", "02", None, "3"]
    assert found["d"].to_list() == ["1.0", "1.1", None, "2"]


def test_blank_lines_end_a_file_and_keep_their_place_within(tmp_path: Path) -> None:
    file = _file(tmp_path, "who,y\na,1\n\nb,x\n\n,\n\n")
    found = read(file, ["who", "y"])
    assert found["who"].to_list() == ["a", None, "b"]
    with pytest.raises(TableRefused, match="line 4, column 'y': 'x' is not a number"):
        numeric(found, "y", file)
    assert len(read(_file(tmp_path, "who,y\n\n\n"), ["who", "y"])) == 0


@pytest.mark.parametrize(
    "text", ["who,y\na,\n,\n", "who,y\na,\n  \n\n", '\ufeff"who",y\n"a, b",\n"c\nd",\n', "y,who\r\n1,a\r\n2,\r\n"]
)
def test_empty_last_cells_are_no_short_lines(tmp_path: Path, text: str) -> None:
    assert "y" in read(_file(tmp_path, text), ["who", "y"]).columns


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("who;y\na;1\n", "the file has who;y; cells have to be separated by commas"),
        ("who;y\na;1,5\n", "line 2 has 2 cells, the header has 1"),
        ("who,y\na,1\nb,2,3\n", "line 3 has 3 cells, the header has 2"),
        ("who,y\na,1\nb\n", "line 3 has 1 cell, the header has 2; every line needs as many"),
        ("who,y,z\n\na,1,\nb,2\n", "line 4 has 2 cells, the header has 3"),
        ('\ufeff"a, b",who,y\n"c, d",e\n', "line 2 has 2 cells, the header has 3"),
        ("who,y,y\na,1,2\n", "two columns 'y'; rename one"),
        ("who,z\na,1\n", "no column 'y'; the file has who, z"),
        ("", "not a readable CSV table: empty CSV"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_place(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(TableRefused, match=words):
        read(_file(tmp_path, text), ["who", "y"])


def test_a_folder_and_a_broken_parquet_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TableRefused, match="is a folder"):
        read(tmp_path, ["y"])
    with pytest.raises(FileNotFoundError, match="no such file"):
        read(tmp_path / "nowhere.csv", ["y"])
    broken = tmp_path / "ratings.parquet"
    broken.write_text("who,y\n")
    with pytest.raises(TableRefused, match=r"ratings\.parquet: is no Parquet file, or a damaged one"):
        read(broken, ["y"])


@pytest.mark.parametrize("end", ["csv", "parquet"])
def test_name_with_brackets_is_one_file(tmp_path: Path, end: str) -> None:
    path = tmp_path / f"ratings[1].{end}"
    frame = pl.DataFrame({"who": ["a"]})
    (frame.write_csv if end == "csv" else frame.write_parquet)(path)
    assert read(path, ["who"]).equals(frame)


def test_parquet_columns_are_read_by_their_kind(tmp_path: Path) -> None:
    path = tmp_path / "ratings.parquet"
    frame = pl.DataFrame({"text": ["1", "NA"], "on": [date(2026, 1, 1)] * 2, "many": [[1.0], [2.0]], "n": [1, None]})
    frame.with_columns(pl.col("text").cast(pl.Categorical).alias("kinds")).write_parquet(path)
    found = read(path, ["text", "kinds", "on", "n"])
    for column in ("text", "kinds", "n"):
        assert numeric(found, column, path)[column].to_list() == [1.0, None]
    with pytest.raises(TableRefused, match="column 'on' holds Date, not numbers"):
        numeric(found, "on", path)
    with pytest.raises(TableRefused, match="column 'many' holds List"):
        read(path, ["many"])
