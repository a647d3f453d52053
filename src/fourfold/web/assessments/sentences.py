"""What is read of an instrument: its sentences and the words of its answers, as they ship or as a site imported them."""

from dataclasses import dataclass

from fourfold.instruments import Instrument, Item


@dataclass(frozen=True, slots=True)
class Sentence:
    """One item as it is read: its text, every answer with its words, and the words at both ends where only those have any."""

    key: str
    text: str
    answers: tuple[tuple[int, str], ...]
    ends: tuple[str, str] | None

    @property
    def in_words(self) -> bool:
        """Whether the answers have words of their own."""
        return self.ends is None and any(word != str(value) for value, word in self.answers)


@dataclass(frozen=True, slots=True)
class Sentences:
    """A whole instrument as it is read in one language."""

    title: str
    instructions: str
    goodbye: str
    items: tuple[Sentence, ...]

    def place_of(self, key: str) -> int:
        """The number of an item, from one."""
        return next(number for number, item in enumerate(self.items, start=1) if item.key == key)


def sentences(instrument: Instrument, language: str) -> Sentences:
    """The sentences of an instrument that has its wording in a language."""
    texts = instrument.texts.get(language, {})
    items = tuple(_sentence(item, language) for item in instrument.items)
    return Sentences(texts.get("title", instrument.title), texts.get("instructions", ""), texts.get("goodbye", ""), items)


def _sentence(item: Item, language: str) -> Sentence:
    words = {choice.value: choice.wording.get(language, "") for choice in item.choices}
    answers = tuple((value, words.get(value) or str(value)) for value in item.values)
    return Sentence(item.key, (item.wording or {}).get(language, item.key), answers, None if words else item.ends.get(language))
