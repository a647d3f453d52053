"""The acts that somebody marked, and how they spread over members: a culture grows by being seen and practised. Staff only."""

import polars as pl

from fourfold.conversation.acts_spread import ActsSpread, acts_spread
from fourfold.feedback.passages.setting import Setting
from fourfold.feedback.report import Section, Statement

LAST = 4


def acts_seen(setting: Setting) -> Section | None:
    """How many acts were marked in the last four coded sessions, and by how many of the members there; None without acts."""
    spread = acts_spread(setting.record, LAST)
    if spread is None:
        return None
    words = setting.words
    sessions = len(spread.sessions)
    said = [Statement(words.say("acts.none_lately", sessions))] if not spread.acts else _told(setting, spread)
    return Section("acts", words.say("acts.title"), (*said, Statement(words.say("acts.what_it_is"))))


def _told(setting: Setting, spread: ActsSpread) -> list[Statement]:
    words = setting.words
    span = words.say("acts.sessions", len(spread.sessions))
    figures = {"acts": float(spread.acts), "by_members": float(spread.by_members)}
    marked = Statement(words.say("acts.marked", spread.acts, span=span), figures=figures)
    if not spread.by_members:
        return [marked, Statement(words.say("acts.no_member"))]
    who = words.say("acts.members", spread.members_who_acted, there=words.number(spread.members_there))
    return [marked, Statement(words.say("acts.by_members", spread.by_members, who=who)), *_course(setting, spread.sessions)]


def _course(setting: Setting, sessions: pl.DataFrame) -> list[Statement]:
    """The acts session by session, in the order of time."""
    if len(sessions) < 2:
        return []
    counts = [str(n) for n in sessions["acts"]]
    first, last = sessions["session"][0], sessions["session"][-1]
    return [Statement(setting.words.say("acts.course", first=first, last=last, counts=setting.words.listed(counts)))]
