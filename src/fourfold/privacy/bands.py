"""Bands: how long, how often, with how many; wide enough that several people are alike, and how they are made wider still."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from fourfold.privacy.tables import ALL, merged

STAY = ("1-4", "5-12", "13-24", "25-52", "53-")
"""Weeks in the group."""
SESSIONS = ("1-4", "5-12", "13-24", "25-")
"""Sessions that were held meanwhile."""
ATTENDANCE = ("0-49", "50-69", "70-89", "90-100")
"""Of a hundred of those sessions, how many one came to."""
SIZE = ("2-6", "7-9", "10-")
"""Members in the group, on average."""
MINUTES = ("0", "1-29", "30-89", "90-")
"""Minutes of practice a week, on average."""

LEVELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"stay": STAY, "sessions": SESSIONS, "attendance": ATTENDANCE, "size": SIZE}
)
"""What a release tells of each person apart from answers, in the finest bands."""


def band(value: float, levels: Sequence[str]) -> str:
    """The band of a number, by the lowest number of each band.

    >>> band(12.4, STAY), band(100, ATTENDANCE), band(0.5, MINUTES)
    ('5-12', '90-100', '1-29')
    """
    if levels is MINUTES and 0 < value < 1:
        return MINUTES[1]
    return next((level for level in reversed(levels) if value >= lowest_of(level)), levels[0])


def lowest_of(level: str) -> int:
    """The lowest number that a band holds, of several the lowest of all; 1 where it is not told."""
    return 1 if level == ALL else int(level.partition("+")[0].split("-")[0])


def ways(levels: Sequence[str]) -> list[tuple[str, ...]]:
    """The ways to tell a band, the finest first: each by itself, in pairs, in two halves, not at all.

    >>> ways(SIZE)
    [('2-6', '7-9', '10-'), ('2-6+7-9', '10-'), ('2-6', '7-9+10-'), ('all',)]
    """
    found: list[tuple[str, ...]] = [tuple(levels)]
    for cuts in _CUTS.get(len(levels), ()):
        edges = [0, *cuts, len(levels)]
        found.append(tuple(merged(levels[a:b]) for a, b in pairwise(edges)))
    return [*found, (ALL,)]


_CUTS: Mapping[int, list[tuple[int, ...]]] = MappingProxyType(
    {3: [(2,), (1,)], 4: [(2, 3), (2,), (3,)], 5: [(1, 2, 3), (2, 3), (2,), (3,)]}
)
