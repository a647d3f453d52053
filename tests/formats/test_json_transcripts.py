"""What holds for the JSON of every program: it is known by its content, keeps every speaker, and is refused in words."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fourfold.conversation.talk import Source
from fourfold.formats import assemblyai, deepgram, teams, whisper, zoom
from fourfold.formats.transcripts import read_transcript
from tests.formats import json_samples
from tests.formats.written import long_talk, refusal, said, spoken, written

BY_NUMBER = {deepgram: "Speaker {0}", assemblyai: "Speaker {1}", whisper: "SPEAKER_{0:02d}"}
SAMPLES = [
    (deepgram, json_samples.deepgram),
    (assemblyai, json_samples.assemblyai),
    (whisper, json_samples.whisperx),
    (zoom, json_samples.zoom),
    (teams, json_samples.teams),
]
each = pytest.mark.parametrize(("form", "sample"), SAMPLES, ids=lambda part: part.__name__.rsplit(".", 1)[-1])


def label(form: object, number: int, name: str | None) -> str | None:
    return BY_NUMBER[form].format(number, chr(65 + number)) if form in BY_NUMBER else name


@each
def test_every_speaker_of_ten_thousand_is_kept_and_words_if_asked_for(form, sample: Callable, tmp_path: Path) -> None:
    talk = long_talk()
    number = json_samples.numbers(talk)
    path = written(tmp_path, "a.json", json.dumps(sample(talk)))
    wanted = [(cue.start_s, cue.end_s, label(form, number[str(cue.speaker)], cue.speaker)) for cue in talk]
    for read in (form.read, read_transcript):
        assert spoken(read(path)) == wanted
        assert [text for _, text in said(read(path, with_text=True))] == [cue.text for cue in talk]
    assert all(cue.text is None for cue in read_transcript(path).cues)
    assert form.read(path).source is (Source.DIARISATION if form in BY_NUMBER else Source.TRANSCRIPT)


@each
@pytest.mark.parametrize("held", ["{}", "[]", "3", "null", '{"results": {}}', '[{"a": 1}]', '"text"'])
def test_json_of_another_kind_is_refused(form, sample: Callable, held: str, tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", held)
    assert "choose another file" in refusal(form.read, path)
    assert "this JSON is of no program that is known; can be read: VTT" in refusal(read_transcript, path)


@each
def test_plain_text_that_is_json_is_known(form, sample: Callable, tmp_path: Path) -> None:
    held = json.dumps(sample(long_talk(20)), indent=1)
    assert len(read_transcript(written(tmp_path, "a.txt", held)).cues) == 20


@pytest.mark.parametrize(
    ("held", "message"),
    [
        ('{"results": \n}', "line 2: no JSON (Expecting value)"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": ' * 100_000, "nested too deeply"),
        ("[" + "9" * 5000 + "]", "a number with thousands of digits"),
        ("[" + "{}," * 2_000_001, "more objects than a transcript"),
        ('{"words": [{"start": NaN, "end": Infinity, "speaker": "A"}]}', "holds no stretch of speech"),
        ('{"words": [{"start": 1e308, "end": 1e309, "speaker": "A"}]}', "holds no stretch of speech"),
        (
            '{"words": [{"start": 5, "end": 1, "speaker": "A"}]}',
            "every stretch has no time that can be read, an end before the start",
        ),
    ],
)
def test_hostile_json_is_refused(tmp_path: Path, held: str, message: str) -> None:
    assert message in refusal(read_transcript, written(tmp_path, "a.json", held))
