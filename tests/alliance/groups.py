"""Small groups for tests of the alliance room."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import polars as pl

from fourfold.record import GroupRecord
from fourfold.simulate import Attending, Design, Rupture, Spell, seats, simulate_group
from fourfold.vocabulary import (
    GROUP,
    Group,
    Level,
    Membership,
    Person,
    Quality,
    Rating,
    Role,
    Session,
    SessionStatus,
)

FIRST = date(2026, 1, 5)


@cache
def simulated(seed: int = 0, members: int = 5, sessions: int = 6, facilitators: int = 1) -> GroupRecord:
    """A small simulated group with somebody who leaves, comes back, and somebody who joins late."""
    sitting = list(seats(members, facilitators))
    sitting[1] = replace(sitting[1], spells=(Spell(1, 2), Spell(5, None)))
    sitting[2] = replace(sitting[2], spells=(Spell(3, None),))
    design = Design(Group("g", "Group"), tuple(sitting), sessions=sessions, attending=Attending(0.2), talking=None)
    return simulate_group(design, seed=seed).record


def ruptured(rupture: Rupture, seed: int = 0, facilitators: int = 1) -> GroupRecord:
    """A group of eight that meets twelve times and to which something happens."""
    design = Design(Group("g", "Group"), seats(8, facilitators), sessions=12, talking=None, ruptures=(rupture,))
    return simulate_group(design, seed=seed).record


def plain(members: int, sessions: int, ratings: Iterable[Rating] = (), **group: float) -> GroupRecord:
    """A group of members and one facilitator from the first day, with the given ratings alone."""
    people = [Person(f"M{k}", Role.MEMBER, f"M{k}") for k in range(members)] + [Person("F", Role.FACILITATOR, "F")]
    return GroupRecord.from_rows(
        Group("g", "Group", **group),
        people=people,
        memberships=[Membership(p.person_id, FIRST) for p in people],
        sessions=[Session(f"S{n}", n, FIRST + timedelta(weeks=n - 1)) for n in range(1, sessions + 1)],
        ratings=list(ratings),
    )


def of_group(session: int, rater: str, value: float, quality: Quality = Quality.BOND) -> Rating:
    """A member's answer about the group."""
    return Rating(f"S{session}", rater, GROUP, Level.MEMBER_GROUP, quality, value)


def to_peer(session: int, rater: str, target: str, value: float) -> Rating:
    """A member's answer about another member."""
    return Rating(f"S{session}", rater, target, Level.MEMBER_MEMBER, Quality.BOND, value)


def with_session(record: GroupRecord, number: int, held_on: date, status: SessionStatus) -> GroupRecord:
    """The record with one more session, without content."""
    row = pl.DataFrame([("extra", number, held_on, str(status))], schema=record.sessions.schema, orient="row")
    return replace(record, sessions=pl.concat([record.sessions, row]).sort("number"))


def renamed(record: GroupRecord, names: dict[str, str]) -> GroupRecord:
    """The record with other ids for its people."""

    def column(name: str) -> pl.Expr:
        return pl.col(name).replace(names)

    return replace(
        record,
        people=record.people.with_columns(column("person_id")),
        memberships=record.memberships.with_columns(column("person_id")),
        attendance=record.attendance.with_columns(column("person_id")),
        ratings=record.ratings.with_columns(column("rater_id"), column("target_id")),
        responses=record.responses.with_columns(column("person_id")),
    )


def later(record: GroupRecord, days: int) -> GroupRecord:
    """The record with all its dates moved."""
    by = timedelta(days=days)
    return replace(
        record,
        memberships=record.memberships.with_columns(pl.col("joined_on") + by, pl.col("left_on") + by),
        sessions=record.sessions.with_columns(pl.col("held_on") + by),
        responses=record.responses.with_columns(pl.col("answered_on") + by),
    )
