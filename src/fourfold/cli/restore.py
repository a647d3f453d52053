"""`fourfold restore`: bring a backup back."""

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.progress import progress
from fourfold.cli.site import open_site


def restore(
    folder: Annotated[Path, typer.Argument(help="One backup, or the folder that they were written to: its newest.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Put the present site aside and take the backup.")] = False,
) -> None:
    """Bring a backup back. A damaged one is refused, a present site is put aside and kept, people erased since stay erased."""
    open_site(needs_database=False)
    from fourfold.web.backups.restoring import restore as bring_back

    with progress() as say:
        done = bring_back(folder.expanduser().resolve(), replace=replace, say=say)
    held = f"{done.backup.audit_count:,} log entries"
    typer.echo(f"restored the backup of {done.backup.made_at} ({held}); everybody has to sign in again")
    if done.erased:
        typer.echo(f"erased again: {done.erased} people who were erased after the backup was made")
    if done.kept:
        typer.echo(f"the site that was there is kept as {done.kept}; delete it when you no longer need it")
