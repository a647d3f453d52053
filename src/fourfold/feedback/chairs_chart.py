"""The share of talk that runs through the facilitators, over sessions, against the share that seats alone would make."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from fourfold.feedback.charts import band_layers, band_rows, framed, plain_scale, session_axis
from fourfold.feedback.theme import colours

_WIDTH, _HEIGHT, _TOP, _BOTTOM = 352, 150, 10, 116
_LEFT, _RIGHT = 6, 346
_SIZE = 13.5
_MOST = 6


def chairs_chart(points: pl.DataFrame, even: float, changes: Sequence[float], said: Mapping[str, str]) -> dict[str, Any]:
    """The specification: a band from none to all of the talk, a dotted rule at `even`; `said` names it and the sessions."""
    rows = band_rows(points)
    numbers = [row["session"] for row in rows]
    layers = [*_ends(), _dotted(even), *band_layers(rows, changes, (_TOP - 4, _BOTTOM + 4)), _named(said["even"], even)]
    layers += [_numbers(_numbered(numbers, said["session"]))]
    y = {**plain_scale((0.0, 1.0)), "range": [_BOTTOM, _TOP]}
    return framed(layers, rows, size=(_WIDTH, _HEIGHT), x=session_axis(numbers, (_LEFT + 24, _RIGHT - 16)), y=y)


def _ends() -> Iterable[dict[str, Any]]:
    """Thin lines at none and at all of the talk."""
    for end in (0.0, 1.0):
        mark = {"type": "rule", "color": colours("light")["rule"]}
        place = {"x": {"value": _LEFT}, "x2": {"value": _RIGHT}, "y": {"datum": end}}
        yield {"data": {"values": [{}]}, "mark": mark, "encoding": place}


def _dotted(even: float) -> dict[str, Any]:
    return {
        "data": {"values": [{}]},
        "mark": {
            "type": "rule",
            "color": colours("light")["ink-3"],
            "strokeDash": [1, 4],
            "strokeCap": "round",
            "strokeWidth": 2,
        },
        "encoding": {"x": {"value": _LEFT}, "x2": {"value": _RIGHT}, "y": {"datum": even}},
    }


def _named(text: str, even: float) -> dict[str, Any]:
    mark = {"type": "text", "fontSize": _SIZE, "color": colours("light")["ink-3"], "align": "right", "baseline": "top", "dy": 5}
    place = {"x": {"value": _RIGHT}, "y": {"datum": even}, "text": {"field": "text"}}
    return {"data": {"values": [{"text": text}]}, "mark": mark, "encoding": place}


def _numbers(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    mark = {"type": "text", "fontSize": _SIZE, "color": colours("light")["ink-3"], "baseline": "middle"}
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": {"y": {"value": _BOTTOM + 20}, "text": {"field": "text"}}}


def _numbered(sessions: Sequence[int], word: str) -> list[dict[str, Any]]:
    """At most six numbers, evenly apart and counted back from the last; the first of them says what they are."""
    step = -(-len(sessions) // _MOST)
    shown = [n for k, n in enumerate(reversed(sessions)) if k % step == 0][::-1]
    return [{"session": n, "text": f"{word} {n}" if k == 0 else str(n)} for k, n in enumerate(shown)]
