"""How long each person spoke, as bars beside their names: a member is a filled dot, a facilitator an open square."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import pi
from typing import Any

from fourfold.feedback.charts import framed, plain_scale
from fourfold.feedback.circle import CHAIR
from fourfold.feedback.theme import colours

WIDTH = 330
_ROW, _THICK, _TEXT = 30, 13, 14.5
_LETTER, _CAPITAL = 7.6, 10.5
_MARK, _BEGIN, _AFTER = 8, 22, 62
_LONGEST = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One person: the name, whether in a chair, the share of the talk, and the words at the end of the bar."""

    name: str
    chair: bool
    share: float
    told: str


def bars_chart(bars: Sequence[Bar], width: int = WIDTH) -> dict[str, Any]:
    """The specification of the bars, one row for each person in the order given."""
    light = colours("light")
    names = [_cut(bar.name) for bar in bars]
    begin = _BEGIN + round(max(map(_wide, names), default=0)) + 10
    most = max([*(bar.share for bar in bars), 1e-9])
    layers: list[dict[str, Any]] = []
    for k, (bar, name) in enumerate(zip(bars, names, strict=True)):
        y = _ROW * k + _ROW // 2
        end = begin + max(round((width - _AFTER - begin) * bar.share / most), 1)
        layers += [
            _mark(bar.chair, y, light),
            _word(name, _BEGIN, y, light["ink"]),
            _bar((begin, end), y, light["talk-chairs" if bar.chair else "accent"]),
            _word(bar.told, end + 8, y, light["ink-2"]),
        ]
    scale = plain_scale((0, 1))
    return framed(layers, [], size=(width, _ROW * len(bars)), x=scale, y=scale)


def _mark(chair: bool, y: int, light: Mapping[str, str]) -> dict[str, Any]:
    drawn: dict[str, Any] = {"fill": light["ink-2"], "stroke": None, "size": round(pi * 5**2, 1)}
    if chair:
        drawn = {"fill": light["paper-lift"], "stroke": light["ink"], "strokeWidth": 1.8, "shape": CHAIR, "size": 92}
    return _placed({"type": "point", "opacity": 1, **drawn}, _MARK, y)


def _bar(reach: tuple[int, int], y: int, colour: str) -> dict[str, Any]:
    drawn = _placed({"type": "rule", "color": colour, "strokeWidth": _THICK}, reach[0], y)
    drawn["encoding"]["x2"] = {"value": reach[1]}
    return drawn


def _word(text: str, x: int, y: int, colour: str) -> dict[str, Any]:
    mark = {"type": "text", "fontSize": _TEXT, "color": colour, "align": "left", "baseline": "middle", "dy": 1, "text": text}
    return _placed(mark, x, y)


def _placed(mark: Mapping[str, Any], x: int, y: int) -> dict[str, Any]:
    return {"data": {"values": [{}]}, "mark": dict(mark), "encoding": {"x": {"value": x}, "y": {"value": y}}}


def _wide(name: str) -> float:
    return sum(_CAPITAL if letter.isupper() else _LETTER for letter in name)


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
