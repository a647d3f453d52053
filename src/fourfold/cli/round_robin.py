"""`fourfold round-robin FILE`: who gives, who gets, and what is between two."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fourfold.cli.refusal import warn
from fourfold.cli.tables import show_json, show_table

if TYPE_CHECKING:
    import polars as pl

    from fourfold.inference.round_robin import PersonEffects, RoundRobin

_COMPONENTS = ("actor", "partner", "relationship", "actor_partner", "reciprocity", "group")
_SHOWN = {
    "actor": "actor variance (how differently people rate)",
    "partner": "partner variance (how differently people are rated)",
    "relationship": "relationship variance (what is between two)",
    "actor_partner": "actor-partner covariance",
    "reciprocity": "relationship covariance (reciprocity)",
    "group": "group variance",
}


class Method(StrEnum):
    """How the components are estimated."""

    ANOVA = "anova"
    ML = "ml"
    REML = "reml"


def round_robin(
    file: Annotated[Path, typer.Argument(help="A table with one row a rating.")],
    *,
    group: Annotated[str | None, typer.Option(help="The column of the group; without it, one group.")] = None,
    rater: Annotated[str, typer.Option(help="The column of who rates.")] = "rater",
    target: Annotated[str, typer.Option(help="The column of who is rated.")] = "target",
    value: Annotated[str, typer.Option(help="The column of the rating.")] = "value",
    method: Annotated[Method, typer.Option(help="anova needs complete groups; ml and reml do not.")] = Method.REML,
    group_variance: Annotated[bool, typer.Option("--group-variance", help="Fit a variance between groups.")] = False,
    effects: Annotated[Path | None, typer.Option(help="Write group, person, actor, partner to this CSV file.")] = None,
    drop_invalid_groups: Annotated[
        bool, typer.Option("--drop-invalid-groups", help="Go on without groups that cannot be used.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """The social relations model: what raters, targets and pairs contribute to ratings of each other."""
    from fourfold.inference.round_robin import fit_round_robin

    found = fit_round_robin(
        _read(file, group=group, rater=rater, target=target, value=value),
        group=group,
        rater=rater,
        target=target,
        value=value,
        method=method.value,
        group_variance=group_variance,
        drop_invalid_groups=drop_invalid_groups,
    )
    for sentence in found.warnings:
        warn(sentence)
    if effects is not None:
        _write(found.effects, effects)
    if as_json:
        show_json(_summary(found))
    else:
        _show(found)


def _read(file: Path, *, group: str | None, rater: str, target: str, value: str) -> "pl.DataFrame":
    from fourfold.formats import plain_table

    columns = [rater, target, value] if group is None else [group, rater, target, value]
    return plain_table.numeric(plain_table.read(file, columns), value, file)


def _write(effects: "PersonEffects", path: Path) -> None:
    import polars as pl

    names = ("group", "person", "actor", "partner")
    pl.DataFrame({name: getattr(effects, name) for name in names}).write_csv(path)


def _summary(found: "RoundRobin") -> dict[str, Any]:
    keys = ("n_ratings", "n_groups", "mean", "mean_se", "log_likelihood")
    parts = ("variances", "standard_errors")
    return {
        **{key: getattr(found, key) for key in keys},
        **{part: {name: getattr(getattr(found, part), name) for name in _COMPONENTS} for part in parts},
        "method": found.method,
        "converged": found.converged,
        "warnings": found.warnings,
    }


def _show(found: "RoundRobin") -> None:
    typer.echo(f"{found.n_ratings} ratings in {found.n_groups} {'group' if found.n_groups == 1 else 'groups'}")
    fit = "" if found.log_likelihood is None else f", log-likelihood {found.log_likelihood:.4f}"
    typer.echo(f"method {found.method}{fit}\n")
    fitted = [name for name in _COMPONENTS if getattr(found.variances, name) is not None]
    rows = [(_SHOWN[name], getattr(found.variances, name), getattr(found.standard_errors, name)) for name in fitted]
    show_table("round robin", ("part", "estimate", "se"), [("mean", found.mean, found.mean_se), *rows])
