"""`fourfold audio-setup`: the voice encoder, fetched once, so that listening needs no network."""

from pathlib import Path
from typing import Annotated

import typer


def audio_setup(
    package: Annotated[
        Path | None, typer.Option(help="A wheel of resemblyzer 0.1.4 that you brought along, where there is no network.")
    ] = None,
) -> None:
    """Set up the voice encoder for `fourfold listen`: fetch its weights once, check them, and keep them on this device."""
    from fourfold.audio.setup import install

    kept = install(package)
    typer.echo(f"the voice encoder is set up: {kept} ({kept.stat().st_size / 1e6:.1f} MB)")
    typer.echo("try next: fourfold listen --help")
