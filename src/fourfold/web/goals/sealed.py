"""What is written of a person, sealed with the person's own key; place "table:uid:column"."""

from typing import Any, Protocol
from uuid import UUID

from fourfold.web.storage.sealing import Erased, seal, unseal


class Row(Protocol):
    """A stored row that has a name of its own."""

    uid: UUID

    @property
    def _meta(self) -> Any: ...


def sealed(person_id: int, row: Row, column: str, text: str) -> bytes:
    """The text sealed for one column of a row. Raises `Erased`."""
    return seal(person_id, _place(row, column), text)


def opened(person_id: int, row: Row, column: str) -> str:
    """What stands in a column; nothing where nothing was written, where it was taken back, or where the person was erased."""
    content = getattr(row, f"sealed_{column}")
    if not content:
        return ""
    try:
        return unseal(person_id, _place(row, column), bytes(content))
    except Erased:
        return ""


def _place(row: Row, column: str) -> str:
    return f"{row._meta.model_name}:{row.uid}:{column}"
