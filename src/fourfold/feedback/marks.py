"""The four marks: a member is a filled dot, a facilitator an open square, the group a ring of dots."""

from collections.abc import Mapping
from types import MappingProxyType

from fourfold.vocabulary import Level

GLYPHS: Mapping[Level | None, str] = MappingProxyType(
    {
        Level.MEMBER_FACILITATOR: "●–□",
        Level.MEMBER_MEMBER: "●–●",
        Level.FACILITATOR_GROUP: "□–◌",
        Level.MEMBER_GROUP: "●–◌",
        None: "◌  ",
    }
)
"""The marks in plain characters; None is the group as a whole."""

_MIDDLE = 10


def mark_svg(level: Level | None, colour: str = "currentColor") -> str:
    """The mark of a level, or of the group, as a picture of 44 by 20, hidden from screen readers: its name stands beside it."""
    return (
        '<svg class="mark" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 44 20" aria-hidden="true" focusable="false">'
        f'<g fill="none" stroke="{colour}" stroke-linecap="round">{_ring(20, colour) if level is None else _two(level, colour)}'
        "</g></svg>"
    )


def _two(level: Level, colour: str) -> str:
    left, right = _LETTERS[level]
    gap = 19.5 if right is _ring else 22.5
    return f'{left(8, colour)}<path d="M16.5 {_MIDDLE}H{gap}" stroke-width="2"/>{right(32, colour)}'


def _dot(centre: float, colour: str) -> str:
    return f'<circle cx="{centre}" cy="{_MIDDLE}" r="5" fill="{colour}" stroke="none"/>'


def _chair(centre: float, _: str) -> str:
    return f'<rect x="{centre - 5}" y="{_MIDDLE - 5}" width="10" height="10" rx="2" stroke-width="2.2"/>'


def _ring(centre: float, _: str) -> str:
    return f'<circle cx="{centre}" cy="{_MIDDLE}" r="7.2" stroke-width="2.7" stroke-dasharray="0 5.655"/>'


_LETTERS = {
    Level.MEMBER_FACILITATOR: (_dot, _chair),
    Level.MEMBER_MEMBER: (_dot, _dot),
    Level.FACILITATOR_GROUP: (_chair, _ring),
    Level.MEMBER_GROUP: (_dot, _ring),
}
