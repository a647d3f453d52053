"""A small record by hand, and its rows, so that a test can spoil one of them."""

from datetime import date
from typing import Any

from fourfold.record import GroupRecord, Problem, RecordRefused
from fourfold.vocabulary import (
    GROUP,
    MEMBERS,
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

JOINED = date(2026, 1, 5)


def rows() -> dict[str, list[Any]]:
    """Two members and a facilitator; three sessions held, one planned; A. comes back after a break, C. joins late."""
    return {
        "people": [
            *(Person(i, Role.MEMBER, f"{i}.") for i in "ABC"),
            Person("F", Role.FACILITATOR, "Facilitator 1"),
        ],
        "memberships": [
            Membership("A", JOINED, date(2026, 1, 12), "work"),
            Membership("A", date(2026, 1, 19)),
            Membership("B", JOINED),
            Membership("C", date(2026, 1, 19)),
            Membership("F", JOINED),
        ],
        "sessions": [
            Session("S1", 1, JOINED),
            Session("S2", 2, date(2026, 1, 12)),
            Session("S3", 3, date(2026, 1, 19)),
            Session("S4", 4, date(2026, 1, 26), SessionStatus.PLANNED),
        ],
        "attendance": [
            Attendance("S1", "A", Presence.PRESENT),
            Attendance("S2", "B", Presence.ABSENT, "ill"),
            Attendance("S3", "C", Presence.LATE),
        ],
        "ratings": [
            Rating("S1", "A", "B", Level.MEMBER_MEMBER, Quality.BOND, 6),
            Rating("S1", "A", MEMBERS, Level.MEMBER_MEMBER, Quality.BOND, 5),
            Rating("S1", "B", "F", Level.MEMBER_FACILITATOR, Quality.WORK, 7),
            Rating("S2", "F", "A", Level.MEMBER_FACILITATOR, Quality.BOND, 6),
            Rating("S2", "A", GROUP, Level.MEMBER_GROUP, Quality.NEGATIVE, 1),
            Rating("S3", "F", GROUP, Level.FACILITATOR_GROUP, Quality.BOND, 5.5),
        ],
        "responses": [Response("A", "core10", "1", 2, date(2026, 1, 6)), Response("A", "core10", "2", 3, date(2026, 1, 20))],
        "turns": [Turn("S1", "F", "A", 0.0, 4.5), Turn("S1", "A", None, 5.0, 9.0), Turn("S3", "C", GROUP, 0.0, 3.0)],
        "acts": [Act("S1", "A", "disclosure", 6.0), Act("S3", "C", "support", 1.0, "A")],
    }


def record(**spoiled: list[Any]) -> GroupRecord:
    """The small record, with whole tables in place of its own."""
    return GroupRecord.from_rows(Group("g", "Small group"), **{**rows(), **spoiled})


def problems(group: Group | None = None, **more: list[Any]) -> list[Problem]:
    """What is said of the small record when rows are added to its tables; empty where it is accepted."""
    own = rows()
    try:
        GroupRecord.from_rows(group or Group("g", "Small group"), **{name: own[name] + more.get(name, []) for name in own})
    except RecordRefused as refused:
        return list(refused.problems)
    return []
