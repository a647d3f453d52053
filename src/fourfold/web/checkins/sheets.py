"""The check-in page, compiled once for each kind of form and language; a request only fills in its few gaps.

A kind of form is what changes its mark-up: how many facilitators and peers it names, which negative item it asks, whether it
shows shapes. What changes with the person goes through gaps, and everything that goes through a gap is escaped.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import translation

from fourfold.instruments import Instrument, Question, QuestionKind, instrument, questions_for
from fourfold.web.checkins.queries import MEMBER_CHECK_IN, AtDoor
from fourfold.web.checkins.seals import queue_key
from fourfold.web.checkins.tokens import new_key
from fourfold.web.words import site_words

_OPENS, _CLOSES = "\ue000", "\ue001"
_GAP = re.compile(f"{_OPENS}([a-z0-9]+){_CLOSES}(?=(\\.?))")
_SOUNDS_LIKE_O = re.compile(r"h?[oó]", re.IGNORECASE)
_STRUCTURES = 3


class Kind(NamedTuple):
    """What decides the mark-up of a check-in page."""

    language: str
    shapes: bool
    negative: int
    leading: int
    asked: int
    is_kiosk: bool


def page(card: AtDoor, named: Mapping[int, str], language: str, shapes: bool, kiosk: str = "") -> str:
    """The check-in page of one card. `named` are the labels of those asked about; `kiosk` is the address of the code pad."""
    negative = (card.number + card.place) % _STRUCTURES
    pieces = _compiled(Kind(language, shapes, negative, len(card.leading), len(card.asked), bool(kiosk)))
    gaps = _gaps(card, named, language, kiosk)
    return "".join([gaps[piece] if is_gap else piece for is_gap, piece in pieces])


def _gaps(card: AtDoor, named: Mapping[int, str], language: str, kiosk: str) -> dict[str, str]:
    words = site_words(language)
    people = [named.get(person, "") for person in card.leading]
    readers = (
        words.listed(people, "either_before_o" if _SOUNDS_LIKE_O.match(people[-1]) else "either")
        if people
        else words.say("checkins.somebody")
    )
    gaps = {
        "group": escape(card.group_name),
        "day": escape(_day(card.held_on, language)),
        "action": escape(f"{kiosk}/{card.token}" if kiosk else f"/c/{card.token}"),
        "kiosk": escape(kiosk),
        "key": new_key(),
        "readers": escape(readers[:1].upper() + readers[1:]),
    }
    for letter, ids in (("f", card.leading), ("p", card.asked)):
        for place, person in enumerate(ids):
            label = named.get(person, "")
            gaps[f"{letter}{place}id"] = str(person)
            gaps[f"{letter}{place}name"] = escape(label)
            gaps[f"{letter}{place}name."] = escape(label.removesuffix("."))
    return gaps


@lru_cache(maxsize=64)
def _day(held_on: date, language: str) -> str:
    return site_words(language).day(held_on, "short_day")


@lru_cache(maxsize=512)
def _compiled(kind: Kind) -> tuple[tuple[bool, str], ...]:
    """The page as pieces: text as it stands, and gaps by name; a name before a full stop gives up its own."""
    check_in = instrument(MEMBER_CHECK_IN)
    with translation.override(kind.language):
        html = re.sub(r">\s+<", "><", render_to_string("checkins/form.html", _context(check_in, kind)))
    pieces: list[tuple[bool, str]] = []
    at = 0
    for gap in _GAP.finditer(html):
        name = gap[1] + (gap[2] if gap[1].endswith("name") else "")
        pieces += [(False, html[at : gap.start()]), (True, name)]
        at = gap.end()
    return (*pieces, (False, html[at:]))


def _context(check_in: Instrument, kind: Kind) -> dict[str, object]:
    questions = questions_for(
        check_in,
        kind.negative + _STRUCTURES,
        0,
        facilitators=[(_gap(f"f{k}id"), _gap(f"f{k}name")) for k in range(kind.leading)],
        peers=[(_gap(f"p{k}id"), _gap(f"p{k}name")) for k in range(kind.asked)],
        language=kind.language,
    )
    texts = dict(check_in.texts[kind.language])
    texts["private_word_text"] = texts["private_word_text"].format(names=_gap("readers"))
    gaps = {name: _gap(name) for name in ("group", "day", "action", "kiosk", "key")}
    return {
        "kind": kind,
        "texts": texts,
        "gap": gaps,
        "questions": [(n, q, q.kind is QuestionKind.PEER, _said(q, kind)) for n, q in enumerate(questions, 1)],
        "others": [language for language in check_in.languages if language != kind.language],
        "queue_key": queue_key(),
    }


def _said(question: Question, kind: Kind) -> str:
    """What is read aloud of the ends, where it differs from what stands there: shapes are called by their names."""
    if not question.ends or not kind.shapes:
        return ""
    words = site_words(kind.language)
    ends = zip((question.choices[0][1], question.choices[-1][1]), question.ends, strict=True)
    return " ".join(f"{words.say(f'checkins.shape_{value}')}: {end}." for value, end in ends)


def _gap(name: str) -> str:
    return f"{_OPENS}{name}{_CLOSES}"
