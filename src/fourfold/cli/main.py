"""The application that the verbs are registered with, and the entry point."""

import sys

import typer

from fourfold.cli.audio_setup import audio_setup
from fourfold.cli.backup import backup
from fourfold.cli.brief import brief
from fourfold.cli.check import check
from fourfold.cli.check_answers import check_answers
from fourfold.cli.demo import demo
from fourfold.cli.estimate import estimate
from fourfold.cli.export import export
from fourfold.cli.growth import growth
from fourfold.cli.init import init
from fourfold.cli.listen import listen
from fourfold.cli.nightly import nightly
from fourfold.cli.posterior import posterior
from fourfold.cli.questionnaire import questionnaire
from fourfold.cli.refusal import EXIT_REFUSED, REFUSALS, say_refused
from fourfold.cli.restore import restore
from fourfold.cli.round_robin import round_robin
from fourfold.cli.serve import serve
from fourfold.cli.simulate import simulate
from fourfold.cli.talk import talk
from fourfold.cli.upgrade import upgrade

app = typer.Typer(
    name="fourfold",
    help="See the four relationships in a therapy group, and look after them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.callback()
def _verbs() -> None:
    """Exit codes: 0 done, 1 the data are refused, 2 wrong use."""


@app.command()
def version() -> None:
    """Print the version."""
    from fourfold import __version__

    typer.echo(__version__)


app.command()(brief)
app.command()(check)
app.command()(estimate)
app.command()(export)
app.command()(growth)
app.command()(listen)
app.command("audio-setup")(audio_setup)
app.command()(posterior)
app.command()(questionnaire)
app.command("check-answers")(check_answers)
app.command("round-robin")(round_robin)
app.command()(simulate)
app.command()(talk)
for _site_verb in (demo, init, serve, nightly, backup, restore, upgrade):
    app.command(rich_help_panel="The site")(_site_verb)


def main() -> None:
    """Run the command line; refused data end with a plain message, never a stack trace."""
    try:
        app()
    except REFUSALS as refusal:
        say_refused(refusal)
        sys.exit(EXIT_REFUSED)
