"""Files nobody trusts: what comes out of them, what is refused, and that none harms the server or leaves a word behind."""

import os
from pathlib import Path

import pytest

from fourfold.web.talk import contained
from fourfold.web.talk.contained import Unreadable, plain_name, read_contained
from fourfold.web.talk.uploading import MOST_BYTES

VTT = """WEBVTT

00:00:01.000 --> 00:00:11.000
<v Ana>A secret that nobody may keep</v>

00:00:12.000 --> 00:00:16.000
<v Ben>Another secret</v>

00:00:16.000 --> 00:00:20.000
<v Ana>And one more</v>
"""
SRT = "1\n00:00:01,000 --> 00:00:03,000\nAna: hello\n\n2\n00:00:03,000 --> 00:00:05,000\nBen: hello\n"
RTTM = "SPEAKER a 1 0.50 2.00 <NA> <NA> spk0 <NA> <NA>\nSPEAKER a 1 2.50 1.00 <NA> <NA> spk1 <NA> <NA>\n"
CSV = "start_s,end_s,speaker,addressee\n0,2,Ana,Ben\n2,4.5,Ben,GROUP\n5,6,Ana,\n"
ACTS = "start_s;end_s;speaker;addressee;act\n0;2;Ana;Ben;kind_challenge\n0;2;Ana;Ben;Self criticism\n3;4;Ben;GROUP;\n"


def test_the_group_is_the_group_however_it_is_written_in_a_table_of_acts() -> None:
    for word in ("group", "Group"):
        assert read_contained(ACTS.replace("GROUP", word).encode(), "a.csv") == read_contained(ACTS.encode(), "a.csv")


def test_times_and_names_come_out_of_a_transcript_and_no_word() -> None:
    read = read_contained(VTT.encode(), "meeting.vtt")
    assert (read.source, read.names) == ("transcript", ("Ana", "Ben"))
    assert read.rows == ((1.0, 11.0, 0, None, []), (12.0, 16.0, 1, None, []), (16.0, 20.0, 0, None, []))
    assert "secret" not in repr(read)


@pytest.mark.parametrize(
    ("name", "text", "source", "rows"),
    [
        ("a.srt", SRT, "transcript", ((1.0, 3.0, 0, None, []), (3.0, 5.0, 1, None, []))),
        ("a.rttm", RTTM, "diarisation", ((0.5, 2.5, 0, None, []), (2.5, 3.5, 1, None, []))),
        ("a.csv", CSV, "transcript", ((0.0, 2.0, 0, 1, []), (2.0, 4.5, 1, -1, []), (5.0, 6.0, 0, None, []))),
        ("a.csv", ACTS, "transcript", ((0.0, 2.0, 0, 1, ["kind_challenge", "self_criticism"]), (3.0, 4.0, 1, -1, []))),
    ],
    ids=["srt", "rttm", "csv", "coded events"],
)
def test_each_kind_of_file_says_who_spoke_when(name: str, text: str, source: str, rows: tuple[object, ...]) -> None:
    read = read_contained(text.encode(), name)
    assert (read.source, read.rows) == (source, rows)


