"""Whether a record's tables fit together. Every check says what is wrong and what to do; none stops at the first."""

import math
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import TypeAlias

import polars as pl

from fourfold.record.problems import Problem
from fourfold.record.schema import optional_columns, schema, words
from fourfold.vocabulary import GROUP, MEMBERS, Group, Level, Person, Presence, Role, SessionStatus

Tables: TypeAlias = Mapping[str, pl.DataFrame]
Wrong: TypeAlias = tuple[str, pl.Expr, str]
"""A column, the rows that are wrong there, and the message with the row's cells in braces."""

_ROW = "row_number"
_LISTED = 50
_NOT_SEATED: Wrong = (
    "role",
    ~pl.col("role").is_in([Role.MEMBER, Role.FACILITATOR]),
    "'{role}' does not sit in a group; use member or facilitator",
)


def problems_of(group: Group, tables: Tables, rows: Mapping[str, type]) -> list[Problem]:
    """Every problem of the tables, in the order of the tables; later checks run only on well-formed ones."""
    columns = [p for name, row in rows.items() for p in _columns(name, tables[name], row)]
    t = {name: tables[name].with_row_index(_ROW) for name in rows if name not in {p.table for p in columns}}
    found = [*columns, *(p for name in t for p in _where(name, t[name], *_malformed(rows[name])))]
    if not found:
        t["standing"] = _standing(t)
        found = [p for check in _CHECKS for p in check(group, t)]
    return [*_group(group), *found]


def _columns(name: str, frame: pl.DataFrame, row: type) -> Iterator[Problem]:
    expected = schema(row)
    if list(frame.schema.items()) != list(expected.items()):
        want, have = (", ".join(f"{c} ({t})" for c, t in types.items()) for types in (expected, frame.schema))
        yield Problem(name, None, "columns", f"expected, in this order, {want}; got {have}")


@cache
def _malformed(row: type) -> tuple[Wrong, ...]:
    """Cells that cannot stand in a row, whatever the other tables say."""
    wrongs: list[Wrong] = []
    for column, kind in schema(row).items():
        if column not in optional_columns(row):
            wrongs.append((column, pl.col(column).is_null(), "is empty; fill it in"))
        if kind == pl.Float64:
            endless = ~pl.col(column).is_finite()
            wrongs.append((column, endless, f"{{{column}}} is not a number; remove the row or correct it"))
    if row is Person:
        return (*wrongs, _NOT_SEATED)
    for column, allowed in words(row).items():
        wrong = pl.col(column).is_not_null() & ~pl.col(column).is_in(sorted(allowed))
        wrongs.append((column, wrong, f"'{{{column}}}' is not one of {', '.join(sorted(allowed))}"))
    return tuple(wrongs)


def _group(group: Group) -> Iterator[Problem]:
    if not group.group_id:
        yield Problem("group", 0, "group_id", "is empty; fill it in")
    if not _has_scale(group):
        scale = f"the scale runs from {group.lowest:g} to {group.highest:g}"
        yield Problem("group", 0, "highest", f"{scale}; give two numbers, the second above the first")
    if not (group.usual_gap_days > 0 and math.isfinite(group.usual_gap_days)):
        yield Problem("group", 0, "usual_gap_days", f"{group.usual_gap_days:g} is no number of days; it must be above 0")


def _has_scale(group: Group) -> bool:
    return group.lowest < group.highest and math.isfinite(group.highest - group.lowest)


def _standing(t: Tables) -> pl.DataFrame:
    """For each session and person: session's status, person's role, whether a spell covers the day, whether absent."""
    begun = pl.col("joined_on") <= pl.col("held_on")
    not_over = pl.col("left_on").is_null() | (pl.col("left_on") >= pl.col("held_on"))
    sessions = t["sessions"].unique("session_id").select("session_id", "held_on", "status")
    people = t["people"].filter(~pl.col("person_id").is_in([GROUP, MEMBERS])).unique("person_id")
    each = sessions.join(people.select("person_id", "role"), how="cross")
    spells = t["memberships"].select("person_id", "joined_on", "left_on")
    inside = each.join(spells, on="person_id").filter(begun & not_over).select("session_id", "person_id").unique()
    absent = t["attendance"].filter(pl.col("presence") == Presence.ABSENT).select("session_id", "person_id").unique()
    return (
        each.join(inside.with_columns(belongs=True), on=["session_id", "person_id"], how="left")
        .join(absent.with_columns(absent=True), on=["session_id", "person_id"], how="left")
        .with_columns(pl.col("belongs", "absent").fill_null(False))
        .drop("held_on")
    )


