"""Which time zone a new site follows: the one that is asked for, or that of the machine."""

import os
from pathlib import Path
from zoneinfo import available_timezones

_ROOT = Path("/")


def chosen_zone(asked: str, root: Path = _ROOT) -> str:
    """The zone that is asked for, or the machine's own. Raises `ValueError` for a name that nobody gave to a zone."""
    if not asked:
        return machine_zone(root)
    if asked not in available_timezones():
        raise ValueError(f"{asked}: no time zone has this name; give one such as Europe/Berlin or America/Bogota")
    return asked


def machine_zone(root: Path = _ROOT) -> str:
    """The name of the zone of the machine's clock, as TZ, /etc/timezone or /etc/localtime tell it; else UTC."""
    named = root / "etc/timezone"
    told = (
        os.environ.get("TZ", ""),
        named.read_text(encoding="utf-8", errors="replace").strip() if named.is_file() else "",
        str((root / "etc/localtime").resolve()),
    )
    known = available_timezones()
    return next((zone for zone in map(_name_in, told) if zone in known), "UTC")


def _name_in(told: str) -> str:
    """The name of a zone in what may be a path to its file."""
    return told.removeprefix(":").rpartition("/zoneinfo/")[2]
