"""A group by hand, and estimates by hand, so that every sentence of a report can be called for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import polars as pl

from fourfold.alliance import estimate_alliance
from fourfold.alliance.estimates import AllianceEstimates, PriorSource, Signal, SignalKind
from fourfold.feedback import Report
from fourfold.record import GroupRecord
from fourfold.simulate import demonstration_programme
from fourfold.vocabulary import (
    GROUP,
    Attendance,
    Block,
    Group,
    Level,
    Membership,
    Person,
    Presence,
    Quality,
    Rating,
    Role,
    Session,
    SessionStatus,
    Turn,
)

FIRST = date(2026, 1, 5)
HELD = (1, 2, 3, 4, 5, 7, 8, 9, 10)
NOT_HELD, NEXT = 6, 11
LABELS = ("A", "B", "C", "D", "E", "F")


def day(number: int) -> date:
    """The day of a session in a weekly group."""
    return FIRST + timedelta(days=7 * (number - 1))


def group_record(
    labels: Sequence[str] = LABELS,
    chairs: Sequence[str] = ("Ann",),
    *,
    held: Iterable[int] = HELD,
    not_held: Iterable[int] = (NOT_HELD,),
    planned: int | None = NEXT,
    absent: Iterable[tuple[str, int]] = (),
    presence: Iterable[tuple[str, int, Presence]] = (),
    announced: Iterable[tuple[str, str]] = (),
    joined: Iterable[tuple[str, int]] = (),
    left: Iterable[tuple[str, int]] = (),
    turns: Iterable[tuple[int, str, str]] = (),
    rated: bool = True,
    silent: Iterable[tuple[str, int]] = (),
    rating_chairs: int = 99,
    simulated: bool = True,
) -> GroupRecord:
    """A group whose ids are m0, m1, ... and t0, ...; exceptions name people by these ids and sessions by number.

    Who was there answers unless `silent`; the first `rating_chairs` members also answer about the first facilitator.
    """
    held = tuple(held)
    ids = {f"m{k}": (Role.MEMBER, label) for k, label in enumerate(labels)}
    ids |= {f"t{k}": (Role.FACILITATOR, label) for k, label in enumerate(chairs)}
    starts, ends = dict(joined), dict(left)
    came = {(p, n): Presence.PRESENT for p in ids for n in held if starts.get(p, 0) <= n <= ends.get(p, 99)}
    came |= dict.fromkeys(absent, Presence.ABSENT)
    came |= {(p, n): kind for p, n, kind in presence}
    attendance = [Attendance(f"s{n}", p, kind) for (p, n), kind in came.items()]
    attendance += [Attendance(f"s{planned}", p, Presence.ABSENT, reason or None) for p, reason in announced]
    sessions = [Session(f"s{n}", n, day(n)) for n in held]
    sessions += [Session(f"s{n}", n, day(n), SessionStatus.NOT_HELD) for n in not_held]
    sessions += [] if planned is None else [Session(f"s{planned}", planned, day(planned), SessionStatus.PLANNED)]
    kept_silent = set(silent)
    there = [(p, n) for (p, n), kind in came.items() if kind is not Presence.ABSENT and rated and (p, n) not in kept_silent]
    of_chairs = [(p, n) for p, n in there if chairs and ids[p][0] is Role.MEMBER and int(p[1:]) < rating_chairs]
    return GroupRecord.from_rows(
        Group("g", "Monday circle", simulated=simulated),
        people=[Person(p, role, label) for p, (role, label) in ids.items()],
        memberships=[Membership(p, day(starts.get(p, 1)), day(ends[p]) if p in ends else None) for p in ids],
        sessions=sorted(sessions, key=lambda s: s.number),
        attendance=attendance,
        ratings=[*(_rating(p, n, ids[p][0]) for p, n in there), *(_of_chair(p, n) for p, n in of_chairs)],
        turns=[Turn(f"s{n}", who, whom, 10.0 * k, 10.0 * k + 5) for k, (n, who, whom) in enumerate(turns)],
    )


def _rating(person: str, number: int, role: Role) -> Rating:
    level = Level.MEMBER_GROUP if role is Role.MEMBER else Level.FACILITATOR_GROUP
    return Rating(f"s{number}", person, GROUP, level, Quality.BOND, 5.0)


def _of_chair(person: str, number: int) -> Rating:
    return Rating(f"s{number}", person, "t0", Level.MEMBER_FACILITATOR, Quality.BOND, 5.0)


def estimates(
    record: GroupRecord,
    *,
    signals: Iterable[Signal] = (),
    changes: Iterable[tuple[Block, float, float, str]] = (),
    alike: Iterable[tuple[Block, Block, str]] = (),
    answered: tuple[int, int] = (6, 7),
    straight: Iterable[tuple[str, int, int]] = (),
    n_ratings: Mapping[int, int] = MappingProxyType({}),
    blocks: Iterable[Block] = (Block.MM, Block.MT, Block.TG, Block.MG),
    priors: PriorSource = PriorSource.SHIPPED_ASSUMPTION,
) -> AllianceEstimates:
    """Estimates of a record with readings near 5 from six ratings (or `n_ratings` by session), and what a test asks for."""
    held = record.sessions.filter(pl.col("status") == SessionStatus.HELD).sort("number").select("number", "held_on").rows()
    readings = [_reading(b, q, (n, d), n_ratings.get(n, 6)) for b in blocks for q in Quality for n, d in held]
    contrasts = [("change", str(b), None, "bond", None, held[0][0], held[-1][0], m, s, v) for b, m, s, v in changes if held]
    contrasts += [("levels", str(b), str(o), "bond", None, held[-1][0], held[-1][0], 0.0, 1.0, v) for b, o, v in alike]
    last = held[-1][0] if held else 0
    response = [(last, f"p{k}", 10, 10 if k < answered[0] else 0) for k in range(answered[1])]
    return AllianceEstimates(
        fingerprint=record.fingerprint(), priors=priors, n_groups_in_priors=0,
        readings=pl.DataFrame(readings, schema=_READING, orient="row"), latest=pl.DataFrame(), cohesion=pl.DataFrame(),
        general=pl.DataFrame(), contrasts=pl.DataFrame(contrasts, schema=_CONTRAST, orient="row"), signals=tuple(signals),
        response=pl.DataFrame(response, schema=["session", "person_id", "asked", "answered"], orient="row"),
        straight_lining=pl.DataFrame(list(straight), schema=_STRAIGHT, orient="row"), gaps=pl.DataFrame(),
    )  # fmt: skip


@cache
def demonstration() -> tuple[tuple[GroupRecord, AllianceEstimates], ...]:
    """The simulated demonstration with its real estimates, made once."""
    return tuple((record, estimate_alliance(record)) for record in demonstration_programme())


def signal(kind: SignalKind = SignalKind.MEMBER_WITHDRAWS, person: str | None = "m0", **given: object) -> Signal:
    """A clear signal of the last session unless said otherwise."""
    usual = Signal(kind, Level.MEMBER_GROUP, Quality.BOND, person, None, 10, 8, 1.5, 0.3, 4.0, 0.001, None)
    return replace(usual, **given)


_READING = {
    "block": pl.String, "level": pl.String, "quality": pl.String, "person_id": pl.String, "session": pl.Int64,
    "held_on": pl.Date, "mean": pl.Float64, "sd": pl.Float64, "low_90": pl.Float64, "low_50": pl.Float64,
    "high_50": pl.Float64, "high_90": pl.Float64, "n_ratings": pl.Int64,
}  # fmt: skip
_CONTRAST = {
    "kind": pl.String, "block": pl.String, "other_block": pl.String, "quality": pl.String, "person_id": pl.String,
    "from_session": pl.Int64, "to_session": pl.Int64, "mean": pl.Float64, "sd": pl.Float64, "verdict": pl.String,
}  # fmt: skip
_STRAIGHT = {"person_id": pl.String, "n_sessions": pl.Int64, "n_straight": pl.Int64}


def _reading(block: Block, quality: Quality, session: tuple[int, date], n_ratings: int) -> tuple[object, ...]:
    number, held_on = session
    mean = 5 + 0.05 * number
    return (
        str(block), str(block.level), str(quality), None, number, held_on,
        mean, 0.3, mean - 0.5, mean - 0.2, mean + 0.2, mean + 0.5, n_ratings,
    )  # fmt: skip


def said(page: Report, key: str) -> list[str]:
    """The sentences of one section of a page."""
    section = page.section(key)
    return [s.text for s in section.statements] if section else []
