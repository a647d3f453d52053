"""JSON of Zoom's cloud recordings: the transcript with its users, or the timeline of who was the active speaker."""

from itertools import pairwise
from pathlib import Path

from fourfold.formats.cues.checked import Stretches, transcript_of
from fourfold.formats.cues.json_text import child, first_of, load_json, moment, objects, seconds, words_of
from fourfold.formats.cues.names import clean_name
from fourfold.formats.transcript import Transcript, TranscriptRefused

SUFFIXES = (".json",)

_TIMELINE = (
    "Zoom's timeline tells who was the active speaker, to about a second and one after another; short answers are missing."
)
_LAST = "The last entry of the timeline has no end and was left out."

Entry = tuple[float | None, float | None, list[str | None], str | None]
"""Start, end, the users, and the words of one entry."""


def fits(held: object) -> bool:
    """Whether JSON looks like a timeline or a transcript of Zoom."""
    return any("ts" in entry for key in ("timeline", "content") for entry in objects(child(held, key)))


def read(path: Path, *, with_text: bool = False) -> Transcript:
    """The stretches of a transcript or timeline of Zoom. Raises `TranscriptRefused`, and `OSError`."""
    held, remarks = load_json(Path(path))
    return transcript(held, Path(path), remarks=remarks, with_text=with_text)


def transcript(held: object, path: Path, *, remarks: tuple[str, ...] = (), with_text: bool = False) -> Transcript:
    """The transcript that JSON of Zoom holds. Raises `TranscriptRefused`."""
    if not fits(held):
        raise TranscriptRefused(f"{path}: has no timeline with times (ts), as Zoom writes it; choose another file")
    rows = [entry for key in ("timeline", "content") for entry in objects(child(held, key))]
    began = moment(child(held, "recording_start"))
    if began is None:
        began = next((at for row in rows if (at := moment(row.get("ts"))) is not None), 0.0)
    entries = [_entry(row, began) for row in rows]
    found = Stretches()
    if any(end is not None for _, end, _, _ in entries):
        for start, end, users, text in entries:
            _add(found, (start, end, users, text))
    else:
        remarks = (*remarks, _TIMELINE, *([_LAST] if entries[-1][2] else []))
        for (start, _, users, text), following in pairwise(entries):
            _add(found, (start, following[0], users, text))
    return transcript_of(found, path, remarks=remarks, with_text=with_text)


def _entry(row: dict[str, object], began: float) -> Entry:
    users = [_name(user) for user in objects(row.get("users"))]
    return _time(row.get("ts"), began), _time(row.get("end_ts"), began), users, words_of(row.get("text"))


def _time(held: object, began: float) -> float | None:
    """A time since the start of the recording; Zoom also writes dates."""
    found = seconds(held)
    at = moment(held) if found is None else None
    return found if at is None else at - began


def _name(user: dict[str, object]) -> str | None:
    raw = first_of(user, "username", "zoom_userid", "user_id")
    return clean_name(str(raw)) if isinstance(raw, str | int) else None


def _add(found: Stretches, entry: Entry) -> None:
    """Append one stretch a user; words without a user are somebody's whose name is not known, a silence is nobody's."""
    start, end, users, text = entry
    if start is not None and end is not None:
        for name in users or ([None] if text else []):
            found.add(start, end, name, text)
