"""Talk in plain characters for a terminal: shares as bars, who speaks to whom as a shaded table; and labels that fit."""

import re
from collections.abc import Iterator, Sequence
from itertools import count

from fourfold.feedback.circle import initials

SEAT_LETTERS = 4
"""The longest label that fits a seat, or the head of a column."""
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_SHADES = "·░▒▓█"
_BAR, _NAME = 32, 18
_RING = "◌"
_FIT, _TIGHTER = 12, 7
_NEXT_TO_NOTHING = 0.02
_LAST_DIGITS = re.compile(r"\d{1,3}$")


def short_labels(names: Sequence[str]) -> list[str]:
    """A label of at most four letters for each name, no two alike."""
    taken: list[str] = []
    for name in names:
        taken.append(next(label for label in _ways(name) if label not in taken))
    return taken


def _ways(name: str) -> Iterator[str]:
    if len(name) <= SEAT_LETTERS:
        yield name
    words = re.findall(r"\w+", name.replace("_", " "))
    digits = _LAST_DIGITS.search(name)
    if digits:
        yield f"{name[0]}{digits.group()}"
    if len(words) > 1:
        yield initials(" ".join(words)).upper()
    letters = "".join(words) or "?"
    yield from (letters[:length] for length in (2, 3, 4))
    yield from (f"{letters[:1]}{number}" for number in count(2))


def bar_lines(names: Sequence[str], chairs: Sequence[bool], shares: Sequence[float], told: Sequence[str]) -> str:
    """One line for each person: mark, name, a bar as long as the share of the longest, and the words at its end."""
    most = max([*shares, 1e-9])
    wide = min(max(map(len, names), default=0), _NAME)
    lines = [
        f"{_mark(chair)} {_cut(name, wide)}  {_bar(share / most)} {words}"
        for name, chair, share, words in zip(names, chairs, shares, told, strict=True)
    ]
    return "\n".join(lines)


def matrix_lines(names: Sequence[str], chairs: Sequence[bool], weights: Sequence[Sequence[float]], group: str) -> str:
    """Rows speak, columns are spoken to and the group comes last; the darker, the more. weights (people, people + 1)."""
    many = len(names) > _FIT
    labels = [str(k + 1) for k in range(len(names))] if many else short_labels(names)
    most = max([*(w for row in weights for w in row), 1e-9])
    wide = min(max(len(_told(n, s)) for n, s in zip(names, labels, strict=True)), _NAME - _TIGHTER * many)
    room = max(map(len, labels))
    head = "".join(f" {label:^{room}}" for label in labels)
    lines = [f"  {'':<{wide}} {head}  {_RING if many else group}"]
    for k, (name, row) in enumerate(zip(names, weights, strict=True)):
        cells = "".join(f" {_shade(w / most, room) if k != j else ' ' * room}" for j, w in enumerate(row[:-1]))
        lines.append(f"{_mark(chairs[k])} {_cut(_told(name, labels[k]), wide)} {cells}  {_shade(row[-1] / most, room)}")
    return "\n".join(line.rstrip() for line in lines)


def _told(name: str, short: str) -> str:
    return name if name == short else f"{short:<{max(len(short), 3)}} {name}"


def _mark(chair: bool) -> str:
    return "□" if chair else "●"


def _cut(name: str, wide: int) -> str:
    return f"{name:<{wide}}" if len(name) <= wide else f"{name[: wide - 1]}…"


def _bar(share: float) -> str:
    eighths = round(8 * _BAR * share)
    whole, rest = divmod(eighths, 8)
    return f"{'█' * whole}{_EIGHTHS[rest].strip() if rest else ''}" or "▏"


def _shade(share: float, room: int) -> str:
    """Next to nothing is a dot. Shades follow the square root: the eye should find more than the one widest line."""
    level = 0 if share < _NEXT_TO_NOTHING else min(int(4 * share**0.5) + 1, 4)
    mark = _SHADES[level]
    return f"{mark if level == 0 else mark * min(room, 2):^{room}}"
