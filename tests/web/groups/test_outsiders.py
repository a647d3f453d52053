"""Another group's address, and another's id in a form, answer like something that is not there."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from fourfold.web.models import Group, Membership, Person
from tests.web.personas import World, seat

TODAY = date.today().isoformat()
STRANGERS = ("former", "colleague", "outsider", "manager", "researcher", "administrator", "member")


def _addresses(world: World) -> list[str]:
    group, member = world.group.pk, world.members[0]
    spell = Membership.objects.get(person=member).pk
    names = ("group-edit", "group-members", "member-enrol", "member-enrol-known", "guest-admit", "facilitator-add")
    return [
        *(reverse(name, args=[group]) for name in names),
        *(reverse(name, args=[group, spell]) for name in ("member-leave", "member-transfer")),
        reverse("member-return", args=[group, member.pk]),
        reverse("person", args=[member.pk]),
        reverse("person-edit", args=[member.pk]),
        reverse("consent-give", args=[member.pk]),
        reverse("consent-withdraw", args=[member.consents.first().pk]),
    ]


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_finds_nothing_at_a_group_or_its_people(
    world: World, signed_in: Callable[[str], Client], stranger: str
) -> None:
    client = signed_in(stranger)
    for address in _addresses(world):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {}).status_code == 404, address


def test_a_facilitator_opens_every_page_of_the_group(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    for address in [*_addresses(world), reverse("groups"), reverse("group-new"), reverse("consent-form", args=["es"])]:
        assert client.get(address).status_code == 200, address


def test_a_supervisor_reads_and_changes_nothing(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("supervisor")
    group, member = world.group.pk, world.members[0].pk
    page = client.get(reverse("group-members", args=[group]))
    assert page.status_code == 200
    assert reverse("member-enrol", args=[group]) not in page.content.decode()
    assert client.get(reverse("person", args=[member])).status_code == 200
    for address in _addresses(world):
        if address not in (reverse("group-members", args=[group]), reverse("person", args=[member])):
            assert client.post(address, {"label": "X."}).status_code == 404, address
    for name in ("group-close", "group-reopen", "members-undo"):
        assert client.post(reverse(name, args=[group])).status_code == 404


def test_an_id_of_elsewhere_in_a_form_is_missing(world: World, signed_in: Callable[[str], Client]) -> None:
    client, group = signed_in("facilitator"), world.group.pk
    stranger = seat(world.elsewhere, "Q.", "member")
    spell = Membership.objects.get(person=world.members[0]).pk
    begin = {"name": "N", "kind": "open", "language": "en", "begins_on": TODAY}
    begin |= {"minutes": "90", "usual_gap_days": "7", "peer_items": "3"}
    posts = [
        (reverse("group-new"), begin | {"programme": world.elsewhere.programme_id}),
        (
            reverse("group-new"),
            begin | {"programme": world.programme.pk, "colleagues": [str(world.users["outsider"].pk)]},
        ),
        (reverse("member-enrol-known", args=[group]), {"person": stranger.pk, "joined_on": TODAY}),
        (reverse("guest-admit", args=[group]), {"person": stranger.pk, "guest_day": TODAY}),
        (
            reverse("facilitator-add", args=[group]),
            {"colleague": world.users["outsider"].pk, "joined_on": TODAY},
        ),
        (
            reverse("member-transfer", args=[group, spell]),
            {"to_group": world.elsewhere.pk, "last_day": TODAY, "first_day": TODAY},
        ),
        (reverse("member-leave", args=[group, Membership.objects.get(person=stranger).pk]), {"left_on": TODAY}),
        (reverse("member-return", args=[group, stranger.pk]), {"joined_on": TODAY}),
    ]
    Person.objects.create(site=world.site, label="Free")
    before = (Group.objects.count(), Membership.objects.count())
    assert client.get(reverse("member-return", args=[group, stranger.pk])).status_code == 404
    for address, told in posts:
        assert client.post(address, told).status_code == 404, address
    assert (Group.objects.count(), Membership.objects.count()) == before


def test_the_list_holds_no_group_of_others(world: World, signed_in: Callable[[str], Client]) -> None:
    page = signed_in("outsider").get(reverse("groups")).content.decode()
    assert "Far group" in page
    assert "Tuesday group" not in page
    assert signed_in("administrator").get(reverse("groups")).status_code == 404
