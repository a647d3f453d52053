"""Files that tests of transcripts write; every name and sentence in them is made up."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from fourfold.formats.transcript import Cue, Transcript, TranscriptRefused

SPEAKERS = ("Dr Lane", "Ana M.", "Bo", "Cy", "Dee O'Neil", "Éva", "Faiz Al-Amin", "García, Luz", "王芳", "iPhone (2)")
_WORDS = ("I", "felt", "that", "was", "hard", "for", "me", "when", "thanks", "yeah", "and", "no")


def written(folder: Path, name: str, held: str | bytes) -> Path:
    """A file in a folder, text as UTF-8 with its line endings as they are."""
    path = folder / name
    path.write_bytes(held.encode() if isinstance(held, str) else held)
    return path


def spoken(transcript: Transcript) -> list[tuple[float, float, str | None]]:
    """What the cues say but for words."""
    return [(round(cue.start_s, 3), round(cue.end_s, 3), cue.speaker) for cue in transcript.cues]


def said(transcript: Transcript) -> list[tuple[str | None, str | None]]:
    return [(cue.speaker, cue.text) for cue in transcript.cues]


def long_talk(cues: int = 10_000, seed: int = 1) -> list[Cue]:
    """A simulated talk of ten speakers; one of them speaks a single time."""
    draw = random.Random(seed)
    found, now = [], 0.0
    for k in range(cues):
        speaker = "Only Once" if k == cues // 2 else draw.choice(SPEAKERS)
        end = now + draw.randint(500, 8000) / 1000
        found.append(Cue(round(now, 3), round(end, 3), speaker, text=" ".join(draw.choices(_WORDS, k=6))))
        now = end + draw.randint(0, 500) / 1000
    return found


def clock(seconds: float, point: str = ".") -> str:
    """Seconds as 00:00:00.000."""
    thousandths = round(seconds * 1000)
    hours, rest = divmod(thousandths, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}{point}{rest % 1000:03d}"


def seconds_apart(*bodies: str, first: int = 1) -> str:
    """A VTT file whose cues last a second each, from second `first` on."""
    cues = (f"{clock(k)} --> {clock(k + 1)}\n{body}\n\n" for k, body in enumerate(bodies, start=first))
    return "WEBVTT\n\n" + "".join(cues)


def refusal(read: Callable[[Path], object], path: Path) -> str:
    """The sentence with which a file is refused, which must name the file."""
    with pytest.raises(TranscriptRefused) as refused:
        read(path)
    assert str(path) in str(refused.value)
    return str(refused.value)
