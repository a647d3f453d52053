"""What empathy and compassion are, side by side: two words, six definitions with their sources, and who measures what."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fourfold.instruments.toml_table import Table
from fourfold.web.knowledge.texts import texts, texts_of, top_of

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a word and what it is."""

    name: Texts
    say: Texts


@dataclass(frozen=True, slots=True)
class Word:
    """Empathy or compassion, as this product uses the word."""

    key: str
    title: Texts
    say: Texts
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """How somebody defines one or both of the words, in our sentence, with what limits it."""

    key: str
    name: str
    year: str
    of: tuple[str, ...]
    say: Texts
    parts: tuple[Texts, ...]
    limits: Texts
    citation: str


@dataclass(frozen=True, slots=True)
class Measure:
    """Which of the two words some instruments are about."""

    instruments: tuple[str, ...]
    title: Texts
    of: str
    say: Texts


@dataclass(frozen=True, slots=True)
class Definitions:
    """The whole file."""

    words: tuple[Word, ...]
    definitions: tuple[Definition, ...]
    measures: tuple[Measure, ...]


@cache
def definitions() -> Definitions:
    """What the words mean. Raises InstrumentRefused with file, place and remedy where the file does not hold together."""
    return read(top_of("definitions.toml"))


def read(top: Table) -> Definitions:
    """The definitions in a table. Raises InstrumentRefused with file, place and remedy."""
    top.only("words", "definitions", "measures")
    words = tuple(_word(table) for table in top.tables("words", "word"))
    known = {word.key for word in words}
    return Definitions(
        words,
        tuple(_definition(table, known) for table in top.tables("definitions", "definition")),
        tuple(_measure(table, known) for table in top.tables("measures", "measure")),
    )


def _word(table: Table) -> Word:
    table.only("key", "title", "say", "parts")
    parts = tuple(Part(texts(part, "name"), texts(part, "say")) for part in table.tables("parts", "part"))
    return Word(table.text("key"), texts(table, "title"), texts(table, "say"), parts)


def _definition(table: Table, known: set[str]) -> Definition:
    table.only("key", "name", "year", "of", "say", "parts", "limits", "citation")
    for word in table.texts("of"):
        _check_word(table, word, known)
    return Definition(
        key=table.text("key"),
        name=table.text("name"),
        year=table.text("year"),
        of=table.texts("of"),
        say=texts(table, "say"),
        parts=tuple(texts_of(part) for part in table.tables("parts", "part")),
        limits=texts(table, "limits"),
        citation=table.text("citation"),
    )


def _measure(table: Table, known: set[str]) -> Measure:
    table.only("instruments", "title", "of", "say")
    _check_word(table, table.text("of"), known)
    return Measure(table.texts("instruments"), texts(table, "title"), table.text("of"), texts(table, "say"))


def _check_word(table: Table, word: str, known: set[str]) -> None:
    if word not in known:
        raise table.refusal("of", f"'{word}' is not among the words; use one of {', '.join(sorted(known))}")
