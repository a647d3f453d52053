"""A report on the terminal: words first, one line of blocks for each level."""

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from fourfold.feedback.marks import GLYPHS
from fourfold.feedback.report import GRID_CELLS, Figure, Grid, Notice, Report, Section
from fourfold.feedback.words import Words, words

_MEASURE = 80
_LEVEL, _REASON = 28, 13
_CELLS = dict(zip(GRID_CELLS, "●◑◐◒○–░ ·", strict=True))


def to_terminal(report: Report, console: Console) -> None:
    """Print the report, at most 80 columns wide; colour only for the marks and the lines, so any ground will do."""
    said = words(report.language)
    width = min(console.width, _MEASURE)
    console.print(_opening(report), width=width)
    for section in filter(_can_be_printed, report.sections):
        console.print()
        console.print(_section(section, said), width=width)
    console.print()
    console.print(Rule(style="dim"), width=width)
    notes = [note for note in report.footnotes if note not in (said.say("foot.bands"), said.say("foot.scale"))]
    console.print(Text(" ".join(notes), style="dim"), width=width)


def _opening(report: Report) -> RenderableType:
    lines = [Text(report.title, style="bold"), Text(report.subtitle)]
    lines += [Text(report.occasion)] if report.occasion else []
    return Group(*lines, Rule(style="default"))


def _can_be_printed(section: Section) -> bool:
    """A section of tables alone is for the page."""
    shown = section.statements or section.notices or section.choices or section.grids
    return bool(shown) or any(figure.level or figure.reading for figure in section.figures) or not section.figures


def _section(section: Section, said: Words) -> RenderableType:
    if section.choices:
        boxes = "   ".join(f"[ ] {choice}" for choice in section.choices)
        return Group(Text(section.title, style="bold"), Padding(Text(boxes), (0, 0, 0, 2)))
    parts: list[RenderableType] = [Text(section.title, style="bold")]
    parts += [_level(f) for f in section.figures if f.level]
    parts += [Padding(Text(s.text), (0, 0, 0, 2)) for s in section.statements]
    parts += [_drawing(f) for f in section.figures if f.reading and not f.level]
    parts += [_grid(grid) for grid in section.grids]
    for k, notice in enumerate(section.notices):
        parts += [Text(""), _notice(notice, said)] if k else [_notice(notice, said)]
    return Group(*parts)


def _level(figure: Figure) -> RenderableType:
    glyph = GLYPHS[figure.level] if figure.level else ""
    line = Text.assemble((glyph, "cyan"), f"  {figure.title:<{_LEVEL}}  ", (figure.reading, "cyan"))
    line.truncate(_MEASURE - 2)
    return Padding(Group(line, Padding(Text(figure.caption), (0, 0, 0, 5))), (0, 0, 0, 2))


def _drawing(figure: Figure) -> RenderableType:
    """A picture in characters, whose lines are cut rather than folded."""
    return Padding(Text(figure.reading, no_wrap=True, overflow="ellipsis"), (0, 0, 0, 2))


def _grid(grid: Grid) -> RenderableType:
    """Who was there, a letter for each session; a bar where the membership changed before it."""
    names = max((len(name) for name, _ in grid.rows), default=0)
    lines = []
    for name, cells in grid.rows:
        marks = "".join(("│" if k in grid.changes else "") + _CELLS[cell] for k, cell in enumerate(cells))
        lines.append(Text(f"{name:<{names}}  {marks}", no_wrap=True, overflow="ellipsis"))
    return Padding(Group(*lines), (0, 0, 0, 2))


def _notice(notice: Notice, said: Words) -> RenderableType:
    head = Text.assemble((GLYPHS[notice.level], "cyan"), "  ", (notice.heading, "dim"))
    reasons = Table.grid(padding=(0, 2, 0, 0))
    reasons.add_column(width=_REASON, style="dim")
    reasons.add_column()
    for key, text in (("why", notice.why), ("also_seen", notice.also_seen), ("next_step", notice.next_step)):
        reasons.add_row(said.say(f"attention.{key}"), Text(text))
    return Padding(Group(head, Text(notice.headline, style="bold"), reasons), (0, 0, 0, 2))
