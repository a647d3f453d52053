"""`fourfold demo`: look at a site of simulated groups."""

import json
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.compiling import compile_ahead
from fourfold.cli.progress import progress
from fourfold.cli.serve import run
from fourfold.cli.site import configure, open_site

_MARK = "demonstration.json"


def demo(
    *,
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8000,
    folder: Annotated[Path | None, typer.Option(help="Where the throw-away site is kept.")] = None,
    meets: Annotated[str, typer.Option(help="The group that meets today, by its name; else the next that would.")] = "",
    once: Annotated[bool, typer.Option("--once", help="Make it and print the sign-ins, but do not run it.")] = False,
) -> None:
    """Look at a site of four simulated groups, on this machine alone. It is made anew each day; no real people."""
    place = (folder or Path.home() / ".cache" / "fourfold" / "demonstration").expanduser().resolve()
    os.environ.pop("FOURFOLD_DATABASE_URL", None)
    os.environ |= {"FOURFOLD_HOME": str(place / "data"), "FOURFOLD_KEYS": str(place / "keys"), "FOURFOLD_DEMO": "1"}
    configure()
    _make_or_keep(place, meets)
    from fourfold.web.demonstration.queries import sign_ins

    typer.echo("The demonstration: four simulated groups, no real people. Sign in as")
    for role, email, password in sign_ins():
        typer.echo(f"  {role:<14} {email:<38} {password}")
    if not once:
        typer.echo(f"Open http://localhost:{port}/   (stop with Ctrl-C)")
        run("127.0.0.1", port)


def _make_or_keep(place: Path, meets: str) -> None:
    """A site of today and of this version; an older demonstration is thrown away, anything else is refused."""
    from fourfold import __version__

    mark, told = place / _MARK, json.dumps({"made_on": str(date.today()), "version": __version__, "meets": meets})
    if mark.exists() and mark.read_text(encoding="utf-8") == told:
        open_site()
        return
    if place.exists() and any(place.iterdir()) and not mark.exists():
        raise FileExistsError(f"{place}: holds something else; give an empty or absent folder with --folder")
    shutil.rmtree(place, ignore_errors=True)
    for part in ("data", "keys"):
        (place / part).mkdir(parents=True)
    mark.write_text("being made", encoding="utf-8")
    _fill(place / "keys", meets)
    mark.write_text(told, encoding="utf-8")


def _fill(keys: Path, meets: str) -> None:
    from fourfold.web.storage.keys import make_key

    with progress() as say:
        say("making a site")
        make_key(keys)
        open_site(needs_database=False)
        from django.core.management import call_command

        from fourfold.web.demonstration.actions.filling import fill
        from fourfold.web.nightly import run as run_job

        call_command("migrate", verbosity=0, interactive=False)
        fill(say, meets=meets)
        say("estimating the four relationships")
        run_job("estimates")
        compile_ahead(say)
        say("telling the groups what they said")
        run_job("blocks")
        run_job("figures")
