"""A simulated clinic with twelve weeks of history, filled by the demonstration, then served as a real site."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.journeys.site import served
from tests.journeys.wire import Wire
from tests.web.site_process import SiteProcess

PASSWORD = "simulated-groups-only"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""Of the simulated facilitator's app."""


@dataclass
class Clinic:
    """A running site: `things` are what addresses name, `signed_in` the session cookies by role, second factor passed."""

    process: SiteProcess
    wire: Wire
    things: dict[str, Any]
    signed_in: dict[str, str] = field(repr=False)

    @property
    def address(self) -> str:
        """Where browsers find it."""
        return f"http://localhost:{self.wire.port}"


@contextmanager
def running_clinic(folder: Path) -> Iterator[Clinic]:
    """The clinic, served until the block ends."""
    process = _filled(folder)
    made = process.python(f"from tests.journeys.clinic_things import make\nprint(json.dumps(make({SECRET!r})))")
    with served(process) as wire:
        yield Clinic(process, wire, made["things"], made["signed_in"])


def code_of(secret: str) -> str:
    """What an authenticator app shows for a secret now (RFC 6238)."""
    padded = secret + "=" * (-len(secret) % 8)
    digest = hmac.new(base64.b32decode(padded), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def _filled(folder: Path) -> SiteProcess:
    """A demonstration that no longer knows that it is one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FOURFOLD_", "DJANGO_", "PYTEST_"))}
    place = folder / "clinic"
    # The same group on every day of the week, so that every journey finds the same people.
    SiteProcess(folder, kept).done("demo", "--once", "--meets", "Thursday circle", "--folder", place)
    told = {"FOURFOLD_HOME": place / "data", "FOURFOLD_KEYS": place / "keys", "FOURFOLD_BACKUPS": folder / "backups"}
    settings = {"DJANGO_SETTINGS_MODULE": "fourfold.web.settings"}
    return SiteProcess(folder, {**kept, **{name: str(path) for name, path in told.items()}, **settings})
