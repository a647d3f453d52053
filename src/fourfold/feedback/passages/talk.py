"""What turns say about pairs of members and about one member's usual talk. No turns, no sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from fourfold.conversation.pairs import first_exchanges, never_spoke
from fourfold.feedback.passages.setting import Setting
from fourfold.feedback.report import Section, Statement

_AT_MOST = 3
_FEWEST_SESSIONS = 2
LONG_SILENCE_DAYS = 21


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two members who spoke to each other last time; `days_since` the time before, None if there was none."""

    pair: tuple[str, str]
    days_since: int | None


@dataclass(frozen=True, slots=True)
class Usual:
    """How often somebody spoke last time, and the middle half of the sessions before."""

    last: int
    low: int
    high: int


def never_spoken(setting: Setting) -> Section | None:
    """The section about members in the group who never spoke to each other; None where the turns cannot say."""
    if _turns(setting)["addressee_id"].drop_nulls().is_empty() or len(setting.members) < 2:
        return None
    strangers = [
        ((one, other), n)
        for one, other, n in never_spoke(setting.record).select("person_id", "other_id", "sessions_together").iter_rows()
        if n >= _FEWEST_SESSIONS and one in setting.members and other in setting.members
    ]
    shown = [_stranger(setting, pair, n) for pair, n in strangers[:_AT_MOST]]
    shown += _prompts(setting, [pair for pair, _ in strangers[:_AT_MOST]])
    if len(strangers) > _AT_MOST:
        shown.append(Statement(setting.words.say("never_spoken.more", len(strangers) - _AT_MOST)))
    if not shown and _everybody_spoke(setting):
        shown.append(Statement(setting.words.say("never_spoken.none")))
    return Section("never_spoken", setting.words.say("never_spoken.title"), tuple(shown)) if shown else None


def _prompts(setting: Setting, pairs: Sequence[tuple[str, str]]) -> list[Statement]:
    """For the first pair that differs: who speaks with more of the members, or in more sessions, and may be asked first."""
    rows = _exchanges(setting).filter(pl.col("one").is_in(setting.members) & pl.col("other").is_in(setting.members))
    spoken = [set(row) for row in rows.select("one", "other").iter_rows()]
    met = {frozenset(pair) for pair in spoken}
    for pair in pairs:
        several = [sum(person in two for two in met) for person in pair]
        often = [sum(person in two for two in spoken) for person in pair]
        key, told = ("prompt", several) if several[0] != several[1] else ("prompt_often", often)
        if told[0] != told[1]:
            name = setting.name(pair[told.index(max(told))])
            names = setting.names(pair, "pair")
            return [Statement(setting.words.say(f"never_spoken.{key}", max(several), names=names, name=name))]
    return []


def meetings(setting: Setting) -> list[Meeting]:
    """Pairs in the group that spoke to each other last time after never having done so, or after a long silence."""
    if _last_with_turns(setting) is None or _last_with_turns(setting) != setting.last:
        return []
    spoke = _exchanges(setting).filter(pl.col("one").is_in(setting.members) & pl.col("other").is_in(setting.members))
    found = [
        Meeting((one, other), None)
        for one, other in first_exchanges(setting.record).select("person_id", "other_id").iter_rows()
    ]
    fresh = [m for m in found if set(m.pair) <= set(setting.members)]
    again = []
    for (one, other), rows in spoke.group_by("one", "other", maintain_order=True):
        numbers, days = rows["number"].to_list(), rows["held_on"].to_list()
        if len(days) < 2 or numbers[-1] != setting.last or (days[-1] - days[-2]).days < LONG_SILENCE_DAYS:
            continue
        pair = (str(one), str(other))
        if any(numbers[-2] < n < numbers[-1] for n in _together(setting, pair)):
            again.append(Meeting(pair, (days[-1] - days[-2]).days))
    return [*fresh, *sorted(again, key=lambda m: (-(m.days_since or 0), m.pair))]


def usual_talk(setting: Setting, person: str) -> Usual | None:
    """How somebody's talk last time compares with before; None without four earlier sessions that have turns."""
    counts = _turn_counts(setting, person)
    if setting.last not in counts or len(counts) < 5:
        return None
    before = pl.Series([n for number, n in counts.items() if number != setting.last])
    low, high = (before.quantile(q, "nearest") or 0.0 for q in (0.25, 0.75))
    return Usual(counts[setting.last], int(low), int(high))


def _everybody_spoke(setting: Setting) -> bool:
    """Whether every two members who are in the group now have addressed each other."""
    met = set(_exchanges(setting).select("one", "other").iter_rows())
    return met >= set(combinations(sorted(setting.members), 2))


def _together(setting: Setting, pair: tuple[str, str]) -> set[int]:
    """The sessions that both attended and whose talk was recorded: only there silence between them was seen."""
    came = _heard(setting)
    one, other = (set(came.filter(pl.col("person_id") == person)["number"]) for person in pair)
    return one & other & set(_turns(setting).drop_nulls("addressee_id")["number"])


def _turn_counts(setting: Setting, person: str) -> dict[int, int]:
    turns = _turns(setting)
    recorded = set(turns["number"])
    came = _heard(setting).filter(pl.col("person_id") == person)
    spoke = dict(turns.filter(pl.col("speaker_id") == person).group_by("number").len().iter_rows())
    return {n: int(spoke.get(n, 0)) for n in sorted(came["number"].to_list()) if n in recorded}


def _heard(setting: Setting) -> pl.DataFrame:
    """Who came to each held session and would stand in its turns if they spoke: number, person_id."""
    return setting.record.heard().join(setting.held.select("session_id", "number"), on="session_id")


def _turns(setting: Setting) -> pl.DataFrame:
    return setting.record.turns.join(setting.held.select("session_id", "number", "held_on"), on="session_id")


def _last_with_turns(setting: Setting) -> int | None:
    numbers = _turns(setting)["number"]
    return None if numbers.is_empty() else int(numbers.to_numpy().max())


def _exchanges(setting: Setting) -> pl.DataFrame:
    """Sessions in which two people addressed each other either way: one, other, number, held_on, in order of time."""
    first, second = pl.min_horizontal("speaker_id", "addressee_id"), pl.max_horizontal("speaker_id", "addressee_id")
    between = _turns(setting).filter(pl.col("addressee_id").is_not_null())
    return (
        between.select(first.alias("one"), second.alias("other"), "number", "held_on").unique().sort("one", "other", "number")
    )


def _stranger(setting: Setting, pair: tuple[str, str], sessions: int) -> Statement:
    together = setting.words.say("never_spoken.together", sessions)
    first, second = sorted(setting.labels[p].strip(".") or setting.labels[p] for p in pair)
    text = setting.words.say("never_spoken.told", names=setting.names(pair, "pair"), together=together)
    return Statement(text, figures={"sessions": float(sessions)}, pair=(first, second))
