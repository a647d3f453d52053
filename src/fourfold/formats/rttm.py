"""RTTM: who speaks when, as programs that tell voices apart write it (NIST Rich Transcription Time Marked)."""

from collections.abc import Sequence
from pathlib import Path

from fourfold.conversation.talk import Source
from fourfold.formats.cues.checked import Stretches, transcript_of
from fourfold.formats.cues.clock import plain_number
from fourfold.formats.cues.file_text import file_text
from fourfold.formats.cues.names import clean_name
from fourfold.formats.transcript import Cue, Transcript, TranscriptRefused

SUFFIXES = (".rttm",)

_NOTHING = "<NA>"
_SHAPE = "SPEAKER file channel start duration <NA> <NA> name <NA> <NA>"


def read(path: Path, *, with_text: bool = False) -> Transcript:
    """The SPEAKER lines of an RTTM file, which holds no words; blanks in names stay the underscores that they are.

    Raises `TranscriptRefused` naming the line, and `OSError`.
    """
    path = Path(path)
    text, remarks = file_text(path)
    found = Stretches()
    recordings: dict[str, int] = {}
    for line, row in enumerate(text.split("\n"), start=1):
        if row.startswith("SPEAKER"):
            recordings.setdefault(_add(found, row.split(), f"{path}, line {line}"), line)
    if len(recordings) > 1:
        first, second = list(recordings)[:2]
        raise TranscriptRefused(
            f"{path}, line {recordings[second]}: a second recording, {second[:60]!r} after {first[:60]!r}; "
            "write each recording to a file of its own"
        )
    return transcript_of(found, path, source=Source.DIARISATION, remarks=remarks, with_text=with_text)


def write(talk: Transcript | Sequence[Cue], path: Path) -> None:
    """Write who speaks when; blanks in names become underscores, words and addressees are left out. Raises `OSError`."""
    cues = talk.cues if isinstance(talk, Transcript) else talk
    recording = _joined(Path(path).stem)
    lines = (
        f"SPEAKER {recording} 1 {cue.start_s:.3f} {cue.end_s - cue.start_s:.3f} <NA> <NA> {_joined(cue.speaker)} <NA> <NA>\n"
        for cue in cues
    )
    Path(path).write_text("".join(lines), encoding="utf-8")


def _add(found: Stretches, row: list[str], place: str) -> str:
    """Append the stretch of one line; the name of its recording."""
    if len(row) < 8:
        raise TranscriptRefused(f"{place}: {len(row)} fields; write {_SHAPE}")
    start, duration = plain_number(row[3]), plain_number(row[4])
    if start is None or duration is None:
        faulty = row[3] if start is None else row[4]
        raise TranscriptRefused(f"{place}: {faulty[:40]!r} is no number of seconds; write {_SHAPE}")
    found.add(start, start + duration, None if row[7] == _NOTHING else clean_name(row[7]))
    return row[1]


def _joined(name: str | None) -> str:
    return "_".join((name or "").split()) or _NOTHING
