"""Seven ways of changing the log, twenty times each, all found: by the chain, or by the anchor that is kept outside."""

import hmac
import json
import random
from collections.abc import Callable
from datetime import UTC
from hashlib import sha256

import pytest
from django.db import connection

from fourfold.web.audit.actions import note
from fourfold.web.audit.chain import BEGINNING, link_of
from fourfold.web.audit.models import AuditEntry
from fourfold.web.audit.queries import Head, check, head
from fourfold.web.storage.writing import write_transaction

ENTRIES = 40
Change = Callable[[random.Random], None]


@pytest.fixture
def anchor(db: None) -> Head:
    """The end of a log of some length, written down outside; the log has grown since."""
    _grow(ENTRIES)
    kept = head()
    _grow(3)
    return kept


def _grow(number: int) -> None:
    with write_transaction():
        for k in range(number):
            note(f"user:{k % 5}", ("read brief", "enrol", "appoint")[k % 3], f"group:{k}", group=k % 4, detail=f"place {k}")


def _some(chance: random.Random, *, last: int = ENTRIES) -> AuditEntry:
    return AuditEntry.objects.order_by("id")[chance.randrange(1, last - 1)]


def edit(chance: random.Random) -> None:
    changes = {"actor": "user:99", "verb": "read note", "subject": "x", "group_id": 77, "person_id": 3, "detail": "other"}
    field = chance.choice(sorted(changes))
    AuditEntry.objects.filter(pk=_some(chance).pk).update(**{field: changes[field]})


def delete(chance: random.Random) -> None:
    _some(chance).delete()


def swap(chance: random.Random) -> None:
    one, other = _some(chance), _some(chance)
    while other.pk == one.pk:
        other = _some(chance)
    spare = 10**6
    for old, new in ((one.pk, spare), (other.pk, one.pk), (spare, other.pk)):
        AuditEntry.objects.filter(pk=old).update(id=new)


def insert(chance: random.Random) -> None:
    at = _some(chance)
    _move_up(at.pk)
    AuditEntry.objects.create(
        id=at.pk, at=at.at, actor="user:1", verb="read brief", subject="group:1", group_id=1, link=chance.randbytes(32)
    )


def truncate(chance: random.Random) -> None:
    AuditEntry.objects.filter(pk__gte=_some(chance).pk).delete()


def rebuild_without_the_key(chance: random.Random) -> None:
    _rebuild(chance, lambda entry, before: hmac.digest(b"a guess", before + _told(entry), sha256))


def rebuild_with_the_key(chance: random.Random) -> None:
    _rebuild(chance, link_of)


def _rebuild(chance: random.Random, link: Callable[[AuditEntry, bytes], bytes]) -> None:
    """Changes one entry and makes every link after it anew."""
    entries = list(AuditEntry.objects.order_by("id"))
    entries[chance.randrange(1, ENTRIES - 1)].actor = "user:99"
    before = BEGINNING
    for entry in entries:
        before = entry.link = link(entry, before)
        entry.save()


def _told(entry: AuditEntry) -> bytes:
    return json.dumps([entry.at.astimezone(UTC).isoformat(), entry.actor, entry.verb]).encode()


def _move_up(first: int) -> None:
    for pk in AuditEntry.objects.filter(pk__gte=first).order_by("-id").values_list("pk", flat=True):
        AuditEntry.objects.filter(pk=pk).update(id=pk + 1)


BY_CHAIN = (edit, delete, swap, insert, rebuild_without_the_key)
BY_ANCHOR_ALONE = (truncate, rebuild_with_the_key)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("change", BY_CHAIN, ids=lambda change: change.__name__)
def test_the_chain_tells(anchor: Head, change: Change, seed: int) -> None:
    change(random.Random(seed))
    found = check()
    assert found.outcome == "changed"
    assert found.broken_at is not None
    assert not check(anchor).is_whole


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("change", BY_ANCHOR_ALONE, ids=lambda change: change.__name__)
def test_the_anchor_tells_what_the_chain_cannot(anchor: Head, change: Change, seed: int) -> None:
    change(random.Random(seed))
    assert check().is_whole
    found = check(anchor)
    assert found.outcome == "replaced"


def test_a_log_that_has_only_grown_is_whole(anchor: Head) -> None:
    assert check(anchor).is_whole
    assert check(Head(0, BEGINNING.hex())).is_whole
    assert head().count == ENTRIES + 3


def test_an_empty_log_is_whole_but_not_the_one_that_was_anchored(anchor: Head) -> None:
    AuditEntry.objects.all().delete()
    assert check().is_whole
    assert check(anchor).outcome == "replaced"


def test_text_cannot_pass_from_one_field_to_the_next(db: None) -> None:
    with write_transaction():
        entry = note("user:1", "read", "group:1", detail="ab")
    moved = AuditEntry(at=entry.at, actor=entry.actor, verb="read\x1fgroup:1", subject="", detail="ab")
    assert link_of(moved, BEGINNING) != bytes(entry.link)


def test_an_entry_needs_a_transaction(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="belongs to a transaction"):
        note("user:1", "read")


def test_an_entry_costs_two_statements(db: None, django_assert_num_queries: Callable[..., object]) -> None:
    with write_transaction(), django_assert_num_queries(2 if connection.vendor == "sqlite" else 3):
        note("user:1", "read")
