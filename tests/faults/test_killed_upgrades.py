"""An upgrade that is killed ten times half-way is simply run again."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.web.site_process import make_site

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif("FOURFOLD_DATABASE_URL" in os.environ, reason="watches the file of SQLite grow"),
]
KILLS = 10


def test_a_database_in_the_making_survives_ten_kills(tmp_path: Path) -> None:
    site, chance = make_site(tmp_path), random.Random(10)
    for path in site.home.glob("fourfold.db*"):
        path.unlink()
    sizes = []
    for _ in range(KILLS):
        command = [sys.executable, "-m", "fourfold.cli", "upgrade"]
        process = subprocess.Popen(command, env=site.environment, start_new_session=True, stderr=subprocess.DEVNULL)
        before = _size(site.home)
        while process.poll() is None and _size(site.home) == before:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.1)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        sizes.append(_size(site.home))
    assert sizes[0] > 0
    site.done("upgrade")
    assert site.done("upgrade") == "the database is up to date\n"
    site.done("init", "--invite", "--email", "first@example.invalid")
    assert "restored and checked" in site.done("backup")


def _size(home: Path) -> int:
    return sum(path.stat().st_size for path in home.glob("fourfold.db*") if path.exists())
