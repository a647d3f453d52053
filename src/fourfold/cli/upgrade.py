"""`fourfold upgrade`: bring the database up to the version that is installed."""

import typer

from fourfold.cli.progress import progress
from fourfold.cli.site import open_site, pending


def upgrade() -> None:
    """Back up, then bring the database up to this version. Killed half-way it can simply be run again."""
    open_site(needs_database=False)
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from fourfold.web.backups.actions import back_up
    from fourfold.web.storage.serving import not_served

    waiting = pending()
    if not waiting:
        typer.echo("the database is up to date")
        return
    with not_served(settings.HOME), progress() as say:
        if "web_backupcheck" in connection.introspection.table_names():
            back_up(settings.BACKUPS, say=say)
        say(f"applying {len(waiting)} migrations")
        call_command("migrate", verbosity=0, interactive=False)
    typer.echo(f"done: {len(waiting)} migrations, the last is {waiting[-1]}")
