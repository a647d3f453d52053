"""A record's check-ins session by session, as the filter takes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from fourfold.record import GroupRecord
from fourfold.vocabulary import GROUP, MEMBERS, Block, Level, Quality, Role, SessionStatus

Answer = tuple[str, str, str | None, float]
"""Block, rater, target (None: the group) and value."""
STRAIGHT_ANSWERS = 4


@dataclass(frozen=True, slots=True)
class CheckIns:
    """The answers of one held session and who belonged to the group on that day.

    `members` and `facilitators` are those whose spell covers the day, sorted; answers about the members in general
    are not among `answers`.
    """

    session_id: str
    number: int
    held_on: date
    members: tuple[str, ...]
    facilitators: tuple[str, ...]
    answers: Mapping[Quality, tuple[Answer, ...]]

    def straight_raters(self) -> set[str]:
        """Those who gave one answer to all of at least four questions, about what is good and what is negative alike."""
        given: dict[str, list[float]] = {}
        for answers in self.answers.values():
            for _, rater, _, value in answers:
                given.setdefault(rater, []).append(value)
        return {rater for rater, values in given.items() if len(values) >= STRAIGHT_ANSWERS and len(set(values)) == 1}


def check_ins_of(record: GroupRecord) -> list[CheckIns]:
    """The held sessions of a record, in order."""
    held = record.sessions.filter(pl.col("status") == SessionStatus.HELD).sort("number")
    answers = _answers(record)
    spells = _spells(record)
    return [
        CheckIns(
            session_id=row["session_id"],
            number=row["number"],
            held_on=row["held_on"],
            members=_in_group(spells, row["held_on"], Role.MEMBER),
            facilitators=_in_group(spells, row["held_on"], Role.FACILITATOR),
            answers=answers.get(row["session_id"], {}),
        )
        for row in held.iter_rows(named=True)
    ]


def general_of(record: GroupRecord) -> pl.DataFrame:
    """Mean answers about the members in general: quality, session, mean, n_ratings."""
    return (
        record.ratings.filter(pl.col("target_id") == MEMBERS)
        .join(record.sessions.select("session_id", pl.col("number").alias("session")), on="session_id")
        .group_by("quality", "session")
        .agg(pl.col("value").mean().alias("mean"), pl.len().cast(pl.Int64).alias("n_ratings"))
        .select("quality", "session", "mean", "n_ratings")
        .sort("quality", "session")
    )


_Spell = tuple[str, str, date, date | None]


def _spells(record: GroupRecord) -> list[_Spell]:
    roles = dict(record.people.select("person_id", "role").iter_rows())
    rows = record.memberships.select("person_id", "joined_on", "left_on").iter_rows()
    return [(person, roles[person], joined, left) for person, joined, left in rows]


def _in_group(spells: Iterable[_Spell], day: date, role: Role) -> tuple[str, ...]:
    covers = {p for p, r, joined, left in spells if r == role and joined <= day and (left is None or left >= day)}
    return tuple(sorted(covers))


def _answers(record: GroupRecord) -> dict[str, dict[Quality, tuple[Answer, ...]]]:
    roles = dict(record.people.select("person_id", "role").iter_rows())
    found: dict[str, dict[Quality, list[Answer]]] = {}
    columns = ("session_id", "rater_id", "target_id", "level", "quality", "value")
    rows = record.ratings.filter(pl.col("target_id") != MEMBERS).select(columns)
    for session, rater, target, level, quality, value in rows.sort("rater_id", "target_id", "level").iter_rows():
        block = _block(Level(level), roles[rater])
        answer = (str(block), rater, None if target == GROUP else target, value)
        found.setdefault(session, {}).setdefault(Quality(quality), []).append(answer)
    return {session: {q: tuple(a) for q, a in by.items()} for session, by in found.items()}


def _block(level: Level, rater_role: str) -> Block:
    if level is Level.MEMBER_FACILITATOR:
        return Block.MT if rater_role == Role.MEMBER else Block.TM
    return _ONE_WAY[level]


_ONE_WAY = {Level.MEMBER_MEMBER: Block.MM, Level.MEMBER_GROUP: Block.MG, Level.FACILITATOR_GROUP: Block.TG}
