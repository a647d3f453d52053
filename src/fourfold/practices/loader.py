"""A TOML file -> a Practice, or one refusal that says where and what to do; the catalogue and a site's own folder."""

from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from fourfold.instruments.toml_catalogue import TomlCatalogue
from fourfold.instruments.toml_table import InstrumentRefused, Table
from fourfold.practices.checks import check
from fourfold.practices.practice import Evidence, Kind, Practice, Setting, Suits

PracticeRefused = InstrumentRefused
"""A file of a practice cannot be used: the same refusal as an instrument's, since both are read as the same tables."""

FIELDS = (
    *("key", "version", "kind", "settings", "suits", "least_minutes", "most_minutes", "title", "purpose", "steps"),
    *("not_when", "gentler", "evidence", "evidence_none", "source", "licence", "languages"),
)
EVIDENCE_FIELDS = ("words", "citation", "url")
Word = TypeVar("Word", bound=StrEnum)


def catalogue(folder: Path | None = None) -> tuple[str, ...]:
    """The keys of the practices that ship, and of those in a site's own folder, in alphabetical order."""
    return _PRACTICES.keys(folder)


def practice(key: str, folder: Path | None = None) -> Practice:
    """The practice of that key, from the catalogue or from a site's own folder.

    Raises KeyError for a key that is in neither, and PracticeRefused for a file that cannot be used.
    """
    return _PRACTICES.find(key, folder)


def load(path: Path) -> Practice:
    """The practice in a TOML file. Raises PracticeRefused naming the file, the place and the remedy."""
    return _PRACTICES.load(path)


def read(text: str, file: str) -> Practice:
    """The practice in the text of a TOML file; `file` is how refusals call it."""
    return _PRACTICES.read(text, file)


def _practice(top: Table) -> Practice:
    top.only(*FIELDS)
    return Practice(
        key=top.text("key"),
        version=top.text("version"),
        kind=top.word("kind", Kind),
        settings=_words(top, "settings", Setting),
        suits=_words(top, "suits", Suits),
        least_minutes=top.whole("least_minutes"),
        most_minutes=top.whole("most_minutes"),
        title=_texts(top, "title"),
        purpose=_texts(top, "purpose"),
        steps=_lists(top, "steps"),
        not_when=_lists(top, "not_when"),
        gentler=_lists(top, "gentler"),
        evidence=tuple(_evidence(table) for table in top.tables("evidence", "evidence")),
        evidence_none=_texts(top, "evidence_none"),
        source=top.text("source"),
        licence=top.text("licence"),
        languages=top.texts("languages"),
    )


def _evidence(table: Table) -> Evidence:
    table.only(*EVIDENCE_FIELDS)
    return Evidence(_texts(table, "words"), table.text("citation"), table.text("url", ""))


def _words(top: Table, key: str, words: type[Word]) -> frozenset[Word]:
    for said in top.texts(key):
        if said not in list(words):
            raise top.refusal(key, f"'{said}' is not known; use words of {', '.join(words)}")
    return frozenset(words(said) for said in top.texts(key))


def _texts(top: Table, key: str) -> dict[str, str]:
    inner = top.table(key)
    return {language: inner.text(language) for language in inner.entries}


def _lists(top: Table, key: str) -> dict[str, tuple[str, ...]]:
    inner = top.table(key)
    return {language: inner.texts(language) for language in inner.entries}


_PRACTICES = TomlCatalogue("fourfold.practices", "practice", _practice, check)
