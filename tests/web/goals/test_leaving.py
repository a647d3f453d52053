"""The plan for leaving: words, people to turn to, and being asked after the last session, by those who led the group."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.web.goals.actions.follow_up import settle, settle_all
from fourfold.web.goals.actions.leaving import PlanDetails, write_plan
from fourfold.web.goals.jobs import nightly
from fourfold.web.groups.actions import erase_person
from fourfold.web.models import (
    Administration,
    AuditEntry,
    Facet,
    Goal,
    LeavingPlan,
    Membership,
    OwnStatement,
    Person,
    RecordedTotal,
    Step,
    SupportContact,
)
from fourfold.web.refusal import Refused
from tests.web.goals import rows
from tests.web.personas import World

SignIn = Callable[[str], Client]
TODAY = date.today()


def here(world: World, name: str = "leaving-plan") -> str:
    return reverse(name, args=[world.members[0].pk, world.group.pk])


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def plan(world: World, weeks: tuple[int, ...] = (4, 12, 26)) -> LeavingPlan:
    """A plan that the facilitator wrote."""
    details = PlanDetails("Call my brother first", weeks)
    return write_plan(world.group.pk, world.members[0].pk, details, by=world.viewer("facilitator"))


def leaves(world: World, days_ago: int = 0) -> date:
    """The member's last day; the day of the last session before it is what counts."""
    day = TODAY - timedelta(days=days_ago)
    world.members[0].memberships.update(left_on=day)
    return day


def asked() -> list[date]:
    return list(Administration.objects.filter(withdrawn_at=None).order_by("due_on").values_list("due_on", flat=True))


def test_a_plan_is_written_sealed_and_read_by_the_overseer(signed_in: SignIn, world: World) -> None:
    client = signed_in("facilitator")
    assert "No plan is written yet" in read(client, here(world))
    client.post(here(world, "leaving-plan-edit"), {"plan_words": "Call my brother first", "weeks": "12, 4"})
    written = LeavingPlan.objects.get()
    assert written.weeks == [4, 12]
    assert b"brother" not in bytes(written.sealed_words or b"")
    shown = read(signed_in("supervisor"), here(world))
    assert "Call my brother first" in shown
    assert "4 and 12 weeks" in shown
    assert here(world, "leaving-plan-edit") not in shown
    assert AuditEntry.objects.filter(verb="read leaving plan").exists()


@pytest.mark.parametrize("weeks", ["soon", "0", "4, 105", "1,2,3,4,5,6,7"])
def test_weeks_that_are_none_are_refused_with_the_remedy(signed_in: SignIn, world: World, weeks: str) -> None:
    told = {"plan_words": "A plan", "weeks": weeks}
    page = signed_in("facilitator").post(here(world, "leaving-plan-edit"), told).content.decode()
    assert "as in 4, 12, 26" in page
    assert not LeavingPlan.objects.exists()


def test_somebody_to_turn_to_is_written_down_and_taken_off(signed_in: SignIn, world: World) -> None:
    client = signed_in("facilitator")
    told = {"contact_name": "My sister", "reach": "Evenings", "may_be_called": "on"}
    client.post(here(world, "contact-new"), told)
    contact = SupportContact.objects.get()
    assert b"sister" not in bytes(contact.sealed_name)
    shown = read(client, here(world))
    assert "My sister" in shown
    assert "may be called" in shown
    client.post(reverse("contact-end", args=[contact.pk]))
    assert "My sister" not in read(client, here(world))
    client.post(reverse("contact-keep", args=[contact.pk]))
    assert "My sister" in read(client, here(world))


def test_nobody_is_asked_before_a_last_day_is_written_down(world: World) -> None:
    plan(world)
    assert nightly() == "0 follow-ups after leaving are planned; 0 are withdrawn"
    assert asked() == []


def test_each_agreed_week_after_the_last_session_is_asked_once(world: World) -> None:
    plan(world)
    leaves(world)
    last = world.group.sessions.latest("held_on").held_on
    assert nightly() == "3 follow-ups after leaving are planned; 0 are withdrawn"
    assert asked() == [last + timedelta(weeks=week) for week in (4, 12, 26)]
    assert nightly() == "0 follow-ups after leaving are planned; 0 are withdrawn"
    row = Administration.objects.first()
    assert row is not None
    assert (row.instrument, row.person, row.group) == ("follow_up", world.members[0], world.group)
    assert AuditEntry.objects.filter(verb="plan follow-up", actor="system").count() == 3


def test_the_weeks_count_from_the_last_session_held_in_the_time(world: World) -> None:
    plan(world, (4,))
    leaves(world, days_ago=3)
    settle_all()
    before = world.group.sessions.filter(held_on__lte=TODAY - timedelta(days=3)).latest("held_on").held_on
    assert before < TODAY - timedelta(days=3)
    assert asked() == [before + timedelta(weeks=4)]


