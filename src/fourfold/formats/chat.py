"""CHAT transcripts of TalkBank (.cha): utterances with the names of participants, timed by the marks at their end."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from fourfold.formats.cues.checked import Stretches, transcript_of
from fourfold.formats.cues.file_text import file_text
from fourfold.formats.cues.names import clean_name
from fourfold.formats.transcript import Transcript, TranscriptRefused

SUFFIXES = (".cha",)

_MARK = re.compile(r'[\x15•](?:%(?:snd|mov):"[^"\n]{0,200}"_)?([0-9]{1,12})_([0-9]{1,12})-?[\x15•]')
_MAIN = re.compile(r"\*([^\s:]{1,20}):[ \t]*")
_FURTHER = re.compile(r"\n[ \t]+")


def read(path: Path, *, with_text: bool = False) -> Transcript:
    """The utterances that have times. Raises `TranscriptRefused` where none has, and `OSError`."""
    path = Path(path)
    text, remarks = file_text(path)
    lines = _FURTHER.sub(" ", text).split("\n")
    names = _names(lines)
    found = Stretches()
    untimed = 0
    for line in lines:
        main = _MAIN.match(line)
        if main is None:
            continue
        marks = [(int(start), int(end)) for start, end in _MARK.findall(line)]
        if marks:
            start, end = min(start for start, _ in marks), max(end for _, end in marks)
            found.add(start / 1000, end / 1000, names.get(main[1], clean_name(main[1])), _words(line[main.end() :]))
        else:
            untimed += 1
    if untimed and not found.start_s:
        raise TranscriptRefused(
            f"{path}: none of {untimed:,} utterances has a time; link the transcript to its media in CLAN first"
        )
    if untimed:
        remarks = (*remarks, f"Utterances without a time, left out: {untimed:,}.")
    return transcript_of(found, path, remarks=remarks, with_text=with_text)


def _names(lines: list[str]) -> dict[str, str]:
    """The name of each participant by code: as the header gives it, with the code where two have the same."""
    given = dict(_participants(lines))
    count = Counter(given.values())
    return {code: name if count[name] == 1 else f"{name} ({code})" for code, name in given.items()}


def _participants(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Code and name of each; who has a code and a role only is called by the code."""
    header = next((line for line in lines if line.startswith("@Participants:")), "@Participants:")
    for entry in header.partition(":")[2].split(","):
        words = entry.split()
        if words:
            yield words[0], clean_name(" ".join(words[1:-1])) or words[0]


def _words(held: str) -> str:
    return " ".join(_MARK.sub(" ", held).split())
