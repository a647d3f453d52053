"""What an answer of a check-in says in a record, and under which key a rating is kept.

Keys are the instrument's own (`bond.facilitator.12`, `work.members`). A rating that no item of ours asks for, as imported
records have them, is kept under the same form: `bond.member.12` is a facilitator's rating of a member, `work.peer.12` a
member's of another. Whoever is named is named by the id of the stored person.
"""

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from fourfold.instruments import TargetKind, check_in_of, meaning_of
from fourfold.vocabulary import GROUP, MEMBERS, Level, Quality, Role

_TARGETS = MappingProxyType(
    {
        (Role.MEMBER, "facilitator"): Level.MEMBER_FACILITATOR,
        (Role.MEMBER, "peer"): Level.MEMBER_MEMBER,
        (Role.MEMBER, "members"): Level.MEMBER_MEMBER,
        (Role.MEMBER, "group"): Level.MEMBER_GROUP,
        (Role.FACILITATOR, "member"): Level.MEMBER_FACILITATOR,
        (Role.FACILITATOR, "group"): Level.FACILITATOR_GROUP,
    }
)
_WHOLE = MappingProxyType({GROUP: "group", MEMBERS: "members"})
_PEOPLE = MappingProxyType(
    {
        (Role.MEMBER, Level.MEMBER_FACILITATOR): "facilitator",
        (Role.MEMBER, Level.MEMBER_MEMBER): "peer",
        (Role.FACILITATOR, Level.MEMBER_FACILITATOR): "member",
    }
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a key stands for: a rating of `target` (GROUP, MEMBERS or a stored person's id), or else an item of its own."""

    level: Level | None = None
    quality: Quality | None = None
    target: str = ""
    item: str = ""


NOTHING = Said()
"""A guess, or a key that no check-in knows: it belongs to no record."""


@lru_cache(maxsize=8192)
def said_of(key: str, role: Role) -> Said:
    """What the answer of a member or a facilitator under a key says."""
    try:
        level, quality, target = meaning_of(key, role)
    except KeyError:
        return _general(key, role)
    if level is not None and quality is not None:
        return Said(level, quality, target or "")
    return Said(item=key) if is_item(key, role) else NOTHING


def is_item(key: str, role: Role) -> bool:
    """Whether a key is an item that is a response and no rating: compassion, but no guess and no question about the brief."""
    asked = {i.key: i for i in check_in_of(role).items}.get(key)
    return asked is not None and not asked.is_rating and asked.target not in (TargetKind.GUESS, None)


def key_of(role: Role, level: str, quality: str, target: str) -> str:
    """The key of a rating; `target` is GROUP, MEMBERS or the id of a stored person."""
    if target in _WHOLE:
        return f"{quality}.{_WHOLE[target]}"
    return f"{quality}.{_PEOPLE[role, Level(level)]}.{target}"


def number(value: object) -> float | None:
    """An answer as a number; None for no contact, no answer and whatever is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    return float(value) if isinstance(value, str) and value.isdigit() else None


def _general(key: str, role: Role) -> Said:
    quality, _, rest = key.partition(".")
    kind, named, target = rest.partition(".")
    level = _TARGETS.get((role, kind))
    if quality not in list(Quality) or level is None or bool(named) == (kind in _WHOLE.values()):
        return NOTHING
    whole = {word: name for name, word in _WHOLE.items()}
    return Said(level, Quality(quality), target or whole[kind])
