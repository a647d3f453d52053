"""CSV text keeps every character of a cell, tells nothing from an empty text, and knows the line of every row."""

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.formats.files import csv_text
from fourfold.formats.files.csv_text import CsvRefused, sheet

cells = st.one_of(st.sampled_from(["", '"', ",", "\n", "\r\n", " ", "a,b", "007"]), st.text(max_size=6))
plain = st.text(st.characters(codec="utf-8", exclude_characters='",\r\n'), max_size=6)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_reads_what_the_standard_library_writes(rows: list[list[str]], ending: str) -> None:
    text = io.StringIO(newline="")
    lone_return = any("\r" in cell for row in rows for cell in row)  # which the library leaves without quotes
    quoting = csv.QUOTE_ALL if lone_return else csv.QUOTE_MINIMAL
    csv.writer(text, lineterminator=ending, quoting=quoting).writerows([["a", "b", "c"], *rows])
    found = sheet(text.getvalue().encode("utf-8", "ignore"))
    wanted = [[c.encode("utf-8", "ignore").decode() for c in row] for row in rows]
    if not lone_return:
        wanted = [row for row in wanted if any(row)]
    assert [[c or "" for c in row] for row in found.cells.rows()] == wanted


@given(st.lists(st.lists(st.one_of(st.none(), cells), min_size=2, max_size=2), max_size=8))
def test_reads_what_polars_writes(rows: list[list[str | None]]) -> None:
    readable = [[None if c is None else c.encode("utf-8", "ignore").decode() for c in row] for row in rows]
    written = pl.DataFrame(readable, schema={"a": pl.String, "b": pl.String}, orient="row")
    assert sheet(written.write_csv().encode()).cells.rows() == [row for row in written.rows() if row != (None, None)]


@given(st.lists(st.lists(plain, min_size=2, max_size=2), min_size=1, max_size=8))
def test_text_without_quotes_is_read_alike_by_both_ways(rows: list[list[str]]) -> None:
    data = "\n".join(",".join(row) for row in [["a", "b"], *rows]).encode()
    quick, sure = csv_text._without_quotes(data), csv_text._any(data)
    if ["", ""] in rows:
        assert quick is None
        return
    assert quick is not None
    assert (quick.header, quick.cells.rows(), list(quick.lines)) == (sure.header, sure.cells.rows(), list(sure.lines))


def test_an_empty_cell_is_nothing_and_a_quoted_one_is_an_empty_text() -> None:
    assert sheet(b'a,b\n,""\n').cells.rows() == [(None, "")]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_lines_are_those_an_editor_shows(ending: bytes) -> None:
    data = ending.join([b"a,b", b'"one', b'two",x', b"", b"3,4", b'5,"', b'"', b"6,7", b""])
    found = sheet(data)
    assert list(found.lines) == [2, 5, 6, 8]
    assert found.cells["b"].to_list() == ["x", "4", ending.decode(), "7"]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfa,b\n1,2\n",
        b"a,b\r\n1,2\r\n",
        b"a,b\n1,2",
        b"\na,b\n1,2\n\n\n",
        b"a,b\n\n1,2\n",
        b"a,b\n1,2\n,\n,",
        b",,\na,b\n,,,\n1,2\n",
    ],
)
def test_marks_endings_and_blank_lines_make_no_difference(data: bytes) -> None:
    found = sheet(data)
    assert found.header == ("a", "b")
    assert found.cells.rows() == [("1", "2")]


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"", 1, "the file is empty"),
        (b"\xef\xbb\xbf", 1, "the file is empty"),
        (b"\n \n", 1, "the file is empty"),
        (b",,\n,\n", 1, "the file is empty"),
        (b"a,b\n1,2\n\xe9,3\n", 3, "byte 0xe9 is not UTF-8"),
        ("a,b\n1,2\n".encode("utf-16"), 1, "the file is UTF-16"),
        (b"a,b\n1,2,3\n", 2, "3 cells under 2 columns"),
        (b"a,b\n1,2\n1\n", 3, "1 cell under 2 columns"),
        (b"a,b\n1,2,3\n1\n", 2, "3 cells under 2 columns"),
        (b'a,b\n1,"2\n', 2, "a quotation mark is not closed"),
        (b'a,b\n1,2\n5" tall,2\n', 3, "a quotation mark is not closed, or stands inside"),
        (b'a,b\n1,"2" x\n', 2, "a quotation mark is not closed, or stands inside"),
        (b"a;b\n1,5;2,5\n", 1, "the columns are not separated by commas"),
        (b"\na\tb\n1\t2\n", 1, "the columns are not separated by commas"),
        (b"a,b,a\n1,2,3\n", 1, "column 'a' stands twice"),
    ],
)
def test_what_is_no_csv_is_refused_at_its_line(data: bytes, line: int, message: str) -> None:
    with pytest.raises(CsvRefused) as refused:
        sheet(data)
    assert refused.value.line == line
    assert message in refused.value.message
