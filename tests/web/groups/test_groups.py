"""Beginning a group, the list of groups, changing and closing one."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fourfold.web.access import Missing, Right, groups
from fourfold.web.groups import actions
from fourfold.web.groups.queries import my_groups
from fourfold.web.models import Appointment, AuditEntry, Group, Membership, Person, Session, Site, User
from fourfold.web.refusal import Refused
from tests.web.personas import World

TODAY = date.today()
TOLD = {
    "name": "Friday group",
    "kind": "open",
    "language": "es",
    "begins_on": TODAY.isoformat(),
    "minutes": "75",
    "usual_gap_days": "14",
    "peer_items": "2",
}


def test_a_facilitator_begins_a_group_with_a_colleague_from_the_site(world: World, signed_in: Callable[[str], Client]) -> None:
    told = TOLD | {"programme": world.programme.pk, "colleagues": [str(world.users["colleague"].pk)]}
    answer = signed_in("facilitator").post(reverse("group-new"), told)
    group = Group.objects.get(name="Friday group")
    assert answer.headers["Location"] == reverse("group-members", args=[group.pk])
    assert (group.kind, group.language, group.minutes, group.usual_gap_days, group.peer_items) == ("open", "es", 75, 14.0, 2)
    led = set(group.memberships.values_list("seat", "person__label", "joined_on"))
    assert led == {("facilitator", "Facilitator 1", TODAY), ("facilitator", "Facilitator 2", TODAY)}
    assert groups(world.viewer("colleague"), Right.LEAD).filter(pk=group.pk).exists()
    assert AuditEntry.objects.filter(verb="begin group", group_id=group.pk).count() == 1


def test_an_account_that_never_sat_in_a_group_gets_a_person_of_its_own(world: World) -> None:
    user = User.objects.create_user("fresh@example.invalid", "a-long-word-for-tests", name="Fresh")
    Appointment.objects.create(user=user, role="facilitator", site=world.site)
    world.users["fresh"] = user
    actions.begin_group(world.programme.pk, actions.GroupDetails("New"), TODAY, by=world.viewer("fresh"))
    user.refresh_from_db()
    assert user.person is not None
    assert user.person.label == "Fresh"
    assert [g.name for g in my_groups(world.viewer("fresh"))] == ["New"]


@pytest.mark.parametrize("stranger", ["outsider", "supervisor", "administrator", "member", "manager"])
def test_nobody_else_begins_a_group_there(world: World, stranger: str) -> None:
    with pytest.raises(Missing):
        actions.begin_group(world.programme.pk, actions.GroupDetails("New"), TODAY, by=world.viewer(stranger))


def test_a_colleague_of_another_site_is_missing_and_no_group_is_half_begun(world: World) -> None:
    count = Group.objects.count()
    for stranger in ("outsider", "administrator"):
        with pytest.raises(Missing):
            actions.begin_group(
                world.programme.pk,
                actions.GroupDetails("New"),
                TODAY,
                [world.users[stranger].pk],
                by=world.viewer("facilitator"),
            )
    assert Group.objects.count() == count


def test_a_colleague_of_the_other_of_two_sites_is_refused_with_a_word(world: World) -> None:
    user = world.users["facilitator"]
    Appointment.objects.create(user=user, role="facilitator", site=world.elsewhere.programme.site)
    with pytest.raises(Refused, match="works at another of your sites"):
        actions.begin_group(
            world.programme.pk,
            actions.GroupDetails("New"),
            TODAY,
            [world.users["outsider"].pk],
            by=world.viewer("facilitator"),
        )


def test_what_is_wrong_stands_beside_its_field_and_names_the_remedy(world: World, signed_in: Callable[[str], Client]) -> None:
    client, wrong = signed_in("facilitator"), TOLD | {"programme": world.programme.pk}
    for change, sentence in (
        ({"name": ""}, "Please fill this in."),
        ({"name": "tuesday GROUP"}, "has a group called “tuesday GROUP” already"),
        ({"minutes": "5"}, "Please give a whole number from 15 to 480."),
        ({"kind": "other"}, "Please choose one of these."),
        ({"begins_on": "soon"}, "Please give a day, such as 2026-11-26."),
        ({"begins_on": (TODAY + timedelta(days=1)).isoformat()}, "This day is still to come."),
    ):
        page = client.post(reverse("group-new"), wrong | change)
        assert page.status_code == 200
        assert sentence in page.content.decode(), change
        assert 'aria-invalid="true"' in page.content.decode()
    assert not Group.objects.filter(name="Friday group").exists()


def test_the_list_says_when_a_group_meets_next_and_whom_it_holds(world: World) -> None:
    soon = TODAY + timedelta(days=7)
    Session.objects.create(group=world.group, number=9, held_on=soon + timedelta(days=7), status="planned")
    Session.objects.create(group=world.group, number=8, held_on=soon, status="planned")
    Session.objects.create(group=world.group, number=7, held_on=TODAY + timedelta(days=1), status="not_held")
    seen = {g.name: (g.members, g.next_on, g.leads) for g in my_groups(world.viewer("facilitator"))}
    assert seen == {"Tuesday group": (8, soon, True)}
    overseen = [(g.name, g.leads) for g in my_groups(world.viewer("supervisor"))]
    assert overseen == [("Tuesday group", False), ("Wednesday group", False)]


def test_an_empty_list_teaches_the_first_step(world: World, signed_in: Callable[[str], Client]) -> None:
    Membership.objects.filter(person=world.users["facilitator"].person_id).delete()
    page = signed_in("facilitator").get(reverse("groups")).content.decode()
    assert "You have no group yet" in page
    assert f'href="{reverse("group-new")}"' in page


def test_a_group_is_changed_and_its_record_told(world: World, signed_in: Callable[[str], Client]) -> None:
    told = {key: value for key, value in TOLD.items() if key != "begins_on"} | {"name": "Tuesday group"}
    signed_in("facilitator").post(reverse("group-edit", args=[world.group.pk]), told)
    group = Group.objects.get(pk=world.group.pk)
    assert (group.minutes, group.usual_gap_days, group.revision) == (75, 14.0, 1)
    with pytest.raises(Refused):
        actions.change_group(world.group.pk, actions.GroupDetails("Wednesday group"), by=world.viewer("facilitator"))


def test_closing_deletes_nothing_and_can_be_undone(world: World, signed_in: Callable[[str], Client]) -> None:
    client, before = signed_in("facilitator"), (Membership.objects.count(), Person.objects.count())
    page = client.post(reverse("group-close", args=[world.group.pk]), follow=True).content.decode()
    assert f'action="{reverse("group-reopen", args=[world.group.pk])}"' in page
    assert Group.objects.get(pk=world.group.pk).closed_on == TODAY
    assert (Membership.objects.count(), Person.objects.count()) == before
    client.post(reverse("group-reopen", args=[world.group.pk]))
    assert Group.objects.get(pk=world.group.pk).closed_on is None
    assert client.get(reverse("group-close", args=[world.group.pk])).status_code == 405


def test_a_site_without_a_programme_offers_nothing_to_begin(world: World, signed_in: Callable[[str], Client]) -> None:
    empty = Site.objects.create(name="Simulated empty site")
    Appointment.objects.filter(user=world.users["facilitator"]).update(site=empty)
    client = signed_in("facilitator")
    assert client.get(reverse("group-new")).status_code == 404
    assert "An administrator appoints you" in client.get(reverse("groups")).content.decode()
