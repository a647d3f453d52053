"""Whether the site is being served: a lock that a server holds while it runs, and that a restore must have alone."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "fourfold.serving"


class SiteIsServed(ValueError):
    """Somebody is serving the site, so its database cannot be replaced."""


@contextmanager
def served(home: Path) -> Iterator[None]:
    """Hold the lock of a server, several may; it goes with the process, however that ends."""
    with _lock(home, fcntl.LOCK_SH):
        yield


@contextmanager
def not_served(home: Path) -> Iterator[None]:
    """Keep every server away. Raises `SiteIsServed`."""
    with _lock(home, fcntl.LOCK_EX):
        yield


@contextmanager
def _lock(home: Path, kind: int) -> Iterator[None]:
    handle = os.open(home / FILE, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        wanted = "stop it first" if kind == fcntl.LOCK_EX else "wait until the restore is done"
        raise SiteIsServed(f"{home}: the site is in use by another fourfold; {wanted}") from None
    finally:
        os.close(handle)
