"""A group as a folder of Parquet files: the tables and laws of the CSV folder, with column types that are checked."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from fourfold.formats.files.faults import Fault
from fourfold.formats.files.folder import (
    Form,
    Loaded,
    may_lack,
    only_row,
    read_group,
    read_groups,
    write_group,
    write_groups,
)
from fourfold.formats.files.parquet_bytes import ParquetRefused, parquet_table
from fourfold.record import GroupRecord, Study, schema

SUFFIXES = (".parquet",)


def read(path: Path) -> GroupRecord:
    """The group of a folder. Raises `FilesRefused` with every fault of every file, or `FileNotFoundError`."""
    return read_group(Path(path), FORM)


def read_study(path: Path) -> Study:
    """The groups of a folder of folders, or of one group's folder. Raises as `read`, with the faults of all groups."""
    return read_groups(Path(path), FORM)


def write(record: GroupRecord, path: Path) -> None:
    """Write a group's folder, all of it or nothing; other files there stay.

    Raises `FileExistsError` where the folder holds something that is not the same group.
    """
    write_group(record, Path(path), FORM)


def write_study(study: Study, path: Path) -> list[Path]:
    """Write each group into its own folder in `path`; the folders, in the order of the study. Raises as `write`."""
    return write_groups(study, Path(path), FORM)


def _load(path: Path, shown: str, row: type) -> Loaded:
    try:
        found = parquet_table(path)
    except ParquetRefused as refused:
        return Loaded(None, faults=(Fault(shown, None, None, str(refused)),))
    faults = (*_columns(found, shown, row), *only_row(row, len(found), shown))
    if faults:
        return Loaded(None, faults=faults)
    absent = (pl.lit(None, kind).alias(c) for c, kind in schema(row).items() if c not in found.columns)
    return Loaded(found.with_columns(absent).select(*schema(row)), range(1, len(found) + 1))


def _columns(found: pl.DataFrame, shown: str, row: type) -> Iterator[Fault]:
    known = schema(row)
    for column in found.columns:
        if column not in known:
            yield Fault(shown, None, column, f"is not a column of this table; known are {', '.join(known)}")
        elif found.schema[column] != known[column]:
            yield Fault(shown, None, column, f"has type {found.schema[column]}; write it as {known[column]}")
    for column in known:
        if column not in found.columns and column not in may_lack(row):
            yield Fault(shown, None, column, "the column is missing; add it")


def _save(rows: pl.DataFrame, path: Path) -> None:
    rows.write_parquet(path)


FORM = Form("Parquet", ".parquet", "row", _load, _save)