def test_a_plan_written_after_leaving_asks_at_once_and_makes_nothing_up_for_the_past(world: World) -> None:
    leaves(world)
    world.group.sessions.update(held_on=TODAY - timedelta(weeks=8))
    world.members[0].memberships.update(joined_on=TODAY - timedelta(weeks=20))
    plan(world)
    assert asked() == [TODAY + timedelta(weeks=4), TODAY + timedelta(weeks=18)]


def test_other_weeks_take_back_what_is_not_answered_and_keep_what_is(world: World) -> None:
    leaves(world)
    plan(world)
    first = Administration.objects.order_by("due_on")[0]
    Administration.objects.filter(pk=first.pk).update(finished_at=timezone.now(), answers={"going": 5})
    plan(world, (8,))
    last = world.group.sessions.latest("held_on").held_on
    assert asked() == [first.due_on, last + timedelta(weeks=8)]
    plan(world, ())
    assert asked() == [first.due_on]


@pytest.mark.parametrize("why", ["returned", "undone", "no longer takes part"])
def test_who_goes_on_or_no_longer_takes_part_is_not_asked(world: World, why: str) -> None:
    me = world.members[0]
    leaves(world)
    plan(world)
    if why == "returned":
        Membership.objects.create(group=world.group, person=me, joined_on=TODAY)
        write_plan(world.group.pk, me.pk, PlanDetails("Another", (4,)), by=world.viewer("facilitator"))
    elif why == "undone":
        me.memberships.update(left_on=None)
    else:
        me.consents.update(withdrawn_on=TODAY)
    settle_all()
    assert asked() == []


def test_what_was_withdrawn_by_hand_is_not_asked_again(world: World) -> None:
    leaves(world)
    plan(world, (4,))
    Administration.objects.update(withdrawn_at=timezone.now())
    settle_all()
    assert asked() == []


def test_what_was_begun_is_withdrawn_and_kept(world: World) -> None:
    leaves(world)
    plan(world, (4,))
    Administration.objects.update(begun_at=timezone.now())
    plan(world, ())
    assert asked() == []
    assert Administration.objects.count() == 1


def test_a_last_day_taken_back_and_given_again_asks_again(world: World) -> None:
    day = leaves(world)
    plan(world, (4,))
    world.members[0].memberships.update(left_on=None)
    settle_all()
    assert asked() == []
    world.members[0].memberships.update(left_on=day)
    settle_all()
    assert len(asked()) == 1


def test_a_plan_of_an_earlier_time_asks_nothing_more(world: World) -> None:
    me = world.members[0]
    leaves(world)
    old = plan(world)
    Membership.objects.create(group=world.group, person=me, joined_on=TODAY)
    settle(old)
    assert asked() == []


def test_what_was_answered_is_read_by_those_who_led_also_after_the_member_left(signed_in: SignIn, world: World) -> None:
    leaves(world, days_ago=0)
    plan(world)
    first = Administration.objects.order_by("due_on")[0]
    answers = {"going": 6, "carries": 5, "people": None, "practice": 2, "hard": 3}
    Administration.objects.filter(pk=first.pk).update(finished_at=timezone.now(), answers=answers)
    world.members[0].memberships.update(left_on=TODAY - timedelta(days=1))
    for name in ("facilitator", "supervisor"):
        shown = read(signed_in(name), here(world))
        assert "What I learned in the group still helps me." in shown
        assert "left out" in shown
        assert "not answered yet" in shown
    for name in ("colleague", "former", "outsider", "manager", "administrator", "member"):
        assert signed_in(name).get(here(world)).status_code == 404


def test_who_moved_on_to_a_group_of_others_is_read_and_no_longer_written(signed_in: SignIn, world: World) -> None:
    plan(world)
    leaves(world, days_ago=1)
    Membership.objects.create(group=world.neighbour, person=world.members[0], joined_on=TODAY)
    client = signed_in("facilitator")
    assert "Call my brother first" in read(client, here(world))
    assert client.get(here(world, "leaving-plan-edit")).status_code == 404
    assert signed_in("colleague").get(here(world)).status_code == 404


def test_erasing_a_person_leaves_none_of_it(world: World) -> None:
    me = world.members[0]
    rows.one_of_each(world.group, me, world.users["facilitator"])
    rows.facet(world.group, world.members[1], world.users["facilitator"], "Of somebody else")
    plan(world)
    leaves(world)
    settle_all()
    erase_person(me.pk, "own_wish", by=world.viewer("administrator"))
    for table in (Goal, Step, OwnStatement, RecordedTotal, SupportContact, LeavingPlan):
        assert not table.objects.exists(), table
    assert Facet.objects.count() == 1
    settle_all()
    assert asked() == []
    assert Person.objects.filter(pk=me.pk).exists()


def test_a_plan_is_refused_with_too_many_weeks(world: World) -> None:
    with pytest.raises(Refused):
        plan(world, tuple(range(1, 9)))
