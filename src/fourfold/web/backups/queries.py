"""What an administrator must know to sleep well: the last backup that was restored and checked, and what is due. No content."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

import fourfold
from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.audit.queries import Head, head
from fourfold.web.backups.models import BackupCheck

OLD_AFTER = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """One backup that was tried: when, how large, whether it was restored and checked, and if not, why."""

    made_at: datetime
    megabytes: float
    is_checked: bool
    finding: str


@dataclass(frozen=True, slots=True)
class Safety:
    """What the page shows. `due` are the keys of the sentences that say what to do, most urgent first."""

    version: str
    is_encrypted: bool
    last: MadeBackup | None
    tried: tuple[MadeBackup, ...]
    head: Head
    due: tuple[str, ...]


def safety(viewer: Viewer) -> Safety:
    """Whether the site is safe, for those who look after it. Raises `Missing` for anybody else."""
    if not access.may(viewer, Right.KEEP):
        raise Missing
    tried = tuple(_made(row) for row in BackupCheck.objects.order_by("-made_at", "-pk")[:7])
    checked = BackupCheck.objects.exclude(restored_at=None).order_by("-made_at", "-pk").first()
    last = _made(checked) if checked else None
    return Safety(fourfold.__version__, connection.vendor == "sqlite", last, tried, head(), _due(last, tried))


def last_checked() -> datetime | None:
    """When the last backup was made that was restored and checked; None where there is none."""
    return BackupCheck.objects.exclude(restored_at=None).order_by("-made_at").values_list("made_at", flat=True).first()


def _made(row: BackupCheck) -> MadeBackup:
    return MadeBackup(row.made_at, row.size / 1e6, row.restored_at is not None, row.finding)


def _due(last: MadeBackup | None, tried: tuple[MadeBackup, ...]) -> tuple[str, ...]:
    found = []
    if tried and not tried[0].is_checked:
        found.append("due_last_unsound")
    if last is None:
        found.append("due_first")
    elif timezone.now() - last.made_at > OLD_AFTER:
        found.append("due_old")
    if settings.BACKUPS.is_relative_to(settings.HOME):
        found.append("due_same_disk")
    if connection.vendor != "sqlite":
        found.append("due_server_disk")
    return tuple(f"backups.{key}" for key in found)
