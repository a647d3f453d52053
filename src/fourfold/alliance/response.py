"""Who answered, who gave the same answer to everything, and what is missing."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from fourfold.alliance.check_ins import STRAIGHT_ANSWERS, CheckIns
from fourfold.record import GroupRecord
from fourfold.vocabulary import Block, Presence, Quality

FEW_SESSIONS = 4
SILENT_SESSIONS = 3

RESPONSE_SCHEMA = {"session": pl.Int64, "person_id": pl.String, "asked": pl.Int64, "answered": pl.Int64}
GAP_SCHEMA = {
    "kind": pl.String,
    "session": pl.Int64,
    "person_id": pl.String,
    "block": pl.String,
    "quality": pl.String,
    "figure": pl.Float64,
}


def response_of(record: GroupRecord, sessions: list[CheckIns]) -> pl.DataFrame:
    """Check-ins of those who attended: session, person_id, asked, answered.

    Where attendance was not written down, somebody who answered counts as having attended.
    """
    attended, answered = _attended(record), _answered(record)
    rows = [
        (c.number, person, 1, int((c.session_id, person) in answered))
        for c in sessions
        for person in (*c.members, *c.facilitators)
        if (c.session_id, person) in attended or (c.session_id, person) in answered
    ]
    return pl.DataFrame(rows, schema=RESPONSE_SCHEMA, orient="row")


def straight_lining_of(record: GroupRecord) -> pl.DataFrame:
    """For each rater the sessions with at least four answers, and those in which all of them were equal."""
    return (
        record.ratings.group_by("session_id", "rater_id")
        .agg(pl.len().alias("n"), (pl.col("value").max() == pl.col("value").min()).alias("equal"))
        .filter(pl.col("n") >= STRAIGHT_ANSWERS)
        .group_by(pl.col("rater_id").alias("person_id"))
        .agg(pl.len().cast(pl.Int64).alias("n_sessions"), pl.col("equal").sum().cast(pl.Int64).alias("n_straight"))
        .sort("person_id")
    )


def gaps_of(record: GroupRecord, sessions: list[CheckIns], response: pl.DataFrame) -> pl.DataFrame:
    """What is missing, as raw material of sentences; `figure` is a number of sessions or of answers.

    Kinds: no_sessions, no_ratings, few_sessions, never_answered (block), no_answers (block, last session),
    no_facilitator_check_in, silent_member, attendance_missing.
    """
    rows = [*_of_history(record, sessions), *_of_last_session(record, sessions), *_silent(sessions, response)]
    return pl.DataFrame(rows, schema=GAP_SCHEMA, orient="row")


_Gap = tuple[str, int | None, str | None, str | None, str | None, float | None]


def _of_history(record: GroupRecord, sessions: list[CheckIns]) -> Iterator[_Gap]:
    if not sessions:
        yield "no_sessions", None, None, None, None, 0.0
        return
    if record.ratings.is_empty():
        yield "no_ratings", None, None, None, None, 0.0
    if len(sessions) < FEW_SESSIONS:
        yield "few_sessions", sessions[-1].number, None, None, None, float(len(sessions))
    for quality in Quality:
        ever = {answer[0] for c in sessions for answer in c.answers.get(quality, ())}
        for block in Block:
            if block not in ever:
                yield "never_answered", None, None, str(block), str(quality), 0.0


def _of_last_session(record: GroupRecord, sessions: list[CheckIns]) -> Iterator[_Gap]:
    if not sessions:
        return
    last = sessions[-1]
    given = {answer[0] for answers in last.answers.values() for answer in answers}
    ever = {answer[0] for c in sessions for answers in c.answers.values() for answer in answers}
    for block in Block:
        if block in ever and block not in given:
            yield "no_answers", last.number, None, str(block), None, 0.0
    raters = {answer[1] for answers in last.answers.values() for answer in answers}
    for person in last.facilitators:
        if person not in raters:
            yield "no_facilitator_check_in", last.number, person, None, None, None
    written = set(record.attendance.filter(pl.col("session_id") == last.session_id)["person_id"])
    missing = [p for p in (*last.members, *last.facilitators) if p not in written]
    if missing:
        yield "attendance_missing", last.number, None, None, None, float(len(missing))


def _silent(sessions: list[CheckIns], response: pl.DataFrame) -> Iterator[_Gap]:
    if not sessions:
        return
    for person in sessions[-1].members:
        own: list[dict[str, Any]] = response.filter(pl.col("person_id") == person).sort("session").to_dicts()
        silent = 0
        for row in reversed(own):
            if row["answered"]:
                break
            silent += 1
        if silent >= SILENT_SESSIONS:
            yield "silent_member", sessions[-1].number, person, None, None, float(silent)


def _attended(record: GroupRecord) -> set[tuple[str, str]]:
    there = record.attendance.filter(pl.col("presence") != Presence.ABSENT)
    return set(there.select("session_id", "person_id").iter_rows())


def _answered(record: GroupRecord) -> set[tuple[str, str]]:
    return set(record.ratings.select("session_id", "rater_id").unique().iter_rows())
