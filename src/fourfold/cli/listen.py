"""`fourfold listen`: who speaks when, by ear, on this device; nothing is written but turns."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.progress import progress
from fourfold.cli.refusal import warn

if TYPE_CHECKING:
    from fourfold.audio.checkpoint import FloatTensor
    from fourfold.audio.encoder import Encoder
    from fourfold.audio.listening import Heard
    from fourfold.audio.voices import Voices


def listen(
    *,
    file: Annotated[Path | None, typer.Argument(help="A sound file: WAV, FLAC, OGG, MP3.", show_default=False)] = None,
    microphone: Annotated[bool, typer.Option("--microphone", help="Listen to this device's microphone until Ctrl+C.")] = False,
    taps: Annotated[
        Path | None,
        typer.Option(help="Who spoke when at the beginning (any transcript file): ten seconds of each make a voice known."),
    ] = None,
    person: Annotated[
        list[str] | None, typer.Option(help="With --microphone: somebody who first speaks alone for ten seconds; repeat.")
    ] = None,
    people: Annotated[
        int | None, typer.Option(min=1, max=30, help="How many people are present, where no voice is known.")
    ] = None,
    rttm: Annotated[Path | None, typer.Option(help="Where to write the turns, as RTTM.")] = None,
) -> None:
    """Tell from sound who speaks when. Sound is heard in blocks and forgotten; only turns are kept, and no word."""
    from fourfold.audio.setup import installed_encoder

    _check(file, microphone, taps, person, people)
    _keep_no_core()
    encoder = installed_encoder()
    heard = _heard_microphone(encoder, person or [], people) if file is None else _heard_file(file, encoder, taps, people)
    if rttm is not None:
        _write(heard, rttm)
    _say(heard)
    if rttm is not None:
        typer.echo(f"wrote {rttm}; try next: fourfold talk {rttm} --facilitator NAME")


def _check(file: Path | None, microphone: bool, taps: Path | None, person: list[str] | None, people: int | None) -> None:
    if (file is None) is not microphone:
        raise typer.BadParameter("give a sound file, or --microphone")
    if microphone and taps is not None:
        raise typer.BadParameter("--taps is for a file; with --microphone name people with --person")
    if file is not None and person:
        raise typer.BadParameter("--person is for --microphone; for a file give --taps")
    known = sum(bool(given) for given in (taps, person, people))
    if known == 0:
        raise typer.BadParameter(
            f"say who is present: {'--person NAME (repeated)' if microphone else '--taps FILE'}, or --people N"
        )
    if known > 1:
        raise typer.BadParameter("--people is for voices that nobody knows; leave it out where --taps or --person names people")


def _keep_no_core() -> None:
    """A crash must not write memory, and the sound in it, to the disk."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _heard_file(file: Path, encoder: "Encoder", taps: Path | None, people: int | None) -> "Heard":
    from fourfold.audio.listening import enrolled, heard_apart, heard_by_name
    from fourfold.audio.sound import blocks_of, seconds_of

    length = seconds_of(file)
    with progress() as step:
        told = _telling(step, length)
        if taps is not None:
            voices = enrolled(blocks_of(file), encoder, _spoken(taps))
            return heard_by_name(blocks_of(file), encoder, voices, told)
        return heard_apart(blocks_of(file), encoder, people or 1, told)


def _heard_microphone(encoder: "Encoder", person: list[str], people: int | None) -> "Heard":
    from fourfold.audio.listening import heard_apart, heard_by_name
    from fourfold.audio.sound import blocks_of_microphone

    voices = _introduced(encoder, person) if person else None
    typer.echo("listening; Ctrl+C ends the session", err=True)
    blocks = _until_stopped(blocks_of_microphone())
    return heard_apart(blocks, encoder, people or 1) if voices is None else heard_by_name(blocks, encoder, voices)


def _introduced(encoder: "Encoder", person: list[str]) -> "Voices":
    """The voices of people who speak one after another for ten seconds each."""
    from itertools import islice

    import numpy as np

    from fourfold.audio.sound import blocks_of_microphone
    from fourfold.audio.spectrum import RATE_HZ
    from fourfold.audio.voices import ENOUGH_S, known_voices

    sound, spoken, at = [], {}, 0.0
    for name in person:
        typer.prompt(
            f"{name} speaks for {ENOUGH_S:.0f} seconds; press Enter to begin", default="", show_default=False, err=True
        )
        with closing(blocks_of_microphone()) as blocks:
            taken = np.concatenate(list(islice(blocks, int(ENOUGH_S * 2))))
        sound.append(taken)
        spoken[name] = [(at, at + len(taken) / RATE_HZ)]
        at += len(taken) / RATE_HZ
    return known_voices(encoder, np.concatenate(sound), spoken)


def _until_stopped(blocks: "Iterable[FloatTensor]") -> "Iterator[FloatTensor]":
    try:
        yield from blocks
    except KeyboardInterrupt:
        typer.echo("", err=True)


def _telling(step: Callable[[str], None], length: float) -> Callable[[float], None]:
    """Say how far the file is, once a tenth."""
    said = 0

    def told(heard_s: float) -> None:
        nonlocal said
        tenth = int(10 * heard_s / length) if length else 10
        if tenth > said:
            said = tenth
            step(f"heard {10 * tenth} % of {length / 60:.1f} minutes")

    return told


def _spoken(taps: Path) -> dict[str, list[tuple[float, float]]]:
    from fourfold.formats.transcripts import read_transcript

    spoken = defaultdict(list)
    for cue in read_transcript(taps).cues:
        if cue.speaker is not None:
            spoken[cue.speaker].append((cue.start_s, cue.end_s))
    return dict(spoken)


def _write(heard: "Heard", path: Path) -> None:
    from fourfold.formats import rttm
    from fourfold.formats.transcript import Cue

    rttm.write([Cue(s.start_s, s.end_s, s.name) for s in heard.stretches], path)


def _say(heard: "Heard") -> None:
    """Who spoke for how long, and what has to be known of it."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    spoken: dict[str, list[float]] = defaultdict(list)
    for stretch in heard.stretches:
        spoken[stretch.name].append(stretch.end_s - stretch.start_s)
    if not spoken:
        typer.echo(f"nobody was heard to speak in {heard.heard_s / 60:.1f} minutes")
        return
    table = Table("Name", "Minutes", "Stretches", box=None)
    for name, lengths in spoken.items():
        table.add_row(Text(name), f"{sum(lengths) / 60:.1f}", str(len(lengths)))
    Console(highlight=False).print(table)
    typer.echo(
        f"{heard.unclear:.0%} of the speech is unclear: two voices at once, or one between two names. In a real room a fifth"
        " to a third of the speech may be missed or stand under a wrong name: check it before you conclude anything."
    )
    for ghost in heard.ghosts:
        warn(f"{ghost} hardly speaks: it may be noise, or somebody who has a name already. How many people are present?")
