"""Wording that a site imports under its own licence: read from CSV text, checked, and joined with the facts."""

import csv
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import StringIO

from fourfold.instruments.instrument import Choice, Instrument, Item

EVERY_ITEM = "*"
"""In place of an item's key: the words of these answers hold for every item that has none of its own."""
AROUND = ("title", "instructions", "goodbye")
"""What stands around the items, in place of an item's key."""
LONGEST_TEXT = 2000
_SHOWN = 60
_COLUMNS = ("item", "text", "value", "answer")

AnswerWords = Mapping[str, Mapping[int, str]] | Mapping[str, Mapping[str, str]]
"""By item key or `*`: the value of an answer -> its words. Values may be text, as they are in JSON."""


class WordingRefused(ValueError):
    """Wording does not fit its instrument. The message names the line where there is one, and what to write instead."""


@dataclass(frozen=True, slots=True)
class WordingRead:
    """The wording of one instrument in one language, fit to be stored: every item is worded, every answer is on its scale.

    `texts` holds the items by their key, and `title`, `instructions`, `goodbye` where they are given; `answers` the words of
    answers by item key, or by `*` for every item.
    """

    texts: Mapping[str, str]
    answers: Mapping[str, Mapping[int, str]]

    @property
    def title(self) -> str:
        """The title in its language, or nothing."""
        return self.texts.get("title", "")


def worded(instrument: Instrument, texts: Mapping[str, str], answers: AnswerWords, language: str) -> Instrument:
    """The instrument with imported wording in a language, as if it had come with it; other languages that it has stay.

    Raises WordingRefused where the wording does not fit.
    """
    fit = fitting_wording(instrument, texts, answers)
    around = {key: fit.texts[key] for key in AROUND if key in fit.texts}
    return replace(
        instrument,
        items=tuple(_worded_item(item, fit, language) for item in instrument.items),
        languages=tuple(dict.fromkeys((*instrument.languages, language))),
        texts={**instrument.texts, language: around},
    )


def fitting_wording(instrument: Instrument, texts: Mapping[str, str], answers: AnswerWords) -> WordingRead:
    """The wording, whole and fit for the instrument. Raises WordingRefused naming the items that lack words or do not exist."""
    keys = {item.key: item for item in instrument.items}
    for key in texts:
        if key not in keys and key not in AROUND:
            raise WordingRefused(f"'{_short(key)}' is no item of {instrument.title}; its items are {', '.join(keys)}.")
    said = {key: text.strip() for key, text in texts.items() if text.strip()}
    for key, text in said.items():
        _check_text(f"The text of '{key}'", text)
    if lacking := [key for key in keys if key not in said]:
        raise WordingRefused(f"{instrument.title} lacks the words of {', '.join(lacking)}; give a text for every item.")
    return WordingRead(said, {key: _words(instrument, keys, key, words) for key, words in answers.items()})


def read_wording(instrument: Instrument, text: str) -> WordingRead:
    """The wording in CSV text with the columns item, text and, where answers have words, value and answer.

    A row gives the text of an item (by its key, or the number that the form prints), or the words of one answer to it; the
    item `*` stands for all. `title`, `instructions` and `goodbye` are texts too. Comma, semicolon and tab are read.
    Raises WordingRefused naming the line and the remedy.
    """
    texts: dict[str, str] = {}
    answers: dict[str, dict[int, str]] = {}
    for place, row in _rows(text):
        key = _key(instrument, row["item"], place)
        if row["text"]:
            if texts.get(key, row["text"]) != row["text"] or key == EVERY_ITEM:
                raise WordingRefused(
                    f"{place}: '{_short(row['item'])}' has a text already or is every item; give each item one text."
                )
            texts[key] = row["text"]
        if row["value"] or row["answer"]:
            value = _value(instrument, key, row, place)
            if answers.setdefault(key, {}).get(value, row["answer"]) != row["answer"]:
                raise WordingRefused(f"{place}: the answer {value} of '{_short(row['item'])}' is given twice; keep one.")
            answers[key][value] = row["answer"]
        elif not row["text"]:
            raise WordingRefused(
                f"{place}: says nothing about '{_short(row['item'])}'; give a text, or a value and its answer."
            )
    return fitting_wording(instrument, texts, answers)


def _worded_item(item: Item, wording: WordingRead, language: str) -> Item:
    words = wording.answers.get(item.key) or wording.answers.get(EVERY_ITEM, {})
    ends_only = set(words) == {item.lowest, item.highest} and len(item.values) > 2
    named = {choice.value: choice.wording for choice in item.choices}
    choices = [Choice(value, {**named.get(value, {}), language: words.get(value, str(value))}) for value in item.values]
    return replace(
        item,
        wording={**(item.wording or {}), language: wording.texts[item.key]},
        ends={**item.ends, language: (words[item.lowest], words[item.highest])} if ends_only else item.ends,
        choices=tuple(choices) if words and not ends_only else item.choices,
    )


