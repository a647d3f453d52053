"""A site with many open check-ins, a server that can be killed, and devices that answer until told that it was kept."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from tests.web.site_process import SiteProcess

_CARDS = """
from datetime import timedelta
from django.utils import timezone
from fourfold.web.models import *
from fourfold.web.checkins.tokens import Opens, token_of
site, now, today = Site.objects.get(), timezone.now(), timezone.localdate()
group = Group.objects.create(programme=Programme.objects.create(site=site, name="P"), name="Simulated group", simulated=True)
people = [Person.objects.create(site=site, label=f"M{{k}}") for k in range({members})]
for person in people:
    Membership.objects.create(group=group, person=person, seat="member", joined_on=today - timedelta(days=400))
sessions = Session.objects.bulk_create(
    Session(group=group, number=k + 1, held_on=today - timedelta(days=365 - k), status="held", opened_at=now)
    for k in range({sessions})
)
cards = Card.objects.bulk_create(
    Card(session=s, person=p, code=f"{{s.number:05d}}{{k:03d}}", made_at=now) for s in sessions for k, p in enumerate(people)
)
print(json.dumps([token_of(Opens.CARD, card.pk, card.issue) for card in cards]))
"""
_KEPT = """
from collections import Counter
from fourfold.web.audit.queries import check
from fourfold.web.models import AuditEntry, Card, Submission
keys = Counter(Submission.objects.values_list("key", flat=True))
told = set(AuditEntry.objects.filter(verb="check in").values_list("subject", flat=True))
rows = {f"submission:{pk}" for pk in Submission.objects.values_list("pk", flat=True)}
print(json.dumps({
    "keys": list(keys), "doubled": [k for k, n in keys.items() if n > 1],
    "entries": AuditEntry.objects.filter(verb="check in").count(), "log": sorted(told ^ rows), "whole": check().is_whole,
    "used": Card.objects.exclude(used_at=None).count(),
}))
"""


@dataclass(frozen=True)
class Kept:
    """What a site holds after the fault."""

    keys: list[str]
    doubled: list[str]
    entries: int
    log: list[str]
    whole: bool
    used: int


def open_cards(site: SiteProcess, sessions: int, members: int) -> list[str]:
    """The tokens of cards of a simulated group, all open."""
    tokens: list[str] = site.python(_CARDS.format(sessions=sessions, members=members))
    return tokens


def kept(site: SiteProcess) -> Kept:
    """What the site holds now."""
    return Kept(**site.python(_KEPT))


def nothing_is_half(site: SiteProcess, acknowledged: Sequence[str]) -> Kept:
    """What the site holds, once it is sure that nothing acknowledged is missing, and nothing is there twice or in part."""
    held = kept(site)
    assert not set(acknowledged) - set(held.keys), "an acknowledged answer was lost"
    assert not held.doubled
    assert held.log == [], "answers and log entries do not belong to each other"
    assert held.entries == len(held.keys) == held.used
    assert held.whole
    return held


@dataclass
class Server:
    """The site's server, started by its command; killed with everything that it began."""

    site: SiteProcess
    port: int
    log: Path
    workers: int = 1
    _process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Begin to serve, and come back once it answers."""
        command = [sys.executable, "-m", "fourfold.cli", "serve", "--port", str(self.port), "--workers", str(self.workers)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self.site.environment, stdout=log, stderr=log, start_new_session=True)
        for _ in range(600):
            if answers(self.port):
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(self.log.read_text(errors="replace"))

    def kill(self) -> None:
        """SIGKILL to the whole process group: nobody gets to tidy up."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


@contextmanager
def serving(site: SiteProcess, workers: int = 1) -> Iterator[Server]:
    """A server that answers, killed in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = Server(site, port, site.folder / "server.log", workers)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def answers(port: int) -> bool:
    """Whether the door answers."""
    try:
        return send(port, "GET", "/c/") == 200
    except (OSError, http.client.HTTPException):
        return False


def send(port: int, method: str, path: str, fields: dict[str, str] | None = None) -> int:
    """The status of one request on a connection of its own."""
    connection = http.client.HTTPConnection("localhost", port, timeout=20)
    try:
        body = None if fields is None else urlencode(fields)
        head = {} if fields is None else {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body, head)
        response = connection.getresponse()
        response.read()
        return int(response.status)
    finally:
        connection.close()


@dataclass
class Devices:
    """Devices that answer one card after another, each sending again under the same key until it is told that it was kept."""

    port: int
    tokens: list[str]
    keys: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    tried_again: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, count: int) -> None:
        """Let so many devices begin."""
        keys = self.keys or [uuid4().hex for _ in self.tokens]
        todo = list(zip(self.tokens, keys, strict=True))
        self._threads = [threading.Thread(target=self._answer, args=(todo[k::count],)) for k in range(count)]
        for thread in self._threads:
            thread.start()

    @property
    def are_at_it(self) -> bool:
        """Whether any of them has a card left."""
        return any(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """Let each finish the card it is at."""
        self._stop.set()
        self.wait()

    def wait(self) -> None:
        """Let each finish all its cards."""
        for thread in self._threads:
            thread.join()

    def _answer(self, todo: Sequence[tuple[str, str]]) -> None:
        for token, key in todo:
            if self._stop.is_set():
                return
            for _ in range(2000):
                status = self._status(token, key)
                if status == 303:
                    self.acknowledged.append(key)
                    break
                if status not in (0, 503):
                    self.refused.append(status)
                    break
                self.tried_again += 1
                time.sleep(0.02)

    def _status(self, token: str, key: str) -> int:
        try:
            return send(self.port, "POST", f"/c/{token}", {"key": key, "language": "en"})
        except (OSError, http.client.HTTPException):
            return 0


def lines_of(text: str) -> list[str]:
    """The lines that are one JSON string each."""
    return [json.loads(line) for line in text.splitlines() if line.startswith('"')]
