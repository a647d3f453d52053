"""Reading what a check-in form sent: every answer is one that was offered, or nothing is taken at all.

Written by hand in place of Django's forms, which cost more than all the rest of the door together.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import unquote_plus

from fourfold.instruments import NO_CONTACT, PREFER_NOT, PRIVATE_WORD, Question, instrument, questions_for
from fourfold.web.checkins.actions import Answered
from fourfold.web.checkins.queries import MEMBER_CHECK_IN, AtDoor
from fourfold.web.checkins.tokens import KEY

LONGEST_FORM = 16_384
_MOST_FIELDS = 100
_STRUCTURES = 3
_KEY = re.compile(KEY)
_FIELDS = frozenset({"key", "language", PRIVATE_WORD})
Answers = dict[str, int | str | None]


class FormRefused(ValueError):
    """A form that cannot be taken as it is. `words` is the key of the sentence that says what to do, `where` the field."""

    def __init__(self, words: str, where: str = "") -> None:
        super().__init__(f"check-in form: {words}{f', field {where!r}' if where else ''}")
        self.words = words
        self.where = where


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent: its idempotency key, language, wish for a private word, and the rest."""

    key: str
    language: str
    private_word: bool
    answers: Mapping[str, str]


def read_body(body: bytes) -> Sent:
    """A form's fields. Raises `FormRefused` for one that is too long, not a form, or says something twice."""
    if len(body) > LONGEST_FORM:
        raise FormRefused("too_long")
    if body.count(b"&") >= _MOST_FIELDS:
        raise FormRefused("too_long")
    try:
        pairs = [_field(field) for field in body.decode("ascii").split("&") if field]
    except ValueError as fault:
        raise FormRefused("not_a_form") from fault
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise FormRefused("twice")
    return sent(fields)


def sent(fields: dict[str, str]) -> Sent:
    """The fields of a form or of a sealed envelope, taken apart. Raises `FormRefused`."""
    key = fields.get("key", "")
    if not _KEY.fullmatch(key):
        raise FormRefused("no_key", "key")
    word = fields.get(PRIVATE_WORD, "")
    if word not in ("", "1"):
        raise FormRefused("off_scale", PRIVATE_WORD)
    answers = {name: value for name, value in fields.items() if name not in _FIELDS}
    return Sent(key, fields.get("language", ""), word == "1", answers)


def questions_at(card: AtDoor, language: str, named: Mapping[int, str] | None = None) -> tuple[Question, ...]:
    """What a card asks, in a language; people by their labels, or by nothing where only the keys matter."""
    names = named or {}
    return questions_for(
        instrument(MEMBER_CHECK_IN),
        card.number,
        card.place,
        facilitators=[(str(person), names.get(person, "")) for person in card.leading],
        peers=[(str(person), names.get(person, "")) for person in card.asked],
        language=language,
    )


def answers_to(questions: Sequence[Question], given: Mapping[str, str]) -> Answers:
    """Every question with its answer; what was left out and what one prefers not to say are the same. Raises `FormRefused`."""
    return _checked({question.key: frozenset(question.answers) for question in questions}, given)


def _offered_at(card: AtDoor) -> dict[str, frozenset[str]]:
    """The answers that a card offers, by question key: what `questions_at` gives, without writing its sentences anew."""
    people = (*card.leading, *card.asked)
    pattern = _pattern((card.number + card.place) % _STRUCTURES, len(card.leading), len(card.asked))
    return {stem if who is None else f"{stem}{people[who]}": offered for stem, who, offered in pattern}


@lru_cache(maxsize=256)
def _pattern(negative: int, leading: int, asked: int) -> tuple[tuple[str, int | None, frozenset[str]], ...]:
    """Question keys without the ids of people, whose place among those asked about stands beside."""
    places = [(str(place), "") for place in range(leading + asked)]
    check_in = instrument(MEMBER_CHECK_IN)
    questions = questions_for(
        check_in,
        negative + _STRUCTURES,
        0,
        facilitators=places[:leading],
        peers=places[leading:],
        language=check_in.languages[0],
    )
    return tuple(
        (q.key, None, frozenset(q.answers))
        if q.target_id is None
        else (q.key.removesuffix(q.target_id), int(q.target_id), frozenset(q.answers))
        for q in questions
    )


def _checked(offered: Mapping[str, frozenset[str]], given: Mapping[str, str]) -> Answers:
    for name, value in given.items():
        if name not in offered:
            raise FormRefused("unknown_field", name[:60])
        if value not in offered[name]:
            raise FormRefused("off_scale", name)
    return {name: _stored(given.get(name, PREFER_NOT)) for name in offered}


def answered(card: AtDoor, form: Sent, source: str, at: datetime | None = None, offset: int = 0) -> Answered:
    """A member's check-in, ready to be stored. Raises `FormRefused`."""
    check_in = instrument(MEMBER_CHECK_IN)
    if form.language not in check_in.languages:
        raise FormRefused("off_scale", "language")
    answers = _checked(_offered_at(card), form.answers)
    return Answered(
        key=form.key,
        group_id=card.group_id,
        session_id=card.session_id,
        person_id=card.person_id,
        instrument=check_in.key,
        version=check_in.version,
        language=form.language,
        source=source,
        answers=answers,
        private_word=form.private_word,
        answered_at=at or datetime.now(UTC),
        actor=f"card:{card.card_id}",
        card_id=card.card_id,
        offset_minutes=offset,
    )


def _field(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return _plain(name), _plain(value)


def _plain(text: str) -> str:
    return unquote_plus(text, errors="strict") if "%" in text or "+" in text else text


def _stored(value: str) -> int | str | None:
    if value == PREFER_NOT:
        return None
    return value if value == NO_CONTACT else int(value)
