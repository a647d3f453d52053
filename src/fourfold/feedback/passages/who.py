"""Who comes: the circle of the session ahead, and one or two sentences beside it."""

from collections.abc import Iterator

import polars as pl

from fourfold.feedback.circle import Place, Seat, circle_chart, seat_table, seated
from fourfold.feedback.passages.setting import Setting, clean
from fourfold.feedback.report import Figure, Section, Statement
from fourfold.vocabulary import Presence

_SAID_AT_MOST = 4


def who_comes(setting: Setting) -> Section:
    """The section: the circle with who is new, back or away, and the same in words."""
    seats = [_member_seat(setting, p) for p in setting.members]
    chairs = [Seat(setting.labels[p].strip("."), Place.CHAIR) for p in setting.facilitators]
    figures = (_figure(setting, seats, chairs),) if seats or chairs else ()
    said = " ".join(_sentences(setting))
    return Section("who", setting.words.say("who.title"), (Statement(said),), figures=figures)


def _figure(setting: Setting, seats: list[Seat], chairs: list[Seat]) -> Figure:
    words = setting.words
    ring = seated(seats, chairs)
    names = [words.say(f"who.{column}") for column in ("person", "place", "mark")]
    told = [words.say("who.seat_with", name=s.label, mark=s.mark) if s.mark else s.label for s in seats]
    alternative = words.say(
        "who.picture" if chairs else "who.picture_no_chairs",
        chairs=words.listed([c.label for c in chairs]),
        seats=words.listed(told) or words.say("who.nobody").lower().rstrip("."),
    )
    return Figure("who-comes", words.say("who.title"), "", alternative, circle_chart(ring), seat_table(ring, names))


def _member_seat(setting: Setting, person: str) -> Seat:
    label = setting.labels[person].strip(".") or setting.labels[person]
    if person in announced(setting):
        return Seat(label, Place.AWAY, setting.words.say("who.mark_away"))
    if is_new(setting, person):
        return Seat(label, Place.FRESH, setting.words.say("who.mark_new"))
    if is_back(setting, person):
        return Seat(label, Place.FRESH, setting.words.say("who.mark_back"))
    if _away_lately(setting, person):
        return Seat(label, Place.USUAL, setting.words.say("who.mark_was_away"))
    return Seat(label, Place.USUAL)


def announced(setting: Setting) -> dict[str, str]:
    """Members who sent word that they will be away from the planned session, with their reason or an empty string."""
    if setting.planned_id is None:
        return {}
    told = (pl.col("session_id") == setting.planned_id) & (pl.col("presence") == Presence.ABSENT)
    rows = setting.record.attendance.filter(told)
    return {p: reason or "" for p, reason in rows.select("person_id", "reason").iter_rows() if p in setting.members}


def is_new(setting: Setting, person: str) -> bool:
    """Whether this would be somebody's first session in the group."""
    return setting.last is not None and len(setting.spells(person)) == 1 and _joined_after_last(setting, person)


def is_back(setting: Setting, person: str) -> bool:
    """Whether somebody begins another spell with this session."""
    return setting.last is not None and len(setting.spells(person)) > 1 and _joined_after_last(setting, person)


def _joined_after_last(setting: Setting, person: str) -> bool:
    return bool(setting.spells(person)["joined_on"][-1] > setting.held["held_on"][-1])


def _away_lately(setting: Setting, person: str) -> int:
    return 0 if setting.last is None else setting.times_away(person, setting.last)


def _sentences(setting: Setting) -> Iterator[str]:
    words, away = setting.words, announced(setting)
    if not setting.members:
        yield words.say("who.nobody")
        return
    coming = len(setting.members) - len(away)
    if not coming:
        yield words.say("who.all_away")
    elif away:
        yield words.say("who.expected_of", coming, all=words.number(len(setting.members)))
    else:
        yield words.say("who.expected", coming)
    fresh = [p for p in setting.members if is_new(setting, p) and p not in away]
    if fresh:
        yield words.say("who.first_time" if len(fresh) == 1 else "who.first_time_more", names=setting.names(fresh))
    back = [p for p in setting.members if is_back(setting, p) and p not in away]
    if back:
        yield words.say("who.again", names=setting.names(back))
    yield from _absences(setting, away)


def _absences(setting: Setting, away: dict[str, str]) -> Iterator[str]:
    lately: dict[int, list[str]] = {}
    for person in setting.members:
        if person not in away and (times := _away_lately(setting, person)):
            lately.setdefault(times, []).append(person)
    for times, people in sorted(lately.items(), reverse=True)[:_SAID_AT_MOST]:
        key = "who.was_away" if len(people) == 1 else "who.were_away"
        yield setting.words.say(key, times, names=setting.names(people))
    for person, reason in list(away.items())[:_SAID_AT_MOST]:
        key = "who.sent_word" if reason else "who.sent_word_plain"
        yield setting.words.say(key, name=setting.name(person), reason=_reason(setting, reason))


def _reason(setting: Setting, reason: str) -> str:
    """A reason given by one tap in the reader's words; one in own words as it was written."""
    tapped = setting.words.entries["reason"].get(reason)
    return str(tapped) if tapped else clean(reason).rstrip(".")
