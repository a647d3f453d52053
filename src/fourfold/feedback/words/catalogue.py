"""Sentences from the catalogue of a language: plurals, names, numbers as words, days and spans of time."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "es")
_SHORT_LABEL = re.compile(r"[^\W\d_]{1,2}$")
_SOUNDS_LIKE_I = re.compile(r"h?[ií](?![aeo])", re.IGNORECASE)
_DAYS_OF_A_MONTH = range(25, 36)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. Every method returns text for people, never mark-up."""

    language: str
    entries: Mapping[str, Any]

    def say(self, key: str, count: int | None = None, **given: object) -> str:
        """The entry `section.key` with its gaps filled; `count` chooses between one and many and is spelt out."""
        entry = self._entry(key)
        filled = {name: str(value) for name, value in given.items()}
        if count is not None:
            filled["count"] = self.number(count)
        if isinstance(entry, Mapping):
            entry = entry["one" if count == 1 else "other"]
        filled |= {name.capitalize(): text[:1].upper() + text[1:] for name, text in filled.items()}
        return _tidy(str(entry).format_map(filled))

    def number(self, value: int) -> str:
        """A whole number, as a word up to twelve."""
        spelt: Sequence[str] = self.entries["numbers"]
        return spelt[value] if 0 <= value < len(spelt) else str(value)

    def listed(self, items: Sequence[str], by: str = "and") -> str:
        """Items as one reads them aloud; `by` is the entry that joins the last one: and, pair or pairs."""
        if len(items) < 2:
            return "".join(items)
        joint = "and_before_i" if by == "and" and _SOUNDS_LIKE_I.match(items[-1]) else by
        return str(self.entries[joint]).format(first=", ".join(items[:-1]), last=items[-1], second=items[-1])

    def day(self, value: date, key: str = "day") -> str:
        """A day in full, or as `short_day` without its weekday."""
        return str(self.entries[key]).format(
            weekday=self.entries["weekdays"][value.weekday()],
            day=value.day,
            month=self.entries["months"][value.month - 1],
            year=value.year,
        )

    def ago(self, days: int) -> str:
        """How long ago, in the unit that people use."""
        return self.say("ago.last_week") if days in range(5, 11) else self._time("ago", days)

    def span(self, days: int) -> str:
        """How long, in the unit that people use."""
        return self._time("span", days)

    def decimal(self, value: float) -> str:
        """A number to one decimal."""
        return f"{value:.1f}".replace(".", str(self.entries["decimal_mark"]))

    def _time(self, section: str, days: int) -> str:
        if days < 5:
            return self.say(f"{section}.days", max(days, 1))
        if days in _DAYS_OF_A_MONTH or days > 84:
            return self.say(f"{section}.months", max(round(days / 30.4), 1))
        return self.say(f"{section}.weeks", max(round(days / 7), 1))

    def _entry(self, key: str) -> Any:
        section, _, name = key.partition(".")
        return self.entries[section][name]


@cache
def words(language: str) -> Words:
    """The words of a language. Raises ValueError for one that has no catalogue."""
    if language not in LANGUAGES:
        raise ValueError(f"there are no words for language '{language}'; use one of {', '.join(LANGUAGES)}")
    source = files("fourfold.feedback.words").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Words(language, tomllib.loads(source))


def spoken(label: str) -> str:
    """A label as it stands in a sentence: initials take a full stop."""
    return f"{label}." if _SHORT_LABEL.fullmatch(label) and label.isupper() else label


def _tidy(text: str) -> str:
    """Two full stops in a row come from initials at the end of a sentence."""
    return re.sub(r"(?<!\.)\.\.(?!\.)", ".", text)
