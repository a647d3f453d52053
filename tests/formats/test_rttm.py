"""RTTM: the lines of speakers, and a round trip."""

from pathlib import Path

import pytest

from fourfold.conversation.talk import Source
from fourfold.formats import rttm
from fourfold.formats.transcript import Cue, Transcript
from tests.formats.written import long_talk, refusal, spoken, written

HELD = """;; simulated
SPKR-INFO s1 1 <NA> <NA> <NA> unknown A <NA> <NA>
SPEAKER s1 1 0.50 2.25 <NA> <NA> Dr_Lane <NA> <NA>
SPEAKER s1 1 3 1.e0 <NA> <NA> B
NON-SPEECH s1 1 4 1 <NA> other <NA> <NA> <NA>
SPEAKER s1 1 4.0 .5 <NA> <NA> <NA> <NA> <NA>
"""


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_lines_of_speakers_are_read_and_others_passed_over(tmp_path: Path, ending: str) -> None:
    found = rttm.read(written(tmp_path, "a.rttm", HELD.replace("\n", ending)))
    assert spoken(found) == [(0.5, 2.75, "Dr_Lane"), (3.0, 4.0, "B"), (4.0, 4.5, None)]
    assert found.source is Source.DIARISATION


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("SPEAKER s1 1 0.5 2.0", "line 2: 5 fields; write SPEAKER file channel"),
        ("SPEAKER s1 1 half 2.0 <NA> <NA> A <NA> <NA>", "line 2: 'half' is no number of seconds"),
        ("SPEAKER s1 1 1 nan <NA> <NA> A <NA> <NA>", "line 2: 'nan' is no number of seconds"),
        ("SPEAKER s2 1 1 1 <NA> <NA> A <NA> <NA>", "line 2: a second recording, 's2' after 's1'; write each recording"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_with_its_number(tmp_path: Path, line: str, message: str) -> None:
    held = f"SPEAKER s1 1 0 1 <NA> <NA> A <NA> <NA>\n{line}\n"
    assert message in refusal(rttm.read, written(tmp_path, "a.rttm", held))


def test_a_voice_with_hardly_any_speech_may_be_nobody(tmp_path: Path) -> None:
    talk = [Cue(0, 99, "A"), Cue(99, 199, "B"), Cue(100, 101.9, "C"), Cue(200, 203, "D")]
    rttm.write(talk, tmp_path / "a.rttm")
    assert [r for r in rttm.read(tmp_path / "a.rttm").remarks if "perhaps nobody: C." in r]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    talk = [*long_talk(), Cue(99_999.0, 99_999.5, None)]
    rttm.write(Transcript(talk), tmp_path / "a talk.rttm")
    wanted = [(cue.start_s, cue.end_s, cue.speaker and cue.speaker.replace(" ", "_")) for cue in talk]
    assert spoken(rttm.read(tmp_path / "a talk.rttm")) == wanted
