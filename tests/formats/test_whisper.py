"""JSON of Whisper's kin: segments and words with voices, and the plain Whisper that has none."""

import json
from pathlib import Path

import pytest

from fourfold.formats import whisper
from tests.formats.written import refusal, said, spoken, written
from tests.reference.data import shared


def read(tmp_path: Path, held: object):
    return whisper.read(written(tmp_path, "a.json", json.dumps(held)), with_text=True)


def test_a_segment_whose_words_have_other_voices_is_divided(tmp_path: Path) -> None:
    words = [
        {"word": "so", "start": 0, "end": 1, "speaker": "SPEAKER_00"},
        {"word": "1990"},
        {"word": "yes", "start": 1.2, "end": 2, "speaker": "SPEAKER_01"},
        {"word": "no", "start": 2, "end": 3},
    ]
    held = {"segments": [{"start": 0, "end": 3, "text": "so 1990 yes no", "speaker": "SPEAKER_00", "words": words}]}
    found = read(tmp_path, held)
    assert spoken(found) == [(0, 1, "SPEAKER_00"), (1.2, 2, "SPEAKER_01"), (2, 3, "SPEAKER_00")]
    assert said(found)[0] == ("SPEAKER_00", "so 1990")


def test_a_segment_without_a_voice_is_nobodys(tmp_path: Path) -> None:
    held = {"segments": [{"start": 0, "end": 1, "text": "a"}, {"start": 1, "end": 2, "text": "b", "speaker": "SPEAKER_00"}]}
    assert spoken(read(tmp_path, held)) == [(0, 1, None), (1, 2, "SPEAKER_00")]


@pytest.mark.parametrize(
    "held",
    [
        [{"start": 0.5, "end": 1.5, "speaker": "SPEAKER_00", "text": "a"}],
        {"speakers": [{"timestamp": [0.5, 1.5], "speaker": "SPEAKER_00", "text": "a"}], "chunks": []},
        {"transcription": [{"offsets": {"from": 500, "to": 1500}, "speaker": "SPEAKER_00", "text": "a"}]},
        {"word_segments": [{"start": 0.5, "end": 1.5, "speaker": "SPEAKER_00", "word": "a"}], "segments": []},
        {"segments": [{"start": "0.5", "end": "1.5", "speaker": "SPEAKER_00", "text": " a"}]},
    ],
)
def test_other_forms_of_the_same(tmp_path: Path, held: object) -> None:
    assert spoken(read(tmp_path, held)) == [(0.5, 1.5, "SPEAKER_00")]
    assert said(read(tmp_path, held)) == [("SPEAKER_00", "a")]


def test_plain_whisper_is_refused_with_the_remedy(tmp_path: Path) -> None:
    held = json.dumps({"text": "a", "segments": [{"id": 0, "start": 0, "end": 1, "text": "a"}]})
    assert "have the voices told apart (diarised) first" in refusal(whisper.read, written(tmp_path, "a.json", held))


def test_real_whisper_timestamped_is_refused() -> None:
    assert "diarised" in refusal(whisper.read, shared("conversation/fixtures/whisper_timestamped.json"))
