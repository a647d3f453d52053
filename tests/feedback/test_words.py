"""The catalogues: the same keys in each language, kind words, plurals, names, days."""

import re
import string
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.feedback.words import LANGUAGES, words
from fourfold.feedback.words.catalogue import spoken

FORBIDDEN = {
    "en": r"reject|\brank|\bworst|\bbest\b|least liked|isolat|devian|complian|non-?adheren|\bscores?\b|\bfail|resist|"
    r"difficult (member|person)|problem|disorder|manipulat|popular",
    "es": r"rechaz|\branking|\bpeor|\bmejor\b|aislad|desvia|incumpl|cumplimiento|puntuaci|fracas|resisten|conflictiv|"
    r"trastorn|manipul|popular",
}


def leaves(entries: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Every sentence of a catalogue by its key."""
    for key, value in entries.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", str(value)


def gaps(text: str) -> set[str]:
    return {name.lower() for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_has_the_same_keys() -> None:
    keys = {language: [k for k, _ in leaves(words(language).entries)] for language in LANGUAGES}
    assert keys["en"] == keys["es"]


def test_every_language_fills_the_same_gaps() -> None:
    english, spanish = (dict(leaves(words(language).entries)) for language in ("en", "es"))
    may_be_left_out = {"count"}
    differing = {k: gaps(t) ^ gaps(spanish[k]) for k, t in english.items() if k.partition(".")[0] not in ("numbers",)}
    # A plural may say "the facilitators" where the singular says the name.
    assert {k: v - may_be_left_out for k, v in differing.items() if v - may_be_left_out} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_forbidden_word_is_in_the_catalogue(language: str) -> None:
    wrong = re.compile(FORBIDDEN[language], flags=re.IGNORECASE)
    assert not [(k, t) for k, t in leaves(words(language).entries) if wrong.search(t)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short_enough_to_be_read_at_the_door(language: str) -> None:
    for key, text in leaves(words(language).entries):
        for sentence in re.split(r"(?<=[.?!])\s", text):
            assert len(sentence.split()) <= 25, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plural_has_one_and_other(language: str) -> None:
    for section in words(language).entries.values():
        if isinstance(section, Mapping):
            assert all(set(e) == {"one", "other"} for e in section.values() if isinstance(e, Mapping))


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="no words for language 'fr'; use one of en, es"):
        words("fr")


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "One member is expected."),
        ("en", 8, "Eight members are expected."),
        ("en", 13, "13 members are expected."),
        ("es", 1, "Se espera a una persona."),
        ("es", 12, "Se espera a doce personas."),
    ],
)
def test_plurals_and_number_words(language: str, count: int, said: str) -> None:
    assert words(language).say("who.expected", count) == said


def test_names_are_listed_as_one_reads_them_aloud() -> None:
    assert words("en").listed([]) == ""
    assert words("en").listed(["A."]) == "A."
    assert words("en").listed(["A.", "B.", "C."]) == "A., B. and C."
    assert words("es").listed(["A.", "Inés"]) == "A. e Inés"
    assert words("es").listed(["A.", "Hilda"]) == "A. e Hilda"
    assert words("es").listed(["A.", "Hielo"]) == "A. y Hielo"


def test_initials_take_a_full_stop_and_never_two() -> None:
    assert [spoken(label) for label in ("A", "AB", "Ann", "A.", "a", "山")] == ["A.", "AB.", "Ann", "A.", "a", "山"]
    assert words("en").say("since.left", names="A. and B.") == "A. and B. left the group."
    assert words("en").say("attention.members_bond_may", names="A. and B.", number=3).endswith("since session 3.")
    assert words("en").say("who.sent_word", name="A.", reason="with B.") == "A. will be away: with B."


@pytest.mark.parametrize(
    ("days", "ago", "since"),
    [
        (1, "yesterday", "a day"),
        (3, "three days ago", "three days"),
        (7, "last week", "a week"),
        (14, "two weeks ago", "two weeks"),
        (28, "a month ago", "a month"),
        (42, "six weeks ago", "six weeks"),
        (112, "four months ago", "four months"),
    ],
)
def test_spans_of_time_are_said_in_the_unit_that_people_use(days: int, ago: str, since: str) -> None:
    assert (words("en").ago(days), words("en").span(days)) == (ago, since)


def test_days_are_written_out() -> None:
    assert words("en").day(date(2026, 11, 19)) == "Thursday 19 November 2026"
    assert words("es").day(date(2026, 11, 19)) == "jueves 19 de noviembre de 2026"


@given(name=st.text(min_size=1, max_size=20))
def test_whatever_a_person_is_called_the_sentence_keeps_it(name: str) -> None:
    said = words("en").say("attention.here_each_time", name=name)
    assert said.endswith("came each time.")
    assert ".." in name or name[:1] in said
