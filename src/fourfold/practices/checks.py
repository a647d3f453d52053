"""Whether a practice holds together: whole in every language, sane minutes, when not to use it, gentler ways, what is known."""

from collections.abc import Iterable, Mapping
from re import fullmatch

from fourfold.instruments.toml_table import InstrumentRefused
from fourfold.practices.practice import Evidence, Lists, Practice

LONGEST = 60
"""Minutes of one go; no session leaves room for more."""
LONGEST_KEY = 40
"""The site keeps the key of a practice in a column of this width."""

_Fault = tuple[str, str]
"""The place, and what is wrong with its remedy."""


def check(practice: Practice, file: str) -> None:
    """Nothing, where the practice holds together. Raises PracticeRefused for the first fault."""
    for fault in _faults(practice):
        raise InstrumentRefused(file, *fault)


def _faults(practice: Practice) -> Iterable[_Fault]:
    yield from _head(practice)
    for name, texts in (("title", practice.title), ("purpose", practice.purpose)):
        yield from _in_every_language(practice, name, texts)
    for name, lists in (("steps", practice.steps), ("not_when", practice.not_when), ("gentler", practice.gentler)):
        yield from _list(practice, name, lists)
    yield from _evidence(practice)


def _head(practice: Practice) -> Iterable[_Fault]:
    if len(practice.key) > LONGEST_KEY:
        yield "key", f"is longer than {LONGEST_KEY} letters; shorten it and the name of the file"
    if not fullmatch(r"[A-Za-z0-9_-]+", practice.key):
        yield "key", f"'{practice.key}' does not fit an address; use letters from a to z, digits and underscores"
    if not practice.languages:
        yield "languages", 'there is none; write languages = ["en", "es"]'
    if not practice.settings:
        yield "settings", 'there is none; write settings = ["session"], ["alone"] or both'
    if practice.least_minutes < 1:
        yield "least_minutes", f"{practice.least_minutes} is less than a minute; write at least 1"
    if practice.most_minutes < practice.least_minutes:
        yield "most_minutes", f"{practice.most_minutes} is below least_minutes {practice.least_minutes}; exchange or mend them"
    if practice.most_minutes > LONGEST:
        yield "most_minutes", f"{practice.most_minutes} is more than {LONGEST}; cut the practice into parts"


def _in_every_language(practice: Practice, place: str, said: Mapping[str, object]) -> Iterable[_Fault]:
    for language in practice.languages:
        if language not in said:
            yield place, f"is missing in '{language}'; write it, or take '{language}' out of languages"
    for language in said:
        if language not in practice.languages:
            yield place, f"is given in '{language}', which languages does not name; add it there or take it out here"


def _list(practice: Practice, place: str, lists: Lists) -> Iterable[_Fault]:
    yield from _in_every_language(practice, place, lists)
    for language, entries in lists.items():
        if not entries or not all(entry.strip() for entry in entries):
            yield f"{place}, {language}", "is empty or has an empty line; write at least one sentence"
    if len({len(entries) for entries in lists.values()}) > 1:
        yield place, "has more lines in one language than in another; every language has every line"


def _evidence(practice: Practice) -> Iterable[_Fault]:
    if not practice.evidence and not practice.evidence_none:
        yield "evidence", "there is none; cite a source, or say in evidence_none that no study of this practice was found"
    for number, known in enumerate(practice.evidence, start=1):
        yield from _in_every_language(practice, f"evidence {number}, words", known.words)
        yield from _address(f"evidence {number}, url", known)
    if practice.evidence_none:
        yield from _in_every_language(practice, "evidence_none", practice.evidence_none)


def _address(place: str, known: Evidence) -> Iterable[_Fault]:
    if known.url and not known.url.startswith("https://"):
        yield place, "is no secure address; write https://... or leave it out"
