"""A site of its own, run as people run it: by the command, in processes of its own, in folders that are thrown away."""

import atexit
import json
import os
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql

_SET_UP = "import json, django; django.setup()\n"


@dataclass(frozen=True)
class SiteProcess:
    """One site: its folders and the environment that its commands run in."""

    folder: Path
    environment: dict[str, str] = field(repr=False)

    @property
    def home(self) -> Path:
        """The data folder."""
        return Path(self.environment["FOURFOLD_HOME"])

    @property
    def keys(self) -> Path:
        """The key folder."""
        return Path(self.environment["FOURFOLD_KEYS"])

    @property
    def backups(self) -> Path:
        """Where its backups are kept."""
        return Path(self.environment["FOURFOLD_BACKUPS"])

    def fourfold(self, *words: object) -> "subprocess.CompletedProcess[str]":
        """How a command ended."""
        command = [sys.executable, "-m", "fourfold.cli", *map(str, words)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def done(self, *words: object) -> str:
        """What a command said that must succeed."""
        ended = self.fourfold(*words)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def python(self, code: str) -> Any:
        """What some lines print as JSON, run inside the site."""
        lines = _SET_UP + textwrap.dedent(code)
        ended = subprocess.run([sys.executable, "-c", lines], env=self.environment, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout) if ended.stdout.strip() else None


def make_site(folder: Path) -> SiteProcess:
    """A site with an administrator invited, a copy of one with the same key; on PostgreSQL in a database of its own."""
    pattern = _pattern()
    for name in ("home", "keys"):
        shutil.copytree(pattern.folder / name, folder / name)
    return SiteProcess(folder, _environment(folder, copy_of=pattern.environment.get("FOURFOLD_DATABASE_URL")))


def new_site(folder: Path, time_zone: str = "UTC") -> SiteProcess:
    """A site made by the command, with a key of its own."""
    site = SiteProcess(folder, _environment(folder))
    site.done("init", "--email", "first@example.invalid", "--site", "Simulated clinic", "--time-zone", time_zone)
    return site


@cache
def _pattern() -> SiteProcess:
    """The site that others are copies of: making each anew takes seconds."""
    folder = Path(mkdtemp(prefix="fourfold-site-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return new_site(folder)


def _environment(folder: Path, copy_of: str | None = None) -> dict[str, str]:
    given = {k: v for k, v in os.environ.items() if not k.startswith(("FOURFOLD_", "DJANGO_", "PYTEST_"))}
    told = {f"FOURFOLD_{name.upper()}": str(folder / name) for name in ("home", "keys", "backups")}
    if url := os.environ.get("FOURFOLD_DATABASE_URL"):
        told["FOURFOLD_DATABASE_URL"] = _own_database(url, copy_of)
    return {**given, **told, "DJANGO_SETTINGS_MODULE": "fourfold.web.settings"}


def _own_database(url: str, copy_of: str | None) -> str:
    name = f"site_{uuid4().hex[:12]}"
    pattern = urlsplit(copy_of).path.strip("/") if copy_of else "template1"
    with psycopg.connect(url, autocommit=True) as server:
        names = sql.Identifier(name), sql.Identifier(pattern)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
