"""`fourfold export`: check-ins and questionnaires of one's own groups for SPSS, REDCap, or any program that reads tables."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.refusal import EXIT_REFUSED


class To(StrEnum):
    """The forms that a data set can be written in."""

    CSV = "csv"
    PARQUET = "parquet"
    REDCAP = "redcap"
    SPSS = "spss"


def export(
    folder: Annotated[Path, typer.Argument(help="The folder of one group, or of a programme of groups.")],
    out: Annotated[Path, typer.Argument(help="A folder that is not there yet.")],
    *,
    to: Annotated[To, typer.Option(help="The form.")] = To.CSV,
) -> None:
    """Write check-ins and questionnaires with their codebook: labels, codes, scores, and why an answer is missing."""
    from fourfold.cli.check import list_faults
    from fourfold.formats import exchange, read_programme
    from fourfold.formats.files.faults import FilesRefused
    from fourfold.formats.group_set import data_set

    try:
        data = data_set(read_programme(folder))
    except FilesRefused as refused:
        list_faults(refused.faults)
        raise typer.Exit(EXIT_REFUSED) from None
    exchange.write(data, out, to.value)
    for table in data.tables:
        typer.echo(f"{table.name}: {len(table.frame):,} rows, {len(table.columns)} columns")
    typer.echo(f"wrote {out}; people keep their ids: these data are for the site that holds them")
