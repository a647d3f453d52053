"""How much of the talk runs through the facilitators, whether that changes, and what follows when they speak. Staff only."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from fourfold.conversation.after_facilitator import AfterFacilitator, after_facilitator
from fourfold.conversation.followed import Followed, followed_sessions
from fourfold.conversation.hub import HubShare
from fourfold.conversation.hub_trend import LATELY, HubTrend, hub_shares, hub_trend
from fourfold.feedback.chairs_chart import chairs_chart
from fourfold.feedback.charts import reading
from fourfold.feedback.passages.relationships import verdict
from fourfold.feedback.passages.setting import Setting
from fourfold.feedback.report import Figure, Section, Statement
from fourfold.vocabulary import Block, NotEnoughData

_SESSIONS_AFTER = 6
_OF_95 = {"90": 1.645 / 1.96, "50": 0.674 / 1.96}
_SAID = {"closer": "closer", "less_close": "less_close"}


def through_chairs(setting: Setting) -> Section | None:
    """The section with its figure; None where nobody has followed to whom people speak."""
    sessions = _sessions(setting)
    shares = hub_shares(sessions)
    if not shares:
        return None
    trend = _trend(shares)
    told = (*_share_told(setting, shares), *_trend_told(setting, trend, shares), *_after_told(setting, sessions))
    statements = (*told, *_split_told(setting, trend), *_inferred_told(setting, sessions))
    return Section("chairs", setting.words.say("chairs.title"), statements, figures=(_figure(setting, shares),))


def chairs_in_brief(setting: Setting) -> Section | None:
    """The section of the brief: the last session, if its talk was followed, in a few sentences and no figure."""
    sessions = _sessions(setting)
    shares = hub_shares(sessions)
    if setting.last not in shares:
        return None
    trend = _trend(shares)
    told = (*_share_told(setting, shares), *_trend_told(setting, trend, shares), *_after_told(setting, sessions))
    statements = (*told, *_split_told(setting, trend), *_inferred_told(setting, sessions[-1:]))
    return Section("chairs", setting.words.say("chairs.title"), statements)


def share_in(setting: Setting, session: Followed) -> tuple[Statement, ...]:
    """What one session's talk says of it; nothing where nobody spoke to one person, or nobody led."""
    return tuple(_share_told(setting, shares)) if (shares := hub_shares([session])) else ()


def _sessions(setting: Setting) -> list[Followed]:
    """The newest followed sessions, which everything here is told of."""
    numbers = set(setting.held["number"])
    return [session for session in followed_sessions(setting.record) if session.number in numbers]


def _trend(shares: Mapping[int, HubShare]) -> HubTrend | None:
    try:
        return hub_trend(shares)
    except NotEnoughData:
        return None


def _share_told(setting: Setting, shares: Mapping[int, HubShare]) -> Iterator[Statement]:
    """The share of the last session in tenths, against that of seats alone, and where it would settle."""
    words, number = setting.words, max(shares)
    last = shares[number]
    tenths, even = round(10 * last.share), round(10 * last.null)
    figures = {"share": last.share, "by_seats_alone": last.null, "excess": last.excess}
    if tenths:
        yield Statement(words.say("chairs.share", tenths, number=number, even=_tenths(setting, even)), figures=figures)
    else:
        yield Statement(words.say("chairs.share_none", number=number, even=_tenths(setting, even)), figures=figures)
    if last.share_low is None or last.share_high is None or last.low is None or last.high is None:
        yield Statement(words.say("chairs.unsure"))
        return
    low, high = (_tenths(setting, round(10 * bound)) for bound in (last.share_low, last.share_high))
    yield Statement(words.say("chairs.settles", low=low, high=high), figures={"low": last.low, "high": last.high})


def _tenths(setting: Setting, number: int) -> str:
    """So many of ten, as a word; nought has one of its own."""
    return setting.words.number(number) if number else setting.words.say("chairs.nought")


def _trend_told(setting: Setting, trend: HubTrend | None, shares: Mapping[int, HubShare]) -> Iterator[Statement]:
    if trend is None:
        yield Statement(setting.words.say("chairs.trend_too_few", len(shares)))
        return
    first, last = setting.held_on(trend.first), setting.held_on(trend.last)
    span = setting.words.span((last - first).days) if first and last else ""
    figures = {"change_per_session": trend.slope, "low": trend.low, "high": trend.high}
    yield Statement(setting.words.say(f"chairs.trend_{trend.verdict}", span=span), figures=figures)


