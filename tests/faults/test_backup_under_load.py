"""A backup that is made while devices answer holds everything that was acknowledged before; and every flipped bit is found."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from fourfold.web.storage import soundness
from fourfold.web.storage.keys import derived
from fourfold.web.storage.sqlcipher.base import KeyedConnection
from tests.faults.ground import Devices, nothing_is_half, open_cards, serving
from tests.web.site_process import SiteProcess, make_site

pytestmark = pytest.mark.fault
FLIPS = 60


def test_a_backup_under_load_holds_all_that_was_told_before(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    tokens = open_cards(site, sessions=120, members=50)
    with serving(site) as server:
        devices = Devices(server.port, tokens)
        devices.start(8)
        while len(devices.acknowledged) < 50:
            assert not devices.refused
        before = list(devices.acknowledged)
        site.done("backup")
        during = len(devices.acknowledged)
        devices.stop()
    assert during > len(before), "nobody answered while the backup was made"
    nothing_is_half(site, devices.acknowledged)
    site.done("restore", site.backups, "--replace")
    assert len(nothing_is_half(site, before).keys) <= during + 8


def test_every_flipped_bit_of_a_backup_is_found(tmp_path: Path) -> None:
    if "FOURFOLD_DATABASE_URL" in os.environ:
        pytest.skip("the dump of PostgreSQL is sealed as a whole; see tests/web/storage/test_sealed_files.py")
    site, chance = make_site(tmp_path), random.Random(60)
    site.done("backup")
    (backup,) = site.backups.glob("*/fourfold.db")
    content, key = backup.read_bytes(), derived(site.keys, "database")
    assert _faults(tmp_path / "copy.db", content, key) == []
    missed = []
    for _ in range(FLIPS):
        at, bit = chance.randrange(len(content)), chance.randrange(8)
        changed = bytearray(content)
        changed[at] ^= 1 << bit
        if not _faults(tmp_path / "copy.db", bytes(changed), key):
            missed.append((at, bit))
    assert missed == []


def _faults(path: Path, content: bytes, key: bytes) -> list[str]:
    path.write_bytes(content)
    file = KeyedConnection(str(path), key=key)
    try:
        return soundness.faults(file)
    finally:
        file.close()


def test_a_backup_that_is_cut_off_leaves_nothing_that_looks_like_one(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    assert _backup_with_room(site, 100_000) != 0
    assert not list(site.backups.glob("*/manifest.json"))
    refused = site.fourfold("restore", site.backups)
    assert "holds no finished backup" in refused.stderr
    site.done("backup")
    assert len(list(site.backups.glob("*/manifest.json"))) == 1


def _backup_with_room(site: SiteProcess, room: int) -> int:
    code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room})); import fourfold.cli as c; c.main()"
    command = [sys.executable, "-c", code, "backup"]
    return subprocess.run(command, env=site.environment, capture_output=True, check=False).returncode
