"""SPSS files (.sav): one for each table, with variable labels, value labels, and user-missing values that say why."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fourfold.formats.codebook import Column, ColumnKind, DataSet, Sheet

SUFFIXES = (".sav",)
_LONGEST_LABEL = 255
_LONGEST_VALUE_LABEL = 120
_MEASURES = {
    ColumnKind.ID: "nominal",
    ColumnKind.CODE: "ordinal",
    ColumnKind.WHOLE: "scale",
    ColumnKind.NUMBER: "scale",
    ColumnKind.WORDS: "nominal",
}


def files(data: DataSet) -> dict[str, bytes]:
    """The files by name, one for each table."""
    with TemporaryDirectory() as folder:
        made = {}
        for table in data.tables:
            path = Path(folder) / f"{table.name}.sav"
            write(table, path, f"{data.title}: {table.title}")
            made[path.name] = path.read_bytes()
        return made


def write(table: Sheet, path: Path, title: str = "") -> None:
    """Write one table. Raises ModuleNotFoundError with the remedy where pyreadstat is not installed."""
    try:
        import pyreadstat
    except ModuleNotFoundError:
        raise ModuleNotFoundError("SPSS files need pyreadstat; install it with: pip install 'fourfold[export]'") from None
    named = {column.name: column for column in table.columns}
    write_sav: Any = pyreadstat.write_sav
    write_sav(
        table.frame,
        str(path),
        file_label=_cut(title or table.title, 64),
        column_labels={name: _label(column) for name, column in named.items()},
        variable_value_labels={name: labels for name, column in named.items() if (labels := _value_labels(column))},
        missing_ranges={name: sorted(column.missing) for name, column in named.items() if column.missing},
        variable_measure={name: _MEASURES[column.kind] for name, column in named.items()},
        variable_format={name: _format(column) for name, column in named.items() if _is_number(column)},
    )


def _label(column: Column) -> str:
    return _cut(f"{column.label} ({column.unit})" if column.unit else column.label, _LONGEST_LABEL)


def _value_labels(column: Column) -> dict[int, str]:
    told = {**column.values, **column.missing} if _is_number(column) else {}
    return {value: _cut(label, _LONGEST_VALUE_LABEL) for value, label in told.items()}


def _is_number(column: Column) -> bool:
    return column.kind in (ColumnKind.CODE, ColumnKind.WHOLE, ColumnKind.NUMBER)


def _format(column: Column) -> str:
    return "F8.2" if column.kind is ColumnKind.NUMBER else "F8.0"


def _cut(text: str, longest: int) -> str:
    """The text in at most so many bytes, never in the middle of a letter."""
    return text.encode()[:longest].decode(errors="ignore")
