"""Reading what a check-in form sent: every answer is one that was offered, or nothing is taken at all.

Written by hand in place of Django's forms, which cost more than all the rest of the door together.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from fourfold.instruments import NO_CONTACT, PREFER_NOT, PRIVATE_WORD, Question, instrument, questions_for
from fourfold.web.checkins.actions import Answered
from fourfold.web.checkins.queries import MEMBER_CHECK_IN, AtDoor
from fourfold.web.checkins.tokens import KEY

LONGEST_FORM = 16_384
_MOST_FIELDS = 100
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
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
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
    offered = {question.key: question.answers for question in questions}
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
    answers = answers_to(questions_at(card, form.language), form.answers)
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


def _stored(value: str) -> int | str | None:
    if value == PREFER_NOT:
        return None
    return value if value == NO_CONTACT else int(value)
