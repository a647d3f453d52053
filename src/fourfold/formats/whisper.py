"""JSON of Whisper and its kin (WhisperX, whisper-timestamped, whisper.cpp, insanely-fast-whisper) with voices told apart."""

from collections.abc import Iterator
from pathlib import Path

from fourfold.conversation.talk import Source
from fourfold.formats.cues.checked import Stretches, transcript_of
from fourfold.formats.cues.json_text import child, first_of, load_json, objects, seconds, words_of
from fourfold.formats.cues.names import label_of
from fourfold.formats.cues.spoken_words import Word, add_words
from fourfold.formats.transcript import Transcript, TranscriptRefused

SUFFIXES = (".json",)

_LISTS = ("speakers", "segments", "transcription", "word_segments", "chunks")
_REMEDY = (
    "Whisper wrote down what is said, not who speaks; have the voices told apart (diarised) first, "
    "as WhisperX does with --diarize, and choose that file"
)


def fits(held: object) -> bool:
    """Whether JSON looks like segments of Whisper: under one of their usual names, or a bare list of them."""
    if isinstance(held, list):
        first = next(objects(held), {})
        return "timestamp" in first or ("start" in first and "end" in first)
    return any(isinstance(child(held, key), list) for key in _LISTS)


def read(path: Path, *, with_text: bool = False) -> Transcript:
    """The segments of a file of Whisper that name a voice. Raises `TranscriptRefused` where none does, and `OSError`."""
    held, remarks = load_json(Path(path))
    return transcript(held, Path(path), remarks=remarks, with_text=with_text)


def transcript(held: object, path: Path, *, remarks: tuple[str, ...] = (), with_text: bool = False) -> Transcript:
    """The transcript that JSON of Whisper holds. Raises `TranscriptRefused`."""
    if not fits(held):
        raise TranscriptRefused(f"{path}: has no segments, as Whisper writes them; choose another file")
    found = Stretches()
    for segment in _segments(held):
        _add(found, segment)
    if found.start_s and not any(found.speaker):
        raise TranscriptRefused(f"{path}: {_REMEDY}")
    return transcript_of(found, path, source=Source.DIARISATION, remarks=remarks, with_text=with_text)


def _segments(held: object) -> Iterator[dict[str, object]]:
    """The segments of the first list that has any."""
    lists = (held,) if isinstance(held, list) else (child(held, key) for key in _LISTS)
    return next((objects(some) for some in lists if any(objects(some))), objects(None))


def _add(found: Stretches, segment: dict[str, object]) -> None:
    """Append a segment, or where its words have other voices than itself, the stretches that they make up."""
    start, end = _times(segment)
    voice = label_of(segment.get("speaker"))
    words = [_word(word, voice) for word in objects(segment.get("words"))]
    if start is None or end is None or any(word[2] != voice for word in words):
        add_words(found, words)
    else:
        found.add(start, end, voice, words_of(first_of(segment, "text", "word")))


def _word(word: dict[str, object], voice: str | None) -> Word:
    """One word; where it has no voice of its own it has that of its segment."""
    start, end = _times(word)
    return start, end, label_of(word.get("speaker")) or voice, words_of(first_of(word, "word", "text"))


def _times(held: dict[str, object]) -> tuple[float | None, float | None]:
    """Start and end in seconds; whisper.cpp writes offsets in milliseconds, transformers a pair."""
    pair, offsets = held.get("timestamp"), held.get("offsets")
    if isinstance(pair, list) and len(pair) == 2:
        return seconds(pair[0]), seconds(pair[1])
    if isinstance(offsets, dict):
        start, end = seconds(offsets.get("from")), seconds(offsets.get("to"))
        return (None, None) if start is None or end is None else (start / 1000, end / 1000)
    return seconds(held.get("start")), seconds(held.get("end"))
