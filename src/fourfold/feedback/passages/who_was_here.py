"""Who was here: a grid of members and sessions, and a sentence or two beside it."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from fourfold.feedback.passages.setting import Setting
from fourfold.feedback.report import Grid, Section, Statement
from fourfold.vocabulary import Presence, Role, SessionStatus

SESSIONS_SHOWN = 20
_CELL = {
    Presence.PRESENT: "here",
    Presence.LATE: "late",
    Presence.LEFT_EARLY: "left_early",
    Presence.LATE_AND_LEFT_EARLY: "late_and_left_early",
}


def who_was_here(setting: Setting) -> Section | None:
    """The section; None before the first session that was held."""
    if setting.last is None:
        return None
    sessions = setting.record.sessions.filter(pl.col("number") < setting.number).sort("number").tail(SESSIONS_SHOWN)
    statements = tuple(map(Statement, _sentences(setting, len(sessions))))
    return Section(
        "here", setting.words.say("here.title"), statements, grids=(grid_of(setting, sessions, _members_ever(setting)),)
    )


def grid_of(setting: Setting, sessions: pl.DataFrame, people: Sequence[str]) -> Grid:
    """How people attended those sessions, a row each; somebody who belonged to none of them has no row."""
    numbers = sessions["number"].to_list()
    cells = {
        (person, session): _came(presence, reason)
        for session, person, presence, reason in setting.record.attendance.select(
            "session_id", "person_id", "presence", "reason"
        ).iter_rows()
    }
    rows = [(setting.name(p), tuple(_row(setting, p, sessions, cells))) for p in people]
    shown = [row for row in rows if set(row[1]) - {"out", "not_held"}]
    changes = tuple(k for k, n in enumerate(numbers) if any(n - 1 < place < n for place in setting.changes()))
    return Grid(tuple(map(str, numbers)), tuple(shown), changes)


def _members_ever(setting: Setting) -> list[str]:
    people = setting.record.people.filter(pl.col("role") == Role.MEMBER).sort("label", "person_id")
    return people["person_id"].to_list()


def _row(setting: Setting, person: str, sessions: pl.DataFrame, cells: Mapping[tuple[str, str], str]) -> Iterator[str]:
    spells = setting.record.memberships.filter(pl.col("person_id") == person).select("joined_on", "left_on").rows()
    for session, day, status in sessions.select("session_id", "held_on", "status").iter_rows():
        if not any(joined <= day and (left is None or day <= left) for joined, left in spells):
            yield "out"
        elif status != SessionStatus.HELD:
            yield "not_held"
        else:
            yield cells.get((person, session), "unknown")


def _came(presence: str, reason: str | None) -> str:
    if presence == Presence.ABSENT:
        return "away" if reason else "no_word"
    return _CELL[Presence(presence)]


def _sentences(setting: Setting, shown: int) -> Iterator[str]:
    words = setting.words
    last = setting.presence().filter((pl.col("number") == setting.last) & pl.col("person_id").is_in(_members_ever(setting)))
    came = len(last.filter(pl.col("presence") != Presence.ABSENT))
    if last.is_empty():
        yield words.say("attention.no_attendance")
    elif came == len(last):
        yield words.say("here.everyone", came)
    else:
        yield words.say("here.some", came, all=words.number(len(last)))
    yield from _without_a_word(setting)
    if shown < len(setting.record.sessions.filter(pl.col("number") < setting.number)):
        yield words.say("here.last_shown", number=shown)


def _without_a_word(setting: Setting) -> Iterator[str]:
    """Since when everybody who stayed away sent word; nothing where the last session had somebody who did not."""
    away = setting.record.attendance.filter((pl.col("presence") == Presence.ABSENT) & pl.col("reason").is_null())
    own = setting.held.join(away, on="session_id").filter(pl.col("person_id").is_in(_members_ever(setting)))
    last = max(own["number"].to_list(), default=None)
    if last is not None and last != setting.last:
        yield setting.words.say("here.word_since", number=last)
