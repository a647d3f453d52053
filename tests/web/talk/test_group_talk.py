"""The tab of a group: what was taken down of its sessions, and the way to the board, for who oversees the group."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.web.models import AuditEntry, Coding, Session, Turn, User
from tests.web.personas import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def told(client: Client, world: World) -> str:
    answer = client.get(reverse("group-talk", args=[world.group.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def follow(world: World, session: Session, observers: tuple[str, ...] = ("facilitator",)) -> None:
    me, other = world.members[:2]
    Turn.objects.create(session=session, speaker=me, addressee=other, start_s=0.0, end_s=100.0)
    Turn.objects.create(session=session, speaker=other, to_group=True, start_s=100.0, end_s=190.0)
    for k, name in enumerate(observers):
        observer = User.objects.get(pk=world.viewer(name).user_id)
        Coding.objects.create(session=session, observer=observer, begun_at=timezone.now(), counts=k == 0)


def test_a_followed_session_tells_turns_and_minutes_and_who_took_them_down(world: World, signed_in: SignIn) -> None:
    session = Session.objects.filter(group=world.group).order_by("number")[0]
    follow(world, session, ("facilitator", "supervisor"))
    page = told(signed_in("facilitator"), world)
    assert "Somebody followed one session." in page
    assert "two turns, three minutes" in page
    assert "board, while it ran" in page
    assert "Two observers." in page
    assert reverse("codings", args=[session.pk]) in page


def test_less_than_half_a_minute_of_talk_is_not_called_no_minutes(world: World, signed_in: SignIn) -> None:
    session = Session.objects.filter(group=world.group).order_by("number")[0]
    Turn.objects.create(session=session, speaker=world.members[0], to_group=True, start_s=0.0, end_s=9.0)
    page = told(signed_in("facilitator"), world)
    assert "one turn" in page
    assert "no minutes" not in page


def test_a_session_that_nobody_followed_offers_the_board_and_a_file(world: World, signed_in: SignIn) -> None:
    page = told(signed_in("facilitator"), world)
    session = Session.objects.filter(group=world.group).order_by("number")[0]
    assert reverse("board", args=[session.pk]) in page
    assert reverse("talk-import", args=[session.pk]) in page


def test_a_session_ahead_is_not_in_the_list(world: World, signed_in: SignIn) -> None:
    ahead = Session.objects.filter(group=world.group).order_by("-number")[0]
    Session.objects.filter(pk=ahead.pk).update(held_on=timezone.localdate() + timezone.timedelta(days=9))
    assert reverse("session", args=[ahead.pk]) not in told(signed_in("facilitator"), world)


def test_a_group_without_sessions_says_what_comes_first(world: World, signed_in: SignIn) -> None:
    Session.objects.filter(group=world.group).update(status="not_held")
    assert "No session has begun yet." in told(signed_in("facilitator"), world)


def test_reading_it_is_logged(world: World, signed_in: SignIn) -> None:
    before = AuditEntry.objects.count()
    told(signed_in("supervisor"), world)
    assert AuditEntry.objects.count() == before + 1
