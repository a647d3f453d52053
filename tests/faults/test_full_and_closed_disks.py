"""A disk that is full, or that cannot be written: answers are refused with a message, and nothing that was told is lost."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.ground import lines_of, nothing_is_half, open_cards
from tests.web.site_process import SiteProcess, make_site

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif("FOURFOLD_DATABASE_URL" in os.environ, reason="the disk of PostgreSQL is PostgreSQL's matter"),
]
_ANSWER = """
import json, os, resource, sys, django
django.setup()
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS.append("testserver")
if room := {room}:
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
client, refused = Client(), 0
for number, token in enumerate(json.loads(sys.stdin.read())):
    key = f"{{number + {first}:032d}}"
    answer = client.post("/c/" + token, f"key={{key}}&language=en", "application/x-www-form-urlencoded")
    if answer.status_code == 303:
        print(json.dumps(key), flush=True)
        continue
    assert answer.status_code == 503, answer.status_code
    assert answer["Retry-After"]
    refused += 1
    if refused == 5:
        break
print(refused, file=sys.stderr)
"""


def _answer(
    site: SiteProcess, tokens: list[str], *, room: int = 0, first: int = 0, under: tuple[str, ...] = ()
) -> tuple[list[str], int]:
    """The keys that were acknowledged, and how many sendings were refused."""
    command = [*under, sys.executable, "-c", _ANSWER.format(room=room, first=first)]
    done = subprocess.run(command, env=site.environment, input=json.dumps(tokens), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return lines_of(done.stdout), int(done.stderr.split()[-1])


def test_a_full_disk_refuses_and_forgets_nothing_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    tokens = open_cards(site, sessions=40, members=20)
    size = (site.home / "fourfold.db").stat().st_size
    told, refused = _answer(site, tokens, room=size + 300_000)
    assert refused == 5
    assert 5 < len(told) < len(tokens)
    nothing_is_half(site, told)
    more, refused = _answer(site, tokens[len(told) :], first=1000)
    assert refused == 0
    assert len(nothing_is_half(site, [*told, *more]).keys) == len(tokens)


def test_a_database_that_cannot_be_written_refuses_and_is_unharmed(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    tokens = open_cards(site, sessions=2, members=5)
    told, _ = _answer(site, tokens[:4])
    files = [*site.home.iterdir(), site.home]
    modes = {path: path.stat().st_mode for path in files}
    for path in files:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        none, refused = _answer(site, tokens[4:], first=100, under=_without_powers())
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    assert (none, refused) == ([], 5)
    more, refused = _answer(site, tokens[4:], first=200)
    assert refused == 0
    assert len(nothing_is_half(site, [*told, *more]).keys) == 10


def _without_powers() -> tuple[str, ...]:
    """For root, a shell that obeys the rights of files as everybody else does."""
    if os.getuid():
        return ()
    if not shutil.which("setpriv"):
        pytest.skip("root writes everywhere, and setpriv is missing; on Debian: apt-get install util-linux")
    powers = "-dac_override,-dac_read_search,-fowner"
    return ("setpriv", f"--bounding-set={powers}", f"--inh-caps={powers}", "--")
