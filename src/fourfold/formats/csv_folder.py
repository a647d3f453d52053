"""A group as a folder of CSV files, one for each table: docs/reference/csv_folder.md."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from fourfold.formats.files.csv_text import CsvRefused, Sheet, sheet
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
from fourfold.record import GroupRecord, Study, optional_columns, schema

SUFFIXES = (".csv",)
_LISTED = 50


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
        found = _with_known_names(sheet(path.read_bytes()), row)
    except CsvRefused as refused:
        return Loaded(None, faults=(Fault(shown, refused.line, None, refused.message),))
    faults = (*_columns(found, shown, row), *only_row(row, len(found.cells), shown))
    if faults:
        return Loaded(None, faults=faults)
    cells = found.cells.with_columns(pl.lit(None, pl.String).alias(c) for c in schema(row) if c not in found.header)
    typed = cells.select(_value(c, kind).alias(c) for c, kind in schema(row).items())
    faults = tuple(_bad_cells((cells, typed), found, shown, row))
    return Loaded(None if faults else typed, found.lines, faults)


def _with_known_names(found: Sheet, row: type) -> Sheet:
    """The sheet with `Person_ID` or ` person_id` as `person_id`. Raises `CsvRefused` where that makes two of one name."""
    plain = (column.strip().lower() for column in found.header)
    header = tuple(name if name in schema(row) else given for name, given in zip(plain, found.header, strict=True))
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice:
        raise CsvRefused(1, f"column {twice!r} stands twice; keep one")
    return Sheet(header, found.cells.rename(dict(zip(found.header, header, strict=True))), found.lines)


def _columns(found: Sheet, shown: str, row: type) -> Iterator[Fault]:
    """Columns that the table does not know, and columns that it needs; one fault where the one is meant for the other."""
    missing = [column for column in schema(row) if column not in found.header]
    meant: set[str] = set()
    for column in found.header:
        if column not in schema(row):
            near = get_close_matches(column.strip().lower(), missing, n=1)
            meant.update(near)
            hint = f"write {near[0]}" if near else f"known are {', '.join(schema(row))}"
            yield Fault(shown, 1, column or "''", f"is not a column of this table; {hint}")
    for column in missing:
        if column not in meant and column not in may_lack(row):
            yield Fault(shown, 1, column, "the column is missing; add it")


def _value(column: str, kind: pl.DataType) -> pl.Expr:
    """Cells of text as values; what cannot be read becomes null."""
    text, trimmed = pl.col(column), pl.col(column).str.strip_chars()
    if kind == pl.String:
        return text
    if kind == pl.Date:
        well_formed = trimmed.str.contains(r"^\d{4}-\d{2}-\d{2}$")
        return pl.when(well_formed).then(trimmed).str.to_date("%Y-%m-%d", strict=False)
    if kind == pl.Boolean:
        return trimmed.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
    return trimmed.cast(kind, strict=False)


def _bad_cells(tables: tuple[pl.DataFrame, pl.DataFrame], found: Sheet, shown: str, row: type) -> Iterator[Fault]:
    cells, typed = tables
    for column, kind in schema(row).items():
        if cells[column].null_count() == typed[column].null_count() and _complete(cells[column], row):
            continue
        unread = typed[column].is_null() & cells[column].is_not_null()
        empty = cells[column].is_null() & (not _may_be_empty(column, row))
        wrong = (unread | empty).arg_true()
        for k in wrong[:_LISTED]:
            cell = cells[column][k]
            message = "is empty; fill it in" if cell is None else f"{cell!r} is not {_WANTED[kind]}"
            yield Fault(shown, found.lines[k], column, message)
        if len(wrong) > _LISTED:
            yield Fault(shown, None, column, f"and {len(wrong) - _LISTED:,} more rows with a fault in this column")


def _complete(cells: pl.Series, row: type) -> bool:
    return not cells.null_count() or _may_be_empty(cells.name, row)


def _may_be_empty(column: str, row: type) -> bool:
    return column in optional_columns(row) or column in may_lack(row)


_WANTED = {
    pl.Date(): "a date such as 2026-03-31",
    pl.Float64(): "a number such as 5 or 5.5",
    pl.Int64(): "a whole number",
    pl.Boolean(): "true or false",
}


def _save(rows: pl.DataFrame, path: Path) -> None:
    rows.write_csv(path)


FORM = Form("CSV", ".csv", "line", _load, _save)
