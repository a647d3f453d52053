"""A real server of the site on a database of its own, for tests that need processes: `with Server(folder) as server: ...`.

`python -m tests.web.checkins.server FOLDER` makes the database, prints the tokens of open cards, a line each, and ends.
"""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[3]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Server:
    """granian with the site's application. `kill` is SIGKILL to it and its workers; `start` again keeps database and port."""

    folder: Path
    workers: int = 2
    cards: int = 64
    tokens: list[str] = field(default_factory=list)
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    def __enter__(self) -> "Server":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        made = [sys.executable, "-m", "tests.web.checkins.server", str(self.folder), str(self.cards)]
        told = subprocess.run(made, check=True, capture_output=True, text=True, env=self.environment, cwd=ROOT)
        self.tokens = told.stdout.split()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def environment(self) -> dict[str, str]:
        own = {"FOURFOLD_HOME": f"{self.folder}/home", "FOURFOLD_KEYS": f"{self.folder}/keys", "PYTHONPATH": str(ROOT)}
        return {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "fourfold.web.settings"}

    def start(self) -> None:
        command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--port", str(self.port)]
        command += ["--workers", str(self.workers), "--blocking-threads", "16", "--no-ws", "--log-level", "critical"]
        command += ["--workers-kill-timeout", "5"]
        command += ["fourfold.web.wsgi:application"]
        self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, start_new_session=True)
        for _ in range(400):
            try:
                if self.ask("GET", "/c/goodbye/en")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the server did not start")

    def stop(self) -> int:
        """Asks it to end, as a service manager does."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        """Status, location and text of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, FORM if body is not None else {})
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            connection.close()

    def form(self, token: str, value: str = "5") -> str:
        """A filled-in form of a card, with the key that its page gave it."""
        _, _, page = self.ask("GET", f"/c/{token}")
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
        names = dict.fromkeys(re.findall(r'type=radio name="?([^" ]+)', page), value)
        return urlencode({**fields, **names})

    def count(self) -> dict[str, int]:
        """How many answers, audit entries of answers, keys and spent cards are stored; and whether the chain is whole."""
        made = [sys.executable, "-m", "tests.web.checkins.server", str(self.folder)]
        told = subprocess.run(made, check=True, capture_output=True, text=True, env=self.environment, cwd=ROOT)
        return {name: int(value) for name, value in (line.split("=") for line in told.stdout.split())}


def _make(folder: Path, cards: int) -> None:
    from django.core.management import call_command

    from bench.check_in import simulated_cards

    call_command("migrate", verbosity=0)
    print("\n".join(simulated_cards(cards)[:cards]))


def _count() -> None:
    from django.db import connection

    from fourfold.web.audit.queries import check
    from fourfold.web.models import AuditEntry, Card, Submission

    print(f"rows={Submission.objects.count()}")
    print(f"keys={Submission.objects.values('key').distinct().count()}")
    print(f"audit={AuditEntry.objects.filter(verb='check in').count()}")
    print(f"used={Card.objects.exclude(used_at=None).count()}")
    print(f"whole={int(check().broken_at is None)}")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            print(f"intact={int(cursor.fetchone()[0] == 'ok')}")


def _main(folder: Path, cards: int | None) -> None:
    from fourfold.web.storage.keys import make_key

    if cards is not None:
        (folder / "home").mkdir(parents=True)
        make_key(folder / "keys")
    import django

    django.setup()
    _count() if cards is None else _make(folder, cards)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
