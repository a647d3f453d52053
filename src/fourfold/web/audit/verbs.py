"""What was done, in the language of whoever reads the log."""

import re

from fourfold.web.words import site_words

SECTION = "audit_verbs"


def key_of(verb: str) -> str:
    """The key of a verb's words."""
    return re.sub("[^a-z]+", "_", verb)


def spoken(verb: str, language: str | None) -> str:
    """The words of a verb; the verb itself where it has none."""
    return str(site_words(language).entries[SECTION].get(key_of(verb), verb))
