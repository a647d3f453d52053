"""The circle of talk: who spoke to whom in one session; a line is wide where somebody speaks and thin where it is heard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin
from typing import Any

from fourfold.feedback.charts import framed, plain_scale
from fourfold.feedback.circle import CHAIR, initials
from fourfold.feedback.report import Figure
from fourfold.feedback.theme import colours
from fourfold.feedback.words import Words

FEW = 3
"""Fewer turns than this are drawn faint: too few to be sure."""
_RING, _SEAT, _MIDDLE, _HALF = 210, 23, 34, 262
_FAINT = 0.36
_THIN, _WIDE, _USUAL = 1.2, 10.0, 9
_HEARD = 0.9
_POINTS = 9
_INWARDS, _ASIDE = 0.42, 0.07

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody on the ring: a label, and whether in a chair."""

    label: str
    chair: bool


@dataclass(frozen=True, slots=True)
class Line:
    """How many turns one place on the ring gave to another; `hearer` None is the group as a whole."""

    speaker: int
    hearer: int | None
    turns: int


def talk_chart(seats: Sequence[Sitting], lines: Sequence[Line], group: str) -> dict[str, Any]:
    """The specification of the circle: seats clockwise from the top, a line for each direction; `group` names the middle."""
    light = colours("light")
    places = [_place(k, len(seats)) for k in range(len(seats))]
    most = max([_USUAL, *(line.turns for line in lines)])
    layers: list[dict[str, Any]] = [_ring(light["rule"])]
    for chair, faint in ((True, True), (True, False), (False, True), (False, False)):
        chosen = [line for line in lines if _by_chair(seats, line) is chair and (line.turns < FEW) is faint]
        rows = [row for k, line in enumerate(chosen) for row in _trail(k, line, places, most)]
        if rows:
            layers.append(_trails(rows, light["talk-chairs" if chair else "talk-members"], faint))
    layers += [*_middle(light, group), *_seats(seats, places, light)]
    scale = plain_scale((-_HALF, _HALF))
    return framed(layers, [], size=(2 * _HALF, 2 * _HALF), x=scale, y=scale)


def key_of(figure: Figure, said: Words) -> list[tuple[str, bool, str]]:
    """What the lines of a circle mean: a token of colour, whether faint, and words; a figure's `note` names the chairs."""
    chairs = [("talk-chairs", False, figure.note)] if figure.note else []
    kind = "talk.key_members" if chairs else "talk.key_people"
    return [("accent", False, said.say(kind)), *chairs, ("accent", True, said.say("talk.key_faint"))]


def _place(k: int, n: int) -> Place:
    return _RING * sin(2 * pi * k / n), _RING * cos(2 * pi * k / n)


def _by_chair(seats: Sequence[Sitting], line: Line) -> bool:
    return seats[line.speaker].chair or (line.hearer is not None and seats[line.hearer].chair)


def _trail(k: int, line: Line, places: Sequence[Place], most: int) -> list[dict[str, float]]:
    """Points of a curve that bends towards the middle and to the speaker's right, with its width at each."""
    start = places[line.speaker]
    end = (0.0, 0.0) if line.hearer is None else places[line.hearer]
    bend = _bend(start, end, line.hearer is None)
    first, last = _from_edge(start, bend, _SEAT + 3), _from_edge(end, bend, (_MIDDLE if line.hearer is None else _SEAT) + 3)
    wide = _THIN + _WIDE * line.turns / most
    rows = []
    for step in range(_POINTS + 1):
        t = step / _POINTS
        x, y = ((1 - t) ** 2 * a + 2 * t * (1 - t) * b + t**2 * c for a, b, c in zip(first, bend, last, strict=True))
        width = round(wide + (_HEARD - wide) * t, 2)
        rows.append({"pair": k, "step": step, "session": round(x, 1), "up": round(y, 1), "width": width})
    return rows


def _bend(start: Place, end: Place, to_group: bool) -> Place:
    across, up = end[0] - start[0], end[1] - start[1]
    inwards = 0.0 if to_group else _INWARDS
    aside = _ASIDE if not to_group else 0.0
    middle = ((start[0] + end[0]) / 2 * (1 - inwards), (start[1] + end[1]) / 2 * (1 - inwards))
    return middle[0] + aside * up, middle[1] - aside * across


def _from_edge(centre: Place, towards: Place, away: float) -> Place:
    across, up = towards[0] - centre[0], towards[1] - centre[1]
    far = hypot(across, up) or 1.0
    return centre[0] + across / far * away, centre[1] + up / far * away


def _trails(rows: Sequence[Mapping[str, float]], colour: str, faint: bool) -> dict[str, Any]:
    return {
        "data": {"values": list(rows)},
        "mark": {"type": "trail", "color": colour, "opacity": _FAINT if faint else 1},
        "encoding": {
            "y": {"field": "up"},
            "size": {"field": "width", "type": "quantitative", "scale": None},
            "detail": {"field": "pair", "type": "nominal"},
            "order": {"field": "step", "type": "quantitative"},
        },
    }


def _ring(colour: str) -> dict[str, Any]:
    return _points([{"session": 0, "up": 0}], pi * _RING**2, stroke=colour, strokeWidth=1.5)


def _middle(light: Mapping[str, str], group: str) -> list[dict[str, Any]]:
    turns = [2 * pi * k / 18 for k in range(18)]
    dots = [{"session": round(31.5 * sin(t), 2), "up": round(31.5 * cos(t), 2)} for t in turns]
    ground = _points([{"session": 0, "up": 0}], pi * 36**2, fill=light["paper"], stroke=light["paper"])
    return [ground, _points(dots, 9.5, fill=light["edge"], stroke=None), _letters([(group, (0.0, 0.0))], 14.5, light["ink-2"])]


def _seats(seats: Sequence[Sitting], places: Sequence[Place], light: Mapping[str, str]) -> list[dict[str, Any]]:
    shapes: Mapping[bool, Mapping[str, Any]] = {
        False: {"stroke": light["ink-2"], "strokeWidth": 1.5},
        True: {"stroke": light["ink"], "strokeWidth": 2, "shape": CHAIR},
    }
    layers = []
    for chair, drawn in shapes.items():
        at = [{"session": round(x, 1), "up": round(y, 1)} for s, (x, y) in zip(seats, places, strict=True) if s.chair is chair]
        if at:
            size = pi * _SEAT**2 * (1.54 if chair else 1.0)
            layers.append(_points(at, size, fill=light["paper-lift"], **drawn))
    short = [(seat.label if len(seat.label) <= 4 else initials(seat.label), p) for seat, p in zip(seats, places, strict=True)]
    for size, written in ((18, [w for w in short if len(w[0]) <= 2]), (15, [w for w in short if len(w[0]) > 2])):
        layers += [_letters(written, size, light["ink"])] if written else []
    return layers


def _points(rows: Sequence[Mapping[str, float]], size: float, **drawn: Any) -> dict[str, Any]:
    mark = {"type": "point", "size": round(size, 1), "opacity": 1, **drawn}
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": {"y": {"field": "up"}}}


def _letters(written: Sequence[tuple[str, Place]], size: float, colour: str) -> dict[str, Any]:
    rows = [{"session": round(x, 1), "up": round(y, 1), "text": text} for text, (x, y) in written]
    mark = {"type": "text", "fontSize": size, "color": colour, "baseline": "middle", "dy": 1}
    return {"data": {"values": rows}, "mark": mark, "encoding": {"y": {"field": "up"}, "text": {"field": "text"}}}
