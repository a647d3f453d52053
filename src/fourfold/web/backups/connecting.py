"""A second database for a moment: the restored copy of a backup, read through the site's own models."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections


@contextmanager
def connected(**changed: Any) -> Iterator[str]:
    """The alias of a database whose settings are those of the site's own but for what is given; gone afterwards."""
    alias = f"copy_{secrets.token_hex(4)}"
    copy = connection.copy(alias)
    copy.settings_dict.update({"CONN_MAX_AGE": 0, **changed})
    connections[alias] = copy
    try:
        yield alias
    finally:
        copy.close()
        del connections[alias]
