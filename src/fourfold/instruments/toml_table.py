"""One table of a TOML file, read field by field; every refusal names the file, the place and the remedy."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any, TypeVar

Word = TypeVar("Word", bound=StrEnum)


class InstrumentRefused(ValueError):
    """A file of an instrument cannot be used. The message names the file, the place in it, and what to write instead."""

    def __init__(self, file: str, place: str, message: str) -> None:
        self.file, self.place = file, place
        super().__init__(f"{file}, {place}: {message}" if place else f"{file}: {message}")


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `place` is how a person finds it in the file."""

    file: str
    place: str
    entries: Mapping[str, Any]

    def refusal(self, key: str, message: str) -> InstrumentRefused:
        """The refusal of one field of this table."""
        return InstrumentRefused(self.file, ", ".join(part for part in (self.place, key) if part), message)

    def only(self, *known: str) -> None:
        """Nothing, where every field is known. Raises InstrumentRefused for a field that is probably misspelt."""
        for key in self.entries:
            if key not in known:
                raise self.refusal(key, f"is not a field here; use one of {', '.join(known)}")

    def has(self, key: str) -> bool:
        """Whether the field is given."""
        return key in self.entries

    def text(self, key: str, default: str | None = None) -> str:
        """The text of a field, never empty unless the default is."""
        if key not in self.entries and default is not None:
            return default
        value = self.entries.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refusal(key, f'is missing or no text; write {key} = "..."')
        return value

    def whole(self, key: str, default: int | None = None) -> int:
        """The whole number of a field."""
        value = self.entries.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.refusal(key, f"is missing or no whole number; write {key} = 1, for example")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """The number of a field."""
        value = self.entries.get(key, default)
        if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
            raise self.refusal(key, f"is missing or no number; write {key} = 1.0, for example")
        return float(value)

    def flag(self, key: str) -> bool:
        """Whether the field is true; false where it is not given."""
        value = self.entries.get(key, False)
        if not isinstance(value, bool):
            raise self.refusal(key, f"is neither true nor false; write {key} = true or leave it out")
        return value

    def word(self, key: str, words: type[Word]) -> Word:
        """The field as one of a fixed list of words."""
        value = self.text(key)
        if value not in list(words):
            raise self.refusal(key, f"'{value}' is not known; use one of {', '.join(words)}")
        return words(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts of a field, none of them twice; empty where the field is not given."""
        value = self.entries.get(key, [])
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise self.refusal(key, f'is no list of texts; write {key} = ["...", "..."]')
        if twice := doubled(value):
            raise self.refusal(key, f"{twice} stands there twice; name it once")
        return tuple(value)

    def item_keys(self, key: str) -> tuple[str, ...]:
        """The keys of items in a list; a number stands for the item that the form prints under it: 3 is q3."""
        value = self.entries.get(key, [])
        if isinstance(value, list):
            value = [f"q{entry}" if isinstance(entry, int) and not isinstance(entry, bool) else entry for entry in value]
        return Table(self.file, self.place, {key: value}).texts(key)

    def table(self, key: str) -> "Table":
        """The table inside this one; empty where the field is not given."""
        value = self.entries.get(key, {})
        if not isinstance(value, dict):
            raise self.refusal(key, f"is no table; write [{key}] with its fields below")
        return Table(self.file, ", ".join(part for part in (self.place, key) if part), value)

    def tables(self, key: str, called: str) -> tuple["Table", ...]:
        """The tables of a list, each placed by its own key, or by its number where it has none."""
        value = self.entries.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.refusal(key, f"is no list of tables; write [[{key}]] before each")
        return tuple(Table(self.file, self._place_of(called, n, entry), entry) for n, entry in enumerate(value, start=1))

    def _place_of(self, called: str, number: int, entry: Mapping[str, Any]) -> str:
        own = f"{called} '{entry['key']}'" if isinstance(entry.get("key"), str) else f"{called} {number}"
        return ", ".join(part for part in (self.place, own) if part)


def doubled(keys: Iterable[str]) -> str:
    """The keys that stand there more than once, as one reads them; empty where there are none."""
    counts = Counter(keys)
    return ", ".join(f"'{key}'" for key, count in counts.items() if count > 1)
