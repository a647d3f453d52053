"""Worth your attention: the signals within the budget, each with its reason, what else was seen, and a next step.

A rupture between two people is told without a direction, because a direction would tell who rated.
"""

import polars as pl

from fourfold.alliance.estimates import Signal, SignalKind
from fourfold.feedback.passages.setting import Setting
from fourfold.feedback.passages.talk import usual_talk
from fourfold.feedback.report import Notice, Section, Statement
from fourfold.vocabulary import Presence

AT_MOST = 3
_CLEAR_DROP, _CLEAR_Q = 2.58, 0.02
_MUCH_LESS = 0.75
_NINETY_FIVE = 1.645
_OPEN_FOR_SESSIONS = 4
_FEWEST_BEFORE = 2
_KEY = {
    SignalKind.MEMBER_WITHDRAWS: "withdraws",
    SignalKind.BETWEEN_MEMBERS: "members",
    SignalKind.MEMBER_AND_FACILITATOR: "facilitator",
    SignalKind.GROUP_FALLS: "group",
}


def worth_attention(setting: Setting, budget: int | None = None) -> Section:
    """The section: at most `budget` notices (one, or two where two facilitators lead; never more than three)."""
    words = setting.words
    title = words.say("attention.title")
    signals = open_signals(setting)[: allowed(setting, budget)]
    if signals:
        return Section("attention", title, notices=tuple(_notice(setting, s) for s in signals))
    known = setting.estimates is not None and len(setting.held) > 2
    return Section("attention", title, (Statement(words.say("attention.nothing" if known else "attention.nothing_known")),))


def allowed(setting: Setting, budget: int | None) -> int:
    """How many notices this report may carry."""
    usual = 2 if len(setting.facilitators) >= 2 else 1
    return min(max(usual if budget is None else budget, 0), AT_MOST)


def open_signals(setting: Setting) -> list[Signal]:
    """Unrepaired signals of the last four sessions, newest and strongest first, one for each person or for the group."""
    if setting.estimates is None or setting.last is None:
        return []
    numbers = setting.held["number"].to_list()[-_OPEN_FOR_SESSIONS:]
    still = [s for s in setting.estimates.signals if s.session in numbers and s.repaired_session is None]
    told = [s for s in still if _concerns_who_is_here(setting, s) and _has_a_before(setting, s)]
    first: dict[str | None, Signal] = {}
    for signal in sorted(told, key=lambda s: (-s.session, -s.z)):
        first.setdefault(signal.person_id, signal)
    return list(first.values())


def _concerns_who_is_here(setting: Setting, signal: Signal) -> bool:
    here = {*setting.members, *setting.facilitators, None}
    return signal.person_id in here and signal.other_id in here


def _has_a_before(setting: Setting, signal: Signal) -> bool:
    """Whether there was a usual range to fall from: two sessions before, attended by the person concerned."""
    earlier = pl.col("number") < signal.since_session
    if signal.person_id is None:
        return len(setting.held.filter(earlier)) >= _FEWEST_BEFORE
    came = setting.presence().filter(
        earlier & (pl.col("person_id") == signal.person_id) & (pl.col("presence") != Presence.ABSENT)
    )
    return len(came) >= _FEWEST_BEFORE


def _notice(setting: Setting, signal: Signal) -> Notice:
    return Notice(
        level=signal.level,
        headline=_headline(setting, signal),
        why=_why(setting, signal),
        also_seen=_also_seen(setting, signal),
        next_step=_next_step(setting, signal),
    )


def _people(setting: Setting, signal: Signal) -> str:
    """Both sides of a pair in an order that says nothing; a facilitator among several is not singled out."""
    people = [p for p in (signal.person_id, signal.other_id) if p is not None]
    if signal.kind is SignalKind.MEMBER_AND_FACILITATOR:
        own = [p for p in people if p not in setting.facilitators]
        several = len(setting.facilitators) > 1
        chairs = setting.words.say("attention.the_facilitators") if several else setting.chairs()
        return setting.words.listed([*map(setting.name, own), chairs], "pair")
    return setting.names(people, "pair")


