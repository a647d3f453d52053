"""Figures told again: between two tellings lie so many people that the difference tells of none of them, or nobody."""

from collections.abc import Hashable, Mapping

from fourfold.privacy.cells import LEAST

Behind = Mapping[Hashable, object]
"""Who stands behind a figure: by each person, what is counted of them."""


def rests_on_few(before: Behind, now: Behind, least: int = LEAST) -> bool:
    """Whether the difference between two tellings of a figure is the doing of some people, and of fewer than `least`.

    >>> rests_on_few({"A": 1, "B": 1}, {"A": 1, "B": 2}, least=2), rests_on_few({"A": 1}, {"A": 1}, least=2)
    (True, False)
    """
    moved = sum(before.get(person) != now.get(person) for person in before.keys() | now.keys())
    return 0 < moved < least
