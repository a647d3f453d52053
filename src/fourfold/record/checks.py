"""Whether a record's tables fit together. Every check says what is wrong and what to do; none stops at the first."""

import math
from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from fourfold.record.problems import Problem
from fourfold.record.schema import optional_columns, schema, words
from fourfold.vocabulary import GROUP, MEMBERS, Group, Level, Presence, Role, SessionStatus

Tables = Mapping[str, pl.DataFrame]
_ROW = "row_number"
_LISTED = 50


def problems_of(group: Group, tables: Tables, rows: Mapping[str, type]) -> list[Problem]:
    """Every problem of the tables, in the order of the tables; later checks run only on well-formed ones."""
    found = [p for name, row in rows.items() for p in _form(name, tables[name], row)]
    if found:
        return found
    numbered = {name: frame.with_row_index(_ROW) for name, frame in tables.items()}
    return [*_group(group), *(p for check in _CHECKS for p in check(group, numbered))]


def _form(name: str, frame: pl.DataFrame, row: type) -> Iterator[Problem]:
    expected = schema(row)
    if list(frame.schema.items()) != list(expected.items()):
        want, have = (", ".join(f"{c} ({t})" for c, t in types.items()) for types in (expected, frame.schema))
        yield Problem(name, None, "columns", f"expected, in this order, {want}; got {have}")
        return
    numbered = frame.with_row_index(_ROW)
    for column, kind in expected.items():
        if column not in optional_columns(row):
            yield from _at(name, column, numbered, pl.col(column).is_null(), "is empty; fill it in")
        if kind == pl.Float64:
            endless = ~pl.col(column).is_finite()
            yield from _at(name, column, numbered, endless, f"{{{column}}} is not a number; remove the row or correct it")
    for column, allowed in words(row).items():
        wrong = pl.col(column).is_not_null() & ~pl.col(column).is_in(sorted(allowed))
        yield from _at(name, column, numbered, wrong, f"'{{{column}}}' is not one of {', '.join(sorted(allowed))}")


def _group(group: Group) -> Iterator[Problem]:
    if not group.group_id:
        yield Problem("group", 0, "group_id", "is empty; fill it in")
    if not (group.lowest < group.highest and math.isfinite(group.highest - group.lowest)):
        scale = f"the scale runs from {group.lowest:g} to {group.highest:g}"
        yield Problem("group", 0, "highest", f"{scale}; give two numbers, the second above the first")
    if not (group.usual_gap_days > 0 and math.isfinite(group.usual_gap_days)):
        yield Problem("group", 0, "usual_gap_days", f"{group.usual_gap_days:g} is no number of days; it must be above 0")


def _people(_: Group, t: Tables) -> Iterator[Problem]:
    yield from _twice("people", t, ["person_id"])
    people = t["people"]
    yield from _at(
        "people",
        "person_id",
        people,
        pl.col("person_id").is_in([GROUP, MEMBERS, ""]),
        "'{person_id}' cannot be an id; choose another",
    )
    outside = ~pl.col("role").is_in([Role.MEMBER, Role.FACILITATOR])
    yield from _at("people", "role", people, outside, "'{role}' does not sit in a group; use member or facilitator")


def _sessions(_: Group, t: Tables) -> Iterator[Problem]:
    yield from _twice("sessions", t, ["session_id"])
    yield from _twice("sessions", t, ["number"])
    nameless = pl.col("session_id") == ""
    yield from _at("sessions", "session_id", t["sessions"], nameless, "is empty; fill it in")
    yield from _at(
        "sessions", "number", t["sessions"], pl.col("number") < 1, "{number} is below 1; sessions are counted from 1"
    )
    in_order = t["sessions"].sort("number").with_columns(earlier=pl.col("held_on").shift(1))
    yield from _at(
        "sessions",
        "held_on",
        in_order,
        pl.col("held_on") < pl.col("earlier"),
        "session {number} is dated before the session ahead of it; correct the date or the number",
    )


