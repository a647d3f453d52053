"""The four readings as wide strips above one row of sessions, and cohesion then and now, in two widths each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import polars as pl

from fourfold.feedback.charts import band_layers, band_rows, framed, plain_scale, session_axis, upright
from fourfold.feedback.theme import colours

_AXIS, _STRONG = 13.5, 14.5
_TICKS = (1, 2, 4, 5, 10, 20, 25, 50)
_MOST_GAPS_NAMED = 2


@dataclass(frozen=True, slots=True)
class Room:
    """The room that a strip has: its width and height, where the rules and the sessions begin and end, how many numbers fit."""

    width: int
    height: int
    rules: tuple[int, int]
    sessions: tuple[int, int]
    scale: tuple[int, int]
    numbers: int


ROOMS: Mapping[str, Room] = MappingProxyType(
    {
        "wide": Room(640, 140, (92, 624), (100, 616), (118, 22), 13),
        "narrow": Room(352, 124, (92, 346), (100, 338), (112, 12), 6),
    }
)


def strip_chart(
    points: pl.DataFrame, scale: tuple[float, float], changes: Sequence[float], *, ends: tuple[str, str], room: str = "wide"
) -> dict[str, Any]:
    """One reading as a strip on the full scale; `ends` are the words at the lowest and the highest value."""
    place, rows = ROOMS[room], band_rows(points)
    middle = (scale[0] + scale[1]) / 2
    layers = [_rule(value, place.rules) for value in (scale[0], middle, scale[1])]
    layers += [
        _word(text, x=place.rules[0] - 8, y={"datum": value}, align="right")
        for text, value in zip(ends, scale, strict=True)
        if text
    ]
    layers += band_layers(rows, changes, (-5, place.height + 5))
    y = {**plain_scale(scale), "range": list(place.scale)}
    axis = session_axis([r["session"] for r in rows], place.sessions)
    return framed(layers, rows, size=(place.width, place.height), x=axis, y=y)


def axis_chart(
    sessions: Sequence[int], gaps: Sequence[int], changes: Sequence[float], *, said: tuple[str, str], room: str = "wide"
) -> dict[str, Any]:
    """The row of session numbers under the strips; `said` are the words for session and for one that was not held."""
    place = ROOMS[room]
    numbered = [{"session": n, "text": str(n)} for n in _numbered(sessions, place.numbers, gaps)]
    layers: list[dict[str, Any]] = [upright(changes, (-5, 8))] if changes else []
    layers += [_words(numbered, 18), _word(said[0], x=place.rules[0] - 8, y={"value": 18}, align="right")]
    if 0 < len(gaps) <= _MOST_GAPS_NAMED:
        layers.append(_words([{"session": n, "text": f"{n}: {said[1]}"} for n in gaps], 42))
    height = 52 if 0 < len(gaps) <= _MOST_GAPS_NAMED else 28
    return framed(layers, [], size=(place.width, height), x=session_axis(sessions, place.sessions), y=plain_scale((0, 1)))


def then_and_now_chart(
    rows: Sequence[Mapping[str, Any]], scale: tuple[float, float], *, ends: tuple[str, str], width: int
) -> dict[str, Any]:
    """Two readings under each other, the earlier hollow, the later filled, each in its bands.

    rows: text, mean, low_90, low_50, high_50, high_90; the last of them is now.
    """
    light = colours("light")
    layers: list[dict[str, Any]] = []
    for k, row in enumerate(rows):
        y, now = 44 + 48 * k, k == len(rows) - 1
        layers.append(_rule(None, (1, width - 1), y))
        layers += [_bar(row, share, y) for share in (90, 50)]
        drawn = {"fill": light["line"] if now else light["paper"], "stroke": light["line"], "strokeWidth": 2}
        layers.append(_at(row, {"type": "point", "size": 78, "opacity": 1, **drawn}, y))
        layers.append(_word(row["text"], x=1, y={"value": y - 16}, align="left", strong=now))
    bottom = 44 + 48 * (len(rows) - 1) + 38
    layers.append(_word(ends[0], x=1, y={"value": bottom}, align="left"))
    layers.append(_word(ends[1], x=width - 1, y={"value": bottom}, align="right"))
    x = {**plain_scale(scale), "range": [1, width - 1]}
    return framed(layers, [], size=(width, bottom + 10), x=x, y=plain_scale((0, 1)))


def _numbered(sessions: Sequence[int], at_most: int, gaps: Sequence[int]) -> list[int]:
    """The sessions whose number is written: evenly apart, counted back from the last."""
    if not sessions:
        return []
    step = next((s for s in _TICKS if len(sessions) <= s * at_most), _TICKS[-1])
    return [n for n in sessions if (sessions[-1] - n) % step == 0 and n not in gaps]


def _rule(value: float | None, reach: tuple[int, int], y: int = 0) -> dict[str, Any]:
    height = {"value": y} if value is None else {"datum": value}
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": colours("light")["rule"]},
        "encoding": {"x": {"value": reach[0]}, "x2": {"value": reach[1]}, "y": height},
    }


def _word(text: str, *, x: int, y: Mapping[str, Any], align: str, strong: bool = False) -> dict[str, Any]:
    mark = _lettered(strong) | {"align": align}
    return {
        "data": {"values": [{"text": text}]},
        "mark": mark,
        "encoding": {"x": {"value": x}, "y": dict(y), "text": {"field": "text"}},
    }


def _words(rows: Sequence[Mapping[str, Any]], y: int) -> dict[str, Any]:
    shared = {"y": {"value": y}, "text": {"field": "text"}}
    return {"data": {"values": list(rows)}, "mark": _lettered(False) | {"align": "center"}, "encoding": shared}


def _lettered(strong: bool) -> dict[str, Any]:
    light = colours("light")
    if strong:
        return {"type": "text", "fontSize": _STRONG, "fontWeight": 600, "color": light["ink"], "baseline": "middle"}
    return {"type": "text", "fontSize": _AXIS, "color": light["ink-3"], "baseline": "middle"}


def _bar(row: Mapping[str, Any], share: int, y: int) -> dict[str, Any]:
    drawn = {"type": "rule", "color": colours("light")[f"band-{share}"], "strokeWidth": 18}
    ends = {"x": {"field": f"low_{share}", "type": "quantitative"}, "x2": {"field": f"high_{share}"}, "y": {"value": y}}
    return {"data": {"values": [dict(row)]}, "mark": drawn, "encoding": ends}


def _at(row: Mapping[str, Any], mark: Mapping[str, Any], y: int) -> dict[str, Any]:
    place = {"x": {"field": "mean", "type": "quantitative"}, "y": {"value": y}}
    return {"data": {"values": [dict(row)]}, "mark": dict(mark), "encoding": place}
