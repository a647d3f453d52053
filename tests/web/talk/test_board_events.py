"""Taps arrive: once each, in order, whatever is sent twice, late or wrong."""

import json
import random
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourfold.conversation.board import Event, reduced
from fourfold.web.models import AuditEntry, BoardEvent, Coding, Session, Turn
from tests.web.personas import World, browser_of, seat
from tests.web.talk.boards import Tablet

pytestmark = pytest.mark.django_db


def stored(coding: str) -> list[Event]:
    """What is kept of a coding."""
    rows = BoardEvent.objects.filter(coding__uid=coding).order_by("number")
    return [Event(str(row.uid), row.number, row.at_s, row.kind, row.detail) for row in rows]


def test_a_board_begins_with_its_first_tap_and_knows_itself_again(world: World, session: Session, tablet: Tablet) -> None:
    a, b = world.members[:2]
    before = tablet.state()
    assert before["coding"] is None
    tablet.speaks(3, a, to=b)
    answer = tablet.send()
    assert (answer.status_code, answer.json()) == (200, {"kept": 3, "coding": tablet.coding})
    state = tablet.state()
    assert state["coding"]["uid"] == tablet.coding
    assert state["coding"]["number"] == 3
    assert state["coding"]["counts"] is True
    assert state["events"] == tablet.events
    assert state["session"] == {"id": session.pk, "number": 3, "minutes": 90, "held_on": str(session.held_on)}
    assert state["group"]["name"] == "Tuesday group"
    assert [seat["label"] for seat in state["seats"] if seat["chair"]] == ["Facilitator 1"]
    assert sorted(seat["place"] for seat in state["seats"]) == list(range(9))
    assert {act["key"] for act in state["acts"]} >= {"support", "disclosure"}
    assert state["others"] == []


def test_the_same_batch_twice_is_kept_once(world: World, tablet: Tablet) -> None:
    tablet.speaks(3, world.members[0])
    for _ in range(3):
        assert tablet.send().json()["kept"] == 2
    assert len(stored(tablet.coding)) == 2
    assert tablet.send(2).json()["kept"] == 2


def test_what_lies_behind_a_gap_waits(world: World, tablet: Tablet) -> None:
    for k in range(6):
        tablet.speaks(3 + k, world.members[k % 3])
    assert tablet.send(2, 4).json() == {"kept": 0, "coding": tablet.coding}
    assert not Coding.objects.exists()
    assert tablet.send(1, 3).json()["kept"] == 3
    assert tablet.send(6).json()["kept"] == 3
    assert tablet.send(3).json()["kept"] == 7
    assert [e.number for e in stored(tablet.coding)] == list(range(1, 8))


def test_another_event_in_the_same_place_is_told_what_stands(world: World, session: Session, tablet: Tablet) -> None:
    tablet.speaks(3, world.members[0])
    tablet.send()
    other = Tablet(tablet.client, session)
    other.coding, other.events = tablet.coding, [tablet.events[0]]
    other.speaks(4, world.members[1])
    answer = other.send()
    assert answer.status_code == 409
    assert answer.json()["events"] == tablet.events
    assert answer.json()["kept"] == 2
    assert "Other taps stand" in answer.json()["error"]
    assert [e.detail for e in stored(tablet.coding)][1] == {"seat": str(world.members[0].pk)}


def test_a_second_coding_of_the_same_observer_is_told_of_the_first(world: World, session: Session, tablet: Tablet) -> None:
    tablet.send()
    other = Tablet(tablet.client, session)
    other.begin(world.members)
    answer = other.send()
    assert (answer.status_code, answer.json()["coding"]) == (409, tablet.coding)
    assert Coding.objects.count() == 1


def test_a_uid_that_was_used_before_is_never_kept_again(world: World, tablet: Tablet) -> None:
    tablet.speaks(3, world.members[0])
    tablet.send()
    tablet.events.append({**tablet.events[1], "number": 3})
    assert tablet.send().status_code == 409
    assert len(stored(tablet.coding)) == 2


def test_nobody_writes_into_the_coding_of_another(
    world: World, session: Session, tablet: Tablet, signed_in: Callable[[str], Client]
) -> None:
    tablet.speaks(3, world.members[0])
    tablet.send()
    other = Tablet(signed_in("supervisor"), session)
    other.coding, other.events = tablet.coding, [*tablet.events]
    other.speaks(9, world.members[1])
    assert other.send(3).json()["kept"] == 0
    assert other.send().status_code == 404
    assert len(stored(tablet.coding)) == 2
    assert other.state()["events"] == []
    assert other.state()["others"] == [{"observer": "Facilitator", "mode": "live", "ended": False}]


