"""The few shapes every report is made of. The terminal, the page and the printed sheet draw the same report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from fourfold.vocabulary import Level


@dataclass(frozen=True, slots=True)
class Statement:
    """One plain sentence; `figures` are the numbers behind it, shown on request.

    `pair` holds two labels where the sentence is drawn as two seats and a dotted gap.
    """

    text: str
    person_id: str | None = None
    figures: Mapping[str, float] | None = None
    pair: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something worth attention: a sentence, why it is said, what else was seen, and a next step.

    `heading` says whom it concerns; `level` is the mark beside it, None for the group as a whole.
    """

    heading: str
    level: Level | None
    headline: str
    why: str
    also_seen: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: its Vega-Lite specification, a sentence that says what it shows, and the table behind it.

    `reading` is the chart as one line of block characters, for a terminal; `table_caption` says how to read the table.
    `narrow` is the same chart for a narrow screen, where it needs one of its own; `note` is a second, quieter sentence.
    """

    key: str
    title: str
    caption: str
    text_alternative: str
    specification: Mapping[str, Any]
    table: pl.DataFrame
    level: Level | None = None
    reading: str = ""
    table_caption: str = ""
    narrow: Mapping[str, Any] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Who was there: a row for each person, a cell for each session, in words of `GRID_CELLS`.

    `changes` are the columns before which the membership changed.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    changes: tuple[int, ...] = ()


GRID_CELLS = ("here", "late", "left_early", "late_and_left_early", "away", "no_word", "out", "not_held", "unknown")
"""What a cell of a grid can say: how somebody attended, or why nothing can be said."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report under one small heading; `choices` are boxes to tick beside it."""

    key: str
    title: str
    statements: tuple[Statement, ...] = ()
    notices: tuple[Notice, ...] = ()
    figures: tuple[Figure, ...] = ()
    choices: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A titled page for one audience; `subtitle` says group and session, `occasion` day and who leads."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    footnotes: tuple[str, ...]
    simulated: bool
    occasion: str = ""
    language: str = "en"

    def section(self, key: str) -> Section | None:
        """The section of that key, if the report has it."""
        return next((s for s in self.sections if s.key == key), None)
