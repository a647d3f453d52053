"""Readable tables and JSON on the terminal, the same way for every verb."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table; the first column is words, the others are numbers to four digits."""
    view = Table(title=Text(title), title_justify="left", title_style="bold", box=None, pad_edge=False)
    for k, column in enumerate(columns):
        view.add_column(column, justify="left" if k == 0 else "right")
    for row in rows:
        view.add_row(*(Text(_cell(value)) for value in row))
    Console().print(view)


def show_json(content: Mapping[str, Any]) -> None:
    """Print a mapping as JSON; what is not a finite number is null."""
    typer.echo(json.dumps(_plain(content), indent=2, ensure_ascii=False))


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