def _memberships(_: Group, t: Tables) -> Iterator[Problem]:
    yield from _unknown("memberships", t, "person_id", "people")
    so_far = pl.col("left_on").fill_null(date.max).cum_max().shift(1)
    spells = t["memberships"].sort("person_id", "joined_on").with_columns(end_before=so_far.over("person_id"))
    yield from _at(
        "memberships",
        "left_on",
        spells,
        pl.col("left_on") < pl.col("joined_on"),
        "{person_id} leaves before joining; correct one of the dates",
    )
    overlap = pl.col("end_before") >= pl.col("joined_on")
    yield from _at(
        "memberships",
        "joined_on",
        spells,
        overlap,
        "{person_id} joins again while an earlier spell is open; give that spell its last day",
    )


def _attendance(_: Group, t: Tables) -> Iterator[Problem]:
    yield from _unknown("attendance", t, "session_id", "sessions")
    yield from _unknown("attendance", t, "person_id", "people")
    yield from _twice("attendance", t, ["session_id", "person_id"])
    dated = _with_session(t, "attendance")
    early = (pl.col("status") != SessionStatus.HELD) & (pl.col("presence") != Presence.ABSENT)
    yield from _at(
        "attendance", "presence", dated, early, "session {session_id} was not held; only absences can be told for it"
    )
    yield from _outside_spell("attendance", "person_id", dated, t, early=pl.col("presence") != Presence.ABSENT)


def _ratings(group: Group, t: Tables) -> Iterator[Problem]:
    yield from _unknown("ratings", t, "session_id", "sessions")
    yield from _unknown("ratings", t, "rater_id", "people")
    yield from _unknown("ratings", t, "target_id", "people", besides=[GROUP, MEMBERS])
    yield from _twice("ratings", t, ["session_id", "rater_id", "target_id", "level", "quality"])
    off_scale = ~pl.col("value").is_between(group.lowest, group.highest)
    yield from _at(
        "ratings", "value", t["ratings"], off_scale, f"{{value}} is outside the scale {group.lowest:g} to {group.highest:g}"
    )
    ratings = _with_session(t, "ratings")
    not_held = pl.col("status") != SessionStatus.HELD
    message = "session {session_id} was not held; ratings belong to held sessions"
    yield from _at("ratings", "session_id", ratings, not_held, message)
    to_self = pl.col("rater_id") == pl.col("target_id")
    yield from _at("ratings", "target_id", ratings, to_self, "{rater_id} rates {target_id}, the same person; remove the row")
    yield from _who_rates_whom(t)
    for column in ("rater_id", "target_id"):
        yield from _absent("ratings", column, ratings, t)
        yield from _outside_spell("ratings", column, ratings, t)


def _who_rates_whom(t: Tables) -> Iterator[Problem]:
    roles = t["people"].unique("person_id")
    raters = roles.select(rater_id="person_id", rater="role")
    targets = roles.select(target_id="person_id", target="role")
    ratings = t["ratings"].join(raters, on="rater_id", how="left").join(targets, on="target_id", how="left")
    ratings = ratings.with_columns(
        target=pl.when(pl.col("target_id").is_in([GROUP, MEMBERS])).then("target_id").otherwise("target")
    )
    known = pl.col("rater").is_not_null() & pl.col("target").is_not_null()
    fits = pl.any_horizontal(
        (pl.col("level") == level) & (pl.col("rater") == rater) & (pl.col("target") == target)
        for level, rater, target in _WHO_RATES_WHOM
    )
    message = "a {rater} rating '{target_id}' does not belong to level {level}; see the table of who rates whom"
    yield from _at("ratings", "level", ratings, known & ~fits, message)


def _absent(name: str, column: str, dated: pl.DataFrame, t: Tables) -> Iterator[Problem]:
    """People whom the table has taking part in a session that they were absent from."""
    absent = t["attendance"].filter(pl.col("presence") == Presence.ABSENT).unique(["session_id", "person_id"])
    gone = absent.select("session_id", pl.col("person_id").alias(column), absent=pl.lit(True))
    message = f"{{{column}}} was absent from session {{session_id}}; correct the attendance or remove the row"
    yield from _at(name, column, dated.join(gone, on=["session_id", column], how="left"), pl.col("absent"), message)


