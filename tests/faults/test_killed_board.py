"""SIGKILL while two observers tap the same session: every tap is there once and in order, and the turns are whole."""

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.faults.ground import serving
from tests.web.site_process import SiteProcess, make_site

pytestmark = pytest.mark.fault
KILLS, TAPS = 10, 400
_WORLD = """
from tests.web.personas import browser_of, make_world
from fourfold.web.models import Session
world = make_world()
signed = [browser_of(world.users[name]).cookies["fourfold_session"].value for name in ("facilitator", "supervisor")]
session = Session.objects.get(group=world.group, number=3)
print(json.dumps({"cookies": signed, "session": session.pk, "seats": [str(person.pk) for person in world.members]}))
"""
_HELD = """
from fourfold.web.audit.queries import check
from fourfold.web.models import AuditEntry, Coding, Turn
events = {str(c.uid): [str(e.uid) for e in c.events.order_by("number")] for c in Coding.objects.all()}
turns = Turn.objects.order_by("start_s").values_list("speaker", "start_s", "end_s")
noted = [AuditEntry.objects.filter(verb=f"{verb} coding").count() for verb in ("begin", "end")]
told = {"events": events, "turns": [[str(who), *times] for who, *times in turns], "noted": noted}
print(json.dumps({**told, "whole": check().is_whole}))
"""


@dataclass
class Observer:
    """A device that taps all the time, and sends what is not acknowledged yet whenever it can."""

    port: int
    session: int
    cookie: str
    seats: list[str]
    coding: str = field(default_factory=lambda: str(uuid4()))
    events: list[dict[str, Any]] = field(default_factory=list)
    kept: int = 0
    failed: int = 0
    refused: list[str] = field(default_factory=list)
    form: tuple[str, str] = ("", "")

    def run(self) -> None:
        """Begin, tap, end, and send until everything is kept."""
        self.tap("begin", {"seats": self.seats, "mode": "live"})
        for k in range(TAPS):
            self.tap("speaks", {"seat": self.seats[k % len(self.seats)]})
            self.send()
            time.sleep(0.02)
        self.tap("end", {})
        while self.kept < len(self.events) and not self.refused:
            self.send()

    def tap(self, kind: str, detail: dict[str, Any]) -> None:
        """One more event."""
        number = len(self.events) + 1
        self.events.append({"uid": str(uuid4()), "number": number, "at_s": float(number), "kind": kind, "detail": detail})

    def send(self) -> None:
        """Send what is not acknowledged yet."""
        new = self.events[self.kept : self.kept + 200]
        sent = {"coding": self.coding, "begun_at": "2026-01-01T10:00:00+00:00", "mode": "live", "events": new}
        try:
            if not self.form[0]:
                self._ask()
            status, told, _ = self._request("POST", "events", sent)
        except (OSError, http.client.HTTPException):
            self.failed += 1
            time.sleep(0.05)
            return
        if status == 200:
            assert told["kept"] >= self.kept, "what was acknowledged is gone"
            self.kept = told["kept"]
        elif status != 503:
            self.refused.append(f"{status} {told}")

    def _ask(self) -> None:
        _, told, cookie = self._request("GET", "state", None)
        self.form = (told["token"], cookie.partition("fourfold_form=")[2].partition(";")[0])

    def _request(self, method: str, part: str, body: Any) -> tuple[int, Any, str]:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=20)
        cookies = f"fourfold_session={self.cookie}; fourfold_form={self.form[1]}"
        head = {"Content-Type": "application/json", "X-CSRFToken": self.form[0], "Cookie": cookies}
        try:
            connection.request(method, f"/sessions/{self.session}/board/{part}", json.dumps(body) if body else None, head)
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"{}"), response.headers.get("Set-Cookie", "")
        finally:
            connection.close()


def observers(site: SiteProcess, port: int) -> list[Observer]:
    """A facilitator and a supervisor, signed in at a site with one session of today."""
    known = site.python(_WORLD)
    return [Observer(port, known["session"], cookie, known["seats"]) for cookie in known["cookies"]]


def test_ten_kills_lose_no_tap_of_two_observers(tmp_path: Path) -> None:
    site, chance = make_site(tmp_path), random.Random(7)
    with serving(site) as server:
        both = observers(site, server.port)
        threads = [threading.Thread(target=observer.run) for observer in both]
        for thread in threads:
            thread.start()
        for _ in range(KILLS):
            time.sleep(0.2 + chance.random() * 0.3)
            server.kill()
            server.start()
        for thread in threads:
            thread.join()
    assert [observer.refused for observer in both] == [[], []]
    assert min(observer.failed for observer in both) > 0
    held = site.python(_HELD)
    assert held["events"] == {one.coding: [event["uid"] for event in one.events] for one in both}
    assert (held["noted"], held["whole"]) == ([2, 2], True)
    first = both[0]
    spoken = [event for event in first.events if event["kind"] == "speaks"]
    assert held["turns"] == [[event["detail"]["seat"], event["at_s"], event["at_s"] + 1] for event in spoken]
