"""Questionnaires that exist only for the tests, as TOML; none is a published instrument."""

from collections.abc import Iterable

from fourfold.instruments import Instrument
from fourfold.instruments.loader import read

HEAD = """
key = "tiredness"
version = "1"
title = "Tiredness"
source = "made for the tests"
licence = "CC0-1.0"
lowest = 0
highest = 4
"""


def questionnaire(
    n: int, *, reversed_items: tuple[int, ...] = (), score: str = "sum", safety: int = 0, missing: str = "", scale: str = ""
) -> Instrument:
    """One scale of items q1 to qn, 0 to 4; `missing` and `scale` are further lines of the file and of its scale."""
    numbers = range(1, n + 1)
    items = "\n".join(f'[[items]]\nkey = "q{i}"\nsafety = {str(i == safety).lower()}' for i in numbers)
    keys, turned = (_listed(some) for some in (numbers, reversed_items))
    head = '[[scales]]\nkey = "total"\ntitle = { en = "T", es = "T" }'
    made = f'{head}\nitems = {keys}\nreversed = {turned}\nscore = "{score}"\n{scale}\n'
    return read(f"{HEAD}\n{missing}\n{items}\n{made}", "tiredness.toml")


def _listed(numbers: Iterable[int]) -> str:
    return "[" + ", ".join(f'"q{i}"' for i in numbers) + "]"
