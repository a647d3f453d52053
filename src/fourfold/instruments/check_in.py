"""Our check-in: which questions a person gets today, in which words, and what an answer means as a rating.

Bond and work of all three structures are asked every time. The negative item rotates: each member is asked about one
structure a session and about each of them every third session, members side by side about different ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from fourfold.instruments.instrument import Instrument, Item, TargetKind
from fourfold.instruments.loader import instrument
from fourfold.vocabulary import GROUP, MEMBERS, Level, Quality, Role

MOST_FACILITATORS = 2
"""How many facilitators a check-in asks about by name."""
NO_CONTACT = "none"
"""The answer to a peer item of two who had nothing to do with each other; it is missing, not low."""
PREFER_NOT = ""
"""The answer that says nothing; it is missing, and offered with every question."""
PRIVATE_WORD = "private_word"
"""The key of the wish for a private word, which stands beside the questions."""

Person = tuple[str, str]
"""An id, and the label that a question shows."""
_STRUCTURES = (TargetKind.FACILITATOR, TargetKind.MEMBERS, TargetKind.GROUP)
_CHECK_IN_OF = {Role.MEMBER: "member_check_in", Role.FACILITATOR: "facilitator_check_in"}


class QuestionKind(StrEnum):
    """How a question is answered: on the scale, on the scale or by no contact, or by one of a few words."""

    SCALE = "scale"
    PEER = "peer"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Question:
    """One question as one person reads it. `key` names it in storage; `target_id` is set where somebody is named."""

    key: str
    wording: str
    ends: tuple[str, str] | None
    kind: QuestionKind
    target_id: str | None
    choices: tuple[tuple[int, str], ...]

    @property
    def answers(self) -> tuple[str, ...]:
        """Every answer that a form may send for it."""
        values = tuple(str(value) for value, _ in self.choices)
        return (*values, NO_CONTACT, PREFER_NOT) if self.kind is QuestionKind.PEER else (*values, PREFER_NOT)


class Meaning(NamedTuple):
    """What an answer says as a rating; all None where it is no rating, such as compassion or a guess."""

    level: Level | None
    quality: Quality | None
    target_id: str | None


def check_in_of(role: Role) -> Instrument:
    """The check-in of members or of facilitators. Raises KeyError for anybody else, who sits in no group."""
    return instrument(_CHECK_IN_OF[role])


def peer_items(facilitators: int) -> int:
    """How many peers a member is asked about: three, or two where a second facilitator adds questions of its own."""
    return 3 if facilitators < MOST_FACILITATORS else 2


def negative_asked(session: int, place: int) -> TargetKind:
    """The structure whose negative item a member is asked; `place` is the member's place in the circle, from 0."""
    return _STRUCTURES[(session + place) % len(_STRUCTURES)]


def questions_for(
    check_in: Instrument,
    session: int,
    place: int,
    *,
    facilitators: Sequence[Person] = (),
    peers: Sequence[Person] = (),
    language: str,
) -> tuple[Question, ...]:
    """The questions of one person today, in the order of the instrument.

    facilitators are those present, at most two; peers are those the rota chose, so they have agreed to be rated. Raises
    ValueError for a third facilitator, for somebody named twice, and for a language without wording.
    """
    _check_people(check_in, facilitators, peers)
    if language not in check_in.languages:
        raise ValueError(f"{check_in.key} has no wording in '{language}'; use one of {', '.join(check_in.languages)}")
    negative = negative_asked(session, place)
    asked = (item for item in check_in.items if _is_asked(item, session, negative))
    return tuple(_question(item, person, language) for item in asked for person in _asked_about(item, facilitators, peers))


def meaning_of(key: str, role: Role = Role.MEMBER) -> Meaning:
    """What the answer to a question of that key says as a rating, given by a member or by a facilitator.

    >>> meaning_of("bond.group")
    Meaning(level=<Level.MEMBER_GROUP: 'member_group'>, quality=<Quality.BOND: 'bond'>, target_id='GROUP')
    >>> meaning_of("compassion.given")
    Meaning(level=None, quality=None, target_id=None)
    """
    item, target_id = _item_and_target(check_in_of(role), key)
    return Meaning(item.level, item.quality, target_id) if item.is_rating else Meaning(None, None, None)


def guessed_level(key: str) -> Level | None:
    """The level whose mean bond a facilitator guessed; None where the question is no guess."""
    item, _ = _item_and_target(check_in_of(Role.FACILITATOR), key)
    return item.level if item.target is TargetKind.GUESS else None


def _check_people(check_in: Instrument, facilitators: Sequence[Person], peers: Sequence[Person]) -> None:
    if len(facilitators) > MOST_FACILITATORS:
        raise ValueError(f"{check_in.key} asks about at most {MOST_FACILITATORS} facilitators; choose from {len(facilitators)}")
    named = [person_id for person_id, _ in (*facilitators, *peers)]
    if twice := sorted({person_id for person_id in named if named.count(person_id) > 1}):
        raise ValueError(f"{check_in.key} would ask twice about {', '.join(twice)}; name each person once")


def _is_asked(item: Item, session: int, negative: TargetKind) -> bool:
    if item.key == "discussed":
        return session > 1
    rotates = item.quality is Quality.NEGATIVE and item.level is not Level.FACILITATOR_GROUP
    return not rotates or item.target is negative


def _asked_about(item: Item, facilitators: Sequence[Person], peers: Sequence[Person]) -> Sequence[Person | None]:
    if item.target is TargetKind.FACILITATOR:
        return facilitators
    return peers if item.target is TargetKind.PEER else (None,)


def _question(item: Item, person: Person | None, language: str) -> Question:
    wording = (item.wording or {})[language]
    target_id, label = person or (None, "")
    return Question(
        key=f"{item.key}.{target_id}" if target_id is not None else item.key,
        wording=_naming(wording, label) if person else wording,
        ends=item.ends.get(language),
        kind=_kind(item),
        target_id=target_id,
        choices=_choices(item, language),
    )


def _naming(wording: str, label: str) -> str:
    """Initials bring a full stop of their own to the end of a sentence."""
    return wording.replace("{name}.", f"{label.removesuffix('.')}.").replace("{name}", label)


def _kind(item: Item) -> QuestionKind:
    if item.choices:
        return QuestionKind.CHOICE
    return QuestionKind.PEER if item.target is TargetKind.PEER else QuestionKind.SCALE


def _choices(item: Item, language: str) -> tuple[tuple[int, str], ...]:
    if item.choices:
        return tuple((choice.value, choice.wording[language]) for choice in item.choices)
    return tuple((value, str(value)) for value in range(item.lowest, item.highest + 1))


def _item_and_target(check_in: Instrument, key: str) -> tuple[Item, str | None]:
    """An item key has no more than one full stop; what follows a second one is the id of the person."""
    parts = key.split(".", 2)
    item = check_in.item(".".join(parts[:2]))
    is_named = item.target is not None and item.target.is_named
    if is_named != (len(parts) == 3):
        raise KeyError(f"'{key}' {'names nobody' if is_named else 'names somebody'}, unlike {check_in.key}, item '{item.key}'")
    if is_named:
        return item, parts[2]
    return item, {TargetKind.MEMBERS: MEMBERS, TargetKind.GROUP: GROUP}.get(item.target) if item.target else None