def _after_told(setting: Setting, sessions: Sequence[Followed]) -> Iterator[Statement]:
    """What follows when a facilitator spoke, over the newest six sessions, against what follows a member."""
    try:
        found = after_facilitator([session.talk for session in sessions[-_SESSIONS_AFTER:]])
    except NotEnoughData:
        return
    chair, member = (round(10 * share.share) for share in (found.after_facilitator, found.after_member))
    words = setting.words
    figures = {"after_facilitator": found.after_facilitator.share, "after_member": found.after_member.share}
    text = words.say("chairs.after", after_chair=_tenths(setting, chair), after_member=_tenths(setting, member))
    yield Statement(f"{text} {words.say(f'chairs.after_{_beyond(found)}')}", figures=figures)


def _beyond(found: AfterFacilitator) -> str:
    """Whether cross-talk after a facilitator differs beyond who speaks and answers anyway."""
    if found.coefficient is None or found.standard_error is None:
        return "unknown"
    reach = 1.96 * found.standard_error
    if found.coefficient - reach > 0:
        return "more"
    return "less" if found.coefficient + reach < 0 else "same"


def _split_told(setting: Setting, trend: HubTrend | None) -> Iterator[Statement]:
    """What members say of one another beside what was seen, where at least one of them clearly changes."""
    said = _SAID.get(verdict(setting, Block.MM), "unchanged") if setting.estimates is not None else "unchanged"
    seen = "unchanged" if trend is None or trend.verdict == "cannot_tell" else trend.verdict
    if trend is not None and (said, seen) != ("unchanged", "unchanged"):
        yield Statement(setting.words.say(f"chairs.said_{said}_seen_{seen}"))


def _inferred_told(setting: Setting, sessions: Sequence[Followed]) -> Iterator[Statement]:
    numbers = [str(session.number) for session in sessions[-LATELY:] if session.inferred]
    if numbers:
        yield Statement(setting.words.say("chairs.inferred", len(numbers), numbers=setting.words.listed(numbers)))


def _figure(setting: Setting, shares: Mapping[int, HubShare]) -> Figure:
    words, points = setting.words, _points(setting, shares)
    even = shares[max(shares)].null
    said = {"even": words.say("chairs.even", number=words.number(round(10 * even))), "session": words.say("chairs.session")}
    rows = [(n, shares[n]) for n in sorted(shares)]
    spoken = [words.say("chairs.at", number=n, tenths=words.decimal(10 * share.share)) for n, share in rows]
    return Figure(
        key="chairs",
        title=words.say("chairs.title"),
        caption=words.say("chairs.how_to_read"),
        text_alternative=words.say("chairs.picture", sessions="; ".join(spoken)),
        specification=chairs_chart(points, even, setting.changes(), said),
        table=_table(setting, rows),
        reading=reading(points, (0.0, 1.0), setting.changes()),
        table_caption=words.say("chairs.table"),
    )


def _table(setting: Setting, rows: Sequence[tuple[int, HubShare]]) -> pl.DataFrame:
    words = setting.words
    names = [words.say(f"chairs.{key}") for key in ("session", "tenths", "likely", "by_seats", "excess", "excess_likely")]
    cells = [
        (
            str(number),
            words.decimal(10 * share.share),
            _between(setting, share.share_low, share.share_high, 10),
            words.decimal(10 * share.null),
            f"{share.excess:.2f}".replace(".", words.entries["decimal_mark"]),
            _between(setting, share.low, share.high, 1),
        )
        for number, share in rows
    ]
    return pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String), orient="row")


def _between(setting: Setting, low: float | None, high: float | None, times: int) -> str:
    if low is None or high is None:
        return "–"
    mark = setting.words.entries["decimal_mark"]
    digits = 1 if times > 1 else 2
    return f"{times * low:.{digits}f} – {times * high:.{digits}f}".replace(".", mark)


def _points(setting: Setting, shares: Mapping[int, HubShare]) -> pl.DataFrame:
    """The shares as points of a band, a row of nulls for a held session that nobody followed."""
    first = min(shares)
    rows: list[dict[str, Any]] = []
    for number in (n for n in setting.held["number"] if n >= first):
        share = shares.get(int(number))
        rows.append({"session": int(number), **({} if share is None else _band(share))})
    numbers = ("mean", "low_90", "low_50", "high_50", "high_90")
    return pl.DataFrame(rows, schema={"session": pl.Int64, **dict.fromkeys(numbers, pl.Float64)})


def _band(share: HubShare) -> dict[str, float]:
    """Nine in ten and half of the likely values, from the 95 % interval; without one there is a point and no band."""
    low, high, mean = share.share_low, share.share_high, share.share
    if low is None or high is None:
        return {"mean": mean}
    lows = {f"low_{name}": mean - part * (mean - low) for name, part in _OF_95.items()}
    return {"mean": mean, **lows, **{f"high_{name}": mean + part * (high - mean) for name, part in _OF_95.items()}}
