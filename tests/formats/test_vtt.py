"""WebVTT as Teams, Zoom and people write it; every trap that users report has a test here."""

from pathlib import Path

import pytest

from fourfold.conversation.talk import Source
from fourfold.formats import vtt
from fourfold.formats.transcript import Transcript
from tests.formats.written import clock, long_talk, refusal, said, seconds_apart, spoken, written


@pytest.fixture
def read(tmp_path: Path):
    def read_text(held: str | bytes, with_text: bool = False) -> Transcript:
        return vtt.read(written(tmp_path, "a.vtt", held), with_text=with_text)

    return read_text


TEAMS = """WEBVTT

4b5c1a2e-7a3f-4a55-9d22-1f60a1b2c3d4/12-0
00:00:01.000 --> 00:00:03.500
<v Ana Moreno>I was late.</v>

4b5c1a2e-7a3f-4a55-9d22-1f60a1b2c3d4/13-0
00:00:03.600 --> 00:00:05.000
<v Dr Lane>Welcome.</v>
"""
TWO = [(1.0, 3.5, "Ana Moreno"), (3.6, 5.0, "Dr Lane")]


def test_voices_of_teams_are_speakers_and_no_words_are_kept(read) -> None:
    assert spoken(read(TEAMS)) == TWO
    assert all(cue.text is None for cue in read(TEAMS).cues)
    assert said(read(TEAMS, with_text=True)) == [("Ana Moreno", "I was late."), ("Dr Lane", "Welcome.")]


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_line_endings_and_marks_of_encodings_do_no_harm(read, ending: str, encoding: str) -> None:
    held = TEAMS.replace("\n", ending).encode(encoding)
    assert spoken(read(held)) == TWO
    assert not [remark for remark in read(held).remarks if "UTF-8" in remark]


def test_windows_text_is_read_and_said(read) -> None:
    found = read("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Éva>oui</v>\n".encode("cp1252"))
    assert spoken(found) == [(1.0, 2.0, "Éva")]
    assert "not UTF-8" in found.remarks[0]


def test_hours_may_be_missing_and_seconds_have_a_comma(read) -> None:
    held = "WEBVTT\n\n00:01.000 --> 1:02.5\n<v Ana>a</v>\n\n01:00:00,25 --> 1:00:01\n<v Bo>b</v>\n"
    assert spoken(read(held)) == [(1.0, 62.5, "Ana"), (3600.25, 3601.0, "Bo")]


def test_a_voice_lasts_to_the_end_of_the_cue_where_its_end_mark_is_missing(read) -> None:
    held = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>a\nand more\n\n00:02.000 --> 00:03.000\n<v Bo>b"
    assert said(read(held, with_text=True)) == [("Ana", "a and more"), ("Bo", "b")]
    assert spoken(read(held)) == [(1.0, 2.0, "Ana"), (2.0, 3.0, "Bo")]


def test_classes_of_a_voice_are_no_part_of_its_name(read) -> None:
    held = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.first.loud Mary Ann>a\n\n00:02.000 --> 00:03.000\n<v\tBo>b\n"
    assert [cue.speaker for cue in read(held).cues] == ["Mary Ann", "Bo"]


def test_several_voices_in_a_cue_share_its_time_by_what_they_say(read) -> None:
    held = "WEBVTT\n\n00:00.000 --> 00:04.000\n<v Ana>123456789</v>\n<v Bo>123</v>\n\n00:04.000 --> 00:05.000\n<v Ana>b<v Cy>c"
    assert spoken(read(held)) == [(0.0, 3.0, "Ana"), (3.0, 4.0, "Bo"), (4.0, 4.5, "Ana"), (4.5, 5.0, "Cy")]


def test_words_outside_of_a_voice_are_nobodys(read) -> None:
    held = "WEBVTT\n\n00:00.000 --> 00:04.000\n(door)<v Ana>hello</v> and so\n"
    assert said(read(held, with_text=True)) == [(None, "(door)"), ("Ana", "hello"), (None, "and so")]


def test_names_before_a_colon_as_zoom_writes_them(read) -> None:
    held = seconds_apart("Ana M.: so", "O'Neil, Dee (she/her): yes: no")
    assert said(read(held, with_text=True)) == [("Ana M.", "so"), ("O'Neil, Dee (she/her)", "yes: no")]


def test_entities_in_names_and_words_are_resolved(read) -> None:
    held = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana &amp; Bo>a &lt; b</v>\n\n00:02.000 --> 00:03.000\n<v &#233;va>c&nbsp;d"
    assert said(read(held, with_text=True)) == [("Ana & Bo", "a < b"), ("éva", "c d")]
    zoom = "WEBVTT\n\n00:01.000 --> 00:02.000\nAna &amp; Bo: hello\n"
    assert said(read(zoom, with_text=True)) == [("Ana & Bo", "hello")]


