"""`fourfold nightly`: what a site does once a day, to be run by a timer."""

import typer

from fourfold.cli.progress import progress
from fourfold.cli.refusal import EXIT_REFUSED
from fourfold.cli.site import open_site


def nightly() -> None:
    """Run what is due once a day: a checked backup, the end of old sign-ins, the log's head. One failing stops no other."""
    open_site()
    from fourfold.web.nightly import jobs, run

    ended = []
    with progress() as say:
        for name in jobs():
            say(name)
            ended.append(run(name))
    for job in ended:
        typer.echo(f"{'done' if job.succeeded else 'FAILED'}  {job.name}: {job.said}", err=not job.succeeded)
    if not all(job.succeeded for job in ended):
        raise typer.Exit(EXIT_REFUSED)
