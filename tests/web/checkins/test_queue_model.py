"""A device that keeps answers, a network that loses, repeats and reorders, a server that stops: every answer arrives once.

The device is modelled on static/fourfold/check-in/sending.js; the server is the real one, its writer and its database too. Two
devices that are broken on purpose show that the model would notice.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any, ClassVar

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from fourfold.web.checkins.actions import finish_writing
from fourfold.web.checkins.seals import seal_answers
from fourfold.web.checkins.tokens import new_key
from fourfold.web.models import AuditEntry, Card, Flag, Submission
from tests.web.checkins.ground import Opened, open_session
from tests.web.personas import World

pytestmark = pytest.mark.django_db(transaction=True)
Envelope = dict[str, Any]
FATES = ("arrives", "request lost", "answer lost", "repeated", "killed before it is written down")
CARDS = 4


@pytest.fixture
def opened(world: World) -> Iterator[Opened]:
    yield open_session(world)
    finish_writing()


class Device:
    """Envelopes on the disk of a device: taken away, or set apart, only after the server said so."""

    def __init__(self) -> None:
        self.waiting: list[Envelope] = []
        self.refused: dict[str, str] = {}
        self.told: set[str] = set()

    def keep(self, envelope: Envelope) -> None:
        self.waiting.append(envelope)

    def batch(self, size: int) -> list[Envelope]:
        return self.waiting[:size]

    def settle(self, results: list[dict[str, str]]) -> None:
        said = {result["key"]: result for result in results}
        for key, result in said.items():
            if result["answer"] == "refused":
                self.refused[key] = result["reason"]
            else:
                self.told.add(key)
        self.waiting = [envelope for envelope in self.waiting if envelope["key"] not in said]


class ForgetsWhenSending(Device):
    """Takes envelopes away before the server has answered."""

    def batch(self, size: int) -> list[Envelope]:
        sent, self.waiting = self.waiting[:size], self.waiting[size:]
        return sent


class ForgetsWithoutLooking(Device):
    """Takes everything that was sent for stored, whatever the server said of it."""

    def settle(self, results: list[dict[str, str]]) -> None:
        self.told |= {result["key"] for result in results}
        self.waiting = [envelope for envelope in self.waiting if envelope["key"] not in self.told]


class Queue(RuleBasedStateMachine):
    """Members answer, the device sends, the network and the server do their worst."""

    opened: ClassVar[Opened]
    kind: ClassVar[type[Device]]

    def __init__(self) -> None:
        super().__init__()
        for table in (Flag, Submission):
            table.objects.all().delete()
        Card.objects.update(used_at=None)
        self.device = self.kind()
        self.given: dict[str, tuple[int, int]] = {}
        self.late: list[list[Envelope]] = []
        self.audited = AuditEntry.objects.filter(verb="check in").count()

    @rule(card=st.integers(0, CARDS - 1), value=st.integers(1, 7))
    def answer(self, card: int, value: int) -> None:
        key = new_key()
        fields = {"token": self.opened.token(card), "language": "en", "kiosk": True, "answers": {"bond.group": str(value)}}
        at = timezone.now().isoformat()
        self.device.keep({"key": key, "sealed": seal_answers(fields, key), "answered_at": at, "offset": 0})
        self.given[key] = (card, value)

    @precondition(lambda self: self.device.waiting)
    @rule(size=st.integers(1, 3), fate=st.sampled_from(FATES))
    def send(self, size: int, fate: str) -> None:
        batch = self.device.batch(size)
        self.late.append(batch)
        if fate == "request lost":
            return
        results = arrive(batch)
        if fate == "repeated":
            results = arrive(batch)
        if fate in ("arrives", "repeated"):
            self.device.settle(results)

    @precondition(lambda self: self.late)
    @rule(which=st.integers(0, 20))
    def a_copy_arrives_late(self, which: int) -> None:
        arrive(self.late[which % len(self.late)])

    @rule()
    def the_server_stops_and_starts(self) -> None:
        finish_writing()

    @invariant()
    def every_answer_is_somewhere_and_stored_at_most_once(self) -> None:
        stored = list(Submission.objects.order_by("pk").values_list("key", "person_id", "answers"))
        keys = [key for key, *_ in stored]
        assert len(set(keys)) == len(keys), "stored twice"
        assert len({person for _, person, _ in stored}) == len(stored), "two answers of one card"
        assert self.device.told <= set(keys), "taken for stored, and lost"
        waiting = {envelope["key"] for envelope in self.device.waiting}
        kept_first = {self.given[key][0] for key in keys}
        for key, (card, _) in self.given.items():
            is_second = self.device.refused.get(key) == "first_kept" and card in kept_first
            assert key in keys or key in waiting or is_second, "lost"
        for key, _, answers in stored:
            assert json.loads(answers)["bond.group"] == self.given[key][1], "changed on the way"
        assert AuditEntry.objects.filter(verb="check in").count() - self.audited == len(stored)

    def teardown(self) -> None:
        while batch := self.device.batch(50):
            self.device.settle(arrive(batch))
        self.every_answer_is_somewhere_and_stored_at_most_once()
        answered = {card for card, _ in self.given.values()}
        assert Submission.objects.count() == len(answered), "not everything arrived"


def arrive(batch: list[Envelope]) -> list[dict[str, str]]:
    """What the server says to a request."""
    reply = Client().post("/c/queue", json.dumps({"envelopes": batch}), content_type="application/json")
    assert reply.status_code == 200
    results = reply.json()["results"]
    assert [result["key"] for result in results] == [envelope["key"] for envelope in batch]
    return results


def run(opened: Opened, device: type[Device], examples: int, steps: int, phases: Collection[Phase] = tuple(Phase)) -> None:
    """Plays the machine with a kind of device."""
    machine = type("Queue", (Queue,), {"opened": opened, "kind": device})
    rules = settings(max_examples=examples, stateful_step_count=steps, deadline=None, database=None, phases=phases)
    quiet = settings(rules, suppress_health_check=list(HealthCheck), report_multiple_bugs=False)
    run_state_machine_as_test(machine, settings=quiet)


def test_every_answer_arrives_once(opened: Opened) -> None:
    run(opened, Device, 40, 20)


@pytest.mark.slow
def test_every_answer_arrives_once_in_many_more_stories(opened: Opened) -> None:
    run(opened, Device, 300, 50)


@pytest.mark.parametrize("broken", [ForgetsWhenSending, ForgetsWithoutLooking])
def test_a_device_that_is_broken_on_purpose_is_found_out(opened: Opened, broken: type[Device]) -> None:
    with pytest.raises(AssertionError, match=r"lost|not everything arrived"):
        run(opened, broken, 200, 20, [Phase.generate])