@pytest.mark.parametrize(
    "cue_id", ["NOTE1-0", "NOTES", "STYLE", "STYLE-2", "REGION 4", "NOTE 12", "a --> b", "WEBVTT", "00:01"]
)
def test_a_cue_id_of_any_kind_does_no_harm(read, cue_id: str) -> None:
    first = f"{cue_id}\n00:00:01.000 --> 00:00:03.500\n<v Ana Moreno>a</v>"
    held = f"WEBVTT\n\n{first}\n\n{cue_id}\n00:03.600 --> 00:05.000\n<v Dr Lane>b"
    assert spoken(read(held)) == TWO


def test_notes_styles_regions_and_headers_are_passed_over(read) -> None:
    held = (
        "WEBVTT - a title\nKind: captions\nLanguage: en\n\nNOTE made for a test\nNina: not me\n\n"
        "STYLE\n::cue(v[voice=x]) { color: red }\n\nREGION\nid:fred\nwidth:40%\n\n"
        "00:01.000 --> 00:02.000\n<v Ana>a</v>\n\nNOTE\n<v Zed>nobody</v>\n\n00:03.000 --> 00:04.000\n<v Bo>b"
    )
    assert spoken(read(held)) == [(1.0, 2.0, "Ana"), (3.0, 4.0, "Bo")]


def test_settings_behind_the_times_are_passed_over(read) -> None:
    first = "00:01.000 --> 00:02.000 position:10%,line-left align:left size:35%\n<v Ana>a"
    assert spoken(read(f"WEBVTT\n\n{first}\n\n00:02.000-->00:03.000\tregion:fred\n<v Bo>b")) == [
        (1.0, 2.0, "Ana"),
        (2.0, 3.0, "Bo"),
    ]


def test_an_arrow_in_the_text_begins_no_cue(read) -> None:
    held = seconds_apart("<v Ana>from 10 --> 20\nhere --> there</v>", "Ana: a --> b", "Ana: 0:10 --> 0:20, I think")
    assert len(read(held).cues) == 3


def test_a_line_of_blanks_is_a_blank_line(read) -> None:
    held = "WEBVTT\n \t\n1\n00:01.000 --> 00:02.000\nAna: a\n  \nNOTE x\n\t\n2\n00:02.000 --> 00:03.000\n<v Bo>b\n \n3"
    assert said(read(held, with_text=True)) == [("Ana", "a"), ("Bo", "b")]


def test_cues_without_a_blank_line_between_them_are_two(read) -> None:
    held = "WEBVTT\n00:01.000 --> 00:02.000\n<v Ana>a</v>\n00:02.000 --> 00:03.000\n<v Bo>b</v>\n"
    assert spoken(read(held)) == [(1.0, 2.0, "Ana"), (2.0, 3.0, "Bo")]


def test_a_time_of_day_and_an_address_are_no_speakers(read) -> None:
    held = seconds_apart("Ana: hello", "10:30 Meeting: welcome", "https://example.org", "Bo: https://example.org")
    assert [cue.speaker for cue in read(held).cues] == ["Ana", None, None, "Bo"]
    assert "2 stretches name no speaker, of 4." in read(held).remarks


def test_a_further_part_of_an_utterance_keeps_its_speaker_and_other_cues_do_not(read) -> None:
    whole = "4b5c1a2e-7a3f-4a55-9d22-1f60a1b2c3d4"
    bodies = [(f"{whole}/7-0", "<v Ana>so"), (f"{whole}/7-1", "on"), (f"{whole}/8-0", "who"), ("9", "<v Bo>b"), ("10", "c")]
    cues = (f"{name}\n{clock(k)} --> {clock(k + 1)}\n{body}\n\n" for k, (name, body) in enumerate(bodies))
    assert [cue.speaker for cue in read("WEBVTT\n\n" + "".join(cues)).cues] == ["Ana", "Ana", None, "Bo", None]


def test_objects_of_graph_in_cues_are_read(read) -> None:
    held = (
        'WEBVTT\n\n00:00:16.246 --> 00:00:17.726\n{"startDateTime":"2026-01-05T08:22:30Z","endDateTime":"2026-01-05T08:22:31Z",'
        '"speakerName":"Ana Moreno","spokenText":"This is simulated.","spokenLanguage":"en-us"}\n'
    )
    assert said(read(held, with_text=True)) == [("Ana Moreno", "This is simulated.")]


def test_markup_around_a_name_is_no_part_of_it(read) -> None:
    held = seconds_apart("<i>Ana: hello <00:00:01.500>there</i>", "<c.yellow>Bo:</c> if a < b")
    assert said(read(held, with_text=True)) == [("Ana", "hello there"), ("Bo", "if a < b")]


