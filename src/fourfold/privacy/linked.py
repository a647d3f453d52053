"""Several tables, and the tables of every release before, as one system of sums: what may be told of the new ones.

A reader holds all of them side by side. The unknowns are counts of people who are in the same releases and at one combination
of levels in each. As if the reader knew the most: of whom each release is, that people keep their levels from one release to
the next, and in which ways some did not. Small are counts below eleven, and what two counts of the same levels in two releases
differ by where that is a few people.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any

from fourfold.privacy.cells import LEAST
from fourfold.privacy.tables import ALL, CountTable, Key, Row, holds, split

Choose = Callable[[list[list[float]], list[float], list[bool], list[bool], float], Iterable[Any]]
"""Which sums may be told: takes the parts of each, the unknowns as they are, which sums are small, which may be left out."""
Audit = Callable[[list[list[float]], list[float], list[float], list[float]], Iterable[Any]]
"""Which sums are told too closely: takes the parts, what is told, and how small and how large each must be able to be."""

Levels = frozenset[tuple[str, str]]
"""The levels of a count that are not summed over: the same count in two tables has the same ones."""
_State = tuple[Key | None, ...]
"""At which combination of levels somebody is in each release; None: not in it."""


@dataclass(frozen=True, slots=True)
class Released:
    """What was told of some people: their levels by a digest that says nothing, and the tables."""

    people: Mapping[str, Row]
    tables: tuple[CountTable, ...]
    fixed: tuple[CountTable, ...] = ()
    """Tables of a new release that follow from its rows, and cannot be left out."""


@dataclass(slots=True)
class _System:
    """`names` are a release and levels; None for what two releases differ by."""

    releases: Sequence[Released]
    at: list[list[str]]
    states: list[_State]
    counts: list[float]
    names: list[tuple[int, Levels] | None] = field(default_factory=list)
    parts: list[list[float]] = field(default_factory=list)
    small: list[bool] = field(default_factory=list)
    may_hide: list[bool] = field(default_factory=list)

    def add(self, name: tuple[int, Levels] | None, parts: list[float], *, small: bool, may_hide: bool) -> None:
        if any(parts):
            self.names.append(name)
            self.parts.append(parts)
            self.small.append(small)
            self.may_hide.append(may_hide)

    def inside(self, k: int, levels: Levels) -> list[bool]:
        """Which states are counted at some levels of a release."""
        asked = [(self.at[k].index(variable), part) for variable, part in levels]
        cells = (state[k] for state in self.states)
        return [cell is not None and all(holds(part, cell[place]) for place, part in asked) for cell in cells]

    def value(self, k: int) -> float:
        return sum(count for part, count in zip(self.parts[k], self.counts, strict=True) if part)


def protected_tables(new: Released, earlier: Sequence[Released], choose: Choose, least: int = LEAST) -> tuple[CountTable, ...]:
    """The new tables, with what must not be told left out, given everything told before.

    `choose` is `fourfold.inference.cell_audit.told_sums`, and raises where nothing that may be left out is enough.
    """
    system, k = _system([*earlier, new]), len(earlier)
    for place, release in enumerate(earlier):
        _add_told(system, place, release)
    fixed = {levels for table in new.fixed for levels in _named(table).values()}
    for levels, value in _counts(new).items():
        few = levels not in fixed and value is not None and value < least
        system.add((k, levels), _of(system.inside(k, levels)), small=few, may_hide=levels not in fixed)
    _add_differences(system, least)
    told = choose(system.parts, system.counts, system.small, system.may_hide, float(least))
    mine = [(name[1], bool(t), s) for name, t, s in zip(system.names, told, system.small, strict=True) if name and name[0] == k]
    may, small = {levels: t for levels, t, _ in mine}, {levels for levels, _, s in mine if s}
    return tuple(_as_told(table, may, small) for table in new.tables)


def too_close(releases: Sequence[Released], audit: Audit, least: int = LEAST) -> list[str]:
    """The small counts, in words, that follow too closely from everything told; none where all is well.

    `audit` is `fourfold.inference.cell_audit.unprotected`.
    """
    system = _system(releases)
    for place, release in enumerate(releases):
        _add_told(system, place, release)
    _add_differences(system, least)
    if not any(system.small):
        return []
    nan = float("nan")
    sums = list(zip(system.small, (system.value(k) for k in range(len(system.parts))), strict=True))
    told = [nan if small else value for small, value in sums]
    low = [max(value - least, 0.0) if small else nan for small, value in sums]
    high = [max(value, float(least)) if small else nan for small, value in sums]
    return [_in_words(system.names[k]) for k in audit(system.parts, told, low, high)]


def _system(releases: Sequence[Released]) -> _System:
    """The states in which somebody could be: all that stay the same, and those changes that there are."""
    finest = [_finest(release) for release in releases]
    found: Counter[_State] = Counter()
    for digest in dict.fromkeys(d for release in releases for d in release.people):
        rows = [release.people.get(digest) for release in releases]
        found[tuple(None if row is None else tuple(row[v] for v in own) for row, own in zip(rows, finest, strict=True))] += 1
    variables: dict[str, tuple[str, ...]] = {v: levels for own in finest for v, levels in own.items()}
    patterns = {tuple(cell is not None for cell in state) for state in found}
    states = dict.fromkeys(found)
    for cell in product(*variables.values()):
        at = dict(zip(variables, cell, strict=True))
        for pattern in sorted(patterns):
            same = zip(pattern, finest, strict=True)
            states[tuple(tuple(at[v] for v in own) if there else None for there, own in same)] = None
    system = _System(releases, [list(own) for own in finest], list(states), [])
    nobody = _shown_empty(system, len(releases) - 1)
    system.states = [state for state, empty in zip(states, nobody, strict=True) if not empty]
    system.counts = [float(found[state]) for state in system.states]
    return system


def _shown_empty(system: _System, k: int) -> list[bool]:
    """States in which nobody is, as the rows of a new release show by themselves."""
    empty = [False] * len(system.states)
    for table in system.releases[k].fixed:
        for key, levels in _named(table).items():
            if table.cells[key] == 0:
                empty = [a or b for a, b in zip(empty, system.inside(k, levels), strict=True)]
    return empty


def _finest(release: Released) -> dict[str, tuple[str, ...]]:
    """The finest levels of each variable of a release, in order."""
    levels: dict[str, dict[str, None]] = {}
    for table in (*release.tables, *release.fixed):
        for variable, own in zip(table.variables, table.levels, strict=True):
            levels.setdefault(variable, {}).update(dict.fromkeys(one for level in own for one in split(level)))
    return {variable: tuple(own) for variable, own in levels.items()}


def _named(table: CountTable) -> dict[Key, Levels]:
    return {key: frozenset((v, p) for v, p in zip(table.variables, key, strict=True) if p != ALL) for key in table.cells}


def _counts(release: Released) -> dict[Levels, int | None]:
    """Each count of a release once."""
    tables = (*release.fixed, *release.tables)
    return {levels: table.cells[key] for table in tables for key, levels in _named(table).items()}


def _small(release: Released) -> Iterator[Levels]:
    for table in release.tables:
        names = _named(table)
        yield from (names[key] for key in table.small)


def _add_told(system: _System, k: int, release: Released) -> None:
    """What an earlier release told, and what it left out because it is small."""
    small = set(_small(release))
    for levels, value in _counts(release).items():
        if value is not None or levels in small:
            system.add((k, levels), _of(system.inside(k, levels)), small=value is None, may_hide=False)


def _add_differences(system: _System, least: int) -> None:
    """What the same count in two releases differs by, where that is a few people who have come or gone."""
    told = [
        {name[1] for name, small in zip(system.names, system.small, strict=True) if name and name[0] == k and not small}
        for k in range(len(system.releases))
    ]
    for one, other in combinations(range(len(system.releases)), 2):
        for levels in sorted(told[one] & told[other], key=sorted):
            before, after = system.inside(one, levels), system.inside(other, levels)
            for there, not_there in ((after, before), (before, after)):
                parts = _of([a and not b for a, b in zip(there, not_there, strict=True)])
                if 0 < sum(count for part, count in zip(parts, system.counts, strict=True) if part) < least:
                    system.add(None, parts, small=True, may_hide=False)


def _of(inside: Sequence[bool]) -> list[float]:
    return [float(one) for one in inside]


def _as_told(table: CountTable, may: Mapping[Levels, bool], small: set[Levels]) -> CountTable:
    names = _named(table)
    cells = {key: value if may.get(names[key], True) else None for key, value in table.cells.items()}
    return CountTable(table.variables, table.levels, cells, frozenset(key for key in cells if names[key] in small))


def _in_words(name: tuple[int, Levels] | None) -> str:
    if name is None:
        return "what two releases differ by"
    said = ", ".join(f"{variable} {part}" for variable, part in sorted(name[1])) or "everybody"
    return f"release {name[0] + 1}: {said}"
