"""What the slice does once a day."""

from django.conf import settings

from fourfold.web.backups.actions import back_up, forget_old


def nightly() -> str:
    """A backup, restored and checked; the head of the log is written down outside the database; old backups go."""
    made = back_up(settings.BACKUPS)
    gone = forget_old(settings.BACKUPS, settings.BACKUPS_KEPT)
    old = f"; {gone} old ones deleted" if gone else ""
    return f"restored and checked, log head {made.audit_count} {made.audit_head[:16]}{old}"
