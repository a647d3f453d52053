"""A transcript is read by its suffix, and by what stands in it where a suffix says too little."""

from pathlib import Path

import pytest

from fourfold.formats.transcripts import FORMATS, SUFFIXES, read_transcript
from tests.formats.eaf import document, tier
from tests.formats.written import refusal, said, spoken, written

VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>hello\n"
SRT = "1\n00:00:01,000 --> 00:00:02,000\nAna: hello\n"
RTTM = "SPEAKER s 1 1.0 1.0 <NA> <NA> Ana <NA> <NA>\n"
CSV = "start_s,end_s,speaker,text\n1,2,Ana,hello\n"


@pytest.mark.parametrize("name", ["a.vtt", "a.VTT", "a.txt"])
def test_vtt_is_known(tmp_path: Path, name: str) -> None:
    assert said(read_transcript(written(tmp_path, name, VTT), with_text=True)) == [("Ana", "hello")]


GRID = '"ooTextFile" "TextGrid" 0 2 <exists> 1 "IntervalTier" "Ana" 0 2 1 1 2 "so"'
CHAT = "@UTF8\n@Participants:\tP Ana Participant\n*P:\tso \x151000_2000\x15\n"
EAF = document(tier("Ana", [("ts0", "ts1", "so")]), slots=[1000, 2000])
JSON = '[{"start": 1, "end": 2, "speaker": "Ana"}]'
HELD = {
    ".srt": SRT,
    ".rttm": RTTM,
    ".csv": CSV,
    ".tsv": CSV.replace(",", "\t"),
    ".TextGrid": GRID,
    ".cha": CHAT,
    ".eaf": EAF,
    ".json": JSON,
}


@pytest.mark.parametrize(("suffix", "held"), HELD.items(), ids=HELD)
def test_suffixes_and_plain_text_lead_to_the_same(tmp_path: Path, suffix: str, held: str) -> None:
    for name in (f"a{suffix}", "a.txt"):
        assert spoken(read_transcript(written(tmp_path, name, held))) == [(1.0, 2.0, "Ana")]
        assert all(cue.text is None for cue in read_transcript(tmp_path / name).cues)


def test_every_format_names_its_suffixes() -> None:
    assert all(set(form.SUFFIXES) <= set(SUFFIXES) for form in FORMATS)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.docx", "in Teams download the transcript as .vtt"),
        ("a.xlsx", "save the sheet as CSV"),
        ("a.mp3", "this is a recording"),
        ("a.xyz", ".xyz is no transcript that is known; can be read: VTT"),
        ("a", "a file without a suffix is no transcript"),
        ("a.txt", "plain text does not say when each speaker starts and stops"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_can(tmp_path: Path, name: str, message: str) -> None:
    held = "Ana Moreno   0:03\nI was late.\n\nDr Lane   0:08\nWelcome.\n"
    assert message in refusal(read_transcript, written(tmp_path, name, held))


def test_a_folder_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "b.vtt").mkdir()
    assert "is a folder" in refusal(read_transcript, tmp_path / "b.vtt")
    with pytest.raises(FileNotFoundError):
        read_transcript(tmp_path / "c.vtt")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.vtt"
    with path.open("wb") as opened:
        opened.truncate(50_000_001)
    assert "larger than 50 MB" in refusal(read_transcript, path)
