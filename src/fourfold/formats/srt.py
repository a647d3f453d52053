"""SubRip subtitles with names: `Name:`, `[Name]`, `- Name:`, or voices as in WebVTT."""

import re
from pathlib import Path

from fourfold.formats.cues.timed_text import read_timed_text, times_with
from fourfold.formats.transcript import Transcript

SUFFIXES = (".srt",)

_TIMES = times_with(r"(?:[0-9]{1,9}\n[0-9]+:|\n*\Z)")
_NUMBER = re.compile(r"\n[ \t]*[0-9]{1,9}[ \t]*\Z")
_BLANKS = re.compile(r"\n(?:[ \t]*\n)+")


def read(path: Path, *, with_text: bool = False) -> Transcript:
    """The subtitles of an SRT file. Raises `TranscriptRefused` where none names its speaker, and `OSError`."""
    return read_timed_text(Path(path), _TIMES, _until_number, with_text=with_text)


def _until_number(between: str) -> str:
    """What is said ends with the number of the next subtitle; blank lines in between are part of it."""
    said, _, number = between.partition("\n\n")
    if number.isdecimal():
        return said
    return _BLANKS.sub("\n", _NUMBER.sub("", between)).rstrip("\n")
