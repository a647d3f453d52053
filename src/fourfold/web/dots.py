"""Somebody's own answers as small dots, one a session: no line, no band, no number of anybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, EDGE = 320, 74, 8
MOST = 26
"""How many sessions are drawn; the table beside it holds them all."""


@dataclass(frozen=True, slots=True)
class Dot:
    """Where one answer is drawn; the last is drawn full."""

    x: float
    y: float
    is_last: bool


def dots(answers: Sequence[tuple[date, float | None]], lowest: float, highest: float) -> list[Dot]:
    """The newest answers from left to right, low answers below; a session without an answer leaves its place empty.

    >>> dots([(date(2026, 3, 3), 1.0), (date(2026, 3, 10), None), (date(2026, 3, 17), 7.0)], 1, 7)
    [Dot(x=8.0, y=66.0, is_last=False), Dot(x=312.0, y=8.0, is_last=True)]
    """
    shown = answers[-MOST:]
    step = (WIDTH - 2 * EDGE) / max(len(shown) - 1, 1)
    share = [(k, (value - lowest) / (highest - lowest)) for k, (_, value) in enumerate(shown) if value is not None]
    last = share[-1][0] if share else -1
    return [Dot(EDGE + k * step, HEIGHT - EDGE - part * (HEIGHT - 2 * EDGE), k == last) for k, part in share]
