"""A researcher's plain file: one CSV or Parquet table, an empty cell is missing."""

import csv
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from fourfold.formats.files.parquet_bytes import ParquetRefused, parquet_table

SUFFIXES = (".csv", ".parquet")
MISSING = ("", "NA", "NaN")
"""What stands in a cell where nothing is known: nothing, or what R and Python write for it."""

_WHOLE = r"^-?(0|[1-9][0-9]*)\.0+$"


class TableRefused(ValueError):
    """The file cannot be used as it stands; the message names the place and the remedy."""


def read(path: Path, columns: Sequence[str]) -> pl.DataFrame:
    """The named columns of a file, ids as text without the spaces around it, missing cells as null.

    Raises `TableRefused` or `FileNotFoundError`.
    """
    frame = _read_any(path)
    held = {name.strip(): name for name in frame.columns} | {name: name for name in frame.columns}
    missing = [c for c in columns if c not in held]
    if missing:
        remedy = "; cells have to be separated by commas" if len(frame.columns) == 1 else ""
        raise TableRefused(
            f"{path}: no column {', '.join(map(repr, missing))}; the file has {', '.join(frame.columns)}{remedy}"
        )
    _refuse_short_lines(frame, path)
    for column in columns:
        _refuse_unclear(frame, held[column], path)
    found = frame.select(_cleaned(frame.schema[held[c]], held[c]).alias(c) for c in dict.fromkeys(columns))
    return _without_blank_end(found)


def numeric(frame: pl.DataFrame, column: str, path: Path) -> pl.DataFrame:
    """The frame with one column as numbers. Raises `TableRefused` naming the first cell that is none."""
    kind = frame.schema[column]
    if kind != pl.String:
        if not (kind.is_numeric() or kind in (pl.Boolean, pl.Null)):
            raise TableRefused(f"{path}, column {column!r} holds {kind}, not numbers")
        return frame.with_columns(pl.col(column).cast(pl.Float64))
    cast = frame.with_columns(pl.col(column).cast(pl.Float64, strict=False))
    bad = frame.with_row_index("line", offset=2).filter(cast[column].is_null() & frame[column].is_not_null())
    if len(bad):
        line, value = bad["line"][0], bad[column][0]
        raise TableRefused(
            f"{path}, line {line}, column {column!r}: {value!r} is not a number; write a number or leave it empty"
        )
    return cast


def _refuse_short_lines(frame: pl.DataFrame, path: Path) -> None:
    # The reader fills short lines with nothing, so that every one of them ends in a null.
    if path.suffix.lower() == ".parquet" or not frame[:, -1].null_count():
        return
    data = path.read_bytes()
    if b'"' not in data and data.count(b",") == (len(frame.columns) - 1) * (len(frame) + 1):
        return
    uneven = _uneven_line(path)
    if uneven:
        raise TableRefused(f"{path}: {uneven}; every line needs as many")


def _refuse_unclear(frame: pl.DataFrame, column: str, path: Path) -> None:
    # A second column of the same name is renamed by the reader, and the first would be taken without a word.
    if f"{column}_duplicated_0" in frame.columns:
        raise TableRefused(f"{path}: there are two columns {column!r}; rename one")
    kind = frame.schema[column]
    if kind.is_nested() or kind in (pl.Binary, pl.Object):
        raise TableRefused(f"{path}, column {column!r} holds {kind}; one number or one name a cell is needed")


def _cleaned(kind: pl.DataType, column: str) -> pl.Expr:
    """A column; of text without outer spaces and marks of missing, and 3 for 3.0 where all of it is written so."""
    cells = pl.col(column)
    if not isinstance(kind, pl.String | pl.Categorical | pl.Enum):
        return cells
    text = cells.cast(pl.String).str.strip_chars()
    known = pl.when(text.is_in(MISSING)).then(None).otherwise(text)
    return pl.when(known.str.contains(_WHOLE).all()).then(known.str.replace(r"\.0+$", "")).otherwise(known)


def _without_blank_end(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows up to the last that holds something; blank lines in between stay, so that lines can be counted."""
    held = frame.select(pl.any_horizontal(pl.all().is_not_null()).arg_true()).to_series()
    return frame.head(int(held[-1]) + 1 if len(held) else 0)


def _read_any(path: Path) -> pl.DataFrame:
    if path.is_dir():
        raise TableRefused(f"{path} is a folder; name one CSV or Parquet file")
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file")
    return _read_parquet(path) if path.suffix.lower() == ".parquet" else _read_csv(path)


def _read_parquet(path: Path) -> pl.DataFrame:
    try:
        return parquet_table(path)
    except ParquetRefused as refused:
        raise TableRefused(f"{path}: {refused}") from None


def _read_csv(path: Path) -> pl.DataFrame:
    try:
        return pl.read_csv(path, glob=False, infer_schema=False, encoding="utf8-lossy")
    except pl.exceptions.PolarsError as error:
        reason = _uneven_line(path) or str(error).splitlines()[0]
        raise TableRefused(f"{path}: not a readable CSV table: {reason}") from None


def _uneven_line(path: Path) -> str:
    """In words, the first line with fewer or more cells than the header; empty where there is none but blank ones."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        lines = csv.reader(text)
        rows = ((lines.line_num, row) for row in lines if any(map(str.strip, row)))
        try:
            _, header = next(rows, (0, []))
            line, row = next(((line, row) for line, row in rows if len(row) != len(header)), (0, header))
        except csv.Error:
            return ""
    return f"line {line} has {len(row)} cell{'s' if len(row) > 1 else ''}, the header has {len(header)}" if line else ""
