"""Whoever holds every release knows of each row in which of them it was, and of what kind: nobody may be nearly alone in that.

Rows of two releases can be laid side by side by what stands in them, whatever the names. So what hides somebody is not how many
are of their kind in the new release, but how many had the same kind in every release, or were in none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import log
from typing import Any

from fourfold.privacy.cells import LEAST
from fourfold.privacy.tables import Row, holds

APART = timedelta(weeks=12)
"""How far the last days of two releases of the same people lie apart at least, where they are not the same day."""
Kind = tuple[str, ...]
"""What a release tells of a person apart from answers: a level, or ALL, for each variable in order."""
Steps = Mapping[str, Sequence[Sequence[str]]]
"""For each variable the ways to tell it, the finest first; each way is the list of its levels."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An earlier release, by its place, from which a new one differs by a few people: who have come, who have gone, or both."""

    release: int
    come: bool
    gone: bool


def differences(people: AbstractSet[str], earlier: Sequence[AbstractSet[str]], least: int = LEAST) -> list[Difference]:
    """The earlier releases of which the new one has all but a few, or a few more: what both tell would tell of those.

    >>> before = frozenset("abcdefghijklmnop")
    >>> differences(before | {"q"}, [before], least=3)
    [Difference(release=0, come=True, gone=False)]
    >>> differences(before, [before], least=3)
    []
    """
    found = []
    for k, before in enumerate(earlier):
        come, gone = len(people - before), len(before - people)
        if 0 < come < least or 0 < gone < least:
            found.append(Difference(k, 0 < come < least, 0 < gone < least))
    return found


def is_near(last_day: date, other: date) -> bool:
    """Whether two releases up to these days would tell what the same people answered in the few weeks between.

    Laid side by side, the weeks in which rows move say who came when, and that says whose they are. Up to the same day the
    rows are the same.

    >>> [is_near(date(2026, 6, 1), other) for other in (date(2026, 6, 1), date(2026, 6, 8), date(2026, 8, 24))]
    [False, True, False]
    """
    return timedelta() < abs(last_day - other) < APART


def smallest_history(people: AbstractSet[str], kinds: Mapping[str, Kind], earlier: Sequence[Mapping[str, Kind]]) -> int:
    """How many share the history that the fewest share; people who are in no release have none."""
    everybody = set(people).union(*(before.keys() for before in earlier))
    histories = Counter((kinds.get(d) if d in people else None, *(before.get(d) for before in earlier)) for d in everybody)
    return min(histories.values(), default=0)


def safe_kinds(
    people: Mapping[str, Row],
    steps: Steps,
    earlier: Sequence[Mapping[str, Kind]],
    least: int = LEAST,
    *,
    within: str | None = None,
) -> dict[str, Kind] | None:
    """The kind of each person, told as finely as leaves nobody with fewer than `least` who share their history.

    `within` names a variable whose levels are groups: the people of one group are then also all of one kind, or at least so
    many of each kind, since whoever sat there could know the rows of the group by how it fared. None where even one kind for
    all does not do: the new release differs from those before by a few people.
    """
    gone = Counter(tuple(b.get(d) for b in earlier) for d in set().union(*earlier) - people.keys())
    if not people or (gone and min(gone.values()) < least):
        return None
    place = list(steps).index(within) if within else None
    alike = Counter((tuple(row[v] for v in steps), tuple(b.get(d) for b in earlier)) for d, row in people.items())
    best: tuple[float, Sequence[Mapping[str, str]]] | None = None
    for way in _ways(steps, alike, place, least):
        kinds = [(_kind(way, at), at, before, n) for (at, before), n in alike.items()]
        fineness = _fineness(_summed((kind, n) for kind, _, _, n in kinds))
        if (best is None or fineness > best[0]) and _hides(kinds, place, least):
            best = fineness, way
    if best is None:
        return None
    told = dict(zip(steps, best[1], strict=True))
    return {digest: tuple(told[v][row[v]] for v in steps) for digest, row in people.items()}


def is_safe(
    kinds: Mapping[str, Kind], earlier: Sequence[Mapping[str, Kind]], groups: Mapping[str, str], least: int = LEAST
) -> bool:
    """Whether kinds hide everybody: by history, and inside each group."""
    told = [(kind, (groups[d],), tuple(before.get(d) for before in earlier), 1) for d, kind in kinds.items()]
    return bool(told) and _hides(told, 0, least)


_Way = tuple[dict[str, str], ...]
"""For each variable, under which part each level stands."""
_Alike = Mapping[tuple[tuple[str, ...], Any], int]
"""How many people there are at the same levels and with the same history."""


def _ways(steps: Steps, alike: _Alike, place: int | None, least: int) -> Iterator[_Way]:
    """Every way to tell all variables that does not fail by one variable alone; what is told finer only tells more apart."""
    may: list[list[dict[str, str]]] = []
    for k, own in enumerate(steps.values()):
        found = {at[k] for at, _ in alike}
        parts = [_parts_of(levels, found) for levels in own]
        may.append(
            [part for part in parts if _hides([((part[at[k]],), at, b, n) for (at, b), n in alike.items()], place, least)]
        )
    return product(*may)


def _kind(way: _Way, at: tuple[str, ...]) -> Kind:
    return tuple(part[level] for part, level in zip(way, at, strict=True))


def _hides(kinds: Sequence[tuple[Kind, tuple[str, ...], Any, int]], place: int | None, least: int) -> bool:
    """Whether enough people share each history, and those of a group are alike or enough of each kind."""
    histories = _summed(((kind, before), n) for kind, _, before, n in kinds)
    inside = {} if place is None else _summed(((at[place], kind), n) for kind, at, _, n in kinds)
    return min(histories.values()) >= least and _alike_inside(inside, least)


def _alike_inside(inside: Mapping[tuple[str, Kind], int], least: int) -> bool:
    """Whether each group is all of one kind, or has enough people of each."""
    several = Counter(group for group, _ in inside)
    return all(several[group] == 1 or n >= least for (group, _), n in inside.items())


def _summed(counts: Iterable[tuple[Any, int]]) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for key, n in counts:
        found[key] += n
    return found


def _parts_of(levels: Sequence[str], at: AbstractSet[str]) -> dict[str, str]:
    """Under which part of one way of telling each level stands."""
    return {level: next(part for part in levels if holds(part, level)) for level in at}


def _fineness(kinds: Counter[Kind]) -> float:
    """How much the kinds tell apart, in bits for one person; a variable that is not told adds nothing."""
    n = kinds.total()
    return -sum(count / n * log(count / n, 2) for count in kinds.values())
