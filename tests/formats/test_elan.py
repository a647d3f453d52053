"""ELAN: participants and tiers, times that are missing, tiers that repeat others, and hostile XML."""

from pathlib import Path

import pytest

from fourfold.formats import elan
from tests.formats.eaf import HEAD, document, tier
from tests.formats.written import long_talk, refusal, said, spoken, written
from tests.reference.data import shared

ONE, TWO = [("ts0", "ts1", "so")], [("ts1", "ts2", "yes")]


def read(tmp_path: Path, held: str):
    return elan.read(written(tmp_path, "a.eaf", held), with_text=True)


def test_participants_name_the_speakers(tmp_path: Path) -> None:
    held = document(tier("t1", ONE, 'PARTICIPANT="Ana M."'), tier("t2", TWO, 'PARTICIPANT="Bo"'), slots=[0, 1500, 2000])
    assert spoken(read(tmp_path, held)) == [(0, 1.5, "Ana M."), (1.5, 2, "Bo")]
    assert said(read(tmp_path, held)) == [("Ana M.", "so"), ("Bo", "yes")]
    assert elan.read(tmp_path / "a.eaf").cues[0].text is None


def test_tiers_name_them_where_no_participant_is_named(tmp_path: Path) -> None:
    held = document(tier("Ana", ONE), tier("Bo", TWO, 'PARTICIPANT=""'), slots=[0, 1500, 2000])
    assert read(tmp_path, held).speakers == ("Ana", "Bo")


def test_tiers_that_repeat_the_time_of_another_are_not_counted_and_said(tmp_path: Path) -> None:
    words = tier("words", [("ts0", "ts1", "a")], 'PARENT_REF="Ana"')
    echo = (
        '<TIER TIER_ID="gloss" PARENT_REF="Ana" LINGUISTIC_TYPE_REF="g"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="b" '
        'ANNOTATION_REF="a"><ANNOTATION_VALUE>x</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>'
    )
    found = read(tmp_path, document(tier("Ana", ONE), words, echo, slots=[0, 1500]))
    assert spoken(found) == [(0, 1.5, "Ana")]
    assert "below another tier: words." in found.remarks[0]


def test_tiers_without_a_participant_are_passed_over_where_others_have_one(tmp_path: Path) -> None:
    ana = tier("Ana", ONE, 'PARTICIPANT="Ana" PARENT_REF="episodes"')
    below = tier("words", ONE, 'PARTICIPANT="Ana" PARENT_REF="Ana"')
    found = read(tmp_path, document(tier("episodes", [("ts0", "ts1", "opening")]), ana, below, slots=[0, 1500]))
    assert spoken(found) == [(0, 1.5, "Ana")]
    assert "episodes, words." in found.remarks[0]


def test_two_tiers_of_one_participant_are_said(tmp_path: Path) -> None:
    tiers = (tier("speech", ONE, 'PARTICIPANT="Ana"'), tier("gesture", TWO, 'PARTICIPANT="Ana"'))
    assert (
        "Ana has 2 tiers, and all count as speech: speech, gesture."
        in read(tmp_path, document(*tiers, slots=[0, 1, 2])).remarks
    )


def test_times_that_are_missing_stand_evenly_between_those_around_them(tmp_path: Path) -> None:
    rows = [("ts0", "ts1", "a"), ("ts1", "ts2", "b"), ("ts2", "ts4", "c")]
    other = tier("Bo", [("ts3", "ts4", "d")])
    held = document(tier("Ana", rows), other, slots=[0, None, None, 100, 3000])
    assert spoken(read(tmp_path, held)) == [(0, 1, "Ana"), (1, 2, "Ana"), (2, 3, "Ana"), (0.1, 3, "Bo")]


def test_an_annotation_without_words_is_speech(tmp_path: Path) -> None:
    assert spoken(read(tmp_path, document(tier("Ana", [("ts0", "ts1", "")]), slots=[0, 1000]))) == [(0, 1, "Ana")]


def test_tiers_in_a_circle_end(tmp_path: Path) -> None:
    tiers = (tier("a", ONE, 'PARTICIPANT="Ana" PARENT_REF="b"'), tier("b", TWO, 'PARTICIPANT="Bo" PARENT_REF="a"'))
    assert "no stretch of speech" in refusal(elan.read, written(tmp_path, "a.eaf", document(*tiers, slots=[0, 1, 2])))


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("held", "message"),
    [
        (
            BOMB + document(tier("Ana", [("ts0", "ts1", "&b;")]), slots=[0, 1], head=HEAD.partition("\n")[2]),
            "no XML that can be read",
        ),
        (OUTSIDE + document(tier("&a;", ONE), slots=[0, 1], head=HEAD.partition("\n")[2]), "no XML that can be read"),
        ("<ANNOTATION_DOCUMENT>", "no XML that can be read"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "no XML that can be read"),
        ("<a>" * 100_000 + "</a>" * 100_000, "the document is 'a', not ANNOTATION_DOCUMENT"),
        (
            document(tier("Ana", ONE), slots=[0, 1], head=HEAD.replace("milliseconds", "PAL-frames")),
            "times are in 'PAL-frames'",
        ),
        (document(tier("Ana", ONE), slots=[0]), "no time slot 'ts1', which an annotation names"),
        (document(tier("Ana", ONE), slots=[0, 1]).replace('"1"', '"soon"'), "time slot ts1: 'soon' is no number"),
        (document(tier("Ana", ONE), slots=[None, None]), "no stretch of speech"),
        (document(*(tier(f"t{k}", ONE) for k in range(501)), slots=[0, 1]), "501 tiers"),
        ("<a>" + "<b/>" * 2_000_001 + "</a>", "more elements than the annotations of a session"),
    ],
)
def test_hostile_and_faulty_documents_are_refused(tmp_path: Path, held: str, message: str) -> None:
    assert message in refusal(elan.read, written(tmp_path, "a.eaf", held))


def test_every_speaker_of_ten_thousand_is_kept(tmp_path: Path) -> None:
    talk = long_talk()
    slots = [round(time * 1000) for cue in talk for time in (cue.start_s, cue.end_s)]
    rows: dict[str, list[tuple[str, str, str]]] = {}
    for k, cue in enumerate(talk):
        rows.setdefault(str(cue.speaker), []).append((f"ts{2 * k}", f"ts{2 * k + 1}", str(cue.text)))
    found = read(tmp_path, document(*(tier(name, held) for name, held in rows.items()), slots=slots))
    assert sorted(spoken(found)) == sorted((cue.start_s, cue.end_s, cue.speaker) for cue in talk)


def test_a_real_document_is_read() -> None:
    found = elan.read(shared("conversation/fixtures/sample_3.0.eaf"))
    assert (len(found.cues), found.speakers) == (1596, ("text", "gestures"))
