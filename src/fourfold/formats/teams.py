"""JSON of Microsoft Teams: the entries that Stream shows beside a recording, and objects of Graph's `metadataContent`."""

from collections.abc import Iterator
from pathlib import Path

from fourfold.formats.cues.checked import Stretches, transcript_of
from fourfold.formats.cues.json_text import child, first_of, load_json, moment, objects, seconds, words_of
from fourfold.formats.cues.names import clean_name
from fourfold.formats.transcript import Transcript, TranscriptRefused

SUFFIXES = (".json",)

_SPEAKER = ("speakerDisplayName", "speakerName")
_START, _END = ("startOffset", "start", "startTime"), ("endOffset", "end", "endTime")


def fits(held: object) -> bool:
    """Whether JSON looks like entries of Teams: a list of them, or one under `entries`."""
    return any(key in entry for entry in _entries(held) for key in (*_SPEAKER, "speakerId"))


def read(path: Path, *, with_text: bool = False) -> Transcript:
    """The entries of a transcript of Teams. Raises `TranscriptRefused`, and `OSError`."""
    held, remarks = load_json(Path(path))
    return transcript(held, Path(path), remarks=remarks, with_text=with_text)


def transcript(held: object, path: Path, *, remarks: tuple[str, ...] = (), with_text: bool = False) -> Transcript:
    """The transcript that JSON of Teams holds. Raises `TranscriptRefused`."""
    if not fits(held):
        raise TranscriptRefused(f"{path}: has no entries with speakers, as Teams writes them; choose another file")
    rows = list(_entries(held))
    dates = [at for row in rows if (at := moment(row.get("startDateTime"))) is not None]
    began = min(dates, default=0.0)
    found = Stretches()
    for row in rows:
        start, end = (_time(row, keys, key, began) for keys, key in ((_START, "startDateTime"), (_END, "endDateTime")))
        if start is not None and end is not None:
            found.add(start, end, _name(row), words_of(first_of(row, "text", "spokenText")))
    return transcript_of(found, path, remarks=remarks, with_text=with_text)


def _entries(held: object) -> Iterator[dict[str, object]]:
    return objects(held if isinstance(held, list) else child(held, "entries"))


def _time(row: dict[str, object], keys: tuple[str, ...], date: str, began: float) -> float | None:
    found = seconds(first_of(row, *keys))
    at = moment(row.get(date)) if found is None else None
    return found if at is None else at - began


def _name(row: dict[str, object]) -> str | None:
    """The name that is shown, or what Teams knows the voice by."""
    raw = first_of(row, *_SPEAKER, "speakerId")
    return clean_name(raw) if isinstance(raw, str) else None
