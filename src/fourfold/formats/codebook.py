"""A data set with its codebook: tables whose columns say what they hold, made of instruments and never written by hand.

Every format writes the same codebook in its own way: labels, units, what codes stand for, and why a value is missing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from re import sub
from types import MappingProxyType

import polars as pl

from fourfold.instruments import Instrument, Item, Scale

NOT_SAID, NOT_ASKED, NOT_TOLD = -99, -98, -97
"""Stand for an answer: preferred not to say, was not asked, is kept back so that nobody is known by it."""
_WHY: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {
        "en": {NOT_SAID: "prefers not to say", NOT_ASKED: "not asked", NOT_TOLD: "kept back"},
        "es": {NOT_SAID: "prefiere no decirlo", NOT_ASKED: "no se preguntó", NOT_TOLD: "no se comunica"},
    }
)
_LONGEST_NAME = 40


class ColumnKind(StrEnum):
    """What stands in a column: a name of a row, a code with a label, a whole number, a number, or words."""

    ID = "id"
    CODE = "code"
    WHOLE = "whole"
    NUMBER = "number"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `values` says what codes stand for, `missing` which numbers are no answer and why."""

    name: str
    label: str
    kind: ColumnKind
    unit: str = ""
    values: Mapping[int, str] = field(default_factory=dict)
    missing: Mapping[int, str] = field(default_factory=dict)
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table with its columns in order; `key` are those that tell rows apart. Raises ValueError where they do not fit."""

    name: str
    title: str
    columns: tuple[Column, ...]
    frame: pl.DataFrame
    key: tuple[str, ...]

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if names != self.frame.columns:
            raise ValueError(f"table '{self.name}': the columns are {self.frame.columns}, the codebook says {names}")
        if lost := [name for name in self.key if name not in names]:
            raise ValueError(f"table '{self.name}': the key {', '.join(lost)} is no column")
        if self.frame.select(self.key).is_duplicated().any():
            raise ValueError(f"table '{self.name}': {', '.join(self.key)} do not tell its rows apart; add a column to the key")

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table '{self.name}' has no column '{name}'")


@dataclass(frozen=True, slots=True)
class DataSet:
    """Several tables about the same people, and how to read them. `notes` are sentences for whoever reads the data."""

    name: str
    title: str
    tables: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()
    language: str = "en"
    simulated: bool = False

    def table(self, name: str) -> Sheet:
        """The table of that name. Raises KeyError."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(f"'{self.name}' has no table '{name}'; it has {', '.join(t.name for t in self.tables)}")


def why_missing(language: str = "en", *codes: int) -> dict[int, str]:
    """What codes of missing answers stand for."""
    words = _WHY.get(language, _WHY["en"])
    return {code: words[code] for code in codes or (NOT_SAID, NOT_ASKED)}


def column_name(*parts: str) -> str:
    """A name that every format takes: small letters, digits and single underscores, at most 40 of them, a letter first.

    >>> column_name("scs_sf", "item 3.b")
    'scs_sf_item_3_b'
    """
    plain = sub(r"[^a-z0-9]+", "_", "_".join(parts).lower()).strip("_")
    return (plain if plain[:1].isalpha() else f"c_{plain}")[:_LONGEST_NAME].rstrip("_")


def item_column(instrument: Instrument, item: Item, language: str = "en", *, mean: bool = False) -> Column:
    """The column of an item, with its wording if there is one; `mean`: of several answers, which need not be whole."""
    wording = (item.wording or {}).get(language, "").replace("{name}", "…")
    values = {choice.value: choice.wording.get(language, str(choice.value)) for choice in item.choices}
    if language in item.ends and not values:
        low, high = item.ends[language]
        values = {item.lowest: f"{item.lowest} {low}", item.highest: f"{item.highest} {high}"}
        values = {v: values.get(v, str(v)) for v in range(item.lowest, item.highest + 1)}
    return Column(
        name=column_name(instrument.key, item.key),
        label=wording or f"{instrument.title}, item {item.key}",
        kind=ColumnKind.NUMBER if mean else ColumnKind.CODE if values else ColumnKind.WHOLE,
        values={} if mean else values,
        missing=why_missing(language),
        lowest=item.lowest,
        highest=item.highest,
    )


def scale_column(instrument: Instrument, scale: Scale, language: str = "en") -> Column:
    """The column of a scale's score."""
    title = scale.title.get(language) or scale.key
    return Column(
        name=column_name(instrument.key, "scale", scale.key),
        label=f"{instrument.title}: {title} ({scale.method})",
        kind=ColumnKind.NUMBER,
        missing=why_missing(language, NOT_SAID),
    )


def code_column(name: str, label: str, values: Mapping[int, str], missing: Mapping[int, str] | None = None) -> Column:
    """A column of codes with their labels."""
    return Column(name, label, ColumnKind.CODE, values=values, missing=missing or {})


def distinct(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with a number behind names that were cut to the same."""
    seen: dict[str, int] = {}
    return tuple(replace(column, name=_numbered(column.name, seen)) for column in columns)


def frame_of(columns: Sequence[Column], rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """A frame with the columns in order; what a row lacks is empty."""
    data = {c.name: [row.get(c.name) for row in rows] for c in columns}
    return pl.DataFrame(data, schema={c.name: _TYPES[c.kind] for c in columns}, strict=False)


def missing_codes(data: DataSet) -> Iterator[int]:
    """Every number that stands for no answer somewhere in the set."""
    yield from sorted({code for table in data.tables for column in table.columns for code in column.missing})


def _numbered(name: str, seen: dict[str, int]) -> str:
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name[: _LONGEST_NAME - 3].rstrip('_')}_{seen[name]}"


_TYPES: Mapping[ColumnKind, type[pl.DataType]] = MappingProxyType(
    {
        ColumnKind.ID: pl.String,
        ColumnKind.CODE: pl.Int64,
        ColumnKind.WHOLE: pl.Int64,
        ColumnKind.NUMBER: pl.Float64,
        ColumnKind.WORDS: pl.String,
    }
)
