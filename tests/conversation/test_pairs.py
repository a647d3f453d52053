"""Pairs who never spoke are counted only where they could have, and a first exchange is told once."""

from dataclasses import replace

from fourfold.conversation.followed import followed_sessions
from fourfold.conversation.pairs import first_exchanges, never_spoke
from fourfold.record import GroupRecord
from fourfold.simulate import demonstration_programme
from fourfold.vocabulary import GROUP, Attendance, Membership, Presence, Turn
from tests.record.small import JOINED, record, rows


def meeting(*said: tuple[str, str, str | None], absent: tuple[tuple[str, str], ...] = (), **more: list) -> GroupRecord:
    """Members A, B, C and facilitator F, in S1 to S3, with these turns (session, speaker, addressee)."""
    there = [
        Attendance(s, p, Presence.ABSENT if (s, p) in absent else Presence.PRESENT)
        for s in ("S1", "S2", "S3")
        for p in ("A", "B", "C", "F")
    ]
    spells = more.get("memberships", [Membership(p, JOINED) for p in "ABCF"])
    turns = [Turn(s, who, whom, float(k), k + 1.0) for k, (s, who, whom) in enumerate(said)]
    return record(attendance=there, memberships=spells, ratings=[], responses=[], acts=[], turns=turns)


EACH = (("S1", "F", "A"), ("S2", "F", "A"), ("S3", "F", "A"))


def test_pairs_who_never_spoke_are_counted_with_their_sessions() -> None:
    found = never_spoke(meeting(*EACH, ("S2", "C", "B")))
    assert found.rows() == [("A", "B", 3), ("A", "C", 3)]


def test_one_direction_is_enough_and_the_group_is_nobody_in_particular() -> None:
    found = never_spoke(meeting(*EACH, ("S1", "C", "B"), ("S1", "A", "C"), ("S1", "A", GROUP), ("S1", "B", None)))
    assert found.rows() == [("A", "B", 3)]


def test_only_sessions_with_turns_that_both_attended_count() -> None:
    found = never_spoke(meeting(("S1", "F", "A"), ("S3", "F", "A"), absent=(("S3", "B"), ("S1", "C"))))
    assert found.rows() == [("A", "B", 1), ("A", "C", 1)]


def test_who_has_left_is_not_listed() -> None:
    spells = [Membership("A", JOINED, rows()["sessions"][1].held_on), *(Membership(p, JOINED) for p in "BCF")]
    said = [t for t in EACH if t[0] != "S3"] + [("S3", "F", "B")]
    found = never_spoke(meeting(*said, absent=(("S3", "A"),), memberships=spells))
    assert found.rows() == [("B", "C", 3)]


def test_who_spoke_was_there_though_attendance_was_not_written_down() -> None:
    spells = [Membership(p, JOINED) for p in "ABCF"]
    turns = [Turn("S1", "A", "F", 0, 1), Turn("S1", "B", "F", 1, 2)]
    assert never_spoke(record(memberships=spells, attendance=[], ratings=[], acts=[], turns=turns)).rows() == [("A", "B", 1)]


def test_first_exchange_in_the_last_session_is_told_with_the_sessions_before() -> None:
    said = (*EACH, ("S1", "A", "B"), ("S3", "B", "A"), ("S3", "C", "A"), ("S3", "A", "C"))
    assert first_exchanges(meeting(*said)).rows() == [("A", "C", 2)]


def test_first_exchange_of_two_who_had_not_met_is_nothing_to_tell() -> None:
    assert first_exchanges(meeting(("S1", "F", "A"), ("S3", "A", "C"), absent=(("S1", "C"),))).rows() == []


def test_last_session_is_the_last_with_turns_though_one_member_came() -> None:
    said = (("S1", "A", "B"), ("S2", "A", "C"), ("S3", "F", "A"))
    assert first_exchanges(meeting(*said, absent=(("S3", "B"), ("S3", "C")))).rows() == []
    assert first_exchanges(meeting(*said[:2])).rows() == [("A", "C", 1)]


def test_record_without_turns_has_no_pairs() -> None:
    quiet = meeting()
    for found in (never_spoke(quiet), first_exchanges(quiet)):
        assert found.is_empty()
        assert found.columns == ["person_id", "other_id", "sessions_together"]


def test_demonstration_holds_what_was_designed() -> None:
    monday, wednesday = demonstration_programme().records[1:3]
    assert ("M-M01", "M-M04") in never_spoke(monday).select("person_id", "other_id").rows()
    assert first_exchanges(monday).select("person_id", "other_id").rows() == [("M-M02", "M-M05")]
    assert len(never_spoke(wednesday)) >= 6


def test_who_may_not_be_heard_is_no_stranger_to_anybody_and_has_no_seat() -> None:
    said = meeting(("S1", "C", "B"), ("S2", "C", "B"), ("S3", "C", "B"))
    assert never_spoke(said).rows() == [("A", "B", 3), ("A", "C", 3)]
    once = replace(said, unheard=frozenset({("S2", "A")}))
    assert never_spoke(once).rows() == [("A", "B", 2), ("A", "C", 2)]
    assert [list(session.people) for session in followed_sessions(once)] == [[*"ABCF"], [*"BCF"], [*"ABCF"]]
    never = replace(said, unheard=frozenset((session, "A") for session in ("S1", "S2", "S3")))
    assert never_spoke(never).is_empty()


def test_a_session_of_which_nobody_knows_to_whom_says_nothing_of_who_never_spoke() -> None:
    tapped = (("S1", "F", "A"), ("S1", "C", "B"))
    from_files = (("S2", "A", None), ("S2", "B", None), ("S2", "C", "A"), ("S3", "B", None), ("S3", "A", None))
    assert never_spoke(meeting(*tapped, *from_files)).rows() == [("A", "B", 1)]
    assert first_exchanges(meeting(*from_files, ("S3", "A", "B"), ("S3", "B", "A"), ("S3", "A", "F"))).is_empty()
    noted = (*from_files, ("S2", "A", "F"), ("S2", "F", "A"), ("S3", "A", "B"), ("S3", "B", "A"), ("S3", "A", "F"))
    assert first_exchanges(meeting(*noted)).rows() == [("A", "B", 1)]
