"""Adding to the audit log. An entry is made in the transaction of what it tells of, or it does not happen at all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from fourfold.web.access import Viewer
from fourfold.web.audit.chain import BEGINNING, link_of
from fourfold.web.audit.models import AuditEntry
from fourfold.web.storage.writing import write_transaction

_POSTGRESQL_LOCK = 0x464F5552
_QUARTER = 15 * 60


def note(
    by: Viewer | str, verb: str, subject: str = "", *, group: int | None = None, person: int | None = None, detail: str = ""
) -> AuditEntry:
    """One entry added to the chain, in the transaction that is open. `detail` never holds content of an answer or a note."""
    before = _last_link()
    actor = by if isinstance(by, str) else by.actor
    entry = AuditEntry(
        at=timezone.now(), actor=actor, verb=verb, subject=subject, group_id=group, person_id=person, detail=detail[:400]
    )
    entry.link = link_of(entry, before)
    entry.save(force_insert=True)
    return entry


def note_all(entries: Sequence[AuditEntry]) -> None:
    """Several entries added to the chain in one go, each sealed to the one before it, in the transaction that is open."""
    before = _last_link()
    for entry in entries:
        before = entry.link = link_of(entry, before)
    instant = connection.ops.adapt_datetimefield_value
    values: list[Any] = []
    for e in entries:
        values += (instant(e.at), e.actor, e.verb, e.subject, e.group_id, e.person_id, e.detail, e.link)
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(entries))
    # Written by hand, here and below: composing them anew costs a check-in more than all else that is stored of it.
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO web_auditentry (at, actor, verb, subject, group_id, person_id, detail, link) VALUES {rows}", values
        )


def note_read(
    by: Viewer, what: str, subject: str = "", *, group: int | None = None, person: int | None = None, detail: str = ""
) -> None:
    """That somebody saw content, written before the page is shown."""
    with write_transaction():
        note(by, f"read {what}", subject, group=group, person=person, detail=detail)


def in_one_quarter(one: datetime, other: datetime) -> bool:
    """Whether two moments lie in the same quarter of an hour: who goes on writing is told of once in each."""
    return one.timestamp() // _QUARTER == other.timestamp() // _QUARTER


def _last_link() -> bytes:
    """The link that the next entry is sealed to. No other entry can come between until the transaction ends."""
    if not connection.in_atomic_block:
        raise RuntimeError("audit: an entry belongs to a transaction; open one with write_transaction()")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_POSTGRESQL_LOCK])
    with connection.cursor() as cursor:
        cursor.execute("SELECT link FROM web_auditentry ORDER BY id DESC LIMIT 1")
        last = cursor.fetchone()
    return BEGINNING if last is None else bytes(last[0])
