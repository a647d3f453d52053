"""Making backups. One counts only after it was restored and everything in it was found sound."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings
from django.contrib.sessions.models import Session as SignedIn
from django.db import DatabaseError, connection

import fourfold
from fourfold.web.audit.actions import note
from fourfold.web.backups import manifest
from fourfold.web.backups.anchors import anchor
from fourfold.web.backups.copies import Say, checked, copies
from fourfold.web.backups.manifest import BackupDamaged, Manifest
from fourfold.web.backups.models import BackupCheck
from fourfold.web.groups.actions.erasing import forget
from fourfold.web.groups.models import Group
from fourfold.web.people.models import Person
from fourfold.web.storage.keyring import KEYRING_FILE, keyring, sync
from fourfold.web.storage.writing import write_transaction

_NAME = "%Y-%m-%dT%H%M%S.%fZ"


def back_up(folder: Path, *, by: str = "system", say: Say = lambda _: None) -> Manifest:
    """A backup in a folder of its own below `folder`, restored and checked; what it says of itself comes back.

    The newest keyring stands once beside all backups: a person erased today is erased in each of them. Raises
    `BackupDamaged`, and leaves nothing behind that looks like a backup.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made_at, how = datetime.now(UTC), copies()
    try:
        with _unfinished(folder) as part:
            say("copying the database")
            how.take(part / how.file)
            say("restoring it into a place of its own, and checking every page, reference and entry of the log")
            found = checked(part / how.file, part, anchored=True)
            told = _manifest(part / how.file, made_at, found.head.count, found.head.link, found.migrations)
            manifest.write(told, part, settings.KEYS)
            sync(part)
            part.rename(folder / made_at.strftime(_NAME))
            sync(folder)
    except (DatabaseError, OSError, ValueError) as refusal:
        _record(made_at, folder, None, str(refusal), by)
        raise BackupDamaged(f"{folder}: no backup was made: {refusal}") from refusal
    say("copying the keys of people")
    keyring(settings.KEYS).copy_to(folder / KEYRING_FILE)
    _record(made_at, folder / made_at.strftime(_NAME), told, "", by)
    anchor(found.head, settings.KEYS, "backup")
    return told


def forget_old(folder: Path, keep: int) -> int:
    """How many backups were deleted so that the newest `keep` are left."""
    old = finished(folder)[:-keep] if keep > 0 else []
    for place in old:
        shutil.rmtree(place)
    return len(old)


def finished(folder: Path) -> list[Path]:
    """The backups of a folder, oldest first."""
    return sorted(path.parent for path in folder.glob(f"[0-9]*/{manifest.NAME}"))


def settle_in(told: Manifest) -> int:
    """How many people of a database that was just restored were erased after it was made, and are again now.

    Nobody stays signed in, and no new person or group gets a number whose key was another's.
    """
    ring = keyring(settings.KEYS)
    copies().skip_rows(Person._meta.db_table, max(ring.erased() | ring.people(), default=0))
    copies().skip_rows(Group._meta.db_table, max(ring.groups(), default=0))
    with write_transaction():
        SignedIn.objects.all().delete()
        people = list(Person.objects.filter(pk__in=ring.erased(), erased_at=None).select_related("site"))
        for person in people:
            forget(person)
            note("system", "erase person", f"person:{person.pk}", person=person.pk, detail="again, after a restore")
        note("system", "restore backup", detail=f"made {told.made_at}, {told.audit_count} entries")
    return len(people)


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    part = Path(mkdtemp(prefix=".unfinished-", dir=folder))
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _manifest(path: Path, made_at: datetime, count: int, head: str, migrations: tuple[str, ...]) -> Manifest:
    return Manifest(
        made_at=made_at.isoformat(timespec="seconds"),
        version=fourfold.__version__,
        vendor=connection.vendor,
        file=path.name,
        size=path.stat().st_size,
        sha256=manifest.digest(path),
        audit_count=count,
        audit_head=head,
        migrations=migrations,
    )


def _record(made_at: datetime, place: Path, told: Manifest | None, finding: str, by: str) -> None:
    with write_transaction():
        row = BackupCheck.objects.create(
            made_at=made_at,
            name=place.name,
            size=told.size if told else 0,
            audit_count=told.audit_count if told else 0,
            audit_head=told.audit_head if told else "",
            restored_at=datetime.now(UTC) if told else None,
            finding=finding[:200],
        )
        note(by, "make backup" if told else "fail at backup", f"backup:{row.pk}", detail=place.name)
