"""`fourfold posterior FILE`: the four-alliance model at known parameters."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.tables import show_json, show_table

if TYPE_CHECKING:
    from fourfold.inference.four_alliance import AlliancePosterior, LatentEffect, Parameters


def posterior(
    file: Annotated[Path, typer.Argument(help="A table with the columns group, session, block, rater, target, y.")],
    parameters: Annotated[Path, typer.Option(help="The parameters, as a JSON object.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What the ratings say about every effect of the four-alliance model, the parameters being known."""
    found = _estimated(file, _parameters(parameters))
    if as_json:
        keys = ("group", "effect", "mean", "sd")
        latent = [{key: getattr(effect, key) for key in keys} for effect in found.latent]
        show_json({"log_likelihood": found.log_likelihood, "latent": latent})
        return
    typer.echo(f"log-likelihood {found.log_likelihood:.4f}")
    for group in dict.fromkeys(effect.group for effect in found.latent):
        _show_last_session([effect for effect in found.latent if effect.group == group])
    typer.echo("\nAll sessions, and every pair of persons: --json")


def _show_last_session(effects: "list[LatentEffect]") -> None:
    last = max(effect.session for effect in effects if effect.session is not None)
    rows = [(effect.effect, effect.mean, effect.sd) for effect in effects if effect.session == last]
    typer.echo()
    show_table(f"group {effects[0].group}, session {last}", ("effect", "mean", "sd"), rows)


def _parameters(path: Path) -> "Parameters":
    import json

    from fourfold.inference.four_alliance import Parameters

    try:
        given = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise FileNotFoundError(f"{path}: no such file") from None
    except ValueError as error:
        raise ValueError(f"{path}: not readable JSON: {error}") from None
    inner = given.get("parameters", given) if isinstance(given, dict) else given
    try:
        return Parameters.from_mapping(inner)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _estimated(path: Path, parameters: "Parameters") -> "AlliancePosterior":
    from fourfold.formats import plain_table
    from fourfold.inference.four_alliance import alliance_posterior
    from fourfold.inference.four_alliance.long_table import COLUMNS, RowRefused

    frame = plain_table.read(path, COLUMNS)
    for column in ("session", "y"):
        frame = plain_table.numeric(frame, column, path)
    try:
        return alliance_posterior(frame, parameters)
    except RowRefused as refused:
        raise plain_table.TableRefused(f"{path}, line {refused.row + 2}: {refused}") from None
