"""What a program may read of a group's estimates: what its facilitators may see, and nothing else.

Readings of single people, and anything that would tell who rated, never come out: docs/decisions/0003.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from fourfold.feedback.passages.discretion import may_show
from fourfold.feedback.passages.relationships import SHOWN, group_rows, latest_shown, sentence
from fourfold.feedback.passages.setting import Setting
from fourfold.vocabulary import Quality
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.estimates.queries import Known, estimates_of

_BANDS = ("mean", "low_90", "low_50", "high_50", "high_90")


@dataclass(frozen=True, slots=True)
class Readings:
    """The group's readings by session; `withheld` are the levels that would show who answered."""

    lowest: float
    highest: float
    withheld: Sequence[str]
    rows: Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class LatestLevel:
    """One level now: closeness, None where there is none or it may not be shown, and how it has changed in words."""

    level: str
    bond: float | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Latest:
    """The four levels of a group as they stand."""

    lowest: float
    highest: float
    sessions: int
    made_at: datetime
    levels: Sequence[LatestLevel]


def readings(viewer: Viewer, group_id: int) -> Readings:
    """Closeness, shared work and strain at each level in each held session. Raises `Missing`, `RecordRefused`."""
    setting = _setting(viewer, group_id)
    shown = [block for block in SHOWN if may_show(setting, block)]
    days = _days(setting)
    rows = [
        {
            "level": str(block.level),
            "quality": str(quality),
            "held_on": days[row["session"]],
            "answers": row["n_ratings"],
            **row,
        }
        for block in shown
        for quality in Quality
        for row in group_rows(setting, block, quality).select("session", *_BANDS, "n_ratings").to_dicts()
        if row["session"] in days
    ]
    withheld = [str(block.level) for block in SHOWN if block not in shown]
    return Readings(*setting.scale, withheld, rows)


def latest(viewer: Viewer, group_id: int) -> Latest:
    """The four levels now, in the language of the account. Raises `Missing`, `RecordRefused`."""
    known = _known(viewer, group_id)
    setting = known.setting(viewer.language)
    levels = [LatestLevel(str(block.level), latest_shown(setting, block), sentence(setting, block)) for block in SHOWN]
    return Latest(*setting.scale, len(setting.held), known.row.made_at, levels)


def cohesion(viewer: Viewer, group_id: int) -> Sequence[dict[str, Any]]:
    """Cohesion in each session. Raises `Missing`, `RecordRefused`."""
    setting = _setting(viewer, group_id)
    if setting.estimates is None:
        return []
    return setting.estimates.cohesion.sort("session").select("session", "held_on", *_BANDS).to_dicts()


def responses(viewer: Viewer, group_id: int) -> Sequence[dict[str, Any]]:
    """How many were asked and how many answered in each session; never who. Raises `Missing`, `RecordRefused`."""
    setting = _setting(viewer, group_id)
    if setting.estimates is None:
        return []
    days = _days(setting)
    asked = setting.estimates.response.filter(pl.col("asked") > 0).group_by("session")
    counted = asked.agg(asked=pl.len(), answered=(pl.col("answered") > 0).sum()).sort("session")
    return [{**row, "held_on": days[row["session"]]} for row in counted.to_dicts() if row["session"] in days]


def _known(viewer: Viewer, group_id: int) -> Known:
    return estimates_of(access.group(viewer, Right.OVERSEE, group_id).pk)


def _setting(viewer: Viewer, group_id: int) -> Setting:
    return _known(viewer, group_id).setting(viewer.language)


def _days(setting: Setting) -> dict[int, date]:
    return dict(setting.held.select("number", "held_on").iter_rows())
