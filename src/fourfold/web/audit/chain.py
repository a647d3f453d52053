"""The chain of the audit log: each link is made of an entry, of the link before it and of a key."""

import hmac
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.conf import settings

from fourfold.web.storage.keys import derived

if TYPE_CHECKING:
    from fourfold.web.audit.models import AuditEntry

BEGINNING = bytes(32)


def link_of(entry: "AuditEntry", before: bytes) -> bytes:
    """The HMAC-SHA256 of an entry and the link before it. JSON, so that no text can pass from one field to the next."""
    told = (_instant(entry.at), entry.actor, entry.verb, entry.subject, entry.group_id, entry.person_id, entry.detail)
    return hmac.digest(derived(settings.KEYS, "audit"), before + json.dumps(told).encode(), "sha256")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
