"""A session from beginning to end in columns of equal length: how much of each was between members, with a chair, to all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import pi
from types import MappingProxyType
from typing import Any

from fourfold.feedback.charts import framed, plain_scale
from fourfold.feedback.theme import colours

_TEXT, _AXIS = 14.5, 13.5
_GAP, _LINE, _HIGH, _BELOW = 1, 24, 112, 24
_TICKS = (5, 10, 15, 20, 30, 60, 120, 240)
_BLOCKS = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Stripe:
    """One kind of talk: a token of colour, what it is called, and its share of each column."""

    colour: str
    called: str
    shares: Sequence[float]


@dataclass(frozen=True, slots=True)
class Room:
    """Width, whether the names stand in one row, and how many marks of time fit."""

    width: int
    names_in_a_row: bool
    ticks: int


ROOMS: Mapping[str, Room] = MappingProxyType({"wide": Room(640, True, 10), "narrow": Room(352, False, 5)})


def stripes_chart(stripes: Sequence[Stripe], minutes: float, called: str, room: str = "wide") -> dict[str, Any]:
    """The specification: columns from left to right, their white part nobody's talk; `called` is the word for minutes."""
    place, light = ROOMS[room], colours("light")
    top = _LINE * (1 if place.names_in_a_row else len(stripes)) + 8
    layers = [*_names(stripes, place, light), _base(place.width, top + _HIGH, light["edge"])]
    columns = len(stripes[0].shares)
    for k, stripe in enumerate(stripes):
        layers.append(_columns(stripes[: k + 1], stripe, top, place.width / columns, light))
    layers += _ticks(minutes, called, place, top + _HIGH)
    scale = plain_scale((0, 1))
    return framed(layers, [], size=(place.width, top + _HIGH + _BELOW), x=scale, y=scale)


def stripe_lines(stripes: Sequence[Stripe]) -> str:
    """One line of block characters for each kind of talk."""
    wide = max(len(stripe.called) for stripe in stripes)
    return "\n".join(f"{s.called:<{wide}}  {''.join(map(_block, s.shares))}" for s in stripes)


def _block(share: float) -> str:
    return _BLOCKS[min(round(share * 8), 8)]


def _columns(below: Sequence[Stripe], stripe: Stripe, top: int, step: float, light: Mapping[str, str]) -> dict[str, Any]:
    rows = []
    for k, share in enumerate(stripe.shares):
        foot = sum(s.shares[k] for s in below[:-1])
        if share > 0:
            rows.append(
                {
                    "left": round(k * step, 2),
                    "right": round((k + 1) * step - _GAP, 2),
                    "low": round(top + _HIGH * (1 - foot), 2),
                    "high": round(top + _HIGH * (1 - foot - share), 2),
                }
            )
    pixels = {"scale": None, "type": "quantitative", "axis": None}
    places = {
        "x": {"field": "left", **pixels},
        "x2": {"field": "right"},
        "y": {"field": "low", **pixels},
        "y2": {"field": "high"},
    }
    return {"data": {"values": rows}, "mark": {"type": "rect", "color": light[stripe.colour], "opacity": 1}, "encoding": places}


def _names(stripes: Sequence[Stripe], place: Room, light: Mapping[str, str]) -> list[dict[str, Any]]:
    layers, x = [], 0
    for k, stripe in enumerate(stripes):
        y = _LINE // 2 + (0 if place.names_in_a_row else k * _LINE)
        drawn = {"type": "point", "shape": "square", "size": round(4 * pi * 11, 1), "opacity": 1, "fill": light[stripe.colour]}
        layers.append(_placed({**drawn, "stroke": None}, x + 6, y))
        word = {"type": "text", "text": stripe.called, "fontSize": _TEXT, "align": "left", "baseline": "middle", "dy": 1}
        layers.append(_placed({**word, "color": light["ink-2"]}, x + 20, y))
        x += (20 + round(8.2 * len(stripe.called)) + 18) if place.names_in_a_row else 0
    return layers


def _base(width: int, y: int, colour: str) -> dict[str, Any]:
    drawn = _placed({"type": "rule", "color": colour}, 0, y)
    drawn["encoding"]["x2"] = {"value": width}
    return drawn


def _ticks(minutes: float, called: str, place: Room, y: int) -> list[dict[str, Any]]:
    step = next((t for t in _TICKS if minutes / t <= place.ticks), _TICKS[-1])
    word = {"type": "text", "fontSize": _AXIS, "color": colours("light")["ink-3"], "baseline": "top", "dy": 6}
    layers = []
    for at in range(0, int(minutes) + 1, step):
        align = "left" if at == 0 else "center" if at < minutes - step / 2 else "right"
        text = f"{at} {called}" if at == 0 else str(at)
        layers.append(_placed({**word, "text": text, "align": align}, round(place.width * at / minutes), y))
    return layers


def _placed(mark: Mapping[str, Any], x: int, y: int) -> dict[str, Any]:
    return {"data": {"values": [{}]}, "mark": dict(mark), "encoding": {"x": {"value": x}, "y": {"value": y}}}
