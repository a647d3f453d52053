"""Names before a colon (`Ana M.: yes`): which of them are people, decided over the whole file.

A label is what stands before a colon and a blank at the start of a line, or in brackets at its start. It is possible as a
name where it has a letter or is a telephone number, at most six words, no word that only sentences have, and is no word that
people say before a colon ("Note: ..."). Where at least half of the cues begin with a possible label, each of those is
somebody; elsewhere only a label that is written like a name and occurs twice.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from fourfold.formats.cues.names import clean_name

Names = Mapping[str, str]
"""Labels as they are written that are people, and the name each of them stands for."""

_LEAD = r"[ \t]*(?:(?:[-–—•]|>{1,3})[ \t]*)?"
LABEL = re.compile(
    rf"{_LEAD}(?:\[([^\[\]\n]{{1,80}})\][ \t]*:?|\(([^()\n]{{1,80}})\)[ \t]*:|([^\n:：<>\[\]]{{1,80}})(?::(?=\s|\Z)|：))[ \t]*"
)
"""A label at the start of a line, with the mark before it: three groups, of which one holds it."""

_MOST_WORDS = 6
_PHONE = re.compile(r"\+?[0-9][0-9 ()*.-]{4,}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_HEADINGS = """note notes nota notas warning attention question questions pregunta answer respuesta example ejemplo quote
reminder remember important importante summary resumen topic tema agenda subject fyi update today tomorrow music applause
laughter laughs silence inaudible crosstalk noise http https mailto"""
_ALONE = "re ps date time okay ok yes no so and but well"
_SENTENCES = """i i'm he she it it's we you they that that's this these those is are was were be been have has had said says
say asked told goes think thinks thing things because if when what why how who which then here there not don't my your his
her their our like just really que dijo dice es fue porque cuando pero"""
_SMALL = "de da do dos das del della di du la le van von der den ter ten y e i al el bin ibn bint af av zu of"
_HEADING_WORDS, _WORDS_ALONE = frozenset(_HEADINGS.split()), frozenset(_ALONE.split())
_SENTENCE_WORDS, _PARTICLES = frozenset(_SENTENCES.split()), frozenset(_SMALL.split())


def label_and_rest(line: str) -> tuple[str, str] | None:
    """The label that a line begins with, as it is written, and the rest of the line; None where it begins with none."""
    found = LABEL.match(line)
    if found is None:
        return None
    return str(found[found.lastindex or 0]).strip(), line[found.end() :]


def people(at_start: Iterable[str | None], within: Iterable[str], cues: int) -> dict[str, str]:
    """The labels that are people. `at_start`: those that cues begin with; `within`: those of further lines of cues."""
    first = Counter(label for label in at_start if label is not None)
    further = Counter(within)
    able = {label: name for label in first | further if (name := _possible(label)) is not None}
    labelled = sum(count for label, count in first.items() if label in able)
    everywhere = cues > 0 and 2 * labelled >= cues
    return {
        label: name
        for label, name in able.items()
        if (everywhere and first[label]) or (first[label] + further[label] > 1 and _written_like_a_name(name))
    }


def _possible(label: str) -> str | None:
    """The name that a label stands for, or None where it cannot be one."""
    name = clean_name(label)
    if name is None:
        return None
    words = [word.replace("’", "'") for word in _WORD.findall(_IN_BRACKETS.sub("", name) or name)]
    if not words:
        return name if _PHONE.fullmatch(name) else None
    if len(words) > _MOST_WORDS or len(name.split()) > _MOST_WORDS + 2 or _heads_a_sentence(words):
        return None
    return None if any(word in _SENTENCE_WORDS for word in words[1:]) else name


def _heads_a_sentence(words: list[str]) -> bool:
    first = words[0].casefold()
    return (
        first in _HEADING_WORDS or (len(words) == 1 and first in _WORDS_ALONE) or (len(first) > 1 and first in _SENTENCE_WORDS)
    )


def _written_like_a_name(name: str) -> bool:
    """Whether each word begins as a name does: with a capital, a figure, or in a script without capitals."""
    words = name.split()
    return not words[0][0].islower() and all(w in _PARTICLES or not w[0].islower() for w in words)
