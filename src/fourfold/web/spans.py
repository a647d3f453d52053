"""The months of which figures tell: whole quarters of the calendar, up to the end of last month.

Nothing is told of the month that runs: whoever looked each day would see the difference of a single session.
"""

from dataclasses import dataclass
from datetime import date, timedelta

QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included."""

    first: date
    last: date


def quarters(today: date) -> list[Span]:
    """The last four quarters that have a month behind them, the oldest first; the newest may still be short.

    >>> [str(span.last) for span in quarters(date(2026, 11, 26))]
    ['2026-03-31', '2026-06-30', '2026-09-30', '2026-10-31']
    """
    until = today.replace(day=1) - timedelta(days=1)
    month = until.year * 12 + until.month - 1
    newest = month - month % 3
    firsts = [_first(newest - 3 * k) for k in reversed(range(QUARTERS))]
    return [Span(first, min(until, _first(_months(first) + 3) - timedelta(days=1))) for first in firsts]


def year(today: date) -> Span:
    """The four quarters together."""
    spans = quarters(today)
    return Span(spans[0].first, spans[-1].last)


def ended_quarter(today: date) -> Span:
    """The quarter of the calendar that ended last.

    >>> ended_quarter(date(2026, 11, 26))
    Span(first=datetime.date(2026, 7, 1), last=datetime.date(2026, 9, 30))
    """
    running = _months(today) - (today.month - 1) % 3
    return Span(_first(running - 3), _first(running) - timedelta(days=1))


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
