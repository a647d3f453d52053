"""Tables whose columns and types are read from the vocabulary's rows."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from enum import EnumMeta
from functools import cache
from typing import Any, get_args, get_type_hints

import polars as pl

_POLARS: dict[type, pl.DataType] = {
    str: pl.String(),
    float: pl.Float64(),
    int: pl.Int64(),
    bool: pl.Boolean(),
    date: pl.Date(),
}


def schema(row: type) -> dict[str, pl.DataType]:
    """Column names and types of a row's table; words of a closed list are strings."""
    return dict(_types(row))


@cache
def optional_columns(row: type) -> frozenset[str]:
    """The columns of a row's table that may be empty."""
    return frozenset(name for name, hint in _hints(row).items() if type(None) in get_args(hint))


@cache
def words(row: type) -> dict[str, frozenset[str]]:
    """For each column that takes words of a closed list, the words it takes."""
    return {name: frozenset(map(str, hint)) for name, hint in _hints(row).items() if isinstance(hint, EnumMeta)}


def table(row: type, rows: Iterable[Any] = ()) -> pl.DataFrame:
    """Rows of one kind as a table."""
    names = [f.name for f in fields(row)]
    return pl.DataFrame([tuple(getattr(r, n) for n in names) for r in rows], schema=schema(row), orient="row")


@cache
def _types(row: type) -> dict[str, pl.DataType]:
    return {name: _POLARS[_plain(hint)] for name, hint in _hints(row).items()}


@cache
def _hints(row: type) -> dict[str, Any]:
    hints = get_type_hints(row)
    return {f.name: hints[f.name] for f in fields(row)}


def _plain(hint: Any) -> type:
    kinds = [k for k in get_args(hint) if k is not type(None)] or [hint]
    return str if isinstance(kinds[0], EnumMeta) else kinds[0]
