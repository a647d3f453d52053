"""JSON of AssemblyAI: utterances with speakers, or words with speakers where there are no utterances; milliseconds."""

from collections.abc import Iterator
from pathlib import Path

from fourfold.conversation.talk import Source
from fourfold.formats.cues.checked import Stretches, transcript_of
from fourfold.formats.cues.json_text import child, load_json, objects, seconds, words_of
from fourfold.formats.cues.names import label_of
from fourfold.formats.cues.spoken_words import Word, add_words
from fourfold.formats.transcript import Transcript, TranscriptRefused

SUFFIXES = (".json",)


def fits(held: object) -> bool:
    """Whether JSON looks like a transcript of AssemblyAI."""
    return any(isinstance(child(held, key), list) for key in ("utterances", "words"))


def read(path: Path, *, with_text: bool = False) -> Transcript:
    """The stretches of speech of AssemblyAI's answer. Raises `TranscriptRefused` where voices are not told apart, `OSError`."""
    held, remarks = load_json(Path(path))
    return transcript(held, Path(path), remarks=remarks, with_text=with_text)


def transcript(held: object, path: Path, *, remarks: tuple[str, ...] = (), with_text: bool = False) -> Transcript:
    """The transcript that JSON of AssemblyAI holds. Raises `TranscriptRefused`."""
    if not fits(held):
        raise TranscriptRefused(f"{path}: has neither utterances nor words, as AssemblyAI writes them; choose another file")
    found = Stretches()
    for start, end, voice, text in _timed(child(held, "utterances")):
        if start is not None and end is not None:
            found.add(start, end, voice, text)
    if not found.start_s:
        add_words(found, _timed(child(held, "words")))
    if found.start_s and not any(found.speaker):
        raise TranscriptRefused(
            f"{path}: AssemblyAI did not tell the voices apart; send the recording with speaker_labels: true"
        )
    return transcript_of(found, path, source=Source.DIARISATION, remarks=remarks, with_text=with_text)


def _timed(held: object) -> Iterator[Word]:
    for entry in objects(held):
        start, end = seconds(entry.get("start")), seconds(entry.get("end"))
        voice = label_of(entry.get("speaker"))
        channel = entry.get("channel")
        if voice is None and isinstance(channel, int | str) and not isinstance(channel, bool):
            voice = label_of(f"Channel {channel}")
        yield _thousandth(start), _thousandth(end), voice, words_of(entry.get("text"))


def _thousandth(time: float | None) -> float | None:
    return None if time is None else time / 1000
