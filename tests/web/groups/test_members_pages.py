"""The members tab and its forms, as a facilitator without JavaScript uses them."""

from collections.abc import Callable
from datetime import date, timedelta

from django.test import Client
from django.urls import reverse

from fourfold.vocabulary import Role
from fourfold.web.models import AuditEntry, Consent, Group, Membership, Person
from fourfold.web.people.queries import full_name
from tests.web.personas import World, account, seat

TODAY = date.today()
DAY = TODAY.isoformat()


def test_somebody_new_is_added_in_one_form(world: World, signed_in: Callable[[str], Client]) -> None:
    client, address = signed_in("facilitator"), reverse("member-enrol", args=[world.group.pk])
    told = {"label": "N.", "full_name": "Nora Nobody", "language": "es", "shapes": "on", "joined_on": DAY}
    refused = client.post(address, told)
    assert "Please give a day" in refused.content.decode()
    page = client.post(address, told | {"taking_part": DAY, "research": DAY}, follow=True).content.decode()
    assert "N. belongs to the group now." in page
    person = Person.objects.get(label="N.")
    assert full_name(person) == "Nora Nobody"
    assert set(person.consents.values_list("kind", flat=True)) == {"taking_part", "research"}
    assert "Nora" not in page
    assert "nobody is asked about them" in page


def test_a_closed_group_asks_once_more(world: World, signed_in: Callable[[str], Client]) -> None:
    Group.objects.filter(pk=world.group.pk).update(kind="closed")
    client, address = signed_in("facilitator"), reverse("member-enrol", args=[world.group.pk])
    told = {"label": "N.", "language": "en", "joined_on": DAY, "taking_part": DAY}
    tick = 'name="confirmed"'
    assert tick not in client.get(address).content.decode()
    page = client.post(address, told).content.decode()
    assert "is a closed group and has begun" in page
    assert tick in page
    assert client.post(address, told | {"confirmed": "on"}).status_code == 302


def test_somebody_known_joins_by_choice_or_by_code(world: World, signed_in: Callable[[str], Client]) -> None:
    client, address = signed_in("facilitator"), reverse("member-enrol-known", args=[world.group.pk])
    free = Person.objects.create(site=world.site, label="Free")
    Consent.objects.create(person=free, kind="taking_part", wording="1", language="en", given_on=TODAY)
    far = seat(world.neighbour, "Far", "member")
    second = Group.objects.create(programme=world.programme, name="Second group", simulated=True)
    Membership.objects.create(group=second, person=world.users["facilitator"].person, seat="facilitator", joined_on=TODAY)
    seat(second, world.members[0].label, "member")
    page = client.get(address).content.decode()
    assert f">{world.members[0].label} (Second group)</option>" in page
    assert ">Free</option>" in page
    assert ">Far</option>" not in page
    assert "Choose somebody from the list" in client.post(address, {"joined_on": DAY}).content.decode()
    assert client.post(address, {"person": free.pk, "code": "", "joined_on": DAY}).status_code == 302
    assert client.post(address, {"code": far.code, "joined_on": DAY}).status_code == 302
    assert Membership.objects.filter(group=world.group, person__in=[free, far]).count() == 2


