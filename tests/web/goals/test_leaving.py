"""The plan for leaving: words, people to turn to, and being asked after the last session, by those who led the group."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.web.assessments.actions.asking import ask
from fourfold.web.assessments.actions.typing import type_answers
from fourfold.web.goals.actions.follow_up import settle, settle_all
from fourfold.web.goals.actions.leaving import PlanDetails, write_plan
from fourfold.web.goals.jobs import nightly
from fourfold.web.goals.queries.leaving import leaving_page
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
    write_plan(world.group.pk, world.members[0].pk, details, by=world.viewer("facilitator"))
    return LeavingPlan.objects.latest("pk")


def left(world: World, weeks_ago: int = 0) -> date:
    """The member's last day, so many weeks ago, two days after the last session: the day of that session."""
    last = TODAY - timedelta(weeks=weeks_ago)
    for session in world.group.sessions.all():
        session.held_on = last - timedelta(weeks=3 - session.number)
        session.save()
    gone = min(last + timedelta(days=2), TODAY)
    world.members[0].memberships.update(joined_on=last - timedelta(weeks=9), left_on=gone)
    return last


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


def test_the_member_reads_the_own_plan_and_whom_they_named_and_no_other_does(signed_in: SignIn, world: World) -> None:
    mine = reverse("my-goals")
    assert "For when the group ends" not in read(signed_in("member"), mine)
    plan(world)
    signed_in("facilitator").post(here(world, "contact-new"), {"contact_name": "My sister", "reach": "Evenings"})
    page = read(signed_in("member"), mine)
    for words in ("For when the group ends", "Call my brother first", "4, 12 and 26 weeks", "My sister", "not to be called"):
        assert words in page
    world.members[0].memberships.update(person=world.members[1])
    SupportContact.objects.update(person=world.members[1])
    assert "For when the group ends" not in read(signed_in("member"), mine)


def test_nobody_is_asked_before_a_last_day_is_written_down(world: World) -> None:
    left(world, 4)
    world.members[0].memberships.update(left_on=None)
    plan(world)
    assert nightly() == "0 people who left are asked how it goes; 0 askings are withdrawn"
    assert asked() == []


@pytest.mark.parametrize("weeks", [4, 12, 26])
def test_each_agreed_week_after_the_last_session_is_asked_once(world: World, weeks: int) -> None:
    plan(world)
    last = left(world, weeks)
    assert nightly() == "1 people who left are asked how it goes; 0 askings are withdrawn"
    assert asked() == [last + timedelta(weeks=weeks)] == [TODAY]
    assert nightly() == "0 people who left are asked how it goes; 0 askings are withdrawn"
    row = Administration.objects.get()
    assert (row.instrument, row.person, row.group) == ("follow_up", world.members[0], world.group)
    assert row.code
    assert AuditEntry.objects.get(verb="ask for assessment").actor == "system"


@pytest.mark.parametrize(("weeks_ago", "due"), [(3, 0), (5, 1), (7, 1), (9, 0)])
def test_a_night_that_was_missed_is_made_up_for_and_what_lies_far_back_is_not(world: World, weeks_ago: int, due: int) -> None:
    plan(world, (4,))
    left(world, weeks_ago)
    settle_all()
    assert len(asked()) == due


def test_a_plan_written_after_leaving_asks_at_once(world: World) -> None:
    last = left(world, 4)
    plan(world)
    assert asked() == [last + timedelta(weeks=4)]
    assert AuditEntry.objects.get(verb="ask for assessment").actor == f"user:{world.users['facilitator'].pk}"


def test_other_weeks_take_back_what_waits_and_keep_what_is_answered(world: World) -> None:
    left(world, 4)
    plan(world, (4,))
    plan(world, (8,))
    assert not Administration.objects.exists()
    plan(world, (4,))
    Administration.objects.update(finished_at=timezone.now(), answers={"going": 5})
    plan(world, ())
    assert asked() == [TODAY]


def test_what_was_begun_is_withdrawn_and_kept(world: World) -> None:
    left(world, 4)
    plan(world, (4,))
    Administration.objects.update(begun_at=timezone.now())
    plan(world, ())
    assert asked() == []
    assert Administration.objects.count() == 1


def test_what_was_withdrawn_by_hand_is_not_asked_again(world: World) -> None:
    left(world, 4)
    plan(world, (4,))
    Administration.objects.update(withdrawn_at=timezone.now())
    settle_all()
    assert asked() == []


