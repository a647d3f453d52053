"""Which practices fit what was seen, and why: the same reasons always lead to the same practices."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fourfold.practices.loader import catalogue, practice
from fourfold.practices.practice import Practice, Setting, Suits

MOST = 3
"""More than three suggestions are a list to choose from, no longer a suggestion."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A practice and what it answers to, the first of the reasons given that it suits."""

    practice: Practice
    reason: Suits


def suggest(
    reasons: Sequence[Suits],
    done_lately: Collection[str] = (),
    budget: int = 1,
    *,
    setting: Setting = Setting.SESSION,
    folder: Path | None = None,
    among: Collection[Practice] | None = None,
) -> tuple[Suggestion, ...]:
    """At most `budget` (1 to 3) practices, one for each reason in the order given, then a second one for each, and so on.

    `done_lately` holds the keys of the last two sessions, which are not repeated. A practice that answers to more of
    the reasons comes first, then the one made for fewer things besides, then the shorter one, then by key. Practices
    for staff are suggested only where staff is a reason. `among` are the practices to choose from, where they have been
    read already. Raises ValueError for a budget outside 1 to 3.
    """
    if not 1 <= budget <= MOST:
        raise ValueError(f"a budget of {budget} suggestions is outside 1 to {MOST}; ask for one, two or three")
    wanted = tuple(dict.fromkeys(reasons))
    every = _all(folder) if among is None else among
    fit = [p for p in every if p.suits & set(wanted) and p.key not in done_lately and setting in p.settings]
    fit.sort(key=_order(frozenset(wanted)))
    return _in_turns(wanted, fit, budget)


def _order(wanted: frozenset[Suits]) -> Callable[[Practice], tuple[int, int, int, str]]:
    def place(p: Practice) -> tuple[int, int, int, str]:
        return -len(p.suits & wanted), len(p.suits - wanted), p.least_minutes + p.most_minutes, p.key

    return place


def _in_turns(wanted: Sequence[Suits], fit: Sequence[Practice], budget: int) -> tuple[Suggestion, ...]:
    found: list[Suggestion] = []
    while len(found) < budget:
        known = len(found)
        for reason in wanted:
            taken = {s.practice.key for s in found}
            free = next((p for p in fit if reason in p.suits and p.key not in taken), None)
            if free is not None and len(found) < budget:
                found.append(Suggestion(free, reason))
        if len(found) == known:
            break
    return tuple(found)


def _all(folder: Path | None) -> tuple[Practice, ...]:
    return _shipped() if folder is None else tuple(practice(key, folder) for key in catalogue(folder))


@cache
def _shipped() -> tuple[Practice, ...]:
    return tuple(practice(key) for key in catalogue())
