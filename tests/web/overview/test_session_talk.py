"""The page of one session's talk: what somebody tapped or brought in is there to be looked at, at once."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from fourfold.web.models import AuditEntry, Session, Turn
from tests.web.personas import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def page(client: Client, name: str, number: int) -> str:
    answer = client.get(reverse(name, args=[number]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def held(world: World) -> Session:
    return Session.objects.filter(group=world.group, status="held").order_by("number")[0]


def spoken(world: World, session: Session, *, noted: bool) -> None:
    me, other, third = world.members[:3]
    for k, (who, whom) in enumerate([(me, other), (other, me), (me, other), (third, me)] * 3):
        Turn.objects.create(
            session=session, speaker=who, addressee=whom if noted else None, start_s=10.0 * k, end_s=10.0 * k + 8
        )
    world.group.refresh_from_db()


def test_a_session_with_turns_leads_to_its_circle(world: World, signed_in: SignIn) -> None:
    session = held(world)
    spoken(world, session, noted=True)
    client = signed_in("facilitator")
    told = page(client, "session", session.pk)
    assert "Twelve turns are kept." in told
    assert reverse("session-talk", args=[session.pk]) in told
    shown = page(client, "session-talk", session.pk)
    assert f"Who spoke to whom in session {session.number}" in shown
    assert "<svg" in shown
    assert "inferred" not in shown


def test_where_nobody_noted_to_whom_it_is_inferred_and_said(world: World, signed_in: SignIn) -> None:
    session = held(world)
    spoken(world, session, noted=False)
    shown = page(signed_in("facilitator"), "session-talk", session.pk)
    assert "it is inferred from their order and timing" in shown
    assert "<svg" in shown


def test_a_session_that_nobody_followed_says_so(world: World, signed_in: SignIn) -> None:
    assert "Nobody has followed the talk of this session" in page(signed_in("facilitator"), "session-talk", held(world).pk)


def test_reading_it_is_logged_and_a_supervisor_may(world: World, signed_in: SignIn) -> None:
    session = held(world)
    spoken(world, session, noted=True)
    client, before = signed_in("supervisor"), AuditEntry.objects.count()
    page(client, "session-talk", session.pk)
    assert AuditEntry.objects.count() == before + 1
    log = signed_in("administrator").get(reverse("audit"))
    assert "saw who spoke to whom in a session" in log.content.decode()
