"""WebVTT, as Teams (`<v Name>`), Zoom (`Name:`) and others write it; also the cues of Microsoft Graph's `metadataContent`."""

import re
from pathlib import Path

from fourfold.formats.cues.timed_text import read_timed_text, times_with
from fourfold.formats.transcript import Transcript

SUFFIXES = (".vtt",)

_TIMES = times_with("")
_BLANK = re.compile(r"\n[ \t]*\n")


def read(path: Path, *, with_text: bool = False) -> Transcript:
    """The cues of a VTT file. Raises `TranscriptRefused` where no cue names its speaker, and `OSError`."""
    return read_timed_text(Path(path), _TIMES, _until_blank, with_text=with_text)


def _until_blank(between: str) -> str:
    """What is said ends with the first blank line; behind it stand notes, styles, and the id of the next cue."""
    said = between.partition("\n\n")[0]
    return _BLANK.split(said, maxsplit=1)[0] if "\n" in said else said
