"""A backup counts only after it was restored and everything in it was found sound."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from fourfold.web.audit.actions import note
from fourfold.web.backups import anchors, manifest
from fourfold.web.backups.actions import back_up, finished, forget_old
from fourfold.web.backups.copies import copies
from fourfold.web.backups.manifest import BackupDamaged
from fourfold.web.models import AuditEntry, BackupCheck, Person, Site
from fourfold.web.storage.keyring import KEYRING_FILE, Keyring
from fourfold.web.storage.sealing import erase, seal
from fourfold.web.storage.writing import write_transaction
from tests.web.personas import make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_anchor() -> None:
    (settings.KEYS / anchors.FILE).unlink(missing_ok=True)


def _entries(count: int) -> None:
    with write_transaction():
        for k in range(count):
            note("system", "try", f"thing:{k}")


def test_a_backup_holds_what_the_site_holds_and_says_so(folder: Path) -> None:
    world = make_world()
    _entries(5)
    told = back_up(folder)
    assert finished(folder) == [folder / finished(folder)[0].name]
    assert manifest.read(finished(folder)[0], settings.KEYS) == told
    assert told.audit_count == 5
    assert "web.0001_initial" in told.migrations
    with copies().opened(finished(folder)[0] / told.file, folder) as alias:
        assert set(Person.objects.using(alias).values_list("pk", "label")) == set(Person.objects.values_list("pk", "label"))
        assert Person.objects.using(alias).filter(site=world.site.pk).count() > 5


def test_it_is_written_down_in_the_site_and_its_log_and_outside(folder: Path) -> None:
    _entries(2)
    told = back_up(folder)
    row = BackupCheck.objects.get()
    assert (row.audit_count, row.audit_head, row.size, row.finding) == (2, told.audit_head, told.size, "")
    assert row.restored_at is not None
    assert AuditEntry.objects.order_by("id").values_list("verb", flat=True).last() == "make backup"
    head = anchors.last_anchor(settings.KEYS)
    assert head is not None
    assert (head.count, head.link) == (2, told.audit_head)


def test_nothing_readable_stands_in_it(folder: Path) -> None:
    make_world()
    Person.objects.update(label="CANARYLABEL")
    back_up(folder)
    content = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
    assert b"CANARYLABEL" not in content
    assert b"CREATE TABLE" not in content


def test_a_log_that_was_rewritten_makes_no_backup_and_leaves_nothing(folder: Path) -> None:
    _entries(5)
    AuditEntry.objects.filter(subject="thing:2").update(subject="thing:9")
    with pytest.raises(BackupDamaged, match="does not fit the one before it"):
        back_up(folder)
    assert list(folder.iterdir()) == []
    row = BackupCheck.objects.get()
    assert row.restored_at is None
    assert "does not fit" in row.finding


def test_a_log_that_was_cut_short_since_the_last_backup_is_noticed(folder: Path) -> None:
    _entries(5)
    back_up(folder)
    AuditEntry.objects.filter(pk__gt=AuditEntry.objects.order_by("id").values_list("pk", flat=True)[2]).delete()
    with pytest.raises(BackupDamaged, match="entries are missing or replaced"):
        back_up(folder)


def test_a_reference_to_nothing_is_noticed(folder: Path) -> None:
    Person.objects.create(site=Site.objects.create(name="Simulated clinic"), label="A.")
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL refuses to make such a row")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("UPDATE web_person SET site_id = 999999")
        cursor.execute("PRAGMA foreign_keys=ON")
    with pytest.raises(BackupDamaged, match="foreign_key_check: web_person"):
        back_up(folder)
    Person.objects.all().delete()


def test_the_keyring_lies_once_beside_all_backups_so_that_an_erasure_reaches_them(folder: Path) -> None:
    seal(1, "person:1:name", "a name")
    seal(2, "person:2:name", "another name")
    back_up(folder)
    erase(1)
    back_up(folder)
    assert len(finished(folder)) == 2
    assert [path.parent for path in folder.rglob(KEYRING_FILE)] == [folder]
    copy = Keyring(settings.KEYS, folder / KEYRING_FILE)
    assert (copy.people(), copy.erased()) == ({2}, {1})
    copy.close()


def test_only_as_many_as_wanted_are_kept(folder: Path) -> None:
    for _ in range(4):
        back_up(folder)
    newest = finished(folder)[-2:]
    assert forget_old(folder, 2) == 2
    assert finished(folder) == newest
    assert forget_old(folder, 0) == 0


def test_every_changed_byte_of_the_manifest_is_noticed(folder: Path) -> None:
    back_up(folder)
    (place,) = finished(folder)
    told = json.loads((place / manifest.NAME).read_text())
    for name, value in {"audit_count": 7, "sha256": "0" * 64, "version": "9", "seal": "0" * 64}.items():
        (place / manifest.NAME).write_text(json.dumps({**told, name: value}))
        with pytest.raises(BackupDamaged, match="was changed"):
            manifest.read(place, settings.KEYS)


def test_no_connection_to_the_copy_is_left(folder: Path) -> None:
    back_up(folder)
    assert [c.alias for c in connections.all(initialized_only=True)] == ["default"]
    assert {p.name for p in finished(folder)[0].iterdir()} == {copies().file, manifest.NAME}
