"""Adding to the audit log. An entry is made in the transaction of what it tells of, or it does not happen at all."""

import hmac
from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.db import connection
from django.utils import timezone

from fourfold.web.access import Viewer
from fourfold.web.audit.models import AuditEntry
from fourfold.web.storage.keys import derived
from fourfold.web.storage.writing import write_transaction

BEGINNING = bytes(32)
_POSTGRESQL_LOCK = 0x464F5552


def note(
    by: Viewer | str, verb: str, subject: str = "", *, group: int | None = None, person: int | None = None, detail: str = ""
) -> AuditEntry:
    """One entry added to the chain, in the transaction that is open. `detail` never holds content of an answer or a note."""
    if not connection.in_atomic_block:
        raise RuntimeError("audit: an entry belongs to a transaction; open one with write_transaction()")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_POSTGRESQL_LOCK])
    last = AuditEntry.objects.order_by("-id").values_list("link", flat=True).first()
    actor = by if isinstance(by, str) else by.actor
    entry = AuditEntry(
        at=timezone.now(), actor=actor, verb=verb, subject=subject, group_id=group, person_id=person, detail=detail[:400]
    )
    entry.link = link_of(entry, BEGINNING if last is None else bytes(last))
    entry.save(force_insert=True)
    return entry


def note_read(
    by: Viewer, what: str, subject: str = "", *, group: int | None = None, person: int | None = None, detail: str = ""
) -> None:
    """That somebody saw content, written before the page is shown."""
    with write_transaction():
        note(by, f"read {what}", subject, group=group, person=person, detail=detail)


def link_of(entry: AuditEntry, before: bytes) -> bytes:
    """The HMAC-SHA256 of an entry and the link before it."""
    told = (entry.actor, entry.verb, entry.subject, str(entry.group_id), str(entry.person_id), entry.detail)
    text = "\x1f".join((_instant(entry.at), *told))
    return hmac.new(derived(settings.KEYS, "audit"), before + text.encode(), sha256).digest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
