"""Tables of counts over several categories, with all their margins.

A level can stand for several: "1-4+5-12" holds whoever is at either. So a table with coarser categories is linked to one with
finer categories without more being said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

ALL = "all"
"""Stands where a category is summed over."""
_OR = "+"

Row = Mapping[str, str]
"""One person: the level of each variable."""
Key = tuple[str, ...]
"""A level, or ALL, for each variable of a table."""


@dataclass(frozen=True, slots=True)
class CountTable:
    """How many people there are at each combination of levels, margins and the total included; None is left out.

    `small` are the keys that were left out because few people stand behind them; others that are left out cover these.
    """

    variables: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    cells: Mapping[Key, int | None]
    small: frozenset[Key] = frozenset()

    @property
    def n_left_out(self) -> int:
        """How many counts are left out."""
        return sum(count is None for count in self.cells.values())

    def as_json(self) -> dict[str, Any]:
        """The table for a ledger; `table_of` reads it."""
        return {
            "variables": list(self.variables),
            "levels": [list(levels) for levels in self.levels],
            "cells": [[*key, value] for key, value in self.cells.items()],
            "small": sorted(map(list, self.small)),
        }


def table_of(kept: Mapping[str, Any]) -> CountTable:
    """The table that `as_json` wrote."""
    return CountTable(
        tuple(kept["variables"]),
        tuple(tuple(levels) for levels in kept["levels"]),
        {tuple(cell[:-1]): cell[-1] for cell in kept["cells"]},
        frozenset(tuple(key) for key in kept["small"]),
    )


def merged(levels: Iterable[str]) -> str:
    """One level that stands for several.

    >>> merged(["1-4", "5-12"])
    '1-4+5-12'
    """
    return _OR.join(levels)


def split(level: str) -> tuple[str, ...]:
    """The levels that a level stands for."""
    return tuple(level.split(_OR))


def holds(part: str, level: str) -> bool:
    """Whether somebody at `level` is counted under `part` of a key."""
    return part in (ALL, level) or set(split(level)) <= set(split(part))


def count_table(rows: Sequence[Row], variables: Sequence[str], levels: Mapping[str, Sequence[str]]) -> CountTable:
    """The table of some people, nothing left out; combinations at which nobody is stand there with 0.

    Raises ValueError for somebody at a level that is not named.

    >>> people = [{"stay": "short"}, {"stay": "long"}, {"stay": "long"}]
    >>> dict(count_table(people, ["stay"], {"stay": ["short", "long"]}).cells)
    {('short',): 1, ('long',): 2, ('all',): 3}
    """
    named = [tuple(levels[variable]) for variable in variables]
    cells: dict[Key, int | None] = dict.fromkeys(product(*((*own, ALL) for own in named)), 0)
    for row in rows:
        at = [[part for part in own if holds(part, row[v])] for v, own in zip(variables, named, strict=True)]
        if missing := [v for v, parts in zip(variables, at, strict=True) if len(parts) != 1]:
            raise ValueError(f"'{row[missing[0]]}' is not one level of '{missing[0]}'; name each level once")
        for key in product(*((parts[0], ALL) for parts in at)):
            cells[key] = (cells[key] or 0) + 1
    return CountTable(tuple(variables), tuple(named), cells)
