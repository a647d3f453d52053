"""The practice of the brief: what was seen that a practice could answer to, and the practice that is planned or suggested.

What was seen names no member: a practice is done by the whole group, and a reason is no place to point at somebody.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import polars as pl

from fourfold.alliance.estimates import Signal, SignalKind
from fourfold.conversation.followed import followed_sessions
from fourfold.conversation.hub_trend import hub_shares
from fourfold.feedback.passages.attention import told_signals
from fourfold.feedback.passages.discretion import kind_told, lately
from fourfold.feedback.passages.setting import Setting
from fourfold.feedback.passages.talk import never_spoken
from fourfold.feedback.report import Section, Statement
from fourfold.feedback.words import Words
from fourfold.practices import Practice, Suits
from fourfold.vocabulary import Level

FEWEST_ANSWERING = 5
"""From so many members on, what they said of compassion is told as a mean."""
FEWEST_MARKED = 3
"""So many acts of self-criticism in one session are worth a practice."""
_SOON = timedelta(days=28)
Said = TypeVar("Said")
_RUPTURES = {
    SignalKind.MEMBER_WITHDRAWS: Suits.RUPTURE_MEMBER_GROUP,
    SignalKind.BETWEEN_MEMBERS: Suits.RUPTURE_MEMBER_MEMBER,
    SignalKind.MEMBER_AND_FACILITATOR: Suits.RUPTURE_MEMBER_FACILITATOR,
    SignalKind.GROUP_FALLS: Suits.RUPTURE_MEMBER_GROUP,
}
_COMPASSION = {
    "compassion.self": Suits.LOW_COMPASSION_TO_SELF,
    "compassion.received": Suits.LOW_COMPASSION_RECEIVED,
    "compassion.given": Suits.LOW_COMPASSION_GIVEN,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """Something seen in the group that a practice can answer to, and the sentence that tells it."""

    suits: Suits
    why: str


@dataclass(frozen=True, slots=True)
class Offered:
    """The practice of a brief: planned for the session with its minutes, or suggested, and then `why` says why."""

    practice: Practice
    minutes: int
    planned: bool
    why: str = ""


def seen_in(setting: Setting) -> tuple[Seen, ...]:
    """What a practice could answer to, the most urgent first, each thing once."""
    found: dict[Suits, Seen] = {}
    for look in _LOOKS:
        for suits, why in look(setting):
            found.setdefault(suits, Seen(suits, why))
    return tuple(found.values())


def practice_section(offered: Offered, words: Words) -> Section:
    """The section: the practice with its minutes, then a gentler way where it is planned, the reason where it is suggested."""
    practice, minutes = offered.practice, words.say("practice.minutes", offered.minutes)
    named = words.say("practice.named", title=in_words(practice.title, words.language), minutes=minutes)
    if not offered.planned:
        return Section("practice", words.say("practice.suggested"), (Statement(named), Statement(offered.why)))
    gentler = in_words(practice.gentler, words.language)[:1]
    told = (Statement(named), *(Statement(words.say("practice.gentler", way=way)) for way in gentler))
    return Section("practice", words.say("practice.planned"), told)


def in_words(said: Mapping[str, Said], language: str) -> Said:
    """What is said in a language; in the first that there is where it lacks that one."""
    return said[language] if language in said else next(iter(said.values()))


def _ruptures(setting: Setting) -> Iterator[tuple[Suits, str]]:
    for signal in told_signals(setting):
        suits = _suited(signal)
        yield suits, setting.words.say(f"practice.{suits}")


def _suited(signal: Signal) -> Suits:
    kind = kind_told(signal)
    if kind is SignalKind.GROUP_FALLS and signal.level is Level.FACILITATOR_GROUP:
        return Suits.RUPTURE_FACILITATOR_GROUP
    return _RUPTURES[kind]


def _coming_and_going(setting: Setting) -> Iterator[tuple[Suits, str]]:
    """Who comes for the first time, and who leaves within four weeks of the session."""
    last = setting.held_on(setting.last) if setting.last is not None else None
    firsts = [setting.spells(person)["joined_on"].to_list()[0] for person in setting.members]
    new = sum(1 for first in firsts if last is not None and first > last)
    if new:
        yield Suits.NEW_MEMBER, setting.words.say("practice.new_member", new)
    ends = [setting.spells(person)["left_on"].to_list()[-1:] for person in setting.members]
    going = sum(1 for (end,) in ends if setting.day and end is not None and end <= setting.day + _SOON)
    if going:
        yield Suits.LEAVING, setting.words.say("practice.leaving", going)


def _chairs(setting: Setting) -> Iterator[tuple[Suits, str]]:
    """Whether clearly more of the last session's talk ran through the chairs than seats alone would make."""
    followed = [session for session in followed_sessions(setting.record) if session.number == setting.last]
    share = hub_shares(followed).get(setting.last or 0)
    if share is not None and share.low is not None and share.low > 0:
        yield Suits.THROUGH_THE_CHAIR, setting.words.say("practice.through_the_chair")


def _strangers(setting: Setting) -> Iterator[tuple[Suits, str]]:
    section = never_spoken(setting)
    if section is not None and any(statement.pair for statement in section.statements):
        yield Suits.NEVER_MET, setting.words.say("practice.never_met")


def _compassion(setting: Setting) -> Iterator[tuple[Suits, str]]:
    """Which compassion lay below the middle of the scale in the last sessions, the lowest first; told from five members on."""
    days = setting.held.filter(pl.col("number").is_in(lately(setting)))["held_on"].to_list()
    said = setting.record.responses.filter(pl.col("item").is_in(list(_COMPASSION)) & pl.col("answered_on").is_in(days))
    means = said.group_by("item", "person_id").agg(pl.col("value").mean()).group_by("item")
    low, high = setting.scale
    rows = means.agg(pl.col("value").mean(), pl.len().alias("n")).filter(
        (pl.col("n") >= FEWEST_ANSWERING) & (pl.col("value") < (low + high) / 2)
    )
    for item in rows.sort("value", "item")["item"]:
        yield _COMPASSION[item], setting.words.say(f"practice.{_COMPASSION[item]}")


def _acts(setting: Setting) -> Iterator[tuple[Suits, str]]:
    """Whether self-criticism was marked several times last session, and more often than self-compassion."""
    last = setting.held.filter(pl.col("number") == (setting.last or 0)).select("session_id")
    kinds = setting.record.acts.join(last, on="session_id")["kind"].to_list()
    harsh, kind = kinds.count("self_criticism"), kinds.count("self_compassion")
    if harsh >= FEWEST_MARKED and harsh > kind:
        yield Suits.SELF_CRITICISM, setting.words.say("practice.self_criticism", harsh)


_LOOKS: tuple[Callable[[Setting], Iterator[tuple[Suits, str]]], ...] = (
    _ruptures,
    _coming_and_going,
    _chairs,
    _compassion,
    _acts,
    _strangers,
)
