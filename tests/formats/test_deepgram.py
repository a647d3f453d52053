"""JSON of Deepgram: utterances, words, channels, and voices that were not told apart."""

import json
from pathlib import Path

import pytest

from fourfold.formats import deepgram
from tests.formats.written import refusal, said, spoken, written
from tests.reference.data import shared


def word(start: float, end: float, speaker: int | None, text: str = "a") -> dict[str, object]:
    return {"word": text.lower(), "punctuated_word": text, "start": start, "end": end} | (
        {} if speaker is None else {"speaker": speaker}
    )


def answer(*channels: list[dict[str, object]], utterances: list[dict[str, object]] | None = None) -> str:
    held: dict[str, object] = {"channels": [{"alternatives": [{"words": words}]} for words in channels]}
    return json.dumps({"results": held if utterances is None else {**held, "utterances": utterances}})


def test_words_make_stretches_that_end_with_a_pause_or_another_voice(tmp_path: Path) -> None:
    words = [word(0, 1, 0, "Well,"), word(1.5, 2, 0, "yes."), word(2, 3, 1, "No."), word(5, 6, 1), word(6, 7, 0)]
    found = deepgram.read(written(tmp_path, "a.json", answer(words)), with_text=True)
    assert spoken(found) == [(0, 2, "Speaker 0"), (2, 3, "Speaker 1"), (5, 6, "Speaker 1"), (6, 7, "Speaker 0")]
    assert said(found)[0] == ("Speaker 0", "Well, yes.")


def test_an_utterance_whose_words_have_two_voices_is_divided(tmp_path: Path) -> None:
    words = [word(0, 1, 0), word(1, 2, 1), word(2, 3, 1)]
    both = [{"start": 0, "end": 3, "speaker": 1, "transcript": "a a a", "words": words}]
    found = deepgram.read(written(tmp_path, "a.json", answer(words, utterances=both)))
    assert spoken(found) == [(0, 1, "Speaker 0"), (1, 3, "Speaker 1")]


def test_channels_have_voices_of_their_own(tmp_path: Path) -> None:
    found = deepgram.read(written(tmp_path, "a.json", answer([word(0, 1, None)], [word(1, 2, None)])))
    assert found.speakers == ("Channel 0", "Channel 1")
    both = deepgram.read(written(tmp_path, "b.json", answer([word(0, 1, 0)], [word(1, 2, 0)])))
    assert both.speakers == ("Channel 0, Speaker 0", "Channel 1, Speaker 0")


def test_voices_that_are_not_told_apart_are_refused_with_the_remedy(tmp_path: Path) -> None:
    assert "diarize=true" in refusal(deepgram.read, written(tmp_path, "a.json", answer([word(0, 1, None)])))


@pytest.mark.parametrize(("name", "cues"), [("dg_speakers.json", 25), ("dg_speakers_no_utterances.json", 19)])
def test_real_answers_are_read(name: str, cues: int) -> None:
    found = deepgram.read(shared(f"conversation/fixtures/{name}"))
    assert (len(found.cues), found.speakers) == (cues, ("Speaker 0", "Speaker 1", "Speaker 2"))


@pytest.mark.parametrize("name", ["dg_transcription.json", "dg_utterances.json", "dg_whisper_transcription.json"])
def test_real_answers_without_voices_are_refused(name: str) -> None:
    assert "diarize=true" in refusal(deepgram.read, shared(f"conversation/fixtures/{name}"))
