"""What is written of a person, sealed with the person's own key; place "table:uid:column"."""

from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import get_language

from fourfold.web.storage.sealing import UNOPENED, Erased, seal, unseal
from fourfold.web.words import site_words


class Row(Protocol):
    """A stored row that has a name of its own."""

    uid: UUID

    @property
    def _meta(self) -> Any: ...


def sealed(person_id: int, row: Row, column: str, text: str) -> bytes:
    """The text sealed for one column of a row. Raises `Erased`."""
    return seal(person_id, _place(row, column), text)


def opened(person_id: int, row: Row, column: str) -> str:
    """What stands in a column; nothing where nothing was written, where it was taken back, or where the person was erased.

    Where the seal is broken, a sentence that says so: one row must not take the page from everybody.
    """
    content = getattr(row, f"sealed_{column}")
    if not content:
        return ""
    try:
        return unseal(person_id, _place(row, column), bytes(content))
    except Erased:
        return ""
    except UNOPENED:
        return unopened()


def unopened() -> str:
    """The sentence in the place of a text that cannot be opened, in the language of the page."""
    return site_words(get_language()).say("page.does_not_open")


def to_change(words: str) -> str:
    """What a form begins with: nothing where the text could not be opened, so that the sentence is never kept as one."""
    return "" if words == unopened() else words


def _place(row: Row, column: str) -> str:
    return f"{row._meta.model_name}:{row.uid}:{column}"
