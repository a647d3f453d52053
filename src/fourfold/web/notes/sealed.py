"""Notes at rest: a paragraph is sealed with its member's key, the note of the group with the group's."""

from typing import TYPE_CHECKING
from uuid import UUID

from fourfold.web.storage.sealing import seal, seal_for_group, unseal, unseal_for_group

if TYPE_CHECKING:
    from fourfold.web.notes.models import Addendum, Note


def seal_note(note: "Note", text: str) -> bytes:
    """A note's text, sealed for this note alone. Raises `Erased` where the member was erased."""
    return _seal(note, _place("note", note.uid), text)


def seal_addendum(addendum: "Addendum", text: str) -> bytes:
    """An addendum's text, sealed like the note that it belongs to. Raises `Erased`."""
    return _seal(addendum.note, _place("addendum", addendum.uid), text)


def text_of(note: "Note") -> str:
    """What a note says. Raises `Erased`, `SealBroken`."""
    return _unseal(note, _place("note", note.uid), bytes(note.sealed_text))


def text_of_addendum(addendum: "Addendum") -> str:
    """What an addendum says. Raises `Erased`, `SealBroken`."""
    return _unseal(addendum.note, _place("addendum", addendum.uid), bytes(addendum.sealed_text))


def _place(table: str, uid: UUID) -> str:
    return f"{table}:{uid}:text"


def _seal(note: "Note", place: str, text: str) -> bytes:
    if note.person_id is None:
        return seal_for_group(note.session.group_id, place, text)
    return seal(note.person_id, place, text)


def _unseal(note: "Note", place: str, sealed: bytes) -> str:
    if note.person_id is None:
        return unseal_for_group(note.session.group_id, place, sealed)
    return unseal(note.person_id, place, sealed)
