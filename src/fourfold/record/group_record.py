"""`GroupRecord`: everything known of one group, as checked tables."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from hashlib import sha256
from json import dumps
from types import MappingProxyType
from typing import Any

import polars as pl

from fourfold.record.checks import problems_of
from fourfold.record.problems import RecordRefused
from fourfold.record.schema import table
from fourfold.vocabulary import (
    Act,
    Attendance,
    Group,
    Membership,
    Person,
    Rating,
    Response,
    Session,
    SessionStatus,
    Turn,
)

TABLES: Mapping[str, type] = MappingProxyType(
    {
        "people": Person,
        "memberships": Membership,
        "sessions": Session,
        "attendance": Attendance,
        "ratings": Rating,
        "responses": Response,
        "turns": Turn,
        "acts": Act,
    }
)
"""The name of each table of a record, and the row it is made of."""


def _empty(name: str) -> Any:
    return field(default_factory=lambda: table(TABLES[name]))


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """One group's history: the only thing an estimator takes, whoever filled it.

    Raises `RecordRefused`, with every problem listed, unless the tables fit together.
    """

    group: Group
    people: pl.DataFrame = _empty("people")
    memberships: pl.DataFrame = _empty("memberships")
    sessions: pl.DataFrame = _empty("sessions")
    attendance: pl.DataFrame = _empty("attendance")
    ratings: pl.DataFrame = _empty("ratings")
    responses: pl.DataFrame = _empty("responses")
    turns: pl.DataFrame = _empty("turns")
    acts: pl.DataFrame = _empty("acts")

    def __post_init__(self) -> None:
        problems = problems_of(self.group, self.tables(), TABLES)
        if problems:
            raise RecordRefused(problems)

    @classmethod
    def from_rows(cls, group: Group, **rows: Iterable[Any]) -> "GroupRecord":
        """A record from vocabulary rows, a keyword for each table."""
        return cls(group, **{name: table(TABLES[name], given) for name, given in rows.items()})

    def tables(self) -> dict[str, pl.DataFrame]:
        """The tables by name, in the order of `TABLES`."""
        return {name: getattr(self, name) for name in TABLES}

    def before(self, number: int) -> "GroupRecord":
        """The record as it stood before session `number`, which itself becomes a planned session without content."""
        day = self._day_of(number)
        earlier = self.sessions.filter(pl.col("number") < number)
        ids = earlier["session_id"]
        planned = self.sessions.filter(pl.col("number") == number).with_columns(status=pl.lit(str(SessionStatus.PLANNED)))
        held_before = {n: getattr(self, n).filter(pl.col("session_id").is_in(ids.implode())) for n in _OF_A_SESSION}
        return replace(
            self,
            memberships=_known_on(self.memberships, day),
            sessions=pl.concat([earlier, planned]),
            responses=self.responses.filter(pl.col("answered_on") < day) if day else self.responses,
            **held_before,
        )

    def fingerprint(self) -> str:
        """Sixteen characters that are the same for the same content, whichever door it came through."""
        digest = sha256(dumps(asdict(self.group), sort_keys=True).encode())
        for name, frame in self.tables().items():
            digest.update(name.encode())
            digest.update(frame.sort(frame.columns, nulls_last=True).write_csv().encode())
        return digest.hexdigest()[:16]

    def _day_of(self, number: int) -> date | None:
        days = self.sessions.filter(pl.col("number") == number)["held_on"]
        return days[0] if len(days) else None


_OF_A_SESSION = ("attendance", "ratings", "turns", "acts")


def _known_on(memberships: pl.DataFrame, day: date | None) -> pl.DataFrame:
    """Spells begun by `day`; an end that lies after it is not known yet."""
    if day is None:
        return memberships
    ended = pl.col("left_on") < day
    return memberships.filter(pl.col("joined_on") <= day).with_columns(
        left_on=pl.when(ended).then("left_on"), reason=pl.when(ended).then("reason")
    )
