"""Copies of whichever database the site has, and what there is to say of one that was restored."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from fourfold.web.audit.queries import Head, check
from fourfold.web.backups import postgresql, sqlite
from fourfold.web.backups.anchors import last_anchor
from fourfold.web.backups.manifest import BackupDamaged

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Copies:
    """How copies of one kind of database are made; see the module of that kind."""

    file: str
    take: Callable[[Path], None]
    opened: Callable[[Path, Path], AbstractContextManager[str]]
    faults: Callable[[str], list[str]]
    exists: Callable[[], bool]
    put: Callable[[Path, str], str]
    skip_rows: Callable[[str, int], None]


def copies() -> Copies:
    """How copies of this site's database are made."""
    kind = postgresql if connection.vendor == "postgresql" else sqlite
    return Copies(kind.FILE, kind.take, kind.opened, kind.faults, kind.exists, kind.put, kind.skip_rows)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a restored copy held: the end of its audit log, and the migrations it has."""

    head: Head
    migrations: tuple[str, ...]


def checked(path: Path, scratch: Path, *, anchored: bool) -> Checked:
    """Restore a copy for a moment and look at all of it; `anchored` also holds its log against the head kept outside.

    Raises `BackupDamaged`.
    """
    how = copies()
    with how.opened(path, scratch) as alias:
        if found := how.faults(alias):
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            raise BackupDamaged(f"{path}: {found[0]}{more}")
        finding = check(last_anchor(settings.KEYS) if anchored else None, using=alias)
        if not finding.is_whole:
            raise BackupDamaged(f"{path}: {finding.sentence}")
        applied = MigrationRecorder(connections[alias]).applied_migrations()
    return Checked(finding.head, tuple(sorted(f"{app}.{name}" for app, name in applied)))
