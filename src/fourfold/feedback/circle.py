"""The circle: who comes, as seats and chairs on a ring with the group in the middle."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, pi, sin
from typing import Any

import polars as pl

from fourfold.feedback.charts import framed
from fourfold.feedback.theme import colours

_RING, _SEAT, _GAP = 112, 20, 9
_LINE, _LETTER_WIDTH = 17, 8
_LONGEST = 14
_ABOVE = 0.5
CHAIR = (
    "M-.68,-.86L.68,-.86A.32,.32,0,0,1,1,-.54L1,.54A.32,.32,0,0,1,.68,.86"
    "L-.68,.86A.32,.32,0,0,1,-1,.54L-1,-.54A.32,.32,0,0,1,-.68,-.86Z"
)
"""The outline of a chair: a square with round corners."""


class Place(StrEnum):
    """How a seat is drawn."""

    USUAL = "usual"
    FRESH = "fresh"
    AWAY = "away"
    CHAIR = "chair"


@dataclass(frozen=True, slots=True)
class Seat:
    """One place on the ring: a label, how it is drawn, and a word beside it."""

    label: str
    place: Place
    mark: str = ""


def seat_table(seats: Sequence[Seat], names: Sequence[str]) -> pl.DataFrame:
    """The table behind the circle under three column names: who, place, mark."""
    rows = [(s.label, str(s.place), s.mark) for s in seats]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def seated(members: Sequence[Seat], chairs: Sequence[Seat]) -> list[Seat]:
    """Members in a ring with the chairs spread evenly among them, the first chair at the top."""
    ring = list(members)
    step = (len(members) + len(chairs)) / max(len(chairs), 1)
    for k, chair in enumerate(chairs):
        ring.insert(round(k * step), chair)
    return ring


def circle_chart(seats: Sequence[Seat]) -> dict[str, Any]:
    """The specification of the circle: seats clockwise from the top."""
    light = colours("light")
    rows = [_row(k, seat, len(seats)) for k, seat in enumerate(seats)]
    half_width = max([_RING + _SEAT + _GAP, *(abs(r["beside_x"]) + _wide(r) for r in rows)])
    top, bottom = (_RING + _SEAT + 3 + _reach(rows, side) for side in (1, -1))
    layers = [_round([{"session": 0, "up": 0}], pi * _RING**2, stroke=light["rule"], strokeWidth=1.5), _middle(light["edge"])]
    layers += [_seats(place, light, len(seats)) for place in Place if any(r["place"] == place for r in rows)]
    layers += [*_letters(rows, light), *_beside(rows, light)]
    across = {"domain": [-half_width, half_width], "nice": False, "zero": False}
    upright = {"domain": [-bottom, top], "nice": False, "zero": False}
    return framed(layers, rows, size=(round(2 * half_width), round(top + bottom)), x=across, y=upright, edge=5)


def _reach(rows: Sequence[dict[str, Any]], side: int) -> float:
    """How far the words above (1) or below (-1) the ring reach beyond its seats."""
    lines = [len(r["beside"]) for r in rows if r["align"] == "center" and r["up"] * side > 0]
    return _GAP + _LINE * max(lines) if any(lines) else 0.0


def _row(k: int, seat: Seat, n: int) -> dict[str, Any]:
    across, up = sin(2 * pi * k / n), cos(2 * pi * k / n)
    inside = len(seat.label) <= 4
    letter = seat.label if inside else initials(seat.label)
    beside = [*([] if inside else [_short(seat.label)]), *seat.mark.split()]
    reach = _RING + _SEAT + _GAP
    return {
        "session": round(_RING * across, 2),
        "up": round(_RING * up, 2),
        "letter": letter,
        "letter_size": (17, 17, 16, 14, 12)[len(letter)],
        "place": str(seat.place),
        "beside": beside,
        "beside_x": round(reach * across, 2),
        "beside_y": round(reach * up, 2),
        "align": "center" if abs(across) < _ABOVE else "left" if across > 0 else "right",
        "lift": round(_lift(len(beside), across, up), 2),
    }


def _lift(lines: int, across: float, up: float) -> float:
    """How far down the first of the lines beside a seat begins: they grow away from the middle of the ring."""
    away = -up * _LINE / 2 if abs(across) < _ABOVE else 0.0
    return away - (lines - 1) * _LINE * (1 + up) / 2


def _wide(row: dict[str, Any]) -> float:
    """How far the words beside a seat reach outwards."""
    longest = _LETTER_WIDTH * max((len(t) for t in row["beside"]), default=0)
    return longest / 2 if row["align"] == "center" else longest


def initials(label: str) -> str:
    """Two letters that stand for a label too long for a seat."""
    return "".join(word[0] for word in label.split())[:2]


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"


def _seat_size(n: int) -> float:
    radius = min(_SEAT, 0.8 * _RING * sin(pi / max(n, 2)))
    return pi * radius**2


def _seats(place: Place, light: Any, n: int) -> dict[str, Any]:
    drawn = {
        Place.USUAL: {"stroke": light["ink-2"], "fill": light["paper-lift"], "strokeWidth": 1.5},
        Place.FRESH: {"stroke": light["accent"], "fill": light["paper-lift"], "strokeWidth": 3},
        Place.AWAY: {"stroke": light["edge"], "fill": light["paper"], "strokeWidth": 1.5, "strokeDash": [3, 3]},
        Place.CHAIR: {"stroke": light["ink"], "fill": light["paper-lift"], "strokeWidth": 2, "shape": CHAIR},
    }[place]
    size = _seat_size(n) if place is not Place.CHAIR else _seat_size(n) * 1.54
    return _round(None, size, **drawn) | {"transform": [{"filter": f"datum.place == '{place}'"}]}


def _round(rows: list[dict[str, float]] | None, size: float, **drawn: Any) -> dict[str, Any]:
    layer = {"mark": {"type": "point", "size": round(size, 1), "opacity": 1, **drawn}, "encoding": {"y": {"field": "up"}}}
    return layer if rows is None else {"data": {"values": rows}, **layer}


def _middle(colour: str) -> dict[str, Any]:
    turns = [2 * pi * k / 16 for k in range(16)]
    rows = [{"session": round(28 * sin(t), 2), "up": round(28 * cos(t), 2)} for t in turns]
    return _round(rows, 9.5, fill=colour, stroke=None)


def _letters(rows: Sequence[dict[str, Any]], light: Any) -> list[dict[str, Any]]:
    return [
        {
            "transform": [{"filter": f"datum.letter_size == {size} && (datum.place == 'away') == {str(away).lower()}"}],
            "mark": {
                "type": "text",
                "fontSize": size,
                "color": light["ink-3" if away else "ink"],
                "baseline": "middle",
                "dy": 1,
            },
            "encoding": {"y": {"field": "up"}, "text": {"field": "letter"}},
        }
        for size, away in sorted({(r["letter_size"], r["place"] == Place.AWAY) for r in rows})
    ]


def _beside(rows: Sequence[dict[str, Any]], light: Any) -> list[dict[str, Any]]:
    written = sorted({(r["align"], r["lift"]) for r in rows if r["beside"]})
    return [
        {
            "transform": [{"filter": f"datum.align == '{align}' && datum.lift == {lift} && length(datum.beside) > 0"}],
            "mark": {
                "type": "text",
                "fontSize": 14.5,
                "lineHeight": _LINE,
                "color": light["ink-2"],
                "align": align,
                "baseline": "middle",
                "dy": lift,
            },
            "encoding": {"x": {"field": "beside_x"}, "y": {"field": "beside_y"}, "text": {"field": "beside"}},
        }
        for align, lift in written
    ]
