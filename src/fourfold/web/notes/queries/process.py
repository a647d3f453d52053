"""One's own process notes: nobody else's can be asked for, by anybody, and without the author's key nothing is told of them."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import QuerySet
from django.utils import timezone

from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.notes.models import ProcessKey, ProcessNote
from fourfold.web.notes.process_keys import OpenKey, Shut


@dataclass(frozen=True, slots=True)
class Written:
    """One process note, open; `title` is None where it does not open: it was changed, or brought here from another place."""

    id: int
    title: str | None
    text: str
    changed_at: datetime
    version: str


def own_key(viewer: Viewer) -> ProcessKey | None:
    """The sealed key of somebody who leads groups, None where they have not begun. Raises `Missing` for anybody else."""
    if not access.may(viewer, Right.LEAD):
        raise Missing
    return ProcessKey.objects.filter(user=viewer.user_id or 0).first()


def lock_of(viewer: Viewer) -> tuple[int, str]:
    """The row of the viewer's key, and what changes with each passphrase: a digest of the key as it is sealed now."""
    found = ProcessKey.objects.filter(user=viewer.user_id or 0).values_list("pk", "sealed_key").first()
    row, sealed = found or (0, b"")
    return row, sha256(bytes(sealed)).hexdigest()


def own_notes(viewer: Viewer) -> QuerySet[ProcessNote]:
    """The sealed notes of somebody who leads groups. Raises `Missing` for anybody else."""
    if not access.may(viewer, Right.LEAD):
        raise Missing
    return ProcessNote.objects.filter(author=viewer.user_id or 0)


def exists(viewer: Viewer, note_id: int) -> None:
    """Nothing, where the viewer has such a note. Raises `Missing`."""
    access.one(own_notes(viewer), pk=note_id)


def written(viewer: Viewer, key: OpenKey) -> list[Written]:
    """All of one's notes, the last changed first."""
    return [_opened(row, key) for row in own_notes(viewer).order_by("-changed_at", "-pk")]


def note_of(viewer: Viewer, key: OpenKey, note_id: int) -> Written:
    """One of them. Raises `Missing`."""
    return _opened(access.one(own_notes(viewer), pk=note_id), key)


def version_of(row: ProcessNote) -> str:
    """Which state of a note somebody has before them. Internal."""
    return sha256(bytes(row.sealed_text)).hexdigest()[:16]


def _opened(row: ProcessNote, key: OpenKey) -> Written:
    try:
        told = json.loads(key.unseal(row.uid, bytes(row.sealed_text)))
    except Shut:
        told = {"title": None, "text": ""}
    return Written(row.pk, told["title"], told["text"], timezone.localtime(row.changed_at), version_of(row))
