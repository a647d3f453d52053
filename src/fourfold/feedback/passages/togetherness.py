"""Cohesion now and a month ago: two bands, and in words only what the bands support."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from fourfold.feedback.passages.relationships import group_rows
from fourfold.feedback.passages.setting import Setting
from fourfold.feedback.passages.since import days_between
from fourfold.feedback.report import Figure, Section, Statement
from fourfold.feedback.strips import then_and_now_chart
from fourfold.vocabulary import Block, Quality

_SESSIONS_BACK = 4
_WIDE, _NARROW = 500, 350
_NUMBERS = ("mean", "low_90", "low_50", "high_50", "high_90")
_FEWEST_AT_AN_END, _SESSIONS_OF_AN_END = 4, 2


def togetherness(setting: Setting) -> Section | None:
    """The section; None before there are two sessions to compare."""
    rows = [] if setting.estimates is None else setting.estimates.cohesion.sort("session").to_dicts()
    if len(rows) < 2:
        return None
    then, now = rows[max(len(rows) - 1 - _SESSIONS_BACK, 0)], rows[-1]
    ago = days_between(setting, then["session"], now["session"])
    title = setting.words.say(f"cohesion.{_verdict(setting, then, now)}", ago=ago)
    statement = Statement(setting.words.say("cohesion.what_it_is"))
    return Section("cohesion", title, (statement,), figures=(_figure(setting, then, now, title),))


def _verdict(setting: Setting, then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Bands that do not touch tell a change; bands that do never tell that there is none."""
    if min(_answers_at(setting, row["session"]) for row in (then, now)) < _FEWEST_AT_AN_END:
        return "too_few"
    if now["low_90"] > then["high_90"]:
        return "more"
    return "less" if now["high_90"] < then["low_90"] else "cannot_tell"


def _answers_at(setting: Setting, session: int) -> int:
    """How many answers on members and group a session has, together with the held session before it."""
    ends = setting.held.filter(pl.col("number") <= session)["number"].to_list()[-_SESSIONS_OF_AN_END:]
    rows = pl.concat([group_rows(setting, block, Quality.BOND) for block in (Block.MM, Block.MG)])
    return int(rows.filter(pl.col("session").is_in(ends))["n_ratings"].sum())


def _figure(setting: Setting, then: Mapping[str, Any], now: Mapping[str, Any], title: str) -> Figure:
    words = setting.words
    told = [
        {"text": text, **{n: round(row[n], 4) for n in _NUMBERS}}
        for text, row in ((days_between(setting, then["session"], now["session"]), then), (words.say("cohesion.now"), now))
    ]
    ends = (words.say("cohesion.apart"), words.say("cohesion.together"))
    wide, narrow = (then_and_now_chart(told, setting.scale, ends=ends, width=width) for width in (_WIDE, _NARROW))
    shown = words.decimal
    ranges = [words.say("cohesion.range", when=r["text"], low=shown(r["low_90"]), high=shown(r["high_90"])) for r in told]
    names = [words.say(f"cohesion.{key}") for key in ("when", "likely", "nine_in_ten", "half")]
    cells = [
        (r["text"], shown(r["mean"]), *(f"{shown(r[f'low_{s}'])} – {shown(r[f'high_{s}'])}" for s in (90, 50))) for r in told
    ]
    return Figure(
        key="cohesion",
        title=title,
        caption="",
        text_alternative=words.say("cohesion.picture", ranges=" ".join(ranges)),
        specification=wide,
        table=pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String), orient="row"),
        table_caption=words.say("cohesion.table", lowest=f"{setting.scale[0]:g}", highest=f"{setting.scale[1]:g}"),
        narrow=narrow,
    )