def test_what_no_plan_asked_stays(world: World) -> None:
    plan(world, (4,))
    ask(world.group.pk, ["follow_up"], [world.members[0].pk], by=world.viewer("facilitator"))
    settle_all()
    assert asked() == [TODAY]


@pytest.mark.parametrize("days_late", [0, 3])
def test_what_came_back_on_paper_is_not_asked_again(signed_in: SignIn, world: World, days_late: int) -> None:
    last = left(world, 5)
    plan(world, (4,))
    day = last + timedelta(weeks=4, days=days_late)
    where = (world.members[0].pk, world.group.pk, "follow_up")
    type_answers(where, day, {"going": 4}, by=world.viewer("facilitator"))
    settle_all()
    assert asked() == [day]
    shown = read(signed_in("facilitator"), here(world))
    assert "the time for it is over" not in shown
    assert "not answered yet" not in shown


@pytest.mark.parametrize(("zone", "hour", "days"), [("Pacific/Kiritimati", 23, 1), ("Pacific/Pago_Pago", 1, -1)])
def test_what_was_answered_stands_on_the_day_it_was_at_the_site(world: World, zone: str, hour: int, days: int) -> None:
    left(world, 4)
    plan(world)
    Administration.objects.update(finished_at=datetime.combine(TODAY, time(hour), tzinfo=UTC), source="phone")
    world.site.time_zone = zone
    world.site.save()
    page = leaving_page(world.viewer("facilitator"), world.group.pk, world.members[0].pk, "en")
    assert page.follow_ups[0].answered_on == TODAY + timedelta(days=days)


def test_a_last_day_taken_back_and_given_again_asks_again(world: World) -> None:
    left(world, 4)
    plan(world, (4,))
    day = world.members[0].memberships.get().left_on
    world.members[0].memberships.update(left_on=None)
    settle_all()
    assert asked() == []
    world.members[0].memberships.update(left_on=day)
    settle_all()
    assert len(asked()) == 1


@pytest.mark.parametrize("why", ["returned", "returned with another plan", "no longer takes part"])
def test_who_goes_on_or_no_longer_takes_part_is_not_asked(world: World, why: str) -> None:
    me = world.members[0]
    left(world, 4)
    old = plan(world)
    if why == "no longer takes part":
        me.consents.update(withdrawn_on=TODAY)
    else:
        Membership.objects.create(group=world.group, person=me, joined_on=TODAY)
    if why == "returned with another plan":
        plan(world, (4,))
    settle(old)
    settle_all()
    assert asked() == []


def test_what_was_answered_is_read_by_those_who_led_also_after_the_member_left(signed_in: SignIn, world: World) -> None:
    left(world, 4)
    plan(world)
    answers = {"going": 6, "carries": 5, "people": None, "practice": 2, "hard": 3}
    Administration.objects.update(finished_at=timezone.now(), answers=answers)
    for name in ("facilitator", "supervisor"):
        shown = read(signed_in(name), here(world))
        assert "What I learned in the group still helps me." in shown
        assert "left out" in shown
        assert shown.count("will be asked on") == 2
    for name in ("colleague", "former", "outsider", "manager", "administrator", "member"):
        assert signed_in(name).get(here(world)).status_code == 404


def test_the_page_says_what_waits_and_what_lapsed(signed_in: SignIn, world: World) -> None:
    left(world, 12)
    plan(world)
    shown = read(signed_in("facilitator"), here(world))
    for words in ("the time for it is over", "not answered yet", "will be asked on"):
        assert shown.count(words) == 1, words


def test_who_moved_on_to_a_group_of_others_is_read_and_no_longer_written(signed_in: SignIn, world: World) -> None:
    plan(world)
    left(world, 1)
    Membership.objects.create(group=world.neighbour, person=world.members[0], joined_on=TODAY)
    client = signed_in("facilitator")
    assert "Call my brother first" in read(client, here(world))
    assert client.get(here(world, "leaving-plan-edit")).status_code == 404
    assert signed_in("colleague").get(here(world)).status_code == 404


def test_erasing_a_person_leaves_none_of_it(world: World) -> None:
    me = world.members[0]
    rows.one_of_each(world.group, me, world.users["facilitator"])
    rows.facet(world.group, world.members[1], world.users["facilitator"], "Of somebody else")
    left(world, 4)
    plan(world)
    assert len(asked()) == 1
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
