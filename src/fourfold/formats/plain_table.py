"""A researcher's plain file: one CSV or Parquet table, an empty cell is missing."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

SUFFIXES = (".csv", ".parquet")


class TableRefused(ValueError):
    """The file cannot be used as it stands; the message names the place and the remedy."""


def read(path: Path, columns: Sequence[str]) -> pl.DataFrame:
    """The named columns of a file, ids as text. Raises `TableRefused` or `FileNotFoundError`."""
    frame = _read_any(path)
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        raise TableRefused(f"{path}: no column {', '.join(map(repr, missing))}; the file has {', '.join(frame.columns)}")
    return frame.select(list(dict.fromkeys(columns)))


def numeric(frame: pl.DataFrame, column: str, path: Path) -> pl.DataFrame:
    """The frame with one column as numbers. Raises `TableRefused` naming the first cell that is none."""
    if frame.schema[column] != pl.String:
        return frame.with_columns(pl.col(column).cast(pl.Float64))
    text = pl.col(column).str.strip_chars()
    filled = pl.when(text.is_in(["", "NA", "NaN"])).then(None).otherwise(text)
    cast = frame.with_columns(filled.cast(pl.Float64, strict=False).alias(column))
    bad = frame.with_row_index("line", offset=2).filter(cast[column].is_null() & ~text.is_in(["", "NA", "NaN"]))
    if len(bad):
        line, value = bad["line"][0], bad[column][0]
        raise TableRefused(
            f"{path}, line {line}, column {column!r}: {value!r} is not a number; write a number or leave it empty"
        )
    return cast


def _read_any(path: Path) -> pl.DataFrame:
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file")
    if path.suffix.lower() == ".parquet":
        return pl.read_parquet(path)
    try:
        return pl.read_csv(path, infer_schema=False, encoding="utf8-lossy")
    except pl.exceptions.PolarsError as error:
        raise TableRefused(f"{path}: not a readable CSV table: {str(error).splitlines()[0]}") from None
