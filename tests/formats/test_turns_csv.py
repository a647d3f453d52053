"""A table of turns: the columns, the separators, and errors that name line and column."""

import csv
import io
from pathlib import Path

import pytest

from fourfold.formats import turns_csv
from fourfold.formats.transcript import Transcript
from fourfold.vocabulary import GROUP
from tests.formats.written import long_talk, refusal, said, spoken, written


@pytest.fixture
def read(tmp_path: Path):
    def read_text(held: str | bytes, with_text: bool = False) -> Transcript:
        return turns_csv.read(written(tmp_path, "a.csv", held), with_text=with_text)

    return read_text


def test_turns_with_addressees_are_read_and_whoever_is_only_addressed_is_somebody(read) -> None:
    found = read("start_s,end_s,speaker,addressee\n0,1.5,Ana,Bo\n1.5,2,Cy,GROUP\n2,3,Ana,\n3,4,Ana,group\n")
    assert [cue.addressee for cue in found.cues] == ["Bo", GROUP, None, GROUP]
    assert found.speakers == ("Ana", "Cy")
    assert found.people == ("Ana", "Cy", "Bo")


@pytest.mark.parametrize(
    "held",
    [
        "start_s,end_s,speaker\n0.5,1.5,Ana\n",
        " Start S , END-S ,Speaker\n 0.5 , 1.5 , Ana \n",
        "start_s;end_s;speaker\n0,5;1,5;Ana\n",
        "sep=;\nstart_s;end_s;speaker\n0.5;1.5;Ana\n",
        "start_s\tend_s\tspeaker\n0,5\t1,5\tAna\n",
        "\ufeffspeaker,end_s,start_s\r\nAna,1.5,0.5\r\n\r\n,,\r\n",
        'start_s,end_s,speaker\n"0:00.5",0:0:1.5,"Ana"\n',
        "start_s,end_s,speaker\r0.5,1.5,Ana\r",
    ],
)
def test_what_spreadsheets_write_is_read(read, held: str) -> None:
    assert spoken(read(held)) == [(0.5, 1.5, "Ana")]


def test_words_are_kept_if_asked_for(read) -> None:
    held = 'start_s,end_s,speaker,text\n0,1,Ana,"no, ""me""\nneither"\n'
    assert said(read(held, with_text=True)) == [("Ana", 'no, "me"\nneither')]
    assert said(read(held)) == [("Ana", None)]


def test_columns_that_are_not_known_are_said(read) -> None:
    assert "Columns that were not read: mood." in read("start_s,end_s,speaker,Mood\n0,1,Ana,x\n").remarks


@pytest.mark.parametrize(
    ("held", "message"),
    [
        (
            "start_s,speaker\n0,Ana\n",
            "line 1: no column end_s; needed are start_s, end_s, speaker, the file has start_s, speaker",
        ),
        ("start_s,end_s,speaker,speaker\n", "line 1: column speaker stands twice"),
        ("start_s,end_s,speaker\n0,1,Ana\nx,2,Bo\n", "line 3, column start_s holds 'x'; write seconds such as 12.5"),
        ("start_s,end_s,speaker\n0,,Ana\n", "line 2, column end_s is empty"),
        ("start_s,end_s,speaker\n0,inf,Ana\n", "line 2, column end_s holds 'inf'"),
        ("start_s,end_s,speaker\n\n2,1,Ana\n", "line 3, column end_s: 1 is before the start, 2"),
        ("start_s,end_s,speaker\n-1,1,Ana\n", "line 2, column start_s is below 0"),
        ("start_s,end_s,speaker\n0,1\n", "no stretch of speech names its speaker"),
        ("start_s,end_s,speaker\n0,5,1,5,Ana\n", "line 2: 5 cells under 3 columns"),
        ('start_s,end_s,speaker\n0,1,"Ana\n', "unexpected end of data; close and double quotation marks"),
        ("start_s,end_s,speaker,addressee\n0,1,Ana,Ana\n", "column addressee: Ana speaks to themself"),
        ("start_s,end_s,speaker\n0,1,GROUP\n", "column speaker: GROUP can be addressed but does not speak"),
        ("start_s,end_s,speaker\n", "holds no stretch of speech"),
    ],
)
def test_faults_name_line_column_and_remedy(tmp_path: Path, held: str, message: str) -> None:
    assert message in refusal(turns_csv.read, written(tmp_path, "a.csv", held))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_speaker_of_ten_thousand_turns_is_kept(read, separator: str) -> None:
    talk, held = long_talk(), io.StringIO(newline="")
    rows = csv.writer(held, delimiter=separator)
    rows.writerow(["start_s", "end_s", "speaker", "text"])
    rows.writerows([cue.start_s, cue.end_s, cue.speaker, cue.text] for cue in talk)
    assert spoken(read(held.getvalue())) == [(cue.start_s, cue.end_s, cue.speaker) for cue in talk]
    assert said(read(held.getvalue(), with_text=True)) == [(cue.speaker, cue.text) for cue in talk]