HOSTILE = {
    "deep.json": b"[" * 5_000_000,
    "wide.json": b"[" + b"{}," * 6_000_000 + b"{}]",
    "digits.json": b'{"results": ' + b"9" * 5_000_000 + b"}",
    "laughs.eaf": b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 100_000 + b'">]><l>' + b"&b;" * 1000 + b"</l>",
    "outside.eaf": b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>',
    "picture.vtt": bytes(range(256)) * 4000,
    "none.vtt": b"",
    "program.exe": b"MZ" + bytes(1000),
    "quotes.csv": b'start_s,end_s,speaker,act\n0,1,"Ana' + b"x" * 200_000,
    "endless.csv": b"start_s,end_s,speaker,act\n0,inf,Ana,\n",
    "backwards.csv": b"start_s,end_s,speaker,act\n4,1,Ana,\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence_and_nothing_else_happens(name: str) -> None:
    before = set(os.listdir())
    with pytest.raises(Unreadable) as refused:
        read_contained(HOSTILE[name], name)
    sentence = refused.value.sentence("en")
    assert sentence.startswith(f"This file could not be read. {name}")
    assert len(sentence) < 600
    assert "/tmp" not in sentence
    assert "root:" not in sentence
    assert set(os.listdir()) == before


def test_an_unknown_act_is_refused_with_its_line_and_the_acts_there_are() -> None:
    with pytest.raises(Unreadable) as refused:
        read_contained(ACTS.replace("kind_challenge", "dancing").encode(), "acts.csv")
    assert "acts.csv, line 2: there is no act 'dancing'; use one of support" in refused.value.sentence("en")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.vtt", b"a" * (MOST_BYTES + 1), "larger than 20 MB"),
        ("a.csv", b"start_s,end_s,speaker\n" + b"0,1,Ana\n" * 50_001, "more than 50,000 stretches"),
        ("a.csv", b"start_s,end_s,speaker\n" + b"".join(b"%d,%d,Person %d\n" % (k, k + 1, k) for k in range(61)), "60 names"),
        ("a.csv", b"start_s,end_s,speaker,act\n0,1,,\n", "does not say who spoke"),
    ],
    ids=["bytes", "stretches", "names", "nobody"],
)
def test_what_no_session_has_is_refused(name: str, content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_contained(content, name)


def test_the_sentence_of_the_page_is_in_the_readers_language() -> None:
    with pytest.raises(Unreadable) as refused:
        read_contained(b"a" * (MOST_BYTES + 1), "a.vtt")
    assert "pasa de 20 MB" in refused.value.sentence("es")


def test_what_takes_too_much_memory_or_time_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contained, "LONGEST_S", 0.01)
    with pytest.raises(Unreadable, match="took too long"):
        read_contained(VTT.encode(), "a.vtt")


def test_a_reader_that_breaks_takes_nothing_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contained, "_READER", "fourfold.web.talk.no_such_reader")
    with pytest.raises(Unreadable, match="nothing of it was kept"):
        read_contained(VTT.encode(), "a.vtt")


@pytest.mark.parametrize(
    ("does", "words"),
    [
        ("bytearray(2_000_000_000)", "more memory than a session ever does"),
        ("path.with_name('more').write_text('x')", "nothing of it was kept"),
        ("sum(iter(int, 1))", "took too long"),
    ],
    ids=["memory", "disk", "time"],
)
def test_the_reader_is_held_to_its_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, does: str, words: str) -> None:
    run = f"import fourfold.web.talk.reader as r\nr._read = lambda path: {does}\nr.MOST_SECONDS = 1\nr.main()\n"
    (tmp_path / "greedy.py").write_text(run)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]))
    monkeypatch.setattr(contained, "_READER", "greedy")
    with pytest.raises(Unreadable, match=words):
        read_contained(b"x", "a.vtt")


def test_the_reader_knows_no_key_and_no_home_of_the_site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spy = tmp_path / "spy.py"
    spy.write_text(
        "import json, os, sys\nsys.stdin.buffer.read()\n"
        "print(json.dumps({'refused': 'said', 'sentence': str(sorted(os.environ))}))"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]))
    monkeypatch.setenv("FOURFOLD_DATABASE_URL", "postgresql://secret")
    monkeypatch.setattr(contained, "_READER", "spy")
    with pytest.raises(Unreadable) as refused:
        read_contained(b"x", "a.vtt")
    assert "FOURFOLD" not in refused.value.said
    assert "PYTHONPATH" in refused.value.said


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\A b.vtt", "A_b.vtt"),
        (".hidden", "hidden"),
        ("--help", "help"),
        ("", "file"),
        ("ñandú.csv", "ñandú.csv"),
        ("x" * 300 + ".vtt", "x" * 76 + ".vtt"),
    ],
)
def test_a_file_name_leads_nowhere(given: str, plain: str) -> None:
    assert plain_name(given) == plain
