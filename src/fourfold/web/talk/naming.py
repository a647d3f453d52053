"""Which person of a group a name in a file may be: a guess from the spelling, that somebody always has to confirm."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from fourfold.formats.cues.names import numbered

_ALIKE = 0.82
_EXACT, _FIRST, _INITIALS, _LETTER = 4.0, 3.0, 2.5, 2.0


def suggested(name: str, people: Iterable[tuple[int, Sequence[str]]]) -> int | None:
    """The one person whose label or full name is most like the name; None where nobody's is, or two are as much alike.

    >>> suggested("Ana Ruiz", [(1, ["A."]), (2, ["B."])])
    1
    >>> suggested("Ana Ruiz", [(1, ["A."]), (2, ["A. R."])])
    2
    >>> suggested("Speaker 1", [(1, ["A."]), (2, ["B."])]) is None
    True
    """
    return _nearest(name, people)[1]


def suggestions(names: Sequence[str], people: Sequence[tuple[int, Sequence[str]]]) -> list[int | None]:
    """Whom each name may be; of names that are like the same person only the most alike, so that an echo joins nobody.

    >>> suggestions(["E.", "Echo"], [(1, ["E."]), (2, ["B."])])
    [1, None]
    """
    nearest = [_nearest(name, people) for name in names]
    best = {who: max(score for score, other in nearest if other == who) for _, who in nearest if who is not None}
    return [who if who is not None and score == best[who] else None for score, who in nearest]


def _nearest(name: str, people: Iterable[tuple[int, Sequence[str]]]) -> tuple[float, int | None]:
    if numbered(name):
        return 0.0, None
    scored = [(max((_likeness(name, known) for known in knowns if known), default=0.0), who) for who, knowns in people]
    best = max((score for score, _ in scored), default=0.0)
    leading = [who for score, who in scored if score == best]
    return best, leading[0] if best > 0 and len(leading) == 1 else None


def _likeness(name: str, known: str) -> float:
    """0 for not alike; more the surer the guess."""
    one, other = _words(name), _words(known)
    if not one or not other:
        return 0.0
    if one == other:
        return _EXACT
    if len(other) == 1 and len(other[0]) > 1 and other[0] in one:
        return _FIRST
    if len(other) > 1 and all(len(word) == 1 for word in other):
        return _INITIALS if [word[0] for word in one] == other else 0.0
    if len(other) == 1 and len(other[0]) == 1:
        return _LETTER if one[0][0] == other[0] else 0.0
    likeness = SequenceMatcher(None, " ".join(one), " ".join(other)).ratio()
    return likeness if likeness >= _ALIKE else 0.0


def _words(name: str) -> list[str]:
    """The words of a name in small letters, without accents and signs."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.findall(r"[a-z0-9]+", plain)
