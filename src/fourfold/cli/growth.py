"""`fourfold growth FILE`: change over time within members within groups."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fourfold.cli.refusal import warn
from fourfold.cli.tables import show_json, show_table

if TYPE_CHECKING:
    import polars as pl

    from fourfold.inference.arrays import FloatArray
    from fourfold.inference.growth import Growth


def growth(
    file: Annotated[Path, typer.Argument(help="A table with one row a member and session.")],
    *,
    outcome: Annotated[str, typer.Option(help="The column of the outcome.")] = "outcome",
    time: Annotated[str | None, typer.Option(help="The column of the time; without it, intercepts only.")] = None,
    member: Annotated[str, typer.Option(help="The column of the member.")] = "member",
    group: Annotated[str | None, typer.Option(help="The column of the group; without it, two levels.")] = None,
    ml: Annotated[bool, typer.Option("--ml", help="Maximum likelihood in place of REML.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Change over time within members within groups: a fixed line, and how lines differ at both levels."""
    from fourfold.inference.growth import fit_growth

    frame = _read(file, numbers=(outcome, time), labels=(member, group))
    found = fit_growth(frame, outcome=outcome, time=time, member=member, group=group, reml=not ml)
    for sentence in found.warnings:
        warn(sentence)
    if as_json:
        show_json(_summary(found))
        return
    _show(found)


def _read(file: Path, *, numbers: Sequence[str | None], labels: Sequence[str | None]) -> "pl.DataFrame":
    from fourfold.formats import plain_table

    frame = plain_table.read(file, [name for name in (*numbers, *labels) if name is not None])
    for column in numbers:
        if column is not None:
            frame = plain_table.numeric(frame, column, file)
    return frame


def _summary(found: "Growth") -> dict[str, Any]:
    keys = (
        *("log_likelihood", "reml", "fixed", "standard_errors", "member_covariance", "group_covariance", "residual_variance"),
        *("n_rows", "n_members", "n_groups", "converged", "singular", "warnings"),
    )
    return {key: getattr(found, key) for key in keys}


def _show(found: "Growth") -> None:
    groups = "" if found.n_groups is None else f" in {found.n_groups} groups"
    typer.echo(f"{found.n_rows} rows, {found.n_members} members{groups}")
    typer.echo(f"log-likelihood {found.log_likelihood:.4f} ({'REML' if found.reml else 'maximum likelihood'})\n")
    fixed = [(name, _short(value), _short(found.standard_errors[name])) for name, value in found.fixed.items()]
    show_table("fixed", ("effect", "estimate", "se"), fixed)
    typer.echo()
    rows = _variance_rows("between members", found.member_covariance)
    if found.group_covariance is not None:
        rows += _variance_rows("between groups", found.group_covariance)
    show_table("variances", ("part", "variance", "sd"), [*rows, ("residual", *_with_sd(found.residual_variance))])


def _variance_rows(level: str, covariance: "FloatArray") -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [(f"{level}, intercept", *_with_sd(float(covariance[0, 0])))]
    if len(covariance) == 2:
        rows.append((f"{level}, slope", *_with_sd(float(covariance[1, 1]))))
        rows.append((f"{level}, covariance", _short(float(covariance[0, 1])), None))
    return rows


def _with_sd(variance: float) -> tuple[str, str]:
    return _short(variance), _short(max(variance, 0.0) ** 0.5)


def _short(value: float) -> str:
    """Five significant digits: a slope a day can be very small."""
    return f"{value:.5g}"
