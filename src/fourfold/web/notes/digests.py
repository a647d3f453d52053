"""Digests of notes as they are stored, sealed: a change after the lock, or after a signature, is seen without any key.

They are made of what is sealed, not of what it says: a digest of a short text would tell the text to whoever guesses it, and a
digest of an erased member's paragraph could never be checked again.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fourfold.web.notes.models import Addendum, Note


def digest_of_note(note: "Note") -> str:
    """Of one note: whose it is, who wrote it when, who changed it last, and the sealed text."""
    written, changed = (note.author_id, note.written_at.isoformat()), (note.changed_by_id, note.changed_at.isoformat())
    return _digest(["note", note.uid, note.session_id, note.person_id, *written, *changed], bytes(note.sealed_text))


def digest_of_addendum(addendum: "Addendum") -> str:
    """Of one addendum: to which note, who wrote it when, and the sealed text."""
    named = ["addendum", addendum.uid, addendum.note_id, addendum.author_id, addendum.written_at.isoformat()]
    return _digest(named, bytes(addendum.sealed_text))


def digest_of_all(digests: Iterable[str]) -> str:
    """Of several, in whatever order they come."""
    return sha256("\n".join(sorted(digests)).encode()).hexdigest()


def version_of(note: "Note | None") -> str:
    """Which state of a draft somebody has before them: no two sealings are alike; empty where nothing is written yet."""
    return sha256(bytes(note.sealed_text)).hexdigest()[:16] if note else ""


def _digest(named: Iterable[object], sealed: bytes) -> str:
    return sha256("\x1f".join(map(str, named)).encode() + b"\x1e" + sealed).hexdigest()