def test_two_observers_have_a_coding_each_and_the_first_facilitators_counts(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    second = Tablet(signed_in("supervisor"), session)
    second.begin(world.members)
    second.send()
    assert not Coding.objects.get().counts
    first = Tablet(signed_in("facilitator"), session)
    first.begin(world.members)
    first.send()
    assert Coding.objects.get(uid=first.coding).counts
    assert Coding.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"events": "all"}, 400, "`events`"),
        ({"events": [None]}, 422, "an event is an object"),
        ({"coding": "mine"}, 400, "UUID"),
        ({"mode": "imported"}, 400, "`mode`"),
        ({"begun_at": "yesterday"}, 400, "`begun_at`"),
        ({"begun_at": "2026-01-01T10:00:00"}, 400, "`begun_at`"),
        ({"events": [{}] * 501}, 400, "at most 500"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    world: World, tablet: Tablet, change: dict[str, Any], status: int, said: str
) -> None:
    answer = tablet.send(**change)
    assert answer.status_code == status
    assert said in answer.json()["error"]
    assert not Coding.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "{", "null", '"', "[" * 100_000])
def test_what_is_no_json_is_refused(world: World, tablet: Tablet, body: str) -> None:
    answer = tablet.post(body)
    assert answer.status_code == 400
    assert "send JSON" in answer.json()["error"]


def test_a_wrong_event_keeps_nothing_of_its_batch(world: World, tablet: Tablet) -> None:
    tablet.speaks(3, world.members[0])
    tablet.tap(5, "speaks", seat="999")
    answer = tablet.send()
    assert answer.status_code == 422
    assert answer.json()["error"] == "event 3: nobody has the seat '999'"
    assert not BoardEvent.objects.exists()
    assert not Coding.objects.exists()


@pytest.mark.parametrize("kind", ["begin", "roster"])
def test_a_person_of_elsewhere_gets_no_seat(world: World, tablet: Tablet, kind: str) -> None:
    far = seat(world.elsewhere, "Far.", "member")
    if kind == "begin":
        tablet.events[0]["detail"]["seats"].append(str(far.pk))
    else:
        tablet.tap(3, "roster", seat=str(far.pk), **{"is": "late"})
    answer = tablet.send()
    assert answer.status_code == 422
    assert "not expected in this session" in answer.json()["error"]
    assert not BoardEvent.objects.exists()


def test_too_much_at_once_is_refused_unread(world: World, tablet: Tablet) -> None:
    answer = tablet.post(" " * 400_001)
    assert answer.status_code == 413
    assert "fewer taps" in answer.json()["error"]


def test_whoever_is_signed_out_is_told_so_and_never_sent_elsewhere(world: World, session: Session) -> None:
    nobody = Tablet(Client(), session)
    nobody.begin(world.members)
    for answer in (nobody.send(), nobody.client.get(reverse("board-state", args=[session.pk]))):
        assert answer.status_code == 401
        assert answer.json()["sign_in"] == f"/accounts/login/?next=%2Fsessions%2F{session.pk}%2Fboard%2F"
        assert "nothing is lost" in answer.json()["error"]
    assert nobody.client.get(reverse("board", args=[session.pk])).status_code == 302


def test_the_second_factor_is_asked_for_too(world: World, session: Session) -> None:
    client = Client()
    client.force_login(world.users["facilitator"])
    assert Tablet(client, session).send().status_code == 401


def test_a_form_token_is_needed_and_comes_with_the_state(world: World, session: Session, tablet: Tablet) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser_of(world.users["facilitator"]).cookies
    here = Tablet(strict, session)
    here.begin(world.members)
    refused = here.send()
    assert (refused.status_code, "Read its state anew" in refused.json()["error"]) == (403, True)
    token = here.state()["token"]
    sent = {"coding": here.coding, "begun_at": here.begun_at, "mode": "live", "events": here.events}
    assert here.post(json.dumps(sent), headers={"X-CSRFToken": token}).status_code == 200


def test_the_log_tells_of_the_board_once_a_quarter_of_an_hour(world: World, tablet: Tablet) -> None:
    for k in range(5):
        tablet.speaks(3 + k, world.members[k % 2])
        tablet.send()
    verbs = AuditEntry.objects.filter(verb__in=("begin coding", "keep taps")).values_list("verb", flat=True)
    assert list(verbs) == ["begin coding"]
    BoardEvent.objects.update(received_at="2026-01-01T10:00:00Z")
    tablet.speaks(20, world.members[3])
    tablet.send()
    tablet.speaks(23, world.members[1])
    tablet.send()
    entry = AuditEntry.objects.get(verb="keep taps")
    assert entry.subject == f"session:{tablet.session.pk}"
    assert "from number 7" in entry.detail


