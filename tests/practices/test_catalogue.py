"""What ships holds in every language: kind words, short sentences, nothing that anybody must do, evidence with its limits."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from fourfold.practices import Kind, Practice, Setting, Suits, catalogue, practice
from tests.feedback.test_words import FORBIDDEN

PRACTICES = tuple(practice(key) for key in catalogue())
LANGUAGES = ("en", "es")
MUST_NOT = {
    "en": r"clos\w* (your|the) eyes|eyes closed|hold hands|hug\b|hand on (your|the) (heart|chest)|\bmust\b|deep breath",
    "es": r"cierr\w+ los ojos|ojos cerrados|de las manos|abra[zc]|mano (en|sobre) el (corazón|pecho)|\bdebe\b|respir\w+ hondo",
}
MAY_PASS = {"en": r"\bpass\b|leave .*out|enough", "es": r"\bsaltar(se|la)\b|puede no hacerl[ao]|basta"}
PROMISES = {
    "en": r"\bheals?\b|\bcures?\b|guarantee|will (make|feel|help|calm)|\bproven\b|reduces? (re-?offen|risk)",
    "es": r"\bcura\b|\bsana\b|garanti|(le|te) (hará|calmará|ayudará)|comprobad|reduce (la reincidencia|el riesgo)",
}
ids = pytest.mark.parametrize("made", PRACTICES, ids=[p.key for p in PRACTICES])
each_language = pytest.mark.parametrize("language", LANGUAGES)


def spoken(made: Practice, language: str) -> Iterator[str]:
    """What is read aloud or read by members."""
    yield made.title[language]
    yield made.purpose[language]
    yield from made.steps[language]
    yield from made.not_when[language]
    yield from made.gentler[language]


def said(made: Practice, language: str) -> Iterator[str]:
    """Every text of a practice in a language."""
    yield from spoken(made, language)
    yield from (known.words[language] for known in made.evidence)
    if made.evidence_none:
        yield made.evidence_none[language]


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!])\s", text)


def test_there_are_enough_practices_and_each_kind_has_some() -> None:
    assert len(PRACTICES) >= 24
    assert all(count >= 3 for count in Counter(p.kind for p in PRACTICES).values())
    assert {p.kind for p in PRACTICES} == set(Kind)


def test_whatever_is_seen_in_a_group_some_practice_answers_to_it() -> None:
    assert {suit for p in PRACTICES for suit in p.suits} == set(Suits)


def test_what_answers_to_a_rupture_can_be_led_in_a_session() -> None:
    ruptures = [s for s in Suits if s.startswith("rupture_")]
    assert all(
        any(s in p.suits and Setting.SESSION in p.settings and p.kind is Kind.REPAIR for p in PRACTICES) for s in ruptures
    )


def test_practices_of_staff_are_for_staff_alone() -> None:
    staff = [p for p in PRACTICES if Suits.STAFF in p.suits]
    assert len(staff) >= 2
    assert all(p.suits == {Suits.STAFF} for p in staff)


@ids
@each_language
def test_every_word_is_kind(made: Practice, language: str) -> None:
    wrong = re.compile(FORBIDDEN[language], flags=re.IGNORECASE)
    assert not [text for text in said(made, language) if wrong.search(text)]


@ids
@each_language
def test_sentences_are_short(made: Practice, language: str) -> None:
    for text in said(made, language):
        assert all(len(sentence.split()) <= 25 for sentence in sentences(text)), text


@ids
@each_language
def test_steps_can_be_read_aloud(made: Practice, language: str) -> None:
    steps = made.steps[language]
    assert 4 <= len(steps) <= 8
    words = [w for step in steps for w in re.findall(r"[^\W\d_]+", step)]
    every = [s for step in steps for s in sentences(step)]
    assert len(words) / len(every) <= 12
    assert sum(map(len, words)) / len(words) <= {"en": 4.6, "es": 5.1}[language]


@ids
@each_language
def test_nobody_closes_their_eyes_or_is_touched_or_made_to(made: Practice, language: str) -> None:
    wrong = re.compile(MUST_NOT[language], flags=re.IGNORECASE)
    assert not [text for text in (*made.steps[language], *made.gentler[language]) if wrong.search(text)]


@ids
@each_language
def test_anybody_may_pass_and_there_is_more_than_one_gentler_way(made: Practice, language: str) -> None:
    assert len(made.gentler[language]) >= 2
    assert len(made.not_when[language]) >= 2
    assert any(re.search(MAY_PASS[language], text, flags=re.IGNORECASE) for text in made.gentler[language])


@ids
@each_language
def test_nothing_is_promised(made: Practice, language: str) -> None:
    wrong = re.compile(PROMISES[language], flags=re.IGNORECASE)
    assert not [text for text in said(made, language) if wrong.search(text)]


@ids
def test_what_is_known_is_cited_and_its_limits_stand_beside_it(made: Practice) -> None:
    assert made.evidence or made.evidence_none
    for known in made.evidence:
        assert re.search(r"\b(19|20)\d\d\b", known.citation)
        assert all(len(sentences(known.words[language])) >= 2 for language in LANGUAGES)


@ids
def test_figures_are_the_same_in_both_languages(made: Practice) -> None:
    for known in made.evidence:
        english, spanish = (re.findall(r"\d+", known.words[language]) for language in LANGUAGES)
        assert Counter(n for n in english if n != "0") == Counter(n for n in spanish if n != "0"), known.citation


@ids
def test_it_is_ours_and_short_enough_for_a_session(made: Practice) -> None:
    assert (made.source, made.licence) == ("Fourfold, own words", "CC0-1.0")
    assert made.most_minutes <= 30
    assert made.languages == LANGUAGES
