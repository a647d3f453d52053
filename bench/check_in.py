"""The check-in door under load: open, submit, goodbye, by a closed loop of clients, beside a floor and a peer in the same run.

    python bench/check_in.py [--seconds 5] [--clients 1,8,64,256] [--workers 2] [--threads 16]

The database is an encrypted SQLite file with synchronous=FULL in a folder of its own, or FOURFOLD_DATABASE_URL (PostgreSQL;
give it an empty database). The floor is a WSGI function that says "ok"; the peer
is the same check-in as an idiomatic Django form: widgets of a form, sessions, CSRF cookie, one transaction a request.
Simulated groups. Prints a table in Markdown; the last two columns are
processor time.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote_plus

MEMBERS, GROUPS_AT_ONCE = 8, 200
_KEY = re.compile(rb'name="key" value="([^"]+)"')
_CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_COOKIE = re.compile(rb"[Ss]et-[Cc]ookie: *fourfold_form=([^;]+)")
_QUESTION = re.compile(rb'name="?([^" ]+)"? value="?4[" >]')


@dataclass
class Times:
    """What the clients of one run saw, in seconds."""

    opened: list[float] = field(default_factory=list)
    submitted: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    took: float = 0.0
    loader: float = 0.0
    server: float = 0.0


@dataclass(frozen=True)
class Server:
    """A server under test: its port, and the process that began it."""

    port: int
    pid: int

    def busy(self) -> float:
        """Processor seconds that it and its workers have used."""
        found, ticks = {self.pid}, 0
        for path in sorted(Path("/proc").glob("[0-9]*/stat"), key=lambda p: int(p.parent.name)):
            try:
                told = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(told[1]) in found or int(path.parent.name) in found:
                found.add(int(path.parent.name))
                ticks += int(told[11]) + int(told[12])
        return ticks / os.sysconf("SC_CLK_TCK")


class Wire(asyncio.Protocol):
    """One connection of HTTP/1.1, one request at a time, as little work as can be."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.waiting: asyncio.Future[tuple[int, bytes, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.data += data
        end = self.data.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self.data[:end])
        length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
        size = int(length[1]) if length else 0
        if len(self.data) >= end + 4 + size and self.waiting and not self.waiting.done():
            self.waiting.set_result((int(head[9:12]), head, bytes(self.data[end + 4 : end + 4 + size])))
            self.data.clear()

    def connection_lost(self, fault: Exception | None) -> None:
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(fault or ConnectionError("closed"))

    def ask(self, request: bytes) -> asyncio.Future[tuple[int, bytes, bytes]]:
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.waiting


def form_of(page: bytes) -> bytes:
    """A body that answers every question of a page."""
    fields = [b"key=" + key[1] for key in [_KEY.search(page)] if key]
    fields += [b"csrfmiddlewaretoken=" + csrf[1] for csrf in [_CSRF.search(page)] if csrf]
    fields += [quote_plus(name).encode() + b"=%d" % random.randint(1, 7) for name in _QUESTION.findall(page)]
    return b"&".join([*fields, b"language=en"])


