"""The array types of the numerical rooms, and columns out of whatever holds them."""

import math
from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


class Columns(Protocol):
    """Anything that gives a column for a name: a Polars or pandas frame, a dict of arrays, a structured array."""

    def __getitem__(self, name: str, /) -> Any: ...


def labels(table: Columns, name: str) -> NDArray[np.str_]:
    """A column as text labels; 3, 3.0 and "3" are the same label. Raises `KeyError` naming the column."""
    codes, found = coded(table, name)
    return found[codes]


def coded(table: Columns, name: str) -> tuple[IntArray, NDArray[np.str_]]:
    """A column as places in its distinct text labels, and these; an empty cell is the label "".

    Whole numbers stand in the order of their size, other labels in that of the alphabet. Raises `KeyError` naming the column.
    """
    values = np.asarray(_column(table, name))
    _refuse_nested(values, name)
    if values.dtype.kind in "iufb":
        distinct, codes = np.unique(values, return_inverse=True)
        cells = distinct.tolist()
    else:
        rows = values.tolist()
        place = {cell: k for k, cell in enumerate(dict.fromkeys(rows))}
        cells, codes = list(place), np.fromiter(map(place.__getitem__, rows), dtype=np.int64, count=len(rows))
    text = [cell if type(cell) is str else _label(cell) for cell in cells]
    found = in_order(text)
    position = {label: k for k, label in enumerate(found)}
    return np.array([position[t] for t in text], dtype=np.int64)[codes], np.array(found, dtype=np.str_)


def numbers(table: Columns, name: str) -> FloatArray:
    """A column as floats, with NaN for empty cells. Raises `KeyError` or `ValueError` naming the column."""
    column = _column(table, name)
    values = np.asarray(np.ma.filled(column.astype(np.float64), np.nan) if isinstance(column, np.ma.MaskedArray) else column)
    _refuse_nested(values, name)
    if values.dtype.kind in "mM":
        # Nanoseconds would pass for numbers.
        raise ValueError(f"column {name!r} holds dates or spans of time; give numbers, in days, weeks or sessions")
    if values.dtype.kind in "iufb":
        return values.astype(np.float64)
    cells = [float("nan") if _empty(v) else v for v in values.tolist()]
    try:
        return np.asarray(cells, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"column {name!r} holds something that is not a number: {error}") from None


def _column(table: Columns, name: str) -> Any:
    try:
        return table[name]
    except (KeyError, IndexError, ValueError, TypeError):
        raise KeyError(f"no column {name!r}") from None
    except Exception as error:
        raise KeyError(f"no column {name!r}: {error}") from None


def _refuse_nested(values: NDArray[Any], name: str) -> None:
    if values.ndim > 1:
        raise ValueError(f"column {name!r} has {values.ndim} dimensions; one number or one name a row is needed")


def in_order(text: Iterable[str]) -> list[str]:
    """The distinct labels: whole numbers by their size, other labels by the alphabet."""
    distinct = set(text)
    if all(t.isdecimal() for t in distinct):
        return sorted(distinct, key=lambda t: (len(t), t))
    return sorted(distinct)


def _empty(value: Any) -> bool:
    """None, "", NaN, and pandas' NA, which cannot be compared."""
    if value is None or type(value).__name__ == "NAType":
        return True
    return value == "" or (isinstance(value, float) and math.isnan(value))


def _label(value: Any) -> str:
    if _empty(value):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)
