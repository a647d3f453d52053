"""When a simulated group meets, who belongs to it on that day, and who comes."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from fourfold.inference.arrays import BoolArray, FloatArray, IntArray
from fourfold.record import schema
from fourfold.simulate.design import Design, Seat
from fourfold.vocabulary import Attendance, Membership, Person, Presence, Role, Session, SessionStatus

REASONS = ("ill", "work", "appointment", "travel", "no reason given")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a design; past and planned sessions in order, seats in the order of the design.

    member (P,): whose seat is a member's; belongs, there, absent (S, P): who is in the group, who came, who did not;
    presence (S, P): index of a word of `Presence`, -1 where there is no row.
    """

    days: tuple[date, ...]
    status: tuple[SessionStatus, ...]
    member: BoolArray
    belongs: BoolArray
    presence: IntArray

    @property
    def held(self) -> BoolArray:
        """Which sessions took place."""
        return np.array([s == SessionStatus.HELD for s in self.status], dtype=np.bool_)

    @property
    def there(self) -> BoolArray:
        """Who came to which session, late or not."""
        return np.asarray((self.presence >= 0) & (self.presence != _word(Presence.ABSENT)), dtype=np.bool_)

    @property
    def session_ids(self) -> list[str]:
        """An id for each session."""
        return [f"S{k + 1:03d}" for k in range(len(self.days))]

    def times(self, gap_days: float) -> FloatArray:
        """The day of each session in usual gaps, counted from the first."""
        return np.array([(d - self.days[0]).days / gap_days for d in self.days])


def draw_calendar(design: Design, rng: np.random.Generator) -> Calendar:
    """Real dates, spells and attendance for a design."""
    total = design.sessions + design.planned_sessions
    member = np.array([s.role == Role.MEMBER for s in design.seats], dtype=np.bool_)
    status = tuple(_status(design, k + 1) for k in range(total))
    belongs = np.array([[_inside(seat, k + 1) for seat in design.seats] for k in range(total)], dtype=np.bool_)
    held = np.array([s == SessionStatus.HELD for s in status])
    presence = _presence(design, belongs & held[:, None], member, rng)
    return Calendar(_days(design, total, rng), status, member, belongs, presence)


def people(design: Design) -> pl.DataFrame:
    """The table of people."""
    rows = [(s.person_id, str(s.role), s.label) for s in design.seats]
    return pl.DataFrame(rows, schema=schema(Person), orient="row")


def memberships(design: Design, calendar: Calendar) -> pl.DataFrame:
    """The table of spells; who leaves does so on the day of the last session."""
    rows = [
        (
            seat.person_id,
            calendar.days[spell.first - 1],
            calendar.days[spell.last - 1] if spell.last else None,
            spell.reason,
        )
        for seat in design.seats
        for spell in seat.spells
    ]
    return pl.DataFrame(rows, schema=schema(Membership), orient="row")


def sessions(calendar: Calendar) -> pl.DataFrame:
    """The table of sessions, numbered from 1."""
    numbers = range(1, len(calendar.days) + 1)
    columns = [calendar.session_ids, list(numbers), list(calendar.days), list(map(str, calendar.status))]
    return pl.DataFrame(dict(zip(schema(Session), columns, strict=True)), schema=schema(Session))


def attendance(design: Design, calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    """The table of attendance, with a reason for most absences."""
    session, person = np.nonzero(calendar.presence >= 0)
    words = np.array([str(p) for p in Presence])[calendar.presence[session, person]]
    reasons = np.array([*REASONS, ""])[rng.integers(0, len(REASONS) + 1, len(words))]
    return pl.DataFrame(
        {
            "session_id": np.array(calendar.session_ids)[session],
            "person_id": np.array([s.person_id for s in design.seats])[person],
            "presence": words,
            "reason": np.where(words == str(Presence.ABSENT), reasons, ""),
        },
        schema=schema(Attendance),
    ).with_columns(reason=pl.when(pl.col("reason") != "").then("reason"))


def _status(design: Design, number: int) -> SessionStatus:
    if number > design.sessions:
        return SessionStatus.PLANNED
    return SessionStatus.NOT_HELD if number in design.not_held else SessionStatus.HELD


def _inside(seat: Seat, number: int) -> bool:
    return any(s.first <= number and (s.last is None or number <= s.last) for s in seat.spells)


def _days(design: Design, total: int, rng: np.random.Generator) -> tuple[date, ...]:
    """One session each usual gap; some past ones a day later, never as late as the next."""
    gap = design.group.usual_gap_days
    late = (rng.random(total) < design.moved) & (gap >= 3) & (np.arange(total) < design.sessions) & (np.arange(total) > 0)
    return tuple(design.first_on + timedelta(days=round(k * gap) + int(late[k])) for k in range(total))


def _presence(design: Design, expected: BoolArray, member: BoolArray, rng: np.random.Generator) -> IntArray:
    chance, habit = design.attending, np.where(member, 1.0, 0.25)
    absent, late, early = (rng.random(expected.shape) < habit * p for p in (chance.absent, chance.late, chance.left_early))
    found = np.select(
        [absent, late & early, late, early],
        [_word(Presence.ABSENT), _word(Presence.LATE_AND_LEFT_EARLY), _word(Presence.LATE), _word(Presence.LEFT_EARLY)],
        _word(Presence.PRESENT),
    )
    found[~expected] = -1
    return _led(found, member)


def _led(presence: IntArray, member: BoolArray) -> IntArray:
    """No session is held without a facilitator: where all are absent, the first of them came after all."""
    leaders = np.flatnonzero(~member)
    for s in np.flatnonzero((presence[:, leaders] == _word(Presence.ABSENT)).any(axis=1)):
        belonging = leaders[presence[s, leaders] >= 0]
        if (presence[s, belonging] == _word(Presence.ABSENT)).all():
            presence[s, belonging[0]] = _word(Presence.PRESENT)
    return presence


def _word(presence: Presence) -> int:
    return list(Presence).index(presence)