def get(path: str, host: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


def post(path: str, host: str, body: bytes, cookie: bytes = b"") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n".encode()
    kind = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n" % len(body)
    return head + kind + (b"Cookie: fourfold_form=" + cookie + b"\r\n" if cookie else b"") + b"\r\n" + body


async def flow(path: str, port: int, times: Times) -> None:
    """One member: a new connection, the page, the answers, the goodbye."""
    host = f"127.0.0.1:{port}"
    transport, wire = await asyncio.get_running_loop().create_connection(Wire, "127.0.0.1", port)
    try:
        begin = time.perf_counter()
        status, head, page = await wire.ask(get(path, host))
        opened = time.perf_counter()
        if status != 200:
            raise ValueError(f"open: {status}")
        cookie = _COOKIE.search(head)
        status, head, page = await wire.ask(post(path, host, form_of(page), cookie[1] if cookie else b""))
        submitted = time.perf_counter()
        if status not in (302, 303):
            raise ValueError(f"submit: {status} {page[:2000]!r}")
        where = re.search(rb"[Ll]ocation: *(\S+)", head)
        status, _, _ = await wire.ask(get(where[1].decode() if where else "/", host))
        if status != 200:
            raise ValueError(f"goodbye: {status}")
        times.opened.append(opened - begin)
        times.submitted.append(submitted - opened)
    finally:
        transport.close()


async def null(path: str, port: int, times: Times) -> None:
    """The floor: three requests that are answered with two letters."""
    host = f"127.0.0.1:{port}"
    transport, wire = await asyncio.get_running_loop().create_connection(Wire, "127.0.0.1", port)
    begin = time.perf_counter()
    await wire.ask(get(path, host))
    opened = time.perf_counter()
    await wire.ask(post(path, host, b"key=1"))
    times.submitted.append(time.perf_counter() - opened)
    times.opened.append(opened - begin)
    await wire.ask(get(path, host))
    transport.close()


async def load(kind: object, paths: Iterator[str], server: Server, clients: int, seconds: float) -> Times:
    """Clients that each begin the next flow when the last one ended, for some seconds."""
    port = server.port
    times = Times()
    end = time.perf_counter() + seconds

    async def client() -> None:
        while time.perf_counter() < end:
            path = next(paths, None)
            if path is None:
                times.faults.append("there are no cards left")
                return
            try:
                await kind(path, port, times)
            except (OSError, ValueError) as fault:
                times.faults.append(str(fault))
                await asyncio.sleep(0.05)

    begin, cpu, busy = time.perf_counter(), time.process_time(), server.busy()
    await asyncio.gather(*(client() for _ in range(clients)))
    times.took, times.loader = time.perf_counter() - begin, time.process_time() - cpu
    times.server = server.busy() - busy
    return times


def at(values: list[float], share: float) -> float:
    """A quantile in milliseconds."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1e3 if values else float("nan")


def simulated_cards(count: int) -> list[str]:
    """Tokens of so many open cards of simulated groups, written past the actions, which would take minutes."""
    from django.db import transaction
    from django.utils import timezone

    from fourfold.web.checkins.tokens import Opens, new_code, token_of
    from fourfold.web.models import Card, Group, Person, Programme, Session, Site

    with transaction.atomic():
        site = Site.objects.create(name="Simulated clinic")
        programme = Programme.objects.create(site=site, name="Simulated programme")
        now = timezone.now()
        lead = Person.objects.create(site=site, label="Facilitator")
        groups = Group.objects.bulk_create(
            Group(programme=programme, name=f"Simulated group {k}", simulated=True) for k in range(GROUPS_AT_ONCE)
        )
        people = Person.objects.bulk_create(Person(site=site, label=f"M{k}.") for k in range(GROUPS_AT_ONCE * MEMBERS))
        rounds = -(-count // (GROUPS_AT_ONCE * MEMBERS))
        day = now.date() - timedelta(days=7 * rounds)
        sessions = Session.objects.bulk_create(
            Session(group=group, number=n + 1, held_on=day + timedelta(days=7 * n), status="held", opened_at=now)
            for n in range(rounds)
            for group in groups
        )
        cards = Card.objects.bulk_create(card for session in sessions for card in _cards(session, groups, people, lead, now))
    tokens = [token_of(Opens.CARD, card.pk, 1) for card in cards]
    assert len({card.code for card in cards}) == len(cards), new_code
    random.shuffle(tokens)
    return tokens


def _cards(session: object, groups: list, people: list, lead: object, now: object) -> Iterator[object]:
    from fourfold.web.checkins.tokens import new_code
    from fourfold.web.models import Card

    first = groups.index(session.group) * MEMBERS
    circle = people[first : first + MEMBERS]
    for place, person in enumerate(circle):
        asked = [circle[(place + k) % MEMBERS].pk for k in (1, 2, 3)]
        yield Card(
            session=session,
            person=person,
            code=new_code() + new_code()[:4],
            asked=asked,
            leading=[lead.pk],
            place=place,
            made_at=now,
        )


@contextmanager
def served(application: str, options: argparse.Namespace, extra: dict[str, str] | None = None) -> Iterator[Server]:
    """Granian serving an application, until the end of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("granian")),
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--log-level",
        "error",
    ]
    command += ["--workers", str(options.workers), "--blocking-threads", str(options.threads)]
    command += ["--backpressure", str(options.backpressure), "--no-ws", application]
    server = subprocess.Popen(command, env={**os.environ, **(extra or {})})
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        time.sleep(1.0)
        yield Server(port, server.pid)
    finally:
        server.terminate()
        server.wait(30)