def _people(_: Group, t: Tables) -> Iterator[Problem]:
    reserved = pl.col("person_id").is_in([GROUP, MEMBERS, ""])
    yield from _where(
        "people",
        t["people"],
        _twice("person_id"),
        ("person_id", reserved, "'{person_id}' cannot be an id; choose another"),
    )


def _memberships(_: Group, t: Tables) -> Iterator[Problem]:
    so_far = pl.col("left_on").fill_null(date.max).cum_max().shift(1)
    spells = t["memberships"].sort("person_id", "joined_on").with_columns(end_before=so_far.over("person_id"))
    again = "{person_id} joins again while an earlier spell is open; give that spell its last day"
    yield from _where(
        "memberships",
        spells,
        _unknown(t, "person_id", "people"),
        ("left_on", pl.col("left_on") < pl.col("joined_on"), "{person_id} leaves before joining; correct one of the dates"),
        ("joined_on", pl.col("end_before") >= pl.col("joined_on"), again),
    )


def _sessions(_: Group, t: Tables) -> Iterator[Problem]:
    in_order = t["sessions"].sort("number").with_columns(earlier=pl.col("held_on").shift(1))
    backwards = "session {number} is dated before the session ahead of it; correct the date or the number"
    yield from _where(
        "sessions",
        t["sessions"],
        _twice("session_id"),
        _twice("number"),
        ("session_id", pl.col("session_id") == "", "is empty; fill it in"),
        ("number", pl.col("number") < 1, "{number} is below 1; sessions are counted from 1"),
    )
    yield from _where("sessions", in_order, ("held_on", pl.col("held_on") < pl.col("earlier"), backwards))


def _attendance(_: Group, t: Tables) -> Iterator[Problem]:
    came = pl.col("presence") != Presence.ABSENT
    not_held = pl.col("status") != SessionStatus.HELD
    yield from _where(
        "attendance",
        _with_standing("attendance", t, "person_id"),
        _unknown(t, "session_id", "sessions"),
        _unknown(t, "person_id", "people"),
        _twice("session_id", "person_id"),
        ("presence", not_held & came, "session {session_id} was not held; only absences can be told for it"),
        ("person_id", came & ~pl.col("belongs"), _STRAY.format("person_id")),
    )


def _ratings(group: Group, t: Tables) -> Iterator[Problem]:
    rater = _with_standing("ratings", t, "rater_id").rename({"role": "rater"})
    target = t["standing"].select("session_id", target_id="person_id", target="role", t_belongs="belongs", t_absent="absent")
    ratings = rater.join(target, on=["session_id", "target_id"], how="left", maintain_order="left")
    off_scale = ~pl.col("value").is_between(group.lowest, group.highest) & _has_scale(group)
    to_self = pl.col("rater_id") == pl.col("target_id")
    yield from _where(
        "ratings",
        ratings,
        _unknown(t, "session_id", "sessions"),
        _unknown(t, "rater_id", "people"),
        _unknown(t, "target_id", "people", besides=(GROUP, MEMBERS)),
        _twice("session_id", "rater_id", "target_id", "level", "quality"),
        ("value", off_scale, f"{{value}} is outside the scale {group.lowest:g} to {group.highest:g}"),
        _not_held("ratings belong to held sessions"),
        ("target_id", to_self, "{rater_id} rates {target_id}, the same person; remove the row"),
        _who_rates_whom(),
        ("rater_id", pl.col("absent"), _ABSENT.format("rater_id")),
        ("rater_id", ~pl.col("belongs"), _STRAY.format("rater_id")),
        ("target_id", pl.col("t_absent"), _ABSENT.format("target_id")),
        ("target_id", ~pl.col("t_belongs"), _STRAY.format("target_id")),
    )


@cache
def _who_rates_whom() -> Wrong:
    target = pl.when(pl.col("target_id").is_in([GROUP, MEMBERS])).then("target_id").otherwise("target")
    known = pl.col("rater").is_not_null() & target.is_not_null()
    fits = pl.any_horizontal(
        (pl.col("level") == level) & (pl.col("rater") == rater) & (target == whom) for level, rater, whom in _WHO_RATES_WHOM
    )
    message = "a {rater} rating '{target_id}' does not belong to level {level}; see the table of who rates whom"
    return "level", known & ~fits, message


