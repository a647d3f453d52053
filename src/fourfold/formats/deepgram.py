"""JSON of Deepgram: utterances with speakers, or words with speakers where there are no utterances."""

from collections.abc import Iterator
from pathlib import Path

from fourfold.conversation.talk import Source
from fourfold.formats.cues.checked import Stretches, transcript_of
from fourfold.formats.cues.json_text import child, first_of, load_json, objects, seconds, words_of
from fourfold.formats.cues.names import label_of
from fourfold.formats.cues.spoken_words import Word, add_words
from fourfold.formats.transcript import Transcript, TranscriptRefused

SUFFIXES = (".json",)


def fits(held: object) -> bool:
    """Whether JSON looks like an answer of Deepgram."""
    return any(isinstance(child(held, "results", key), list) for key in ("channels", "utterances"))


def read(path: Path, *, with_text: bool = False) -> Transcript:
    """The stretches of speech of Deepgram's answer. Raises `TranscriptRefused` where voices are not told apart, `OSError`."""
    held, remarks = load_json(Path(path))
    return transcript(held, Path(path), remarks=remarks, with_text=with_text)


def transcript(held: object, path: Path, *, remarks: tuple[str, ...] = (), with_text: bool = False) -> Transcript:
    """The transcript that JSON of Deepgram holds. Raises `TranscriptRefused`."""
    if not fits(held):
        raise TranscriptRefused(f"{path}: has no results.channels, which an answer of Deepgram has; choose another file")
    found = Stretches()
    channels = list(objects(child(held, "results", "channels")))
    utterances = list(objects(child(held, "results", "utterances")))
    for utterance in utterances:
        _add(found, utterance, len(channels))
    if not utterances:
        for number, channel in enumerate(channels):
            best = next(objects(channel.get("alternatives")), {})
            add_words(found, _words(best.get("words"), number, len(channels)))
    if found.start_s and not any(found.speaker):
        raise TranscriptRefused(f"{path}: Deepgram did not tell the voices apart; send the recording again with diarize=true")
    return transcript_of(found, path, source=Source.DIARISATION, remarks=remarks, with_text=with_text)


def _add(found: Stretches, utterance: dict[str, object], channels: int) -> None:
    """Append an utterance, or where its words have other voices than itself, the stretches that they make up."""
    start, end, channel = seconds(utterance.get("start")), seconds(utterance.get("end")), utterance.get("channel")
    voice = _voice(utterance, channel, channels)
    words = list(_words(utterance.get("words"), channel, channels))
    if start is None or end is None or any(word[2] not in (voice, None) for word in words):
        add_words(found, words)
    else:
        found.add(start, end, voice, words_of(utterance.get("transcript")))


def _words(held: object, channel: object, channels: int) -> Iterator[Word]:
    for word in objects(held):
        text = words_of(first_of(word, "punctuated_word", "word"))
        yield seconds(word.get("start")), seconds(word.get("end")), _voice(word, channel, channels), text


def _voice(entry: dict[str, object], channel: object, channels: int) -> str | None:
    """The voice of an utterance or word; of several channels each has its own voices."""
    voice = label_of(entry.get("speaker"))
    if channels < 2 or not isinstance(channel, int):
        return voice
    return f"Channel {channel}" if voice is None else f"Channel {channel}, {voice}"
