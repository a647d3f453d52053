"""Copies of the encrypted SQLite file: taken while the site runs, opened to be checked, put back."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections

from fourfold.web.backups.connecting import connected
from fourfold.web.storage import soundness
from fourfold.web.storage.keyring import put_in_place

FILE = "fourfold.db"
_BESIDE = ("-wal", "-shm")


def take(path: Path) -> None:
    """One consistent copy, encrypted with the same key, while others read and write. Plain copying would tear it."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    put_in_place(path, path)


@contextmanager
def opened(path: Path, scratch: Path) -> Iterator[str]:
    """The alias of the copy, restored into `scratch`: the backup itself is never opened, so never changed."""
    restored = scratch / "restored.db"
    shutil.copyfile(path, restored)
    try:
        with connected(NAME=restored) as alias:
            yield alias
    finally:
        for end in ("", *_BESIDE):
            restored.with_name(restored.name + end).unlink(missing_ok=True)


def faults(alias: str) -> list[str]:
    """What is wrong with a restored copy: pages, indexes, references."""
    connections[alias].ensure_connection()
    return soundness.faults(connections[alias].connection)


def exists() -> bool:
    """Whether there is a database that a restored one would take the place of."""
    return _path().exists()


def put(path: Path, aside: str) -> str:
    """Put a copy in the place of the database; the old one stays beside it under the name that comes back, or ""."""
    live, kept = _path(), ""
    connection.close()
    if live.exists():
        kept = f"{live.name}.{aside}"
        for end in ("", *_BESIDE):
            if (old := live.with_name(live.name + end)).exists():
                old.rename(live.with_name(kept + end))
    part = live.with_name(f".{live.name}.part")
    shutil.copyfile(path, part)
    put_in_place(part, live)
    return kept


def skip_rows(table: str, upto: int) -> None:
    """Let the next row of a table be numbered above `upto`: numbers of people whose keys exist are never given again."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [upto, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, upto])


def _path() -> Path:
    return Path(os.fspath(connections.settings["default"]["NAME"]))
