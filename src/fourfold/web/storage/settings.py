"""How the database is opened: SQLite encrypted by SQLCipher, or PostgreSQL by its address."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_SQLITE = ";".join(
    f"PRAGMA {pragma}"
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "busy_timeout=20000",
    )
)
"""Measured: NORMAL lost acknowledged answers in most simulated power cuts, FULL in none."""


def database(url: str, path: Path, key: Callable[[], bytes]) -> dict[str, Any]:
    """Django's settings of the database: the encrypted file at `path`, or what the address says.

    Raises `ValueError` for an address that is not one of PostgreSQL.
    """
    return postgresql(url) if url else sqlite(path, key())


def sqlite(path: Path, key: bytes) -> dict[str, Any]:
    """Settings of an encrypted file: IMMEDIATE transactions, so that two writers wait for each other and never fail."""
    return {
        "ENGINE": "fourfold.web.storage.sqlcipher",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"key": key, "timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": _SQLITE},
        "TEST": {"NAME": path.with_name("test.db")},
    }


def postgresql(url: str) -> dict[str, Any]:
    """Settings of a PostgreSQL server from `postgresql://user:password@host:port/name?option=value`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ValueError("FOURFOLD_DATABASE_URL: give postgresql://user:password@host:port/name, or leave it empty for SQLite")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {**dict(parse_qsl(parts.query)), "pool": {"min_size": 1, "max_size": 16}},
    }
