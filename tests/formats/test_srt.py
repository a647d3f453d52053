"""SubRip with names, and the habits of the programs that write it."""

from pathlib import Path

import pytest

from fourfold.formats import srt
from fourfold.formats.transcript import Transcript
from tests.formats.written import clock, long_talk, refusal, said, spoken, written


@pytest.fixture
def read(tmp_path: Path):
    def read_text(held: str | bytes, with_text: bool = False) -> Transcript:
        return srt.read(written(tmp_path, "a.srt", held), with_text=with_text)

    return read_text


def cues(*lines: str) -> str:
    """Subtitles of a second each."""
    return "".join(f"{k}\n{clock(k, ',')} --> {clock(k + 1, ',')}\n{line}\n\n" for k, line in enumerate(lines, start=1))


@pytest.mark.parametrize(
    "form", ["{}: hello", "[{}] hello", "[{}]: hello", "({}): hello", "- {}: hello", ">> {}: hello", "<v {}>hello</v>"]
)
def test_names_in_every_form_are_speakers(read, form: str) -> None:
    found = read(cues(form.format("Ana M."), form.format("Bo")), with_text=True)
    assert said(found) == [("Ana M.", "hello"), ("Bo", "hello")]


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_every_line_ending_is_read(read, ending: str) -> None:
    assert spoken(read(cues("Ana: a", "Bo: b").replace("\n", ending))) == [(1.0, 2.0, "Ana"), (2.0, 3.0, "Bo")]


def test_a_blank_line_within_a_subtitle_ends_nothing(read) -> None:
    held = "1\n00:00:01,000 --> 00:00:03,000\nAna: abc\n\nBo: def\n\n" + cues("Bo: x", "Ana: x")
    assert said(read(held, with_text=True))[:2] == [("Ana", "abc"), ("Bo", "def")]
    assert spoken(read(held))[:2] == [(1.0, 2.0, "Ana"), (2.0, 3.0, "Bo")]


def test_numbers_of_subtitles_are_no_words(read) -> None:
    held = (
        "1\n00:00:01,000 --> 00:00:02,000\nAna: I have 3\n2\n00:00:02,000 --> 00:00:03,000\nBo: b\n\n \n\n"
        "3\n00:00:03,000 --> 00:00:04,000\nAna:\nc\n"
    )
    assert said(read(held, with_text=True)) == [("Ana", "I have 3"), ("Bo", "b"), ("Ana", "c")]


def test_styles_are_no_part_of_names(read) -> None:
    held = cues("<font color='#fff'>Ana: a</font>", "{\\an8}<b>Bo:</b> b")
    assert said(read(held, with_text=True)) == [("Ana", "a"), ("Bo", "b")]


def test_two_speakers_with_dashes_share_the_subtitle(read) -> None:
    held = cues("- Ana: abcd\n- Bo: efgh", "Ana: x", "Bo: y")
    assert spoken(read(held))[:2] == [(1.0, 1.5, "Ana"), (1.5, 2.0, "Bo")]


def test_subtitles_that_name_nobody_are_refused(tmp_path: Path) -> None:
    held = cues("hello", "Note: there", "I said: no", "this one", "https://example.org", "10:30 Meeting: yes")
    assert "names its speaker" in refusal(srt.read, written(tmp_path, "a.srt", held))


def test_every_speaker_of_ten_thousand_cues_is_kept(read) -> None:
    talk = long_talk()
    for form in ("{0.speaker}: {0.text}", "[{0.speaker}] {0.text}", "- {0.speaker}: {0.text}"):
        held = "".join(
            f"{k}\n{clock(cue.start_s, ',')} --> {clock(cue.end_s, ',')}\n{form.format(cue)}\n\n" for k, cue in enumerate(talk)
        )
        assert spoken(read(held)) == [(cue.start_s, cue.end_s, cue.speaker) for cue in talk]
        assert said(read(held, with_text=True)) == [(cue.speaker, cue.text) for cue in talk]
