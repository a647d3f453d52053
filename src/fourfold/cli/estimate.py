"""`fourfold estimate PATH`: the four relationships of one group or of a programme, as tables or on the terminal."""

from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fourfold.cli.tables import show_json

if TYPE_CHECKING:
    import polars as pl

    from fourfold.alliance import AllianceEstimates
    from fourfold.record import GroupRecord, Study

    Estimated = list[tuple[GroupRecord, AllianceEstimates]]

TABLES = ("readings", "latest", "cohesion", "general", "contrasts", "signals", "response", "straight_lining", "gaps")

_PRIORS = "the programme's own parameters (from ten groups on; half a minute the first time, while code is compiled)"


class Format(StrEnum):
    """The forms in which tables are written."""

    CSV = "csv"
    PARQUET = "parquet"
    JSON = "json"


def estimate(
    path: Annotated[Path, typer.Argument(help="The folder of one group, or of a programme of groups.")],
    out: Annotated[Path | None, typer.Option(help="A folder to write the tables to.")] = None,
    form: Annotated[Format, typer.Option("--format", help="The form of the tables.")] = Format.CSV,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Estimate the four relationships of a group or a programme: readings, cohesion, contrasts, signals, with uncertainty."""
    from fourfold.formats import read_programme

    study = read_programme(path)
    if not len(study):
        raise FileNotFoundError(f"{path}: holds no group")
    found = _estimated(study)
    if out is not None:
        for written in _write(found, out, form):
            typer.echo(f"written: {written}")
    if as_json:
        show_json({"groups": [_plain(record, estimates) for record, estimates in found]})
    elif out is None:
        from fourfold.cli.alliance_text import show_estimates

        for record, estimates in found:
            show_estimates(record, estimates)


def _estimated(study: "Study") -> "Estimated":
    from rich.console import Console
    from rich.progress import Progress

    from fourfold.alliance import estimate_alliance, priors_for

    with Progress(console=Console(stderr=True), transient=True, disable=len(study) < 2) as progress:
        task = progress.add_task(_PRIORS, total=None)
        priors = priors_for(study)
        progress.update(task, description="estimating", total=len(study))
        found = []
        for record in study:
            found.append((record, estimate_alliance(record, priors=priors)))
            progress.advance(task)
    return found


def _write(found: "Estimated", out: Path, form: Format) -> Iterator[Path]:
    """One file for each table, all groups in it. Raises `NotADirectoryError` where `out` is a file."""
    import polars as pl

    if out.exists() and not out.is_dir():
        raise NotADirectoryError(f"{out}: is a file; give a folder")
    out.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        frames = [_with_group(record, _table(estimates, name)) for record, estimates in found]
        target = out / f"{name}.{form}"
        _save(pl.concat(frames), target, form)
        yield target


def _save(frame: "pl.DataFrame", target: Path, form: Format) -> None:
    if form is Format.CSV:
        frame.write_csv(target)
    elif form is Format.PARQUET:
        frame.write_parquet(target)
    else:
        frame.write_json(target)


def _with_group(record: "GroupRecord", frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    return frame.select(pl.lit(record.group.group_id).alias("group_id"), pl.all())


def _table(estimates: "AllianceEstimates", name: str) -> "pl.DataFrame":
    if name != "signals":
        frame: pl.DataFrame = getattr(estimates, name)
        return frame
    from fourfold.alliance import signals_table

    return signals_table(estimates.signals)


def _plain(record: "GroupRecord", estimates: "AllianceEstimates") -> dict[str, Any]:
    about = {"group_id": record.group.group_id, "fingerprint": estimates.fingerprint, "priors": str(estimates.priors)}
    tables = {name: [_dated(row) for row in _table(estimates, name).to_dicts()] for name in TABLES if name != "signals"}
    signals = [asdict(signal) for signal in estimates.signals]
    return {**about, "n_groups_in_priors": estimates.n_groups_in_priors, **tables, "signals": signals}


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in row.items()}