def _headline(setting: Setting, signal: Signal) -> str:
    clear = signal.drop >= _CLEAR_DROP * signal.drop_sd and signal.q <= _CLEAR_Q
    sure = "clear" if clear else "may"
    key = f"attention.{_KEY[signal.kind]}_{signal.quality}_{sure}"
    name = setting.name(signal.person_id) if signal.person_id else ""
    return setting.words.say(key, name=name, names=_people(setting, signal), number=signal.since_session)


def _why(setting: Setting, signal: Signal) -> str:
    words = setting.words
    kind = {SignalKind.MEMBER_WITHDRAWS: "person", SignalKind.GROUP_FALLS: "group"}.get(signal.kind, "pair")
    name = setting.name(signal.person_id) if signal.person_id else ""
    outside = words.say(f"attention.why_{kind}", _sessions_outside(setting, signal), name=name)
    larger = words.say("attention.larger") if signal.drop >= _NINETY_FIVE * signal.drop_sd else ""
    return " ".join(filter(None, (outside, larger, setting.words.say("attention.chance"))))


def _sessions_outside(setting: Setting, signal: Signal) -> int:
    between = pl.col("number").is_between(signal.since_session, setting.last or signal.session)
    return max(len(setting.held.filter(between)), 1)


def _also_seen(setting: Setting, signal: Signal) -> str:
    people = [p for p in (signal.person_id, signal.other_id) if p is not None and p in setting.members]
    seen = [_attendance(setting, p, signal.since_session) for p in people] or [_everyone(setting)]
    if signal.kind is SignalKind.MEMBER_WITHDRAWS and signal.person_id is not None:
        seen += _talk(setting, signal.person_id)
    return " ".join(seen)


def _attendance(setting: Setting, person: str, since: int) -> str:
    words, name = setting.words, setting.name(person)
    came = setting.presence().filter((pl.col("person_id") == person) & (pl.col("number") >= since)).sort("number")
    if came.is_empty():
        return words.say("attention.no_attendance")
    seen = []
    for key, kinds in (
        ("away", (Presence.ABSENT,)),
        ("late", (Presence.LATE, Presence.LATE_AND_LEFT_EARLY)),
        ("left_early", (Presence.LEFT_EARLY, Presence.LATE_AND_LEFT_EARLY)),
    ):
        numbers = came.filter(pl.col("presence").is_in(kinds))["number"].to_list()
        if numbers:
            seen.append(words.say(f"attention.{key}", name=name, sessions=_session_list(setting, numbers)))
    return " ".join(seen) or words.say("attention.here_each_time", name=name)


def _session_list(setting: Setting, numbers: list[int]) -> str:
    if len(numbers) == 1:
        return setting.words.say("attention.session", number=numbers[0])
    return setting.words.say("attention.session_list", numbers=setting.words.listed([str(n) for n in numbers]))


def _everyone(setting: Setting) -> str:
    last = setting.presence().filter((pl.col("number") == setting.last) & pl.col("person_id").is_in(setting.members))
    if last.is_empty():
        return setting.words.say("attention.no_attendance")
    away = len(last.filter(pl.col("presence") == Presence.ABSENT))
    return setting.words.say("attention.some_away", away) if away else setting.words.say("attention.everyone_came")


def _talk(setting: Setting, person: str) -> list[str]:
    usual = usual_talk(setting, person)
    if usual is None:
        return []
    words, name = setting.words, setting.name(person)
    if usual.last >= _MUCH_LESS * usual.low:
        return [words.say("attention.spoke_usual", name=name)]
    low, high = words.number(usual.low), words.number(usual.high)
    between = low if low == high else words.say("attention.usual_range", low=low, high=high)
    if usual.last:
        said = words.say("attention.spoke_less", usual.last, name=name, usual=between)
    else:
        said = words.say("attention.spoke_not", name=name, usual=between)
    return [said, words.say("attention.silence")]


def _next_step(setting: Setting, signal: Signal) -> str:
    kind = _KEY[signal.kind]
    key = f"step_person_{signal.quality}" if kind == "withdraws" else f"step_{kind}"
    return setting.words.say(f"attention.{key}")
