"""Whether an opened SQLite or SQLCipher file is whole: every page, every index, every reference."""

from typing import Any

from sqlcipher3 import dbapi2

_ROWS_OF_FAULTS = ("PRAGMA cipher_integrity_check", "PRAGMA integrity_check", "PRAGMA foreign_key_check")


def faults(file: Any) -> list[str]:
    """What is wrong with the file behind a connection of the driver, a sentence each; nothing for a sound one."""
    found: list[str] = []
    for check in _ROWS_OF_FAULTS:
        try:
            rows = file.execute(check).fetchall()
        except dbapi2.DatabaseError as refusal:
            return [*found, f"{check.removeprefix('PRAGMA ')}: {refusal}"]
        found += [f"{check.removeprefix('PRAGMA ')}: {' '.join(map(str, row))}" for row in rows if row[0] != "ok"]
    return found
