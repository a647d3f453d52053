"""Worth your attention: the signals within the budget, each with its reason, what else was seen, and a next step.

A rupture between two people is told without a direction, because a direction would tell who rated. One between a member
and the facilitators names no member, because the reader is who was rated.
"""

import polars as pl

from fourfold.alliance.estimates import Signal, SignalKind
from fourfold.feedback.passages.discretion import answered_lately, enough_to_tell, kind_told, lately, may_tell
from fourfold.feedback.passages.setting import Setting
from fourfold.feedback.passages.talk import usual_talk
from fourfold.feedback.report import Notice, Section, Statement
from fourfold.vocabulary import Level, Presence

AT_MOST = 3
_CLEAR_DROP, _CLEAR_Q = 2.58, 0.02
_MUCH_LESS = 0.75
_NINETY_FIVE = 1.645
_FEWEST_BEFORE = 2
_KEY = {
    SignalKind.MEMBER_WITHDRAWS: "withdraws",
    SignalKind.BETWEEN_MEMBERS: "members",
    SignalKind.MEMBER_AND_FACILITATOR: "facilitator",
    SignalKind.GROUP_FALLS: "group",
}
_MARK = {
    SignalKind.MEMBER_WITHDRAWS: Level.MEMBER_GROUP,
    SignalKind.BETWEEN_MEMBERS: Level.MEMBER_MEMBER,
    SignalKind.MEMBER_AND_FACILITATOR: Level.MEMBER_FACILITATOR,
    SignalKind.GROUP_FALLS: None,
}


def worth_attention(setting: Setting, budget: int | None = None) -> Section:
    """The section: at most `budget` notices (one, or two where two facilitators lead; never more than three)."""
    words = setting.words
    title = words.say("attention.title")
    signals = told_signals(setting, budget)
    if signals:
        return Section("attention", title, notices=tuple(_notice(setting, s) for s in signals))
    return Section("attention", title, (Statement(words.say(f"attention.{_calm(setting)}")),))


def told_signals(setting: Setting, budget: int | None = None) -> list[Signal]:
    """The signals that the section tells of, in the order of its notices."""
    return open_signals(setting)[: allowed(setting, budget)]


def notices_about(setting: Setting, person_id: str) -> list[Notice]:
    """The open notices that name a member, whatever the budget."""
    return [_notice(setting, s) for s in signals_about(setting, person_id)]


def signals_about(setting: Setting, person_id: str) -> list[Signal]:
    """The open signals whose notice names a member, in the order of `notices_about`."""
    return [s for s in open_signals(setting) if person_id in people_named(setting, s)]


def _calm(setting: Setting) -> str:
    """Which sentence stands in place of notices: calm is told from silence, and from what is open but not told here."""
    if not enough_to_tell(setting):
        return "nothing_known" if answered_lately(setting) or setting.last is None else "no_answers"
    still = setting.estimates is not None and any(s.repaired_session is None for s in setting.estimates.signals)
    return "nothing_more" if still else "nothing"


def allowed(setting: Setting, budget: int | None) -> int:
    """How many notices this report may carry."""
    usual = 2 if len(setting.facilitators) >= 2 else 1
    return min(max(usual if budget is None else budget, 0), AT_MOST)


def open_signals(setting: Setting) -> list[Signal]:
    """Unrepaired signals of the last four sessions, newest and strongest first: one for each person, one for the group.

    One without a name stands beside those with one, so that its place says nothing about whom it concerns.
    """
    if setting.estimates is None or setting.last is None:
        return []
    numbers = lately(setting)
    still = [s for s in setting.estimates.signals if s.session in numbers and s.repaired_session is None]
    told = [s for s in still if may_tell(setting, s) and _has_a_before(setting, s)]
    first: dict[tuple[str, ...], Signal] = {}
    for signal in sorted(told, key=lambda s: (-s.session, -s.z)):
        first.setdefault(tuple(people_named(setting, signal)[:1]) or (kind_told(signal),), signal)
    return list(first.values())


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
    level = _MARK[kind_told(signal)]
    return Notice(
        heading=setting.words.say("attention.whole_group" if level is None else f"level.{level}"),
        level=level,
        headline=headline(setting, signal),
        why=_why(setting, signal),
        also_seen=_also_seen(setting, signal),
        next_step=_next_step(setting, signal),
    )


def people_named(setting: Setting, signal: Signal) -> list[str]:
    """The members whom a sentence about a signal names; towards facilitators nobody, since they are the readers."""
    if kind_told(signal) is SignalKind.MEMBER_AND_FACILITATOR:
        return []
    return [p for p in (signal.person_id, signal.other_id) if p is not None]


def headline(setting: Setting, signal: Signal) -> str:
    """The one sentence that a signal is told by; it names nobody towards whom that would tell who rated."""
    clear = signal.drop >= _CLEAR_DROP * signal.drop_sd and signal.q <= _CLEAR_Q
    sure = "clear" if clear else "may"
    key = f"attention.{_KEY[kind_told(signal)]}_{signal.quality}_{sure}"
    names = setting.names(people_named(setting, signal), "pair")
    return setting.words.say(key, name=names, names=names, chairs=_chairs(setting), number=signal.since_session)


def _chairs(setting: Setting) -> str:
    """A facilitator among several is not singled out."""
    return setting.chairs() if len(setting.facilitators) == 1 else setting.words.say("attention.the_facilitators")


def _why(setting: Setting, signal: Signal) -> str:
    words = setting.words
    name = setting.names(people_named(setting, signal), "pair")
    outside = words.say(f"attention.why_{_KEY[kind_told(signal)]}", _sessions_outside(setting, signal), name=name)
    larger = words.say("attention.larger") if signal.drop >= _NINETY_FIVE * signal.drop_sd else ""
    return " ".join(filter(None, (outside, larger, setting.words.say("attention.chance"))))


def _sessions_outside(setting: Setting, signal: Signal) -> int:
    between = pl.col("number").is_between(signal.since_session, setting.last or signal.session)
    return max(len(setting.held.filter(between)), 1)


def _also_seen(setting: Setting, signal: Signal) -> str:
    people = people_named(setting, signal)
    seen = [_attendance(setting, p, signal.since_session) for p in people] or [_everyone(setting)]
    if len(people) == 1:
        seen += _talk(setting, people[0])
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
    kind = _KEY[kind_told(signal)]
    key = f"step_person_{signal.quality}" if kind == "withdraws" else f"step_{kind}"
    return setting.words.say(f"attention.{key}")
