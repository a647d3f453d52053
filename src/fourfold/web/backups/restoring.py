"""Bringing a backup back: refused when damaged, never over a living site unless told so, and erasures are done again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from fourfold.web.audit.queries import check
from fourfold.web.backups import manifest
from fourfold.web.backups.actions import finished, settle_in
from fourfold.web.backups.anchors import anchor
from fourfold.web.backups.copies import Say, checked, copies
from fourfold.web.backups.manifest import BackupDamaged, Manifest
from fourfold.web.storage.keyring import KEYRING_FILE, Keyring, keyring
from fourfold.web.storage.serving import not_served


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back: which backup, what the old database is called now ("" for none), how many erasures were redone."""

    backup: Manifest
    kept: str
    erased: int


def restore(folder: Path, *, replace: bool = False, say: Say = lambda _: None) -> Restored:
    """The site as a backup holds it: the one in `folder`, or the newest of those below it.

    Raises `BackupDamaged` for one that is not whole, `FileExistsError` where there is a site and `replace` was not said,
    `SiteIsServed` while it runs. Until everything was checked nothing is changed.
    """
    place = _chosen(folder)
    say("checking that the backup is whole")
    told, how = _sound(place), copies()
    if how.exists() and not replace:
        raise FileExistsError(f"there is a site already; to put it aside and take the backup of {told.made_at}, add --replace")
    with not_served(settings.HOME):
        say("putting it in place")
        _take_in_keys(place)
        kept = how.put(place / told.file, f"before-{datetime.now(UTC):%Y%m%d%H%M%S}")
        call_command("migrate", verbosity=0, interactive=False)
        erased = settle_in(told)
        anchor(check().head, settings.KEYS, "restore")
    return Restored(told, kept, erased)


def _chosen(folder: Path) -> Path:
    if (folder / manifest.NAME).exists():
        return folder
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no such folder")
    if not (made := finished(folder)):
        raise BackupDamaged(f"{folder}: holds no finished backup; give the folder that fourfold backup wrote to")
    return made[-1]


def _sound(place: Path) -> Manifest:
    told = manifest.read(place, settings.KEYS)
    if told.vendor != connection.vendor:
        raise BackupDamaged(
            f"{place}: is a backup of {told.vendor}, and this site is set to {connection.vendor}; see FOURFOLD_DATABASE_URL"
        )
    with TemporaryDirectory(prefix="restored-", dir=settings.HOME) as scratch:
        found = checked(place / told.file, Path(scratch), anchored=False)
    if (found.head.count, found.head.link) != (told.audit_count, told.audit_head):
        raise BackupDamaged(f"{place}: its audit log does not end where its manifest says")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
    if later := sorted(set(told.migrations) - known):
        raise BackupDamaged(f"{place}: was made by a later version ({told.version}, {later[-1]}); install that one first")
    return told


def _take_in_keys(place: Path) -> None:
    """Keys that the site's own keyring does not hold come from the copy beside the backup; erasures count from both."""
    with _copied_keyring(place) as copied:
        if copied is not None:
            keyring(settings.KEYS).take_in(copied)


@contextmanager
def _copied_keyring(place: Path) -> Iterator[Keyring | None]:
    found = [p for p in (place / KEYRING_FILE, place.parent / KEYRING_FILE) if p.exists()]
    if not found:
        yield None
        return
    with TemporaryDirectory(prefix="keyring-", dir=settings.KEYS) as scratch:
        copy = Path(scratch) / KEYRING_FILE
        copy.write_bytes(found[0].read_bytes())
        copied = Keyring(settings.KEYS, copy)
        try:
            if wrong := copied.faults():
                raise BackupDamaged(f"{found[0]}: {wrong[0]}")
            yield copied
        finally:
            copied.close()
