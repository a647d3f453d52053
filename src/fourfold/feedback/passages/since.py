"""Since last time: at most three sentences about what has changed."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from fourfold.alliance.estimates import Signal
from fourfold.feedback.passages.attention import people_named
from fourfold.feedback.passages.discretion import answered_lately, enough_to_tell, may_show, may_tell
from fourfold.feedback.passages.setting import Setting
from fourfold.feedback.passages.talk import meetings
from fourfold.feedback.report import Section, Statement
from fourfold.vocabulary import Block, Presence, Quality, SessionStatus

_AT_MOST = 3


def since_last_time(setting: Setting) -> Section:
    """The section: what is known of the group's change since last time, the weightiest first."""
    found = list(_sentences(setting))[:_AT_MOST]
    return Section("since", setting.words.say("since.title"), tuple(found or [Statement(_nothing(setting))]))


def _nothing(setting: Setting) -> str:
    if setting.last is None:
        return setting.words.say("since.first_session")
    if enough_to_tell(setting):
        return setting.words.say("since.nothing")
    return setting.words.say("since.nothing_known" if answered_lately(setting) else "since.no_answers")


def _sentences(setting: Setting) -> Iterator[Statement]:
    """Candidates in order of weight: a change of one level stands before what was heard, a second one after it."""
    yield from _not_held(setting)
    yield from _left(setting)
    changes = list(_level_changes(setting))
    yield from changes[:1]
    yield from _exchanges(setting)
    yield from _repaired(setting)
    yield from _came_back(setting)
    yield from _joined(setting)
    yield from changes[1:2]


def _not_held(setting: Setting) -> Iterator[Statement]:
    before = setting.record.sessions.filter(pl.col("number") < setting.number).sort("number").tail(1)
    if len(before) and before["status"][0] == SessionStatus.NOT_HELD:
        yield Statement(setting.words.say("since.not_held", number=before["number"][0]))


def _left(setting: Setting) -> Iterator[Statement]:
    if setting.day is None or setting.last is None:
        return
    last_day = setting.held["held_on"][-1]
    gone = setting.record.memberships.filter((pl.col("left_on") >= last_day) & (pl.col("left_on") < setting.day))
    away = [p for p in gone["person_id"].unique() if p not in setting.members and p not in setting.facilitators]
    if away:
        yield Statement(setting.words.say("since.left", names=setting.names(away)))


def _level_changes(setting: Setting) -> Iterator[Statement]:
    """Changes of the group's closeness, level by level, that the posterior tells from chance."""
    if setting.estimates is None:
        return
    clear = setting.estimates.contrasts.filter(
        (pl.col("kind") == "change")
        & (pl.col("quality") == Quality.BOND)
        & pl.col("person_id").is_null()
        & pl.col("block").is_in([b for b in (Block.MM, Block.MT, Block.TG, Block.MG) if may_show(setting, b)])
        & pl.col("verdict").is_in(["higher", "lower"])
    ).sort((pl.col("mean") / pl.col("sd")).abs(), descending=True)
    for row in clear.iter_rows(named=True):
        yield Statement(_change_told(setting, row), figures={"change": row["mean"], "sd": row["sd"]})


def change_told(setting: Setting, block: Block) -> str:
    """A clear change of one level's closeness, as a sentence of its own; nothing where there is none."""
    rows = () if setting.estimates is None else setting.estimates.contrasts.iter_rows(named=True)
    wanted = ("change", block, Quality.BOND, None)
    for row in rows:
        found = (row["kind"], row["block"], row["quality"], row["person_id"])
        if found == wanted and row["verdict"] in ("higher", "lower"):
            return _change_told(setting, row)
    return ""


def _change_told(setting: Setting, row: Mapping[str, Any]) -> str:
    return setting.words.say(
        f"since.{row['block'].lower()}_{row['verdict']}",
        max(len(setting.facilitators), 1) if row["block"] in (Block.MT, Block.TG) else None,
        names=setting.chairs(), ago=days_between(setting, row["from_session"], row["to_session"]),
    )  # fmt: skip


def days_between(setting: Setting, earlier: int, later: int) -> str:
    """How long before the later session the earlier one was, as one says it."""
    first, last = setting.held_on(earlier), setting.held_on(later)
    return setting.words.ago((last - first).days if first and last else 7)


def _repaired(setting: Setting) -> Iterator[Statement]:
    if setting.estimates is None:
        return
    for signal in setting.estimates.signals:
        mended = signal.repaired_session == setting.last and signal.session != setting.last
        if mended and may_tell(setting, signal):
            people = people_named(setting, signal)
            yield Statement(_repair(setting, signal, people), person_id=people[0] if len(people) == 1 else None)
            return


def _repair(setting: Setting, signal: Signal, people: list[str]) -> str:
    kind = "group" if signal.person_id is None else ("facilitator", "person", "pair")[len(people)]
    return setting.words.say(
        f"since.repaired_{kind}",
        names=setting.names(people, "pair"),
        number=signal.since_session if kind != "person" else signal.session,
    )


def _exchanges(setting: Setting) -> Iterator[Statement]:
    met = meetings(setting)
    fresh = [setting.names(m.pair, "pair") for m in met if m.days_since is None]
    if len(fresh) > 1:
        yield Statement(setting.words.say("since.first_exchanges", pairs=setting.words.listed(fresh[:2], "pairs")))
    elif fresh:
        yield Statement(setting.words.say("since.first_exchange", names=fresh[0]))
    elif met:
        names, span = setting.names(met[0].pair, "pair"), setting.words.span(met[0].days_since or 0)
        yield Statement(setting.words.say("since.exchange_again", names=names, span=span))


def _here_last(setting: Setting) -> list[str]:
    came = setting.presence().filter((pl.col("number") == setting.last) & (pl.col("presence") != Presence.ABSENT))
    return [p for p in setting.members if p in set(came["person_id"])]


def _came_back(setting: Setting) -> Iterator[Statement]:
    if setting.last is None:
        return
    away = {p: setting.times_away(p, setting.last - 1) for p in _here_last(setting)}
    longest = max(away.values(), default=0)
    if longest:
        back = [p for p, times in away.items() if times == longest]
        yield Statement(setting.words.say("since.returned", longest, names=setting.names(back)))


def _joined(setting: Setting) -> Iterator[Statement]:
    if len(setting.held) < 2:
        return
    days = setting.held["held_on"].to_list()
    fresh = [
        p for p in _here_last(setting) if len(own := setting.spells(p)) == 1 and days[-2] < own["joined_on"][0] <= days[-1]
    ]
    if fresh:
        yield Statement(setting.words.say("since.joined", names=setting.names(fresh)))
