"""Who has seen a member's data, told by day: several looks of one person at one thing on one day are one line."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from fourfold.web.audit.queries import Seen


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody saw something on a day, so many times; `what` is a key of the words of things seen."""

    day: date
    name: str
    roles: tuple[str, ...]
    what: str
    times: int


KNOWN = frozenset(
    {"attendance", "brief", "cards", "flag", "group", "member", "members", "person", "session", "sessions", "sheet", "signals"}
    | {
        "assessments",
        "goals",
        "leaving_plan",
        "notes",
        "paragraphs",
        "practices",
        "research",
        "talk",
        "way_in_given",
        "way_in_used",
    }
)
"""Things seen that have words of their own."""

_SAME = {"sign-in sheet": "sheet", "brief sheet": "brief", "card": "cards", "readings": "group"} | {
    "hand over way in": "way_in_given",
    "leaving plan": "leaving_plan",
    "research release": "research",
    **dict.fromkeys(("member assessments", "assessment cards"), "assessments"),
    "use way in": "way_in_used",
    **dict.fromkeys(("board", "codings", "talk import", "second pass", "agreement", "recall"), "talk"),
}


def looks(seen: Iterable[Seen]) -> list[Look]:
    """The days on which somebody looked, newest first."""
    counted = Counter((timezone.localdate(s.at), s.name, s.roles, what_of(s.what)) for s in seen)
    newest = sorted(counted.items(), key=lambda entry: entry[0][0], reverse=True)
    return [Look(*told, times) for told, times in newest]


def what_of(what: str) -> str:
    """The key of the words for a thing seen."""
    plain = _SAME.get(what, what)
    return plain if plain in KNOWN else "other"
