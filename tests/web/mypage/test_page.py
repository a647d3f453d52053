"""My page: what a member finds on it, for whom it is not there, and that nobody else is on it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from fourfold.web.access import Missing
from fourfold.web.audit.actions import note_read
from fourfold.web.blocks.actions import publish
from fourfold.web.checkins.tokens import KIOSK_COOKIE
from fourfold.web.models import AuditEntry, BlockFeedback, Consent, Group
from fourfold.web.mypage import queries
from tests.web.blocks.answers import all_answer, answer, end_all, leader
from tests.web.personas import World

SignIn = Callable[[str], Client]
ADDRESSES = [("my-page", []), ("my-record", []), ("my-record-file", []), ("my-record-fhir", []), ("my-withdraw", ["research"])]
STAFF = ["facilitator", "supervisor", "manager", "researcher", "administrator", "outsider"]


def page(client: Client, language: str = "en") -> str:
    client.cookies["fourfold_language"] = language
    response = client.get(reverse("my-page"))
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("name", STAFF)
def test_for_anybody_but_members_there_is_no_such_page(signed_in: SignIn, name: str) -> None:
    client = signed_in(name)
    for address, given in ADDRESSES:
        assert client.get(reverse(address, args=given)).status_code in (302, 404), address
        assert client.get(reverse(address, args=given)).status_code != 200


def test_a_member_without_anything_learns_what_will_be_here(signed_in: SignIn, world: World) -> None:
    world.group.sessions.all().delete()
    assert "Nothing is here yet" in page(signed_in("member"))


def test_own_answers_are_shown_and_answers_about_others_only_counted(signed_in: SignIn, world: World) -> None:
    me, peer, lead = world.members[0], world.members[1], leader(world)
    answer(
        world, me, 2, {"bond.group": 3, f"bond.peer.{peer.pk}": 2, f"bond.facilitator.{lead.pk}": 1, "compassion.self": None}
    )
    answer(world, me, 3, {"bond.group": 6})
    answer(world, peer, 3, {"bond.members": 7})
    shown = page(signed_in("member"))
    assert "Today this group felt like a place for me." in shown
    assert "Two answers about other people were given too." in shown
    assert "I was gentle with myself" not in shown
    assert "I was glad to be with the other members" not in shown
    for name in (*(p.label for p in world.members[1:]), "Facilitator 1"):
        assert f">{name}<" not in shown


def test_the_page_reads_in_spanish(signed_in: SignIn, world: World) -> None:
    answer(world, world.members[0], 3, {"bond.group": 6})
    shown = page(signed_in("member"), "es")
    assert '<html lang="es">' in shown
    assert "Hoy sentí que en este grupo hay un lugar para mí." in shown


def test_looking_is_written_down_and_ones_own_looks_are_not_counted(signed_in: SignIn, world: World) -> None:
    client = signed_in("member")
    assert "Nobody has looked yet." in page(client)
    note_read(world.viewer("facilitator"), "brief", f"group:{world.group.pk}", group=world.group.pk)
    note_read(world.viewer("supervisor"), "something new", group=world.group.pk)
    shown = page(client)
    assert "The brief of your group" in shown
    assert "A page about your group" in shown
    assert AuditEntry.objects.filter(verb="read own page", person_id=world.members[0].pk).count() == 2


def test_on_a_kiosk_the_page_is_not_there(signed_in: SignIn, world: World) -> None:
    answer(world, world.members[0], 3, {"bond.group": 6})
    client = signed_in("member")
    client.cookies[KIOSK_COOKIE] = "1"
    for address, given in ADDRESSES:
        response = client.get(reverse(address, args=given))
        assert response.status_code == 403
        assert "felt like a place" not in response.content.decode()


def test_what_the_group_was_told_is_told_in_words(signed_in: SignIn, world: World) -> None:
    BlockFeedback.objects.create(
        group=world.group, first_session=1, last_session=3, published_at="2026-01-01T00:00:00Z",
        readings={"member_group.bond": 5.5}, raters={"member_group.bond": ["canary"]},
    )  # fmt: skip
    shown = page(signed_in("member"))
    assert "People felt connected." in shown
    assert "5.5, where 1 is not at all and 7 is very much" in shown
    assert "Not told this time" in shown
    assert "canary" not in shown


def test_a_group_of_others_and_sessions_before_ones_time_are_not_told(signed_in: SignIn, world: World) -> None:
    told = {"readings": {"member_group.bond": 7.0}, "published_at": "2026-01-01T00:00:00Z"}
    BlockFeedback.objects.create(group=world.neighbour, first_session=1, last_session=3, **told)
    BlockFeedback.objects.create(group=world.group, first_session=1, last_session=3, **told)
    world.members[0].memberships.update(joined_on=date.today())
    world.group.sessions.filter(number=3).update(status="not_held")
    assert "very much" not in page(signed_in("member"))


def test_a_withheld_block_says_why(signed_in: SignIn, world: World) -> None:
    end_all(world)
    all_answer(world, range(1, 4), world.members[:4])
    Group.objects.filter(pk=world.group.pk).update(closed_on=date.today())
    publish(world.group.pk)
    assert "The group ended before four more sessions were held." in page(signed_in("member"))


def test_a_member_ends_being_rated_and_research_after_being_asked(signed_in: SignIn, world: World) -> None:
    me, client = world.members[0], signed_in("member")
    revision = Group.objects.get(pk=world.group.pk).revision
    address = reverse("my-withdraw", args=["being_rated"])
    assert "nobody is asked about you any more" in client.get(address).content.decode()
    assert Consent.objects.get(person=me, kind="being_rated").withdrawn_on is None
    assert client.post(address).status_code == 302
    assert Consent.objects.get(person=me, kind="being_rated").withdrawn_on == date.today()
    assert Consent.objects.filter(kind="being_rated").exclude(withdrawn_on=None).count() == 1
    assert Group.objects.get(pk=world.group.pk).revision == revision + 1
    assert AuditEntry.objects.filter(verb="withdraw consent", person_id=me.pk, detail="being_rated").count() == 1
    assert client.get(address).status_code == client.post(address).status_code == 404


def test_taking_part_ends_with_a_talk(signed_in: SignIn, world: World) -> None:
    client = signed_in("member")
    address = reverse("my-withdraw", args=["taking_part"])
    assert "Please tell one of those who lead your group" in client.get(address).content.decode()
    assert client.post(address).status_code == 404
    assert Consent.objects.get(person=world.members[0], kind="taking_part").withdrawn_on is None


def test_queries_refuse_anybody_who_is_no_member(world: World) -> None:
    for ask in (queries.own_answers, queries.own_sessions, queries.own_consents, queries.own_record):
        with pytest.raises(Missing):
            ask(world.viewer("facilitator"))
