"""Any transcript that can be read, told by its suffix, and where several formats share one, by what stands in it."""

import re
from pathlib import Path
from types import ModuleType

from fourfold.formats import (
    assemblyai,
    chat,
    deepgram,
    elan,
    rttm,
    srt,
    teams,
    textgrid,
    turns_csv,
    vtt,
    whisper,
    zoom,
)
from fourfold.formats.cues.file_text import file_text
from fourfold.formats.cues.json_text import load_json
from fourfold.formats.transcript import Transcript, TranscriptRefused

_IN_JSON: tuple[ModuleType, ...] = (deepgram, zoom, teams, whisper, assemblyai)
FORMATS: tuple[ModuleType, ...] = (vtt, srt, rttm, turns_csv, elan, textgrid, chat, *_IN_JSON)
"""The modules that read one format each."""
SUFFIXES = tuple(dict.fromkeys((*(suffix for form in FORMATS for suffix in form.SUFFIXES), ".txt")))
"""What the name of a file that can be read ends with."""

READABLE = (
    "can be read: VTT (Teams, Zoom), SRT, RTTM, a table of turns in CSV, JSON of Deepgram, AssemblyAI, Whisper with speakers, "
    "Zoom and Teams, ELAN (.eaf), Praat (.TextGrid) and CHAT (.cha)"
)
_REMEDIES = {
    ".docx": "a document has no time at which each speaker stops; in Teams download the transcript as .vtt",
    ".doc": "a document has no time at which each speaker stops; in Teams download the transcript as .vtt",
    ".pdf": "a document has no time at which each speaker stops; export the transcript as .vtt or .srt",
    ".xlsx": "save the sheet as CSV with the columns start_s, end_s, speaker",
    ".ods": "save the sheet as CSV with the columns start_s, end_s, speaker",
} | dict.fromkeys(
    (".mp3", ".wav", ".m4a", ".mp4", ".ogg", ".flac", ".webm"),
    "this is a recording; have it written down with the names of speakers and choose that file",
)
_TIMES = re.compile(r"^[ \t]*(?:[0-9]+:)+[0-9]+[.,][0-9]+[ \t]*--+>", flags=re.MULTILINE)


def read_transcript(path: Path, *, with_text: bool = False) -> Transcript:
    """The transcript that a file holds, in whichever format; words are kept only if asked for.

    Raises `TranscriptRefused` naming the file, the place and the remedy, and `OSError`.
    """
    path = Path(path)
    form = _format_of(path)
    found: Transcript = _of_json(path, with_text) if form in _IN_JSON else form.read(path, with_text=with_text)
    return found


def _of_json(path: Path, with_text: bool) -> Transcript:
    """The transcript of a JSON file, by the first format that it looks like."""
    held, remarks = load_json(path)
    for form in _IN_JSON:
        if form.fits(held):
            found: Transcript = form.transcript(held, path, remarks=remarks, with_text=with_text)
            return found
    raise TranscriptRefused(f"{path}: this JSON is of no program that is known; {READABLE}")


def _format_of(path: Path) -> ModuleType:
    suffix = path.suffix.lower()
    if suffix == ".txt":
        return _format_of_text(path)
    for form in FORMATS:
        if suffix in form.SUFFIXES:
            return form
    if suffix in _REMEDIES:
        raise TranscriptRefused(f"{path}: {_REMEDIES[suffix]}; {READABLE}")
    raise TranscriptRefused(f"{path}: {suffix or 'a file without a suffix'} is no transcript that is known; {READABLE}")


def _format_of_text(path: Path) -> ModuleType:
    """The format of a file that is called plain text, by how it begins."""
    text, _ = file_text(path)
    start = text.lstrip()[:4000]
    header = start.partition("\n")[0].casefold()
    marks = (
        (start.startswith("WEBVTT"), vtt),
        (start.startswith(("{", "[{", "[\n", "[ ")), deepgram),
        (start.startswith("SPEAKER ") and len(header.split()) >= 8, rttm),
        (start.startswith(("@UTF8", "@Begin")), chat),
        (start.startswith("<") and "<ANNOTATION_DOCUMENT" in start, elan),
        (start.startswith(("File type", '"ooTextFile')), textgrid),
        (_TIMES.search(start) is not None, srt),
        ("start" in header and "speaker" in header, turns_csv),
    )
    for fits, form in marks:
        if fits:
            return form
    raise TranscriptRefused(
        f"{path}: plain text does not say when each speaker starts and stops; "
        f"in Teams or Zoom download the transcript as .vtt; {READABLE}"
    )
