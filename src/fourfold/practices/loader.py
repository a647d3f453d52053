"""A TOML file -> a Practice, or one refusal that says where and what to do; the catalogue and a site's own folder."""

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

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
    own = () if folder is None else (path.stem for path in folder.glob("*.toml"))
    return tuple(sorted({*_shipped_texts(), *own}))


def practice(key: str, folder: Path | None = None) -> Practice:
    """The practice of that key, from the catalogue or from a site's own folder.

    Raises KeyError for a key that is in neither, and PracticeRefused for a file that cannot be used.
    """
    if key in _shipped_texts():
        if folder is not None and (folder / f"{key}.toml").exists():
            raise PracticeRefused(f"{key}.toml", "key", f"'{key}' ships with Fourfold; give your own practice another key")
        return _shipped(key)
    if folder is not None and key in catalogue(folder):
        return load(folder / f"{key}.toml")
    raise KeyError(f"there is no practice '{key}'; there are {', '.join(catalogue(folder))}")


def load(path: Path) -> Practice:
    """The practice in a TOML file. Raises PracticeRefused naming the file, the place and the remedy."""
    try:
        return read(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as fault:
        raise PracticeRefused(path.name, "", f"is not UTF-8 text (byte {fault.start}); save it as UTF-8") from fault
    except OSError as fault:
        raise PracticeRefused(path.name, "", f"cannot be read ({fault.strerror}); put a file in its place") from fault


def read(text: str, file: str) -> Practice:
    """The practice in the text of a TOML file; `file` is how refusals call it."""
    try:
        top = Table(file, "", tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise PracticeRefused(file, "", f"is no TOML: {fault}; mend that place") from fault
    except RecursionError:
        raise PracticeRefused(file, "", "is nested too deeply; write it anew") from None
    made = _practice(top)
    if made.key != Path(file).stem:
        raise top.refusal("key", f"'{made.key}' is not the name of the file; rename one of them")
    check(made, file)
    return made


@cache
def _shipped(key: str) -> Practice:
    return read(_shipped_texts()[key], f"{key}.toml")


@cache
def _shipped_texts() -> dict[str, str]:
    found = files("fourfold.practices").joinpath("catalogue").iterdir()
    return {f.name.removesuffix(".toml"): f.read_text(encoding="utf-8") for f in found if f.name.endswith(".toml")}


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
