"""A board as the tests tap it: events in order, batches, and sending them."""

import json
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.web.models import Person, Session

Happening = tuple[float, str, dict[str, Any]]


class Tablet:
    """One device: what was tapped on it, and how it sends. `tap` says which uid the tap has."""

    def __init__(self, client: Client, session: Session, mode: str = "live", uid: UUID | None = None) -> None:
        self.client, self.session, self.mode = client, session, mode
        self.coding = str(uid or uuid4())
        self.begun_at = timezone.now().isoformat()
        self.events: list[dict[str, Any]] = []

    def begin(self, people: list[Person]) -> str:
        return self.tap(0, "begin", seats=[str(person.pk) for person in people], mode=self.mode)

    def tap(self, at_s: float, kind: str, **detail: Any) -> str:
        uid = str(uuid4())
        told = {("from" if name == "who" else name): value for name, value in detail.items()}
        self.events.append({"uid": uid, "number": len(self.events) + 1, "at_s": at_s, "kind": kind, "detail": told})
        return uid

    def speaks(self, at_s: float, who: Person, to: Person | str | None = None) -> str:
        uid = self.tap(at_s, "speaks", seat=str(who.pk))
        if to is not None:
            self.tap(at_s + 0.5, "to", of=uid, whom=to if isinstance(to, str) else str(to.pk))
        return uid

    def send(self, first: int = 1, last: int | None = None, **other: Any) -> HttpResponse:
        """Sends the events from one number to another."""
        sent = {"coding": self.coding, "begun_at": self.begun_at, "mode": self.mode, "events": self.events[first - 1 : last]}
        return self.post(json.dumps(sent | other))

    def post(self, body: str, **more: Any) -> HttpResponse:
        """Sends whatever it is."""
        address = reverse("board-events", args=[self.session.pk])
        return self.client.post(address, body, content_type="application/json", **more)

    def state(self) -> dict[str, Any]:
        """What the site tells a board."""
        address = reverse("board-state", args=[self.session.pk]) + (f"?mode={self.mode}" if self.mode != "live" else "")
        found: dict[str, Any] = self.client.get(address).json()
        return found
