"""The words of programmes, people and groups: kind, and the same in every language."""

import re
import tomllib
from importlib.resources import files

import pytest

from tests.feedback.test_words import FORBIDDEN, gaps, leaves

SLICES = ("programmes", "people", "groups")


def _entries(language: str, name: str) -> dict[str, str]:
    text = files("fourfold.web.words").joinpath(language, f"{name}.toml").read_text(encoding="utf-8")
    return dict(leaves(tomllib.loads(text)))


@pytest.mark.parametrize("name", SLICES)
def test_both_languages_say_the_same_things_with_the_same_gaps(name: str) -> None:
    english, spanish = _entries("en", name), _entries("es", name)
    assert list(english) == list(spanish)
    assert {k: gaps(v) for k, v in english.items()} == {k: gaps(v) for k, v in spanish.items()}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", SLICES)
def test_no_word_judges_anybody(language: str, name: str) -> None:
    wrong = re.compile(FORBIDDEN[language], flags=re.IGNORECASE)
    assert not [(k, t) for k, t in _entries(language, name).items() if wrong.search(t)]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_consent_form_is_read_in_short_sentences(language: str) -> None:
    for key, text in _entries(language, "people").items():
        if ".sheet_" in key:
            assert all(len(sentence.split()) <= 25 for sentence in re.split(r"(?<=[.?!])\s", text)), key
