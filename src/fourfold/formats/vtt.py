"""WebVTT, as Teams (`<v Name>`), Zoom (`Name:`) and others write it; also the cues of Microsoft Graph's `metadataContent`."""

from pathlib import Path

from fourfold.formats.cues.timed_text import read_timed_text
from fourfold.formats.transcript import Transcript

SUFFIXES = (".vtt",)


def read(path: Path, *, with_text: bool = False) -> Transcript:
    """The cues of a VTT file. Raises `TranscriptRefused` where no cue names its speaker, and `OSError`."""
    return read_timed_text(Path(path), body=_until_blank, with_text=with_text)


def _until_blank(between: str) -> str:
    """What is said ends with the first blank line; behind it stand notes, styles, and the id of the next cue."""
    return between.partition("\n\n")[0]
