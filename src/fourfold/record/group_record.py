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
    Presence,
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
    unheard: frozenset[tuple[str, str]] = frozenset()
    """(session_id, person_id) of who came and did not agree that their talk is followed: that there is none says nothing."""

    def __post_init__(self) -> None:
        problems = problems_of(self.group, self.tables(), TABLES)
        if problems:
            raise RecordRefused(problems)

    @classmethod
    def from_rows(cls, group: Group, **rows: Iterable[Any]) -> "GroupRecord":
        """A record from vocabulary rows, a keyword for each table."""
        tables: dict[str, Any] = {name: table(TABLES[name], given) for name, given in rows.items()}
        return cls(group, **tables)

    def tables(self) -> dict[str, pl.DataFrame]:
        """The tables by name, in the order of `TABLES`."""
        return {name: getattr(self, name) for name in TABLES}

    def heard(self) -> pl.DataFrame:
        """Who came to each session and would stand in its turns if they spoke: session_id, person_id."""
        came = self.attendance.filter(pl.col("presence") != Presence.ABSENT).select("session_id", "person_id")
        apart = pl.DataFrame(sorted(self.unheard), schema=came.schema, orient="row")
        return came.join(apart, on=["session_id", "person_id"], how="anti")

    def before(self, number: int) -> "GroupRecord":
        """The record as it stood before session `number`, which itself becomes a planned session without content."""
        day = self.sessions.filter(pl.col("number") >= number)["held_on"].min()
        if not isinstance(day, date):
            return self
        earlier = self.sessions.filter(pl.col("number") < number)
        planned = self.sessions.filter(pl.col("number") == number).with_columns(status=pl.lit(str(SessionStatus.PLANNED)))
        ids = earlier["session_id"].implode()
        kept = {name: getattr(self, name).filter(pl.col("session_id").is_in(ids)) for name in _OF_A_SESSION}
        kept["responses"] = self.responses.filter(pl.col("answered_on") < day)
        kept["memberships"] = _known_on(self.memberships, day)
        return replace(self, people=self._known_people(kept), sessions=pl.concat([earlier, planned]), **kept)

    def fingerprint(self) -> str:
        """Sixteen characters that are the same for the same content, whichever door it came through."""
        group = {k: float(v) if type(v) is int else v for k, v in asdict(self.group).items()}
        digest = sha256(dumps(group, sort_keys=True).encode())
        for name, frame in self.tables().items():
            digest.update(name.encode())
            digest.update(frame.sort(frame.columns, nulls_last=True).write_csv().encode())
        return digest.hexdigest()[:16]

    def _known_people(self, kept: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        """People without those whom only a later spell or row speaks of."""
        named = {i for name, column in _NAMES_PEOPLE for i in kept[name][column].unique()}
        later = set(self.memberships["person_id"].unique()) - named
        return self.people.filter(~pl.col("person_id").is_in(sorted(later)))


_NAMES_PEOPLE = (
    ("memberships", "person_id"),
    ("attendance", "person_id"),
    ("ratings", "rater_id"),
    ("ratings", "target_id"),
    ("responses", "person_id"),
    ("turns", "speaker_id"),
    ("turns", "addressee_id"),
    ("acts", "person_id"),
    ("acts", "target_id"),
)
_OF_A_SESSION = ("attendance", "ratings", "turns", "acts")


def _known_on(memberships: pl.DataFrame, day: date) -> pl.DataFrame:
    """Spells begun by `day`; an end that lies after it is not known yet."""
    ended = pl.col("left_on") < day
    return memberships.filter(pl.col("joined_on") <= day).with_columns(
        left_on=pl.when(ended).then("left_on"), reason=pl.when(ended).then("reason")
    )
