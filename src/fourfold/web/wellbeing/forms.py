"""What the form of an instrument sends: a value or nothing for each item."""

from collections.abc import Mapping

from fourfold.instruments import Instrument


class AnswerMissing(ValueError):
    """A value that the form does not offer."""


def answers_of(asked: Instrument, sent: Mapping[str, str]) -> dict[str, int | None]:
    """The answers by item; None where somebody left a sentence out. Raises `AnswerMissing` for a value nobody was offered."""
    found: dict[str, int | None] = {}
    for item in asked.items:
        said = sent.get(item.key, "")
        if said and said not in {str(value) for value in item.values}:
            raise AnswerMissing(item.key)
        found[item.key] = int(said) if said else None
    return found
