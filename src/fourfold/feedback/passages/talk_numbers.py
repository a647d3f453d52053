"""The measures of one session's talk as tables, for who asks for numbers."""

from collections.abc import Sequence

import polars as pl

from fourfold.conversation.participation_shifts import SHIFTS
from fourfold.feedback.passages.talk_scene import Scene
from fourfold.feedback.report import Figure, Section


def the_numbers(scene: Scene) -> Section:
    """The section: tables without a picture."""
    title = scene.words.say("heard_numbers.title")
    return Section("heard_numbers", title, figures=(_measures(scene), *_shifts(scene)))


def _measures(scene: Scene) -> Figure:
    found, say = scene.found, scene.words.say
    rows: list[tuple[str, float | None, tuple[float | None, float | None]]] = [
        ("silence", scene.shares.silence, (None, None)),
        ("overlap", scene.shares.overlap, (None, None)),
    ]
    if found.balance is not None:
        rows += [("pielou", found.balance.pielou, (None, None)), ("gini", found.balance.gini, (None, None))]
    if found.hub_share is not None:
        hub = found.hub_share
        rows += [
            ("hub_share", hub.share, (hub.share_low, hub.share_high)),
            ("hub_share_null", hub.null, (None, None)),
            ("excess_hub", hub.excess, (hub.low, hub.high)),
        ]
    itg = found.individual_therapy
    if itg is not None and itg.trusted:
        rows += [("itg_share", itg.share, (None, None)), ("itg_null", itg.null_mean, (itg.null_low, itg.null_high))]
    if found.reciprocity is not None:
        rows.append(("reciprocity", found.reciprocity, (None, None)))
    body = [(say(f"heard_numbers.{key}"), _two(scene, value), _span(scene, ends)) for key, value, ends in rows]
    return _table(scene, "table", ("measure", "value", "likely"), body)


def _shifts(scene: Scene) -> list[Figure]:
    shifts = scene.found.participation_shifts
    if shifts is None:
        return []
    body = [
        (code, str(count), scene.words.decimal(expected), "–" if z is None else scene.words.decimal(z))
        for code, count, expected, z in zip(SHIFTS, shifts.counts, shifts.expected, shifts.z, strict=True)
    ]
    return [_table(scene, "shifts_table", ("shift", "count", "expected", "z"), body)]


def _table(scene: Scene, caption: str, heads: Sequence[str], body: Sequence[Sequence[str]]) -> Figure:
    say = scene.words.say
    told = say(f"heard_numbers.{caption}")
    names = [say(f"heard_numbers.{head}") for head in heads]
    frame = pl.DataFrame(body, schema=dict.fromkeys(names, pl.String), orient="row")
    return Figure(f"talk-{caption}", told, "", told, {}, frame, table_caption=told)


def _span(scene: Scene, ends: tuple[float | None, float | None]) -> str:
    return "" if None in ends else f"{_two(scene, ends[0])} – {_two(scene, ends[1])}"


def _two(scene: Scene, value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace(".", scene.words.entries["decimal_mark"])
