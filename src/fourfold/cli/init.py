"""`fourfold init`: make a site."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.compiling import compile_ahead
from fourfold.cli.progress import progress
from fourfold.cli.site import configure, folders, open_site
from fourfold.cli.time_zone import chosen_zone


def init(
    *,
    email: Annotated[str, typer.Option(help="The e-mail address of the first administrator; asked for where not given.")] = "",
    name: Annotated[str, typer.Option(help="The name of the first administrator.")] = "Administrator",
    site: Annotated[str, typer.Option(help="The name of the clinic or prison.")] = "",
    time_zone: Annotated[
        str, typer.Option(help="Where the site's clocks stand, such as Europe/Berlin; else as this machine's.")
    ] = "",
    another: Annotated[bool, typer.Option("--invite", help="The site exists: only invite one more administrator.")] = False,
) -> None:
    """Make a site: its key, its encrypted database, and an invitation for its first administrator. It overwrites nothing."""
    home, keys = folders()
    zone = chosen_zone(time_zone)
    if not another:
        _refuse_present(home, keys)
    address = email or _asked()
    if not another:
        with progress() as say:
            compile_ahead(say)
        _make(home, keys)
    open_site()
    from fourfold.web.accounts.actions import first_administrator

    word = first_administrator(address, name, site, time_zone=zone)
    if not another:
        typer.echo(f"its clocks follow {zone}; another zone is set under Sites")
    typer.echo(f"the first administrator signs up here, once, within a week: {_door(word)}")
    typer.echo("next: fourfold serve")


def _refuse_present(home: Path, keys: Path) -> None:
    """Refuse to make a site where there is one, or whose key would be stolen together with its data."""
    for present, what in ((home / "fourfold.db", "a site"), (keys / "fourfold.key", "the key of a site")):
        if present.exists():
            raise FileExistsError(f"{present}: is {what} already; set FOURFOLD_HOME and FOURFOLD_KEYS for another one")
    if keys == home or keys.is_relative_to(home) or home.is_relative_to(keys):
        raise ValueError(f"{keys}: the key must lie outside the data folder {home}; set FOURFOLD_KEYS to another place")


def _asked() -> str:
    if not sys.stdin.isatty():
        raise typer.BadParameter("give the e-mail address of the first administrator", param_hint="--email")
    return str(typer.prompt("E-mail address of the first administrator"))


def _make(home: Path, keys: Path) -> None:
    configure()
    from fourfold.web.storage.keys import make_key

    for folder in (home, keys):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    key = make_key(keys)
    open_site(needs_database=False)
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    typer.echo(f"made a site in {home}")
    typer.echo(f"its keys are in {keys}; the file that opens everything is {key}")
    typer.echo("WITHOUT IT NOTHING CAN BE READ, and nobody can make it again: copy it now to a place that is not this machine")


def _door(word: str) -> str:
    from django.urls import reverse

    return f"http://localhost:8000{reverse('invitation', args=[word])}"
