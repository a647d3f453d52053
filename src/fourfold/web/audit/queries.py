"""Reading the audit log: whether it is whole, and who has seen what."""

from dataclasses import dataclass

from fourfold.web.audit.actions import BEGINNING, link_of
from fourfold.web.audit.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: how many entries, and the last link. Kept outside, it tells a log that was cut short."""

    count: int
    link: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check of the chain found; `broken_at` is the id of the first entry that does not fit."""

    head: Head
    broken_at: int | None
    sentence: str


def head() -> Head:
    """The end of the chain now."""
    last = AuditEntry.objects.order_by("-id").first()
    return Head(AuditEntry.objects.count(), (BEGINNING if last is None else bytes(last.link)).hex())


def check(anchor: Head | None = None) -> Finding:
    """The chain from its beginning, and against an anchor kept outside (a log may have grown since, never shrunk)."""
    before, count, anchored = BEGINNING, 0, anchor is None or anchor.count == 0
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=2000):
        if link_of(entry, before) != bytes(entry.link):
            now = Head(count, before.hex())
            return Finding(now, entry.pk, f"entry {entry.pk} does not fit the one before it: the log was changed")
        before, count = bytes(entry.link), count + 1
        if anchor is not None and count == anchor.count:
            anchored = before.hex() == anchor.link
    now = Head(count, before.hex())
    if not anchored:
        return Finding(
            now,
            None if count < (anchor.count if anchor else 0) else count,
            "the log is not the one that was anchored: entries are missing or replaced",
        )
    return Finding(now, None, f"all {count} entries fit")
