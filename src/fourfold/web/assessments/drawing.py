"""A scale over time as points that lie in their days, with the band within which a change could be chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, EDGE = 320, 96, 9


@dataclass(frozen=True, slots=True)
class Dot:
    """Where one score is drawn; the last is drawn full."""

    x: float
    y: float
    is_last: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A band from edge to edge, `y` its upper side."""

    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture: dots, the lines at the lowest and the highest value, and the bands of change, the wider one first."""

    dots: tuple[Dot, ...]
    bands: tuple[Band, ...]
    width: int = WIDTH
    height: int = HEIGHT
    top: int = EDGE
    bottom: int = HEIGHT - EDGE


def drawn(
    points: Sequence[tuple[date, float | None]],
    span: tuple[float, float] | None,
    bands: Sequence[tuple[float, float]] = (),
) -> Drawn | None:
    """The picture of a scale, or None where nothing can be drawn; a day without a score leaves its place empty.

    >>> drawn([(date(2026, 3, 1), 0.0), (date(2026, 3, 5), None), (date(2026, 3, 9), 10.0)], (0.0, 10.0)).dots
    (Dot(x=9.0, y=87.0, is_last=False), Dot(x=311.0, y=9.0, is_last=True))
    """
    scored = [(day, value) for day, value in points if value is not None]
    if not scored or span is None or span[0] >= span[1]:
        return None
    first, last = points[0][0], points[-1][0]
    days = max((last - first).days, 1)
    dots = tuple(
        Dot(_across((day - first).days / days if last > first else 0.5), _up(value, span), place == len(scored) - 1)
        for place, (day, value) in enumerate(scored)
    )
    return Drawn(dots, tuple(_band(low, high, span) for low, high in bands))


def _band(low: float, high: float, span: tuple[float, float]) -> Band:
    upper, lower = _up(min(high, span[1]), span), _up(max(low, span[0]), span)
    return Band(upper, max(lower - upper, 1.0))


def _across(share: float) -> float:
    return EDGE + share * (WIDTH - 2 * EDGE)


def _up(value: float, span: tuple[float, float]) -> float:
    return HEIGHT - EDGE - (value - span[0]) / (span[1] - span[0]) * (HEIGHT - 2 * EDGE)
