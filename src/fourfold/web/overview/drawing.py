"""A report's figures and grids as a page shows them: pictures drawn once, tables as rows of text."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from fourfold.feedback import Figure, Grid, Report, Section
from fourfold.feedback.charts import svg

_ICONS = {
    "here": ("here",),
    "late": ("late",),
    "left_early": ("left-early",),
    "late_and_left_early": ("late", "left-early"),
    "away": ("away",),
    "no_word": ("no-word",),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One figure: its picture, one of its own for narrow screens where it needs one, and the table behind it."""

    figure: Figure
    wide: SafeString
    narrow: SafeString | None
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid: its word, its shapes, and whether the membership changed before it."""

    word: str
    icons: Sequence[str]
    shift: bool


@dataclass(frozen=True, slots=True)
class Roll:
    """A grid: its columns, each with whether the membership changed before it, and a row of cells for each person."""

    columns: Sequence[tuple[str, bool]]
    rows: Sequence[tuple[str, Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the report with its figures by key and its roll drawn."""

    section: Section
    figures: Sequence[Drawn]
    roll: Roll | None


def drawn(report: Report) -> dict[str, Part]:
    """Every section of a report by its key."""
    return {s.key: Part(s, [_figure(f) for f in s.figures], _roll(s.grids[0]) if s.grids else None) for s in report.sections}


def _figure(figure: Figure) -> Drawn:
    # The pictures come from our own specifications; `svg` escapes every label in them.
    wide = mark_safe(svg(figure.specification, figure.text_alternative))  # nosec B308 B703
    narrow = mark_safe(svg(figure.narrow, figure.text_alternative)) if figure.narrow else None  # nosec B308 B703
    return Drawn(figure, wide, narrow, figure.table.columns, [[str(v) for v in row] for row in figure.table.iter_rows()])


def _roll(grid: Grid) -> Roll:
    shifts = [k in grid.changes for k in range(len(grid.columns))]
    rows = [
        (name, [Cell(word, _ICONS.get(word, ()), shift) for word, shift in zip(cells, shifts, strict=True)])
        for name, cells in grid.rows
    ]
    return Roll(list(zip(grid.columns, shifts, strict=True)), rows)
