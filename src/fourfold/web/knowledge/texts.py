"""Texts of the library's own files: each in every language of the site, or the file is refused."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from fourfold.feedback.words import LANGUAGES
from fourfold.instruments.toml_table import Table


def top_of(file: str) -> Table:
    """The table of one of the files beside this one."""
    return Table(file, "", tomllib.loads(files("fourfold.web.knowledge").joinpath(file).read_text(encoding="utf-8")))


def texts(table: Table, key: str) -> Mapping[str, str]:
    """The text of a field by language. Raises InstrumentRefused where a language is missing."""
    return texts_of(table.table(key))


def texts_of(table: Table) -> Mapping[str, str]:
    """A table of languages as a text by language. Raises InstrumentRefused where a language is missing or unknown."""
    table.only(*LANGUAGES)
    return {language: table.text(language) for language in LANGUAGES}
