"""What every passage of one report shares: the record, its estimates, the words, and the session it is written for."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from fourfold.alliance.estimates import AllianceEstimates
from fourfold.feedback.words import Words
from fourfold.feedback.words.catalogue import spoken
from fourfold.record import GroupRecord
from fourfold.vocabulary import Presence, Role, SessionStatus

_RIGHT_TO_LEFT = {"R", "AL"}


@dataclass(frozen=True, slots=True)
class Setting:
    """One report's stage. `number` is the session it prepares; `day` is its date, or the day expected from the rhythm.

    held: held sessions before it, by number. estimates are None when there was too little to estimate from.
    """

    record: GroupRecord
    estimates: AllianceEstimates | None
    words: Words
    number: int
    day: date | None
    planned_id: str | None
    held: pl.DataFrame
    labels: Mapping[str, str]
    members: tuple[str, ...]
    facilitators: tuple[str, ...]

    @property
    def last(self) -> int | None:
        """The number of the last held session."""
        return None if self.held.is_empty() else int(self.held["number"][-1])

    @property
    def scale(self) -> tuple[float, float]:
        """The ends of the scale that ratings are given on."""
        return self.record.group.lowest, self.record.group.highest

    def name(self, person_id: str) -> str:
        """How a sentence calls somebody."""
        return spoken(self.labels.get(person_id, person_id))

    def names(self, person_ids: Iterable[str], by: str = "and") -> str:
        """How a sentence calls several people, in order of their labels so that order says nothing."""
        return self.words.listed(sorted(map(self.name, person_ids)), by)

    def chairs(self) -> str:
        """How a sentence calls the facilitators."""
        return self.words.listed([self.name(p) for p in self.facilitators])

    def chairs_ever(self) -> list[str]:
        """Everybody who ever facilitated the group."""
        return self.record.people.filter(pl.col("role") == Role.FACILITATOR)["person_id"].to_list()

    def held_on(self, number: int) -> date | None:
        """The day of a session."""
        days = self.record.sessions.filter(pl.col("number") == number)["held_on"]
        return days[0] if len(days) else None

    def presence(self) -> pl.DataFrame:
        """Attendance at held sessions before this one: number, person_id, presence."""
        return self.held.select("session_id", "number").join(
            self.record.attendance.select("session_id", "person_id", "presence"), on="session_id"
        )

    def times_away(self, person_id: str, until: int) -> int:
        """How many held sessions in a row, ending with session `until`, somebody was absent from."""
        came = self.presence().filter((pl.col("person_id") == person_id) & (pl.col("number") <= until)).sort("number")
        count = 0
        for presence in reversed(came["presence"].to_list()):
            if presence != Presence.ABSENT:
                break
            count += 1
        return count

    def spells(self, person_id: str) -> pl.DataFrame:
        """Somebody's memberships begun by the day of this session, by day of joining."""
        own = self.record.memberships.filter(pl.col("person_id") == person_id).sort("joined_on")
        return own if self.day is None else own.filter(pl.col("joined_on") <= self.day)

    def changes(self) -> list[float]:
        """Places between held sessions where somebody joined or left."""
        spells = list(self.record.memberships.select("person_id", "joined_on", "left_on").iter_rows())
        seen = [
            (number, {p for p, joined, left in spells if joined <= day and (left is None or day <= left)})
            for number, day in self.held.select("number", "held_on").iter_rows()
        ]
        return [b[0] - 0.5 for a, b in pairwise(seen) if a[1] != b[1]]


def set_stage(record: GroupRecord, estimates: AllianceEstimates | None, words: Words) -> Setting:
    """The setting of the record's next session: the first planned after the last held, else the one that would follow."""
    held = record.sessions.filter(pl.col("status") == SessionStatus.HELD).sort("number")
    last = max(held["number"].to_list(), default=0)
    ahead = (pl.col("status") == SessionStatus.PLANNED) & (pl.col("number") > last)
    planned = record.sessions.filter(ahead).sort("number").head(1)
    if len(planned):
        number, day, planned_id = planned["number"][0], planned["held_on"][0], planned["session_id"][0]
    else:
        number = 1 + max(record.sessions["number"].to_list(), default=0)
        gap = timedelta(days=record.group.usual_gap_days)
        day, planned_id = (held["held_on"][-1] + gap if len(held) else None), None
    here = set(record.people["person_id"]) if day is None else _inside(record.memberships, day)
    return Setting(
        record, estimates, words, int(number), day, planned_id, held, _labels(record.people),
        members=_of_role(record.people, here, Role.MEMBER), facilitators=_of_role(record.people, here, Role.FACILITATOR),
    )  # fmt: skip


def clean(label: str) -> str:
    """A label without control characters; right-to-left writing is set apart so that it cannot turn a sentence round."""
    shown = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in label).strip() or "?"
    turned = any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in shown)
    return f"\u2068{shown}\u2069" if turned else shown


def _labels(people: pl.DataFrame) -> dict[str, str]:
    return {person: clean(label or person) for person, label in people.select("person_id", "label").iter_rows()}


def _inside(memberships: pl.DataFrame, day: date) -> frozenset[str]:
    open_still = pl.col("left_on").is_null() | (pl.col("left_on") >= day)
    return frozenset(memberships.filter((pl.col("joined_on") <= day) & open_still)["person_id"])


def _of_role(people: pl.DataFrame, here: Iterable[str], role: Role) -> tuple[str, ...]:
    there: Sequence[str] = (
        people.filter(pl.col("person_id").is_in(list(here)) & (pl.col("role") == role))
        .sort("label", "person_id")["person_id"]
        .to_list()
    )
    return tuple(there)