def row(what: str, clients: int, times: Times) -> str:
    done = max(len(times.opened), 1)
    flows = len(times.opened) / times.took
    cells = [f"{flows:.0f}", f"{3 * flows:.0f}"]
    cells += [f"{at(values, share):.1f}" for values in (times.opened, times.submitted) for share in (0.5, 0.99)]
    cells += [f"{1e3 * seconds / done:.2f}" for seconds in (times.server, times.loader)]
    faults = f" {len(times.faults)} faults: {times.faults[0][:80]}" if times.faults else ""
    return f"| {what} | {clients} | {' | '.join(cells)} |{faults}"


def measure(options: argparse.Namespace) -> None:
    levels = [int(n) for n in options.clients.split(",")]
    tokens = iter(simulated_cards(options.cards))
    print("| what | clients | flows/s | requests/s | open p50 ms | p99 | submit p50 ms | p99 | server ms | loader |")
    print("|---|---|---|---|---|---|---|---|---|---|", flush=True)
    with served("bench.check_in_peers:floor", options) as server:
        for clients in levels:
            times = asyncio.run(load(null, iter(lambda: "/", ""), server, clients, options.seconds))
            print(row("floor: a function that says ok", clients, times), flush=True)
    with served("fourfold.web.wsgi:application", options) as server:
        asyncio.run(load(flow, (f"/c/{t}" for t in tokens), server, 8, 1))
        for clients in levels:
            times = asyncio.run(load(flow, (f"/c/{t}" for t in tokens), server, clients, options.seconds))
            print(row("Fourfold", clients, times), flush=True)
    if options.no_peer:
        return
    with served("bench.check_in_peers:idiomatic", options) as server:
        for clients in levels:
            times = asyncio.run(load(flow, (f"/peer/{t}" for t in tokens), server, clients, options.seconds))
            print(row("an idiomatic Django form", clients, times), flush=True)


def first_view() -> str:
    """The bytes of the first view: the page and its two sheets."""
    from django.test import Client

    import fourfold
    from fourfold.web.checkins.tokens import Opens, token_of
    from fourfold.web.models import Card

    source = Path(fourfold.__file__).parent
    sheets = (source / "feedback/templates/tokens.css", source / "web/static/fourfold/check-in.css")
    token = token_of(Opens.CARD, Card.objects.filter(used_at=None).order_by("-pk")[0].pk, 1)
    page = len(Client(SERVER_NAME="localhost").get(f"/c/{token}").content)
    css = sum(sheet.stat().st_size for sheet in sheets)
    return f"first view: {page + css:,} bytes (page {page:,}, style {css:,}), nothing compressed"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--clients", default="1,8,32,64,256")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--backpressure", type=int, default=512)
    parser.add_argument("--cards", type=int, default=40_000)
    parser.add_argument("--no-peer", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ |= {
            "FOURFOLD_HOME": f"{name}/home",
            "FOURFOLD_KEYS": f"{name}/keys",
            "DJANGO_SETTINGS_MODULE": "fourfold.web.settings",
        }
        os.environ["PYTHONPATH"] = os.pathsep.join(["src", "."])
        Path(f"{name}/home").mkdir()
        from fourfold.web.storage.keys import make_key

        make_key(Path(f"{name}/keys"))
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        measure(options)
        print("\n" + first_view())


if __name__ == "__main__":
    main()
