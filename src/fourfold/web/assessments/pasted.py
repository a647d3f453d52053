"""Wording pasted as plain lines: one item a line in the order of the form, and, where answers have words, `value = words`.

A line that begins with `title:`, `instructions:` or `goodbye:` is no item.
"""

import re
from collections.abc import Iterator

from fourfold.instruments import Instrument
from fourfold.instruments.wording import AROUND, EVERY_ITEM, WordingRead, WordingRefused, fitting_wording

_AROUND = re.compile(rf"({'|'.join(AROUND)})\s*:\s*(.+)", re.IGNORECASE)
_ANSWER = re.compile(r"(-?\d{1,4})\s*=\s*(.+)")
_NUMBERED = re.compile(r"\(?(\d{1,3})[.):]\s+(.+)")


def read_pasted(instrument: Instrument, text: str) -> WordingRead:
    """The wording in pasted lines. Raises `WordingRefused` naming the line and the remedy."""
    keys = [item.key for item in instrument.items]
    texts: dict[str, str] = {}
    answers: dict[str, str] = {}
    items: list[str] = []
    for number, line in _lines(text):
        if around := _AROUND.fullmatch(line):
            texts[around[1].lower()] = around[2]
        elif answer := _ANSWER.fullmatch(line):
            answers[answer[1]] = answer[2]
        else:
            items.append(_item(line, len(items) + 1, number))
    if len(items) != len(keys):
        raise WordingRefused(
            f"{len(items)} lines are items, but {instrument.title} has {len(keys)} items; write one item on each line, "
            "and no line between that is none. Words of answers are written as 0 = never."
        )
    return fitting_wording(
        instrument, {**texts, **dict(zip(keys, items, strict=True))}, {EVERY_ITEM: answers} if answers else {}
    )


def _item(line: str, place: int, number: int) -> str:
    """An item without the number before it, which must be its place."""
    numbered = _NUMBERED.fullmatch(line)
    if numbered is None:
        return line
    if int(numbered[1]) != place:
        raise WordingRefused(
            f"Line {number}: carries the number {numbered[1]}, but it is item {place}; put the items in order."
        )
    return numbered[2]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if line.strip():
            yield number, line.strip()
