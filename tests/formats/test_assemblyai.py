"""JSON of AssemblyAI: milliseconds, utterances or words, channels."""

import json
from pathlib import Path

import pytest

from fourfold.formats import assemblyai
from tests.formats.written import refusal, spoken, written
from tests.reference.data import shared


def test_words_are_read_where_there_are_no_utterances(tmp_path: Path) -> None:
    words = [{"text": "a", "start": k * 500, "end": k * 500 + 400, "speaker": "AAB"[k]} for k in range(3)]
    found = assemblyai.read(written(tmp_path, "a.json", json.dumps({"utterances": None, "words": words})))
    assert spoken(found) == [(0, 0.9, "Speaker A"), (1, 1.4, "Speaker B")]


def test_names_that_were_told_stay_and_channels_stand_for_voices(tmp_path: Path) -> None:
    rows = [
        {"text": "a", "start": 0, "end": 9, "speaker": "Ana Moreno"},
        {"start": 9, "end": 10, "speaker": None, "channel": "2"},
    ]
    found = assemblyai.read(written(tmp_path, "a.json", json.dumps({"utterances": rows})))
    assert found.speakers == ("Ana Moreno", "Channel 2")


def test_voices_that_are_not_told_apart_are_refused_with_the_remedy(tmp_path: Path) -> None:
    held = json.dumps({"words": [{"text": "a", "start": 0, "end": 9, "speaker": None}]})
    assert "speaker_labels: true" in refusal(assemblyai.read, written(tmp_path, "a.json", held))


@pytest.mark.parametrize("name", ["assemblyai_utterances.json", "assemblyai_transcription.json"])
def test_real_answers_are_read(name: str) -> None:
    assert spoken(assemblyai.read(shared(f"conversation/fixtures/{name}"))) == [(0.17, 25.14, "Speaker A")]
