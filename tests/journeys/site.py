"""A simulated site for journeys: made once, served by granian from its encrypted database, looked at from outside."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlcipher3

from fourfold.web.storage.keys import derived
from tests.journeys.wire import Wire
from tests.web.site_process import SiteProcess, make_site

_WORLD = """
from tests.web.personas import browser_of, make_world, seat
from fourfold.web.models import Group, Membership
world = make_world()
evening = Group.objects.create(programme=world.programme, name="Thursday group", simulated=True)
for letter in "STUVWXYZ":
    seat(evening, f"{letter}.", "member")
leader = world.users["facilitator"].person
Membership.objects.create(group=evening, person=leader, seat="facilitator", joined_on=world.group.memberships.first().joined_on)
signed_in = {name: browser_of(user).cookies["fourfold_session"].value for name, user in world.users.items()}
# Handing a device over as a kiosk signs this one out; nobody else's journey may end with it.
signed_in["hands over"] = browser_of(world.users["facilitator"]).cookies["fourfold_session"].value
for once in ("signs out", "hands a board over"):
    signed_in[once] = browser_of(world.users["facilitator"]).cookies["fourfold_session"].value
print(json.dumps(signed_in))
"""
_MEETINGS = """
from datetime import date, timedelta
from django.db.models import Max
from fourfold.web.access import viewer_of
from fourfold.web.checkins.actions import open_check_ins
from fourfold.web.checkins.tokens import Opens, token_of
from fourfold.web.models import Attendance, Group, Person, Session, User
group = Group.objects.get(name="Thursday group")
by = viewer_of(User.objects.get(email="facilitator@example.invalid"))
members = Person.objects.filter(memberships__group=group, memberships__seat="member").order_by("label")
last = group.sessions.aggregate(number=Max("number"))["number"] or 0
made = []
for number in range(last + 1, last + 1 + {count}):
    session = Session.objects.create(group=group, number=number, held_on=date.today() + timedelta(days=number), status="held")
    Attendance.objects.bulk_create([Attendance(session=session, person=p, presence="present") for p in members])
    cards = open_check_ins(session.pk, by=by)
    kiosk = token_of(Opens.KIOSK, session.pk, 0)
    made.append([session.pk, kiosk, [[card.code, token_of(Opens.CARD, card.pk, card.issue)] for card in cards]])
print(json.dumps(made))
"""

_AT_ONCE = 30


@dataclass(frozen=True)
class Card:
    """What is printed on a card."""

    code: str
    token: str


@dataclass(frozen=True)
class Meeting:
    """A session whose check-ins are open: eight cards, and the address of its kiosk."""

    session_id: int
    kiosk: str
    cards: list[Card]


@dataclass
class JourneySite:
    """A running site. `signed_in` are session cookies by persona (tests/web/personas.py), second factor passed."""

    process: SiteProcess
    wire: Wire
    signed_in: dict[str, str]
    _ready: list[Meeting] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where browsers find it; localhost is a place that browsers trust with keys."""
        return f"http://localhost:{self.wire.port}"

    def meeting(self) -> Meeting:
        """A new session of the Thursday group, its check-ins open."""
        self._ready = self._ready or self.meetings(_AT_ONCE)
        return self._ready.pop()

    def meetings(self, count: int) -> list[Meeting]:
        """As many new sessions."""
        made = self.process.python(_MEETINGS.replace("{count}", str(count)))
        return [Meeting(pk, f"/c/kiosk/{kiosk}", [Card(*card) for card in cards]) for pk, kiosk, cards in made]

    def rows(self, statement: str, *given: Any) -> list[tuple[Any, ...]]:
        """What the database says now."""
        key = derived(self.process.keys, "database")
        with closing(sqlcipher3.connect(self.process.home / "fourfold.db", timeout=20)) as database:
            database.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            return list(database.execute(statement, given))

    def stored(self, meeting: Meeting) -> list[tuple[str, str, bool, dict[str, Any]]]:
        """The check-ins of a session: source, language, private word, answers, in the order in which they came."""
        said = "SELECT source, language, private_word, answers FROM web_submission WHERE session_id = ? ORDER BY id"
        return [
            (source, language, bool(word), json.loads(answers))
            for source, language, word, answers in self.rows(said, meeting.session_id)
        ]


@contextmanager
def running_site(folder: Path) -> Iterator[JourneySite]:
    """A simulated site that is served until the block ends."""
    process = make_site(folder)
    signed_in = process.python(_WORLD)
    with served(process) as wire:
        yield JourneySite(process, wire, signed_in)


@contextmanager
def served(process: SiteProcess) -> Iterator[Wire]:
    """The cable to a site that is served until the block ends."""
    port = _free_port()
    command = [sys.executable, "-m", "fourfold.cli", "serve", "--port", str(port)]
    with (process.folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=process.environment, stdout=log, stderr=log)
    wire = Wire(port)
    try:
        _wait_for(server, port, process.folder / "server.log")
        yield wire
    finally:
        wire.close()
        server.terminate()
        server.wait(20)


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Waits until something holds. Raises `TimeoutError`."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError("it did not come about in time")
        time.sleep(0.02)


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    def answers() -> bool:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text()}")
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/c/", timeout=2) as reply:
                return bool(reply.status == 200)
        except OSError:
            return False

    until(answers, 60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