def test_lines_of_several_speakers_in_one_cue_are_told_apart(read) -> None:
    held = seconds_apart("Ana: abcd\nBo: ef\ngh", "Bo: x", "Ana: y")
    assert said(read(held, with_text=True))[:2] == [("Ana", "abcd"), ("Bo", "ef gh")]


def test_a_stretch_that_ends_before_it_starts_is_left_out_and_said(read) -> None:
    times = ("00:05.000 --> 00:02.000", "00:05.000 --> 00:06.000", "99:00:00.000 --> 99:00:01.000")
    found = read("WEBVTT\n\n" + "".join(f"{time}\n<v Ana>a\n\n" for time in times))
    assert spoken(found) == [(5.0, 6.0, "Ana")]
    assert "2 stretches left out" in found.remarks[0]
    assert "number 1, from 5 s to 2 s" in found.remarks[0]


@pytest.mark.parametrize("time", ["00:00:06:12:01 --> 00:00:07:01:01", "1:2:3:4 --> 00:07", "00:01.000 --> 00:100.000"])
def test_times_that_are_none_are_left_out_and_said(read, time: str) -> None:
    found = read(f"{TEAMS}\n{time}\n<v Bo>frames</v>\n")
    assert spoken(found) == TWO
    assert "the first is number 3, from " in found.remarks[0]


@pytest.mark.parametrize("time", ["-00:01.000 --> 00:02.000", "6.5 --> 7.5"])
def test_times_of_another_form_are_said_with_their_line(read, time: str) -> None:
    found = read(f"{TEAMS}\n{time}\n<v Bo>signs</v>\n")
    assert spoken(found) == TWO
    assert f"the first is line 11: '{time}'" in found.remarks[0]


def test_names_are_shown_without_what_cannot_be_shown(read) -> None:
    found = read("WEBVTT\n\n00:01.000 --> 00:02.000\n<v A\u202ena\u0007  B.>a\n\n00:02.000 --> 00:03.000\n<v  >b\n")
    assert [cue.speaker for cue in found.cues] == ["A na B.", None]


def test_an_unknown_speaker_is_nobody_by_name(read) -> None:
    held = seconds_apart("<v Unknown Speaker>a", "UNKNOWN: b", "<v Ana>c", "Hablante desconocido: d")
    assert [cue.speaker for cue in read(held).cues] == [None, None, "Ana", None]


def test_voices_that_a_program_numbered_come_from_diarisation(read) -> None:
    held = "WEBVTT\n\n00:01.000 --> 00:09.000\n[SPEAKER_00]: a\n\n00:09.000 --> 00:10.000\n[SPEAKER_01]: b\n"
    assert read(held).source is Source.DIARISATION
    assert read(held).speakers == ("SPEAKER_00", "SPEAKER_01")
    assert read(TEAMS).source is Source.TRANSCRIPT


def test_a_file_that_names_nobody_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = written(tmp_path, "a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n")
    assert "names its speaker; export the transcript with the names of speakers" in refusal(vtt.read, path)


def test_a_file_whose_only_name_stands_at_a_time_that_is_none_is_refused(tmp_path: Path) -> None:
    held = "WEBVTT\n\n00:05.000 --> 00:02.000\n<v Ana>a\n\n00:05.000 --> 00:06.000\nb\n"
    assert "names its speaker" in refusal(vtt.read, written(tmp_path, "a.vtt", held))


def test_a_file_without_cues_is_refused(tmp_path: Path) -> None:
    assert "holds no stretch of speech" in refusal(vtt.read, written(tmp_path, "a.vtt", "WEBVTT\n\nNOTE nothing\n"))
    assert "the file is empty" in refusal(vtt.read, written(tmp_path, "b.vtt", "\ufeff \n"))
    assert "not a text file" in refusal(vtt.read, written(tmp_path, "c.vtt", b"WEBVTT\n\n\0\1"))


def test_every_speaker_of_ten_thousand_cues_is_kept(read) -> None:
    talk = long_talk()
    wanted = [(cue.start_s, cue.end_s, cue.speaker) for cue in talk]
    head = "WEBVTT\n\nNOTE simulated\n\n"
    times = [f"{k}-0\n{clock(cue.start_s)} --> {clock(cue.end_s)}\n" for k, cue in enumerate(talk)]
    teams = head + "".join(f"{t}<v {cue.speaker}>{cue.text}</v>\n\n" for t, cue in zip(times, talk, strict=True))
    zoom = head + "".join(f"{t}{cue.speaker}: {cue.text}\n\n" for t, cue in zip(times, talk, strict=True))
    assert spoken(read(teams)) == wanted
    assert spoken(read(zoom)) == wanted
    assert said(read(zoom, with_text=True)) == said(read(teams, with_text=True)) == [(cue.speaker, cue.text) for cue in talk]
