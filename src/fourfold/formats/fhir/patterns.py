"""Regular expressions out of a file: tried only where no text can make them take forever."""

import re
from functools import cache

LONGEST_PATTERN = 300
LONGEST_TRIED = 200
_MOST_WAYS = 8 * LONGEST_TRIED**3
"""In so many ways a pattern may share a text among its parts: three stretches without an end, and a few optional ones."""
_QUANTIFIER = re.compile(r"[*+?]|\{[0-9]+(,[0-9]*)?\}")
_ENDLESS = re.compile(r"[*+]|\{[0-9]+,\}")


def matches(pattern: str, text: str) -> bool | None:
    """Whether the whole text fits the pattern; None where it cannot be told safely."""
    compiled = _compiled(pattern)
    return None if compiled is None or len(text) > LONGEST_TRIED else compiled.fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> "re.Pattern[str] | None":
    if len(pattern) > LONGEST_PATTERN or not _is_tame(_without_classes(pattern)):
        return None
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None


def _without_classes(pattern: str) -> str:
    """The pattern with an x for each class and each escaped character, but a # for what looks back at a group."""
    bare = re.sub(r"\\[1-9k]", "#", pattern)
    bare = re.sub(r"\\.", "x", bare)
    return re.sub(r"\[\^?\]?[^\]]*\]", "x", bare)


def _is_tame(bare: str) -> bool:
    """No repetition within a repetition, no choice within a repetition, no looking back, few ways to share a text."""
    if "#" in bare or "(?P=" in bare or _ways(bare) > _MOST_WAYS:
        return False
    if any(int(count) > 100 for count in re.findall(r"[{,]([0-9]+)", bare)):
        return False
    open_groups: list[int] = []
    for place, letter in enumerate(bare):
        if letter == "(":
            open_groups.append(place)
        elif letter == ")" and open_groups:
            inside = bare[open_groups.pop() + 1 : place].removeprefix("?:")
            wild = _QUANTIFIER.match(bare, place + 1) and ("|" in inside or _QUANTIFIER.search(inside))
            if wild and bare[place + 1] != "?":
                return False
    return True


def _ways(bare: str) -> int:
    """In how many ways the parts of a pattern could share a text, at most: what a search tries in turn."""
    ways: int = 2 ** bare.count("|")
    for found in _QUANTIFIER.finditer(bare.replace("(?:", "(")):
        if _ENDLESS.match(found[0]):
            ways *= LONGEST_TRIED
        elif found[0] == "?":
            ways *= 2
        elif found[1]:
            least, _, most = found[0].strip("{}").partition(",")
            ways *= max(int(most) - int(least) + 1, 1)
    return ways