def _words(
    instrument: Instrument, items: Mapping[str, Item], key: str, words: Mapping[int, str] | Mapping[str, str]
) -> dict[int, str]:
    if key != EVERY_ITEM and key not in items:
        raise WordingRefused(f"Answers are given for '{key}', which is no item of {instrument.title}; write * for every item.")
    concerned = list(items.values()) if key == EVERY_ITEM else [items[key]]
    found: dict[int, str] = {}
    for value, word in words.items():
        if not any(str(value) == str(there) for item in concerned for there in item.values):
            raise WordingRefused(f"{_short(value)} is no answer of '{key}'; {_steps(concerned[0])}")
        if not word.strip():
            raise WordingRefused(f"The answer {value} of '{key}' has no words; write them, or leave the answer out.")
        _check_text(f"The answer {value} of '{key}'", word)
        found[int(value)] = word.strip()
    return found


def _check_text(called: str, text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise WordingRefused(f"{called} has {len(text)} letters; {LONGEST_TEXT} is the most. Is it one item?")
    if strange := next((sign for sign in text if _is_strange(sign)), None):
        raise WordingRefused(f"{called} holds the control sign U+{ord(strange):04X}; save the file as plain UTF-8 text.")


def _is_strange(sign: str) -> bool:
    """Whether a sign steers in place of being read; those that turn the direction make a sentence look like another."""
    turns = "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069"
    return turns or (unicodedata.category(sign) == "Cc" and sign not in "\n\t\r")


def _short(said: object) -> str:
    """Something of a file as a message shows it."""
    text = str(said)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _steps(item: Item) -> str:
    return f"answers are {', '.join(str(value) for value in item.values)}."


def _rows(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    whole = text.removeprefix("\ufeff")
    if not whole.strip():
        raise WordingRefused("The file is empty; its first line is item,text,value,answer.")
    first = whole.splitlines()[0]
    mark = next((mark for mark in ("\t", ";", ",") if mark in first), ",")
    reader = csv.reader(StringIO(whole, newline=""), delimiter=mark, strict=True)
    try:
        heads = [head.strip().casefold() for head in next(reader)]
        _check_heads(heads)
        for fields in reader:
            if any(field.strip() for field in fields):
                yield f"Line {reader.line_num}", _row(heads, fields, reader.line_num)
    except csv.Error as fault:
        raise WordingRefused(f"Line {reader.line_num}: cannot be read as CSV ({fault}); close every quotation mark.") from fault


def _check_heads(heads: list[str]) -> None:
    if not {"item", "text"} <= set(heads) or not set(heads) <= set(_COLUMNS) or len(heads) != len(set(heads)):
        raise WordingRefused(f"Line 1: the columns are {_short(', '.join(heads))}; write item,text or item,text,value,answer.")


def _row(heads: list[str], fields: list[str], line: int) -> dict[str, str]:
    if len(fields) > len(heads):
        raise WordingRefused(
            f"Line {line}: has {len(fields)} fields, not {len(heads)}; put texts that hold the mark in quotation marks."
        )
    given = dict(zip(heads, (field.strip() for field in fields), strict=False))
    return {column: given.get(column, "") for column in _COLUMNS}


def _key(instrument: Instrument, said: str, place: str) -> str:
    keys = [item.key for item in instrument.items]
    for key in (said, said.casefold(), f"q{said}"):
        if key in keys or key == EVERY_ITEM or key in AROUND:
            return key
    raise WordingRefused(
        f"{place}: '{_short(said)}' is no item of {instrument.title}; write one of {', '.join(keys)}, * or title."
    )


def _value(instrument: Instrument, key: str, row: Mapping[str, str], place: str) -> int:
    value, answer = row["value"], row["answer"]
    if not value or not answer:
        raise WordingRefused(f"{place}: an answer needs its value and its words; fill in both value and answer, or neither.")
    items = instrument.items if key == EVERY_ITEM else [item for item in instrument.items if item.key == key]
    if not items:
        raise WordingRefused(f"{place}: '{key}' has no answers; take value and answer out.")
    if not any(value == str(there) for item in items for there in item.values):
        raise WordingRefused(f"{place}: {_short(value)} is no answer of '{_short(row['item'])}'; {_steps(items[0])}")
    return int(value)
