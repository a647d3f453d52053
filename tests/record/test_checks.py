"""Every check of a record refuses its one fault, says where it is, and lists all faults at once."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from fourfold.record import GroupRecord, RecordRefused, schema
from fourfold.vocabulary import (
    GROUP,
    Act,
    Attendance,
    Group,
    Level,
    Membership,
    Person,
    Presence,
    Quality,
    Rating,
    Response,
    Role,
    Session,
    SessionStatus,
    Turn,
)
from tests.record.small import JOINED, problems, record, rows

MM, MF, MG, FG = Level.MEMBER_MEMBER, Level.MEMBER_FACILITATOR, Level.MEMBER_GROUP, Level.FACILITATOR_GROUP
BOND = Quality.BOND


def test_small_record_is_accepted() -> None:
    assert problems() == []


ONE_FAULT: dict[str, tuple[str, Any, str, str]] = {
    "role outside the group": ("people", Person("X", Role.MANAGER, "X."), "role", "'manager' does not sit in a group"),
    "no such role": ("people", Person("X", "boss", "X."), "role", "'boss' does not sit in a group; use member or facilit"),
    "reserved id": ("people", Person(GROUP, Role.MEMBER, "G."), "person_id", "'GROUP' cannot be an id"),
    "empty id": ("people", Person("", Role.MEMBER, "G."), "person_id", "'' cannot be an id"),
    "person twice": ("people", Person("A", Role.MEMBER, "A."), "person_id", "(A) stands a second time"),
    "spell of nobody": ("memberships", Membership("X", JOINED), "person_id", "'X' is not in people"),
    "leaves first": ("memberships", Membership("A", date(2025, 2, 1), date(2025, 1, 1)), "left_on", "A leaves before joining"),
    "joins twice": ("memberships", Membership("B", date(2026, 2, 1)), "joined_on", "B joins again while an earlier spell"),
    "session twice": ("sessions", Session("S1", 9, date(2026, 3, 1)), "session_id", "(S1) stands a second time"),
    "number twice": ("sessions", Session("S9", 4, date(2026, 1, 26)), "number", "(4) stands a second time"),
    "number 0": ("sessions", Session("S0", 0, date(2025, 1, 1)), "number", "0 is below 1"),
    "session without id": ("sessions", Session("", 9, date(2026, 3, 1)), "session_id", "is empty"),
    "session backwards": ("sessions", Session("S9", 9, date(2026, 1, 2)), "held_on", "session 9 is dated before"),
    "no such status": ("sessions", Session("S9", 9, date(2026, 3, 1), "maybe"), "status", "'maybe' is not one of"),
    "attends nothing": ("attendance", Attendance("S9", "A", Presence.PRESENT), "session_id", "'S9' is not in sessions"),
    "nobody attends": ("attendance", Attendance("S1", "X", Presence.PRESENT), "person_id", "'X' is not in people"),
    "attends twice": ("attendance", Attendance("S1", "A", Presence.LATE), "person_id", "(S1, A) stands a second time"),
    "attends a plan": ("attendance", Attendance("S4", "A", Presence.LATE), "presence", "session S4 was not held"),
    "attends too early": ("attendance", Attendance("S1", "C", Presence.LATE), "person_id", "C is not in the group on the day"),
    "rates in no session": ("ratings", Rating("S9", "A", "B", MM, BOND, 5), "session_id", "'S9' is not in sessions"),
    "rated by nobody": ("ratings", Rating("S1", "X", "B", MM, BOND, 5), "rater_id", "'X' is not in people"),
    "rates nobody": ("ratings", Rating("S1", "B", "X", MM, BOND, 5), "target_id", "'X' is not in people"),
    "rates twice": (
        "ratings",
        Rating("S1", "A", "B", MM, BOND, 5),
        "quality",
        "(S1, A, B, member_member, bond) stands a",
    ),
    "below the scale": ("ratings", Rating("S1", "B", "A", MM, BOND, 0.5), "value", "0.5 is outside the scale 1 to 7"),
    "above the scale": ("ratings", Rating("S1", "B", "A", MM, BOND, 7.5), "value", "7.5 is outside the scale 1 to 7"),
    "not a number": ("ratings", Rating("S1", "B", "A", MM, BOND, float("nan")), "value", "nan is not a number"),
    "infinite": ("ratings", Rating("S1", "B", "A", MM, BOND, float("inf")), "value", "inf is not a number"),
    "rates a plan": ("ratings", Rating("S4", "B", "A", MM, BOND, 5), "session_id", "session S4 was not held"),
    "rates oneself": ("ratings", Rating("S1", "B", "B", MM, BOND, 5), "target_id", "B rates B, the same person"),
    "wrong level": ("ratings", Rating("S1", "B", "A", MF, BOND, 5), "level", "a member rating 'A' does not belong to level"),
    "member for facilitator": ("ratings", Rating("S1", "B", GROUP, FG, BOND, 5), "level", "a member rating 'GROUP' does not"),
    "facilitator for member": ("ratings", Rating("S1", "F", GROUP, MG, BOND, 5), "level", "a facilitator rating 'GROUP' does"),
    "facilitator of members": ("ratings", Rating("S1", "F", "MEMBERS", MM, BOND, 5), "level", "rating 'MEMBERS' does not"),
    "absent rater": ("ratings", Rating("S2", "B", "A", MM, BOND, 5), "rater_id", "B was absent from session S2"),
    "absent target": ("ratings", Rating("S2", "A", "B", MM, BOND, 5), "target_id", "B was absent from session S2"),
    "rater not yet there": ("ratings", Rating("S1", "C", "A", MM, BOND, 5), "rater_id", "C is not in the group on the day"),
    "target not yet there": ("ratings", Rating("S1", "A", "C", MM, BOND, 5), "target_id", "C is not in the group on the day"),
    "answers of nobody": ("responses", Response("X", "core10", "1", 2, JOINED), "person_id", "'X' is not in people"),
    "answered twice": ("responses", Response("A", "core10", "1", 4, date(2026, 1, 6)), "answered_on", "stands a second time"),
    "answer without end": ("responses", Response("A", "core10", "3", float("inf"), JOINED), "value", "inf is not a number"),
    "turn in no session": ("turns", Turn("S9", "A", None, 0, 1), "session_id", "'S9' is not in sessions"),
    "nobody speaks": ("turns", Turn("S1", "X", None, 0, 1), "speaker_id", "'X' is not in people"),
    "to nobody": ("turns", Turn("S1", "A", "X", 0, 1), "addressee_id", "'X' is not in people"),
    "to oneself": ("turns", Turn("S1", "A", "A", 0, 1), "addressee_id", "A speaks to A, the same person"),
    "turn backwards": ("turns", Turn("S1", "A", "B", 5, 4), "end_s", "a turn from 5.0 to 4.0 s cannot be"),
    "turn before the start": ("turns", Turn("S1", "A", "B", -5, 4), "end_s", "a turn from -5.0 to 4.0 s cannot be"),
    "turn in a plan": ("turns", Turn("S4", "A", "B", 0, 4), "session_id", "session S4 was not held"),
    "absent speaker": ("turns", Turn("S2", "B", "A", 0, 4), "speaker_id", "B was absent from session S2"),
    "speaker not yet there": ("turns", Turn("S1", "C", "A", 0, 4), "speaker_id", "C is not in the group on the day"),
    "turn of unknown length": ("turns", Turn("S1", "A", "B", 0, float("nan")), "end_s", "nan is not a number"),
    "act of nobody": ("acts", Act("S1", "X", "support", 3), "person_id", "'X' is not in people"),
    "act to nobody": ("acts", Act("S1", "A", "support", 3, "X"), "target_id", "'X' is not in people"),
    "act of an absent": ("acts", Act("S2", "B", "support", 3), "person_id", "B was absent from session S2"),
    "act before the start": ("acts", Act("S1", "A", "support", -3), "at_s", "-3.0 s cannot be"),
}


@pytest.mark.parametrize(("table", "row", "column", "message"), ONE_FAULT.values(), ids=ONE_FAULT)
def test_one_fault_is_one_problem_at_its_place(table: str, row: object, column: str, message: str) -> None:
    found = problems(**{table: [row]})
    assert [(p.table, p.row, p.column) for p in found] == [(table, len(rows()[table]), column)]
    assert message in found[0].message


@pytest.mark.parametrize(
    ("group", "column"),
    [
        (Group("", "no id"), "group_id"),
        (Group("g", "flat", lowest=7, highest=7), "highest"),
        (Group("g", "endless", highest=float("inf")), "highest"),
        (Group("g", "restless", usual_gap_days=0), "usual_gap_days"),
        (Group("g", "nowhere", usual_gap_days=float("nan")), "usual_gap_days"),
    ],
)
def test_group_is_checked(group: Group, column: str) -> None:
    assert column in [p.column for p in problems(group) if p.table == "group"]


def test_all_problems_are_listed_at_once() -> None:
    found = problems(
        people=[Person("A", Role.MEMBER, "A.")],
        sessions=[Session("S9", 9, date(2026, 1, 2))],
        ratings=[Rating("S1", "X", "B", MM, BOND, 99), Rating("S2", "B", "A", MM, BOND, 5)],
        turns=[Turn("S1", "A", "A", 0, 1)],
    )
    places = {(p.table, p.column) for p in found}
    assert places == {
        ("people", "person_id"),
        ("sessions", "held_on"),
        ("ratings", "rater_id"),
        ("ratings", "value"),
        ("turns", "addressee_id"),
    }


def test_group_table_and_cell_faults_stand_beside_one_another() -> None:
    group = Group("", "no id")
    with pytest.raises(RecordRefused) as refused:
        GroupRecord(group, ratings=pl.DataFrame(), turns=record().turns.with_columns(end_s=pl.lit(float("nan"))))
    assert {(p.table, p.column) for p in refused.value.problems} == {
        ("group", "group_id"),
        ("ratings", "columns"),
        ("turns", "end_s"),
    }
    assert {p.table for p in problems(group, acts=[Act("S1", "X", "support", 3)])} == {"group", "acts"}


def test_scale_that_is_none_is_one_problem_whatever_was_rated() -> None:
    for lowest, highest in ((7, 1), (1, float("nan")), (float("-inf"), 7)):
        found = problems(Group("g", "reversed", lowest=lowest, highest=highest))
        assert [(p.table, p.column) for p in found] == [("group", "highest")]


@pytest.mark.parametrize("role", [Role.SUPERVISOR, "Member"])
def test_role_that_is_none_is_one_problem_whatever_the_person_did(role: str) -> None:
    with pytest.raises(RecordRefused) as refused:
        record(people=[Person("A", role, "A."), *rows()["people"][1:]])
    assert [str(p) for p in refused.value.problems] == [
        f"people, row 1, role: '{role}' does not sit in a group; use member or facilitator"
    ]


def test_long_spell_is_seen_behind_a_short_one() -> None:
    memberships = [
        Membership("B", date(2025, 1, 1), date(2026, 12, 1)),
        Membership("B", date(2025, 2, 1), date(2025, 2, 2)),
        Membership("B", date(2025, 3, 1)),
    ]
    with pytest.raises(RecordRefused) as refused:
        record(memberships=[*(m for m in rows()["memberships"] if m.person_id != "B"), *memberships])
    assert [(p.row, p.column) for p in refused.value.problems] == [(5, "joined_on"), (6, "joined_on")]


def test_listing_stops_at_fifty_and_counts_the_rest() -> None:
    found = problems(ratings=[Rating("S1", f"X{k}", "B", MM, BOND, 5) for k in range(1300)])
    assert len(found) == 51
    assert found[-1].row is None
    assert found[-1].message == "and 1,250 more rows with the same fault"


@pytest.mark.parametrize(
    "ratings",
    [
        pl.DataFrame({"session_id": ["S1"]}),
        GroupRecord(Group("g", "g")).ratings.select("rater_id", pl.exclude("rater_id")),
        GroupRecord(Group("g", "g")).ratings.cast({"value": pl.Int64}),
        GroupRecord(Group("g", "g")).ratings.with_columns(note=pl.lit("")),
    ],
    ids=["columns missing", "columns reordered", "column of another type", "column too many"],
)
def test_table_of_another_form_is_refused(ratings: pl.DataFrame) -> None:
    with pytest.raises(RecordRefused, match=r"ratings, columns: expected, in this order, session_id \(String\)"):
        GroupRecord(Group("g", "g"), ratings=ratings)


def test_empty_cell_is_refused_where_something_must_stand() -> None:
    gap = pl.DataFrame([(None, "A", "present", None)], schema=schema(Attendance), orient="row")
    with pytest.raises(RecordRefused, match="attendance, row 1, session_id: is empty"):
        GroupRecord(Group("g", "g"), attendance=gap)


def test_absence_may_be_told_before_and_outside_of_a_spell() -> None:
    told = [Attendance("S4", "A", Presence.ABSENT, "travel"), Attendance("S1", "C", Presence.ABSENT)]
    assert problems(attendance=told) == []


def test_two_sessions_on_one_day_are_accepted() -> None:
    sessions = [*rows()["sessions"], Session("S5", 5, date(2026, 1, 26), SessionStatus.PLANNED)]
    assert len(record(sessions=sessions).sessions) == 5