def test_the_state_is_noted_as_read(world: World, tablet: Tablet) -> None:
    tablet.state()
    entry = AuditEntry.objects.get(verb="read board")
    assert (entry.subject, entry.group_id) == (f"session:{tablet.session.pk}", world.group.pk)


def test_a_board_of_a_session_ahead_or_skipped_does_not_begin(world: World, session: Session, tablet: Tablet) -> None:
    Session.objects.filter(pk=session.pk).update(status="not_held")
    answer = tablet.send()
    assert answer.status_code == 422
    assert "skipped" in answer.json()["error"]
    Session.objects.filter(pk=session.pk).update(status="planned", held_on="2099-01-01")
    assert "planned for" in tablet.send().json()["error"]
    assert not Coding.objects.exists()


def test_recall_is_a_coding_of_its_own(world: World, session: Session, tablet: Tablet) -> None:
    tablet.send()
    recall = Tablet(tablet.client, session, mode="recall")
    recall.begin(world.members)
    recall.tap(3, "line", who=str(world.members[0].pk), to="GROUP", weight=2)
    recall.tap(9, "end")
    assert recall.send().json()["kept"] == 3
    assert recall.state()["coding"]["uid"] == recall.coding
    assert tablet.state()["coding"]["uid"] == tablet.coding
    assert not Coding.objects.get(uid=recall.coding).counts
    assert not Turn.objects.exists()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 6), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_whatever_is_sent_twice_late_or_out_of_order_comes_to_the_same(
    world: World, session: Session, signed_in: Callable[[str], Client], sizes: list[int], chance: random.Random
) -> None:
    Coding.objects.all().delete()
    tablet = Tablet(signed_in("facilitator"), session)
    tablet.begin(world.members)
    uids = [tablet.speaks(2 * k, chance.choice(world.members)) for k in range(1, sum(sizes) + 1)]
    tablet.tap(99, "undo", of=chance.choice(uids))
    ends = [1, *(1 + sum(sizes[: k + 1]) for k in range(len(sizes))), len(tablet.events)]
    batches = [(a + 1, b) for a, b in pairwise([0, *ends]) if b > a]
    muddle = [batch for batch in batches for _ in range(chance.randint(0, 2))]
    chance.shuffle(muddle)
    for first, last in muddle:
        assert tablet.send(first, last).status_code == 200
    kept = tablet.send(1, 1).json()["kept"]
    while kept < len(tablet.events):
        kept = tablet.send(kept + 1, kept + chance.randint(1, 9)).json()["kept"]
    assert [event.uid for event in stored(tablet.coding)] == [event["uid"] for event in tablet.events]
    assert reduced(stored(tablet.coding)) == reduced(Event(**event) for event in tablet.events)


def test_a_device_of_which_the_site_knows_nothing_begins_anew(world: World, tablet: Tablet) -> None:
    answer = tablet.send(1, 0)
    assert answer.json() == {"kept": 0, "coding": tablet.coding}
    assert tablet.send(1, 0, coding=str(uuid4())).json()["kept"] == 0


def test_who_left_the_group_meanwhile_holds_no_taps_up_and_is_not_taken_down(
    world: World, session: Session, tablet: Tablet
) -> None:
    a, b, gone = *world.members[:2], world.members[7]
    tablet.speaks(3, a, to=gone)
    tablet.speaks(9, gone, to=a)
    tablet.speaks(20, b, to=a)
    tablet.tap(30, "end")
    gone.memberships.update(left_on=session.held_on - timedelta(days=7))
    session.attendance.filter(person=gone).delete()
    assert tablet.send(1, 4).json()["kept"] == 4
    assert tablet.send(5).json()["kept"] == len(tablet.events)
    rows = Turn.objects.order_by("start_s").values_list("speaker__label", "addressee__label")
    assert list(rows) == [("A.", None), ("B.", "A.")]


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain"])
def test_a_form_is_refused_in_json(session: Session, signed_in: Callable[[str], Client], kind: str) -> None:
    plain, strict = signed_in("facilitator"), Client(enforce_csrf_checks=True)
    strict.cookies = plain.cookies
    token = strict.get(reverse("board-state", args=[session.pk])).json()["token"]
    body = b'--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\nb\r\n--x--\r\n'
    answer = strict.post(reverse("board-events", args=[session.pk]), body, content_type=kind, headers={"x-csrftoken": token})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("send JSON")
