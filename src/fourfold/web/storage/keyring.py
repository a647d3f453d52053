"""The keys of people and of groups: one random key each, in an encrypted file of its own in the key folder.

They are in neither the database nor its backups, so that destroying a key makes what it sealed unreadable everywhere.
"""

import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from fourfold.web.storage.keys import LENGTH, KeyMissing, derived
from fourfold.web.storage.soundness import faults

KEYRING_FILE = "people.keys"
VERSION = 1
_TABLES = (
    "CREATE TABLE IF NOT EXISTS person_keys (person INTEGER PRIMARY KEY, version INTEGER NOT NULL, secret BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS group_keys (number INTEGER PRIMARY KEY, version INTEGER NOT NULL, secret BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS erasures (person INTEGER PRIMARY KEY, erased_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)",
)
_local = threading.local()


class Erased(Exception):
    """The person's key was destroyed: what it sealed can never be read again."""


class Keyring:
    """The keyring of a key folder, for one thread of one process; others' changes are seen at once."""

    def __init__(self, folder: Path, path: Path | None = None) -> None:
        self.path = path or folder / KEYRING_FILE
        key = derived(folder, "people").hex()
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        self.opened = _identity(self.path)
        self._file: Any = dbapi2.connect(str(self.path), timeout=20, isolation_level=None)
        self._file.execute(f"PRAGMA key=\"x'{key}'\"")
        for pragma in ("journal_mode=DELETE", "synchronous=EXTRA", "secure_delete=ON", "temp_store=MEMORY"):
            self._tried(f"PRAGMA {pragma}")
        for table in _TABLES:
            self._tried(table)

    def key(self, person_id: int) -> tuple[int, bytes]:
        """Version and key of a person. Raises `Erased`; `KeyMissing` where there never was one."""
        if found := self._found(person_id):
            return found
        raise KeyMissing(f"{self.path}: holds no key of person {person_id}; bring back the keyring of this site")

    def key_to_seal(self, person_id: int) -> tuple[int, bytes]:
        """Version and key of a person; one made now is on the disk before this returns. Raises `Erased`."""
        if found := self._found(person_id):
            return found
        with self._writing():
            self._file.execute(
                "INSERT OR IGNORE INTO person_keys SELECT ?1, ?2, ?3 "
                "WHERE NOT EXISTS (SELECT 1 FROM erasures WHERE person = ?1)",
                (person_id, VERSION, secrets.token_bytes(LENGTH)),
            )
        return self.key(person_id)

    def group_key(self, group_id: int) -> tuple[int, bytes]:
        """Version and key of a group. Raises `KeyMissing` where there never was one."""
        if found := self._found_of_group(group_id):
            return found
        raise KeyMissing(f"{self.path}: holds no key of group {group_id}; bring back the keyring of this site")

    def group_key_to_seal(self, group_id: int) -> tuple[int, bytes]:
        """Version and key of a group; one made now is on the disk before this returns."""
        if found := self._found_of_group(group_id):
            return found
        with self._writing():
            made = (group_id, VERSION, secrets.token_bytes(LENGTH))
            self._file.execute("INSERT OR IGNORE INTO group_keys VALUES (?, ?, ?)", made)
        return self.group_key(group_id)

    def erase(self, person_id: int) -> None:
        """Destroy a person's key for good; once more does no harm."""
        with self._writing():
            self._file.execute("DELETE FROM person_keys WHERE person = ?", (person_id,))
            self._file.execute("INSERT OR IGNORE INTO erasures (person) VALUES (?)", (person_id,))

    def erased(self) -> frozenset[int]:
        """The people whose keys were destroyed."""
        return frozenset(person for (person,) in self._file.execute("SELECT person FROM erasures"))

    def people(self) -> frozenset[int]:
        """The people who have a key."""
        return frozenset(person for (person,) in self._file.execute("SELECT person FROM person_keys"))

    def groups(self) -> frozenset[int]:
        """The groups that have a key."""
        return frozenset(group for (group,) in self._file.execute("SELECT number FROM group_keys"))

    def take_in(self, other: "Keyring") -> None:
        """Add the keys of another keyring that this one lacks; whoever is erased in either is erased."""
        keys = other._file.execute("SELECT person, version, secret FROM person_keys").fetchall()
        of_groups = other._file.execute("SELECT number, version, secret FROM group_keys").fetchall()
        with self._writing():
            self._file.executemany("INSERT OR IGNORE INTO group_keys VALUES (?, ?, ?)", of_groups)
            self._file.executemany("INSERT OR IGNORE INTO person_keys VALUES (?, ?, ?)", keys)
            self._file.executemany("INSERT OR IGNORE INTO erasures (person) VALUES (?)", [(p,) for p in other.erased()])
            self._file.execute("DELETE FROM person_keys WHERE person IN (SELECT person FROM erasures)")

    def faults(self) -> list[str]:
        """What is wrong with the file, page by page; nothing for a sound one."""
        return faults(self._file)

    def copy_to(self, path: Path) -> None:
        """One whole copy under `path`, in the place of an older one."""
        part = path.with_name(f".{path.name}.part")
        part.unlink(missing_ok=True)
        self._file.execute("VACUUM INTO ?", (str(part),))
        put_in_place(part, path)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _found(self, person_id: int) -> tuple[int, bytes] | None:
        row = self._file.execute("SELECT version, secret FROM person_keys WHERE person = ?", (person_id,)).fetchone()
        if row is None and self._file.execute("SELECT 1 FROM erasures WHERE person = ?", (person_id,)).fetchone():
            raise Erased(f"person {person_id}: the key was destroyed, nothing sealed with it can be read")
        return None if row is None else (row[0], bytes(row[1]))

    def _found_of_group(self, group_id: int) -> tuple[int, bytes] | None:
        row = self._file.execute("SELECT version, secret FROM group_keys WHERE number = ?", (group_id,)).fetchone()
        return None if row is None else (row[0], bytes(row[1]))

    def _tried(self, statement: str) -> None:
        try:
            self._file.execute(statement)
        except dbapi2.DatabaseError as refusal:
            self._file.close()
            raise KeyMissing(
                f"{self.path}: the key of this site does not open it ({refusal}); bring back the keyring that belongs to it"
            ) from None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")


def keyring(folder: Path) -> Keyring:
    """The keyring of a folder, kept open in this thread; opened anew after a fork or when another file stands in its place."""
    kept: Keyring | None = getattr(_local, "kept", None)
    asked = (os.getpid(), folder)
    if kept is not None and _local.asked == asked and kept.opened == _identity(kept.path):
        return kept
    if kept is not None and _local.asked[0] == os.getpid():
        kept.close()
    _local.kept, _local.asked = Keyring(folder), asked
    return _local.kept


def put_in_place(part: Path, path: Path) -> None:
    """Make a finished file take the place of another, safe against a power cut: file first, then the folder's entry."""
    sync(part)
    part.chmod(0o600)
    part.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Have a file, or the entries of a folder, on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_dev, stat.st_ino
