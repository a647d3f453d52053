"""The site's words: the brief's catalogue with a section for each slice, in every language."""

import tomllib
from functools import cache
from importlib.resources import files

from fourfold.feedback.words import LANGUAGES, Words, words


@cache
def site_words(language: str | None) -> Words:
    """The words of a language; of English where a language has none."""
    chosen = (language or "en").partition("-")[0]
    chosen = chosen if chosen in LANGUAGES else "en"
    entries = dict(words(chosen).entries)
    for part in sorted(files("fourfold.web.words").joinpath(chosen).iterdir(), key=lambda p: p.name):
        if part.name.endswith(".toml"):
            entries |= tomllib.loads(part.read_text(encoding="utf-8"))
    return Words(chosen, entries)
