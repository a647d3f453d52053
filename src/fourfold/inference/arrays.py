"""The array types of the numerical rooms, and columns out of whatever holds them."""

from collections.abc import Sequence
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
    return np.array([_label(v) for v in _column(table, name)], dtype=np.str_)


def numbers(table: Columns, name: str) -> FloatArray:
    """A column as floats, with NaN for empty cells. Raises `KeyError` or `ValueError` naming the column."""
    values = [float("nan") if v is None or v == "" else v for v in _column(table, name)]
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"column {name!r} holds something that is not a number: {error}") from None


def _column(table: Columns, name: str) -> Sequence[Any]:
    try:
        column = table[name]
    except (KeyError, IndexError, ValueError, TypeError):
        raise KeyError(f"no column {name!r}") from None
    except Exception as error:
        raise KeyError(f"no column {name!r}: {error}") from None
    return list(column)


def _label(value: Any) -> str:
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return "" if value is None else str(value)
