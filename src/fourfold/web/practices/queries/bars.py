"""Minutes week by week as small bars: full for those in sessions, open for those between."""

from collections.abc import Sequence
from dataclasses import dataclass

from fourfold.web.practices.queries.logs import Week

WIDTH, HEIGHT = 320, 84
_FOOT, _GAP, _LEAST = 14, 8, 10.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the drawing."""

    x: float
    y: float
    width: float
    height: float
    kind: str


def bars(weeks: Sequence[Week]) -> list[Bar]:
    """Two bars a week, side by side, drawn to the largest of all; ten minutes fill the height at least."""
    most = max([_LEAST, *(w.in_sessions for w in weeks), *(w.between for w in weeks)])
    room = WIDTH / max(len(weeks), 1)
    width = (room - _GAP) / 2
    drawn = []
    for place, week in enumerate(weeks):
        left = place * room + _GAP / 2
        pair = (("in-session", week.in_sessions, left), ("between", week.between, left + width))
        drawn += [_bar(kind, minutes / most, x, width) for kind, minutes, x in pair if minutes]
    return drawn


def _bar(kind: str, share: float, x: float, width: float) -> Bar:
    height = max(share * (HEIGHT - _FOOT - 2), 2.0)
    return Bar(x + 1, HEIGHT - _FOOT - height, width - 2, height, kind)
