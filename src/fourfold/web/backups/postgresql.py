"""Copies of a PostgreSQL database: dumped and sealed, restored into a database of their own to be checked, put back."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import ProgrammingError, connection, connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from fourfold.web.backups.connecting import connected
from fourfold.web.storage.keys import derived
from fourfold.web.storage.sealed_files import seal_file, unseal_file

FILE = "fourfold.dump.sealed"


class ToolFailed(ValueError):
    """A command of PostgreSQL was refused or is not installed; the message says what it said."""


def take(path: Path) -> None:
    """One consistent dump, sealed as it is written: nothing of it is ever on the disk in plain."""
    command = [_tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--dbname={_address()}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment()) as dump:
        if dump.stdout is None or dump.stderr is None:
            raise ToolFailed("pg_dump: gives nothing to read")
        seal_file(dump.stdout, path, derived(settings.KEYS, "backups"))
        said = dump.stderr.read().decode(errors="replace").strip()
    if dump.returncode:
        raise ToolFailed(f"pg_dump: {said}")


@contextmanager
def opened(path: Path, scratch: Path) -> Iterator[str]:
    """The alias of a database of its own on the same server, filled from the dump and dropped afterwards."""
    name = f"fourfold_check_{secrets.token_hex(4)}"
    _make(name)
    try:
        _fill(path, name)
        options = {k: v for k, v in connections.settings["default"]["OPTIONS"].items() if k != "pool"}
        with connected(NAME=name, OPTIONS=options) as alias:
            yield alias
    finally:
        _drop(name)


def faults(alias: str) -> list[str]:
    """What is wrong with a restored copy: a reference or an index that PostgreSQL could not make valid again."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated")
        found = [f"constraint {name}: not valid" for (name,) in cursor.fetchall()]
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
        return found + [f"index {name}: not valid" for (name,) in cursor.fetchall()]


def exists() -> bool:
    """Whether the database holds a site that a restored one would take the place of."""
    return "django_migrations" in connection.introspection.table_names()


def put(path: Path, aside: str) -> str:
    """Put a dump in the place of the database; the old one stays on the server under the name that comes back."""
    name = str(connections.settings["default"]["NAME"])
    fresh, kept = f"{name}_{secrets.token_hex(4)}", f"{name}_{aside}"
    _make(fresh)
    try:
        _fill(path, fresh)
    except BaseException:
        _drop(fresh)
        raise
    connection.close()
    close_pool: Callable[[], None] = getattr(connection, "close_pool", lambda: None)
    close_pool()
    with _server() as cursor:
        for old, new in ((name, kept), (fresh, name)):
            cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))
    return kept


def skip_rows(table: str, upto: int) -> None:
    """Let the next row of a table be numbered above `upto`: numbers of people whose keys exist are never given again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        sequence = cursor.fetchone()[0]
        cursor.execute("SELECT setval(%s, greatest(%s, nextval(%s)))", [sequence, upto, sequence])


def _make(name: str) -> None:
    try:
        with _server() as cursor:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except ProgrammingError as refusal:
        raise ToolFailed(
            f"PostgreSQL: a backup is checked in a database of its own, and none could be made ({str(refusal).strip()}); "
            f"allow it with: ALTER ROLE {connections.settings['default']['USER']} CREATEDB"
        ) from None


def _drop(name: str) -> None:
    with _server() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _fill(path: Path, name: str) -> None:
    command = [_tool("pg_restore"), "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={_address(name)}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment()) as restoring:
        if restoring.stdin is None or restoring.stderr is None:
            raise ToolFailed("pg_restore: takes nothing in")
        try:
            for part in unseal_file(path, derived(settings.KEYS, "backups")):
                restoring.stdin.write(part)
            restoring.stdin.close()
        except BrokenPipeError:
            pass
        except BaseException:
            restoring.kill()
            raise
        said = restoring.stderr.read().decode(errors="replace").strip()
    if restoring.returncode:
        raise ToolFailed(f"pg_restore: {said}")


@contextmanager
def _server() -> Iterator[Any]:
    """A cursor on the server that is on no database of the site."""
    options = {k: v for k, v in connections.settings["default"]["OPTIONS"].items() if k != "pool"}
    with connected(NAME="postgres", OPTIONS=options) as alias, connections[alias].cursor() as cursor:
        yield cursor


def _address(name: str | None = None) -> str:
    given = connections.settings["default"]
    options = {k: v for k, v in given["OPTIONS"].items() if k != "pool"}
    parts = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "dbname": name or given["NAME"]}
    return make_conninfo(**{k: str(v) for k, v in parts.items() if v}, **options)


def _environment() -> dict[str, str]:
    password = connections.settings["default"]["PASSWORD"]
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise ToolFailed(f"{name}: not found; on Debian: apt-get install postgresql-client")
    return found