def test_who_led_once_and_is_a_member_now_can_be_chosen_and_who_only_leads_cannot(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    client, mine = signed_in("facilitator"), world.users["facilitator"].person
    second = Group.objects.create(programme=world.programme, name="Second group", simulated=True)
    Membership.objects.create(group=second, person=mine, seat="facilitator", joined_on=TODAY)
    led_once = seat(second, "Peer", "facilitator", since=50, until=20)
    only_led = seat(second, "Left", "facilitator", since=50, until=20)
    Membership.objects.create(group=second, person=led_once, seat="member", joined_on=TODAY - timedelta(days=9))
    addresses = [reverse(name, args=[world.group.pk]) for name in ("member-enrol-known", "guest-admit")]
    for page in (client.get(address).content.decode() for address in addresses):
        assert ">Peer (Second group)</option>" in page
        assert ">Left" not in page
        assert ">Facilitator 1" not in page
    assert client.post(addresses[0], {"person": only_led.pk, "code": "", "joined_on": DAY}).status_code == 404
    assert client.post(addresses[0], {"person": led_once.pk, "code": "", "joined_on": DAY}).status_code == 302
    assert Membership.objects.get(group=world.group, person=led_once).seat == "member"


def test_a_facilitator_added_by_mistake_is_not_offered_as_a_member_after_it_was_undone(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    client, new = signed_in("facilitator"), account("new", Role.FACILITATOR, world.site)
    client.post(reverse("facilitator-add", args=[world.group.pk]), {"colleague": new.pk, "joined_on": DAY})
    client.post(reverse("members-undo", args=[world.group.pk]))
    person = Person.objects.get(account=new)
    assert not Membership.objects.filter(person=person).exists()
    page = client.get(reverse("member-enrol-known", args=[world.group.pk])).content.decode()
    assert f">{person.label}</option>" not in page


def test_guests_co_facilitators_and_moves(world: World, signed_in: Callable[[str], Client]) -> None:
    client, group = signed_in("facilitator"), world.group.pk
    spell = Membership.objects.get(person=world.members[0]).pk
    assert "or write a name" in client.post(reverse("guest-admit", args=[group]), {"guest_day": DAY}).content.decode()
    client.post(reverse("guest-admit", args=[group]), {"guest_day": DAY, "guest_label": "Zoe"})
    client.post(reverse("facilitator-add", args=[group]), {"colleague": world.users["colleague"].pk, "joined_on": DAY})
    move = {"to_group": world.neighbour.pk, "last_day": DAY, "first_day": DAY, "own_words": "nearer"}
    client.post(reverse("member-transfer", args=[group, spell]), move)
    seats = Membership.objects.filter(joined_on=TODAY).values_list("group", "person__label", "seat")
    assert set(seats) == {
        (group, "Zoe", "guest"),
        (group, "Facilitator 2", "facilitator"),
        (world.neighbour.pk, "A.", "member"),
    }
    page = client.get(reverse("group-members", args=[group])).content.decode()
    assert "Guests today" in page


def test_somebody_is_back_again_in_two_taps(world: World, signed_in: Callable[[str], Client]) -> None:
    client, person = signed_in("facilitator"), seat(world.group, "R.", "member", since=50, until=20)
    address = reverse("member-return", args=[world.group.pk, person.pk])
    assert f'href="{address}"' in client.get(reverse("group-members", args=[world.group.pk])).content.decode()
    client.post(address, {"joined_on": DAY})
    page = client.get(reverse("group-members", args=[world.group.pk])).content.decode()
    assert "back again" in page
    assert f'href="{address}"' not in page


def test_every_look_at_the_members_is_in_the_audit(world: World, signed_in: Callable[[str], Client]) -> None:
    signed_in("supervisor").get(reverse("group-members", args=[world.group.pk]))
    entry = AuditEntry.objects.latest("id")
    assert (entry.actor, entry.verb, entry.group_id) == (
        f"user:{world.users['supervisor'].pk}",
        "read members",
        world.group.pk,
    )


def test_who_no_longer_takes_part_is_shown_with_what_to_do(world: World, signed_in: Callable[[str], Client]) -> None:
    client, consent = signed_in("facilitator"), Consent.objects.get(person=world.members[0], kind="taking_part")
    answer = client.post(reverse("consent-withdraw", args=[consent.pk]), {"withdrawn_on": DAY})
    spell = Membership.objects.get(person=world.members[0])
    assert answer.headers["Location"] == reverse("member-leave", args=[world.group.pk, spell.pk])
    page = client.get(reverse("group-members", args=[world.group.pk])).content.decode()
    assert "No longer agrees to take part. Give a last day" in page
    client.post(answer.headers["Location"], {"left_on": DAY, "why": "own_wish", "own_words": ""})
    assert Membership.objects.get(pk=spell.pk).left_on == TODAY


def test_the_pages_speak_spanish(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    client.cookies["fourfold_language"] = "es"
    address = reverse("member-enrol", args=[world.group.pk])
    later = (TODAY + timedelta(days=500)).isoformat()
    page = client.post(address, {"label": "N.", "language": "es", "joined_on": later, "taking_part": DAY}).content.decode()
    assert "Falta más de un año para ese día." in page
    assert "Añadir integrante a Tuesday group" in page