def _responses(_: Group, t: Tables) -> Iterator[Problem]:
    once = _twice("person_id", "instrument", "item", "answered_on")
    yield from _where("responses", t["responses"], _unknown(t, "person_id", "people"), once)


def _turns(_: Group, t: Tables) -> Iterator[Problem]:
    backwards = (pl.col("end_s") < pl.col("start_s")) | (pl.col("start_s") < 0)
    to_self = pl.col("speaker_id") == pl.col("addressee_id")
    yield from _where(
        "turns",
        _with_standing("turns", t, "speaker_id"),
        *_taking_part(t, "speaker_id", "addressee_id"),
        ("addressee_id", to_self, "{speaker_id} speaks to {addressee_id}, the same person"),
        ("end_s", backwards, "a turn from {start_s} to {end_s} s cannot be; times count from the start of the session"),
    )


def _acts(_: Group, t: Tables) -> Iterator[Problem]:
    yield from _where(
        "acts",
        _with_standing("acts", t, "person_id"),
        *_taking_part(t, "person_id", "target_id"),
        ("at_s", pl.col("at_s") < 0, "{at_s} s cannot be; times count from the start of the session"),
    )


def _taking_part(t: Tables, who: str, whom: str) -> tuple[Wrong, ...]:
    return (
        _unknown(t, "session_id", "sessions"),
        _unknown(t, who, "people"),
        _unknown(t, whom, "people", besides=(GROUP,)),
        _not_held("nobody spoke there"),
        (who, pl.col("absent"), _ABSENT.format(who)),
        (who, ~pl.col("belongs"), _STRAY.format(who)),
    )


_CHECKS = (_people, _memberships, _sessions, _attendance, _ratings, _responses, _turns, _acts)

_WHO_RATES_WHOM = (
    (Level.MEMBER_MEMBER, Role.MEMBER, Role.MEMBER),
    (Level.MEMBER_MEMBER, Role.MEMBER, MEMBERS),
    (Level.MEMBER_FACILITATOR, Role.MEMBER, Role.FACILITATOR),
    (Level.MEMBER_FACILITATOR, Role.FACILITATOR, Role.MEMBER),
    (Level.MEMBER_GROUP, Role.MEMBER, GROUP),
    (Level.FACILITATOR_GROUP, Role.FACILITATOR, GROUP),
)

_ABSENT = "{{{}}} was absent from session {{session_id}}; correct the attendance or remove the row"
_STRAY = "{{{}}} is not in the group on the day of session {{session_id}}; correct memberships or remove the row"


def _with_standing(name: str, t: Tables, column: str) -> pl.DataFrame:
    standing = t["standing"].rename({"person_id": column})
    return t[name].join(standing, on=["session_id", column], how="left", maintain_order="left")


def _not_held(remedy: str) -> Wrong:
    return "session_id", pl.col("status") != SessionStatus.HELD, f"session {{session_id}} was not held; {remedy}"


def _unknown(t: Tables, column: str, home: str, besides: tuple[str, ...] = ()) -> Wrong:
    key = "session_id" if home == "sessions" else "person_id"
    known = pl.col(column).is_null() | pl.col(column).is_in(pl.lit(t[home][key]).implode())
    for word in besides:
        known |= pl.col(column) == word
    return column, ~known, f"'{{{column}}}' is not in {home}; add it there or correct it here"


def _twice(*key: str) -> Wrong:
    again = pl.struct(key).is_first_distinct().not_()
    return key[-1], again, f"({', '.join(f'{{{k}}}' for k in key)}) stands a second time; keep one row"


def _where(name: str, frame: pl.DataFrame, *wrongs: Wrong) -> Iterator[Problem]:
    """A problem for each of the first rows that are wrong in each way, and one that counts the others."""
    if frame.is_empty():
        return
    any_wrong = frame.select(wrong.any().alias(str(k)) for k, (_, wrong, _) in enumerate(wrongs)).row(0)
    for column, wrong, message in (w for w, found in zip(wrongs, any_wrong, strict=True) if found):
        rows = frame.filter(wrong).sort(_ROW)
        for row in rows.head(_LISTED).iter_rows(named=True):
            yield Problem(name, row[_ROW], column, message.format_map(row))
        if len(rows) > _LISTED:
            yield Problem(name, None, column, f"and {len(rows) - _LISTED:,} more rows with the same fault")
