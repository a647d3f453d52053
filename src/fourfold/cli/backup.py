"""`fourfold backup`: a copy that counts only after it was restored and checked."""

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.progress import progress
from fourfold.cli.site import open_site


def backup(
    folder: Annotated[Path | None, typer.Argument(help="Where to keep it; FOURFOLD_BACKUPS where none is given.")] = None,
) -> None:
    """Make a backup while the site runs, restore it into a place of its own, check all of it, and only then keep it."""
    open_site()
    from django.conf import settings

    from fourfold.web.backups.actions import back_up

    where = (folder or settings.BACKUPS).expanduser().resolve()
    with progress() as say:
        made = back_up(where, say=say)
    typer.echo(f"restored and checked: {where} ({made.made_at}, {made.size / 1e6:.1f} MB, {made.audit_count:,} log entries)")
    typer.echo(f"write down, away from this machine: {made.audit_count} {made.audit_head[:16]}")
    if where.is_relative_to(settings.HOME):
        typer.echo("it lies in the data folder: keep another one on another disk", err=True)
