"""`fourfold check`: whether a folder can be read, and what it holds."""

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.refusal import EXIT_REFUSED, printable

if TYPE_CHECKING:
    from fourfold.formats.files.faults import Fault
    from fourfold.record import GroupRecord


def check(
    folder: Annotated[Path, typer.Argument(help="The folder of one group, or of a programme of groups.")],
) -> None:
    """Check the CSV or Parquet files of a group or a programme; list everything that is wrong, by file."""
    from fourfold.formats import read_programme
    from fourfold.formats.files.faults import FilesRefused

    try:
        study = read_programme(folder)
    except FilesRefused as refused:
        list_faults(refused.faults)
        raise typer.Exit(EXIT_REFUSED) from None
    for record in study:
        typer.echo(_holds(record))
        if record.ratings.is_empty():
            typer.echo("  no ratings yet: the brief can say little")


def list_faults(faults: "tuple[Fault, ...]") -> None:
    """Every fault under its file, on the error stream."""
    typer.echo(f"refused: {len(faults):,} problem{'s' if len(faults) > 1 else ''}; nothing was read", err=True)
    for file, found in groupby(sorted(faults, key=lambda fault: fault.file), key=lambda fault: fault.file):
        typer.echo(f"\n{printable(file)}", err=True)
        for fault in found:
            typer.echo(printable(f"  {fault.place + ': ' if fault.place else ''}{fault.message}"), err=True)


def _holds(record: "GroupRecord") -> str:
    """One line on what a group's folder holds."""
    import polars as pl

    from fourfold.vocabulary import SessionStatus

    held = record.sessions.filter(pl.col("status") == SessionStatus.HELD)["held_on"]
    days = f", {held.sort()[0]} to {held.sort()[-1]}" if len(held) else ""
    people, sessions = _counted(len(record.people), "person", "people"), _counted(len(held), "session", "sessions")
    counts = f"{people}, {sessions} held, {_counted(len(record.ratings), 'rating', 'ratings')}"
    return f"{record.group.name}: {counts}{days}{' (simulated)' if record.group.simulated else ''}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