def _outside_spell(name: str, column: str, dated: pl.DataFrame, t: Tables, early: pl.Expr | None = None) -> Iterator[Problem]:
    """People whom the table has taking part on a day that none of their spells covers."""
    people = dated.filter(pl.col("held_on").is_not_null() & (early if early is not None else True))
    people = people.join(t["people"].select(pl.col("person_id").alias(column)).unique(), on=column)
    spells = t["memberships"].select(pl.col("person_id").alias(column), "joined_on", "left_on")
    inside = people.join(spells, on=column).filter(
        (pl.col("joined_on") <= pl.col("held_on")) & (pl.col("left_on").is_null() | (pl.col("left_on") >= pl.col("held_on")))
    )
    stray = people.join(inside.select(_ROW), on=_ROW, how="anti")
    yield from _at(
        name,
        column,
        stray,
        pl.lit(True),
        f"{{{column}}} is not in the group on the day of session {{session_id}}; correct memberships or remove the row",
    )


def _talk(_: Group, t: Tables) -> Iterator[Problem]:
    for name, who, whom in (("turns", "speaker_id", "addressee_id"), ("acts", "person_id", "target_id")):
        yield from _unknown(name, t, "session_id", "sessions")
        yield from _unknown(name, t, who, "people")
        yield from _unknown(name, t, whom, "people", besides=[GROUP])
        dated = _with_session(t, name)
        not_held = pl.col("status") != SessionStatus.HELD
        yield from _at(name, "session_id", dated, not_held, "session {session_id} was not held; nobody spoke there")
        yield from _absent(name, who, dated, t)
        yield from _outside_spell(name, who, dated, t)


def _times(_: Group, t: Tables) -> Iterator[Problem]:
    to_self = pl.col("speaker_id") == pl.col("addressee_id")
    yield from _at("turns", "addressee_id", t["turns"], to_self, "{speaker_id} speaks to {addressee_id}, the same person")
    backwards = (pl.col("end_s") < pl.col("start_s")) | (pl.col("start_s") < 0)
    message = "a turn from {start_s} to {end_s} s cannot be; times count from the start of the session"
    yield from _at("turns", "end_s", t["turns"], backwards, message)
    early = pl.col("at_s") < 0
    yield from _at("acts", "at_s", t["acts"], early, "{at_s} s cannot be; times count from the start of the session")


def _responses(_: Group, t: Tables) -> Iterator[Problem]:
    yield from _unknown("responses", t, "person_id", "people")
    yield from _twice("responses", t, ["person_id", "instrument", "item", "answered_on"])


_CHECKS = (_people, _memberships, _sessions, _attendance, _ratings, _responses, _talk, _times)

_WHO_RATES_WHOM = (
    (Level.MEMBER_MEMBER, Role.MEMBER, Role.MEMBER),
    (Level.MEMBER_MEMBER, Role.MEMBER, MEMBERS),
    (Level.MEMBER_FACILITATOR, Role.MEMBER, Role.FACILITATOR),
    (Level.MEMBER_FACILITATOR, Role.FACILITATOR, Role.MEMBER),
    (Level.MEMBER_GROUP, Role.MEMBER, GROUP),
    (Level.FACILITATOR_GROUP, Role.FACILITATOR, GROUP),
)


def _with_session(t: Tables, name: str) -> pl.DataFrame:
    return t[name].join(
        t["sessions"].unique("session_id").select("session_id", "held_on", "status"), on="session_id", how="left"
    )


def _unknown(name: str, t: Tables, column: str, home: str, besides: list[str] | None = None) -> Iterator[Problem]:
    key = "session_id" if home == "sessions" else "person_id"
    known = [*t[home][key], *(besides or [])]
    wrong = pl.col(column).is_not_null() & ~pl.col(column).is_in(known)
    yield from _at(name, column, t[name], wrong, f"'{{{column}}}' is not in {home}; add it there or correct it here")


def _twice(name: str, t: Tables, key: list[str]) -> Iterator[Problem]:
    again = pl.struct(key).is_first_distinct().not_()
    what = ", ".join(f"{{{k}}}" for k in key)
    yield from _at(name, key[-1], t[name], again, f"({what}) stands a second time; keep one row")


def _at(name: str, column: str, frame: pl.DataFrame, wrong: pl.Expr, message: str) -> Iterator[Problem]:
    """A problem for each of the first rows that are wrong, and one that counts the others."""
    found = frame.filter(wrong).sort(_ROW)
    for row in found.head(_LISTED).iter_rows(named=True):
        yield Problem(name, row[_ROW], column, message.format_map(row))
    if len(found) > _LISTED:
        yield Problem(name, None, column, f"and {len(found) - _LISTED:,} more rows with the same fault")
