"""Where the audit log ended, written down outside the database: a log that was cut short or rebuilt does not fit it."""

import os
from datetime import UTC, datetime
from pathlib import Path

from fourfold.web.audit.queries import Head

FILE = "audit.heads"


def anchor(head: Head, keys: Path, why: str) -> None:
    """Add one line to the file of heads; it is on the disk when this returns."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    handle = os.open(keys / FILE, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(f"{at} {head.count} {head.link} {why}\n")
        file.flush()
        os.fsync(file.fileno())


def last_anchor(keys: Path) -> Head | None:
    """The head that was written down last. Raises `ValueError` for a file that holds something else."""
    path = keys / FILE
    if not path.exists():
        return None
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines:
        return None
    try:
        _, count, link, *_ = lines[-1].split()
        return Head(int(count), link)
    except ValueError:
        raise ValueError(
            f"{path}, line {len(lines)}: is not the head of an audit log; bring back the file of this site"
        ) from None
