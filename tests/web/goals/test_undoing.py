"""An edit of a goal, a step or a plan for leaving is taken back by whoever made it, unless somebody changed it since."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from fourfold.web.goals.actions.follow_up import settle_all
from fourfold.web.goals.actions.goals import GoalDetails, change_goal
from fourfold.web.goals.actions.leaving import PlanDetails, write_plan
from fourfold.web.groups.actions import erase_person
from fourfold.web.models import Administration, AuditEntry, Goal, LeavingPlan, Membership, Person, Step
from fourfold.web.words import site_words
from tests.web.goals import rows
from tests.web.personas import World, browser_of

SignIn = Callable[[str], Client]
TODAY = date.today()
UNDONE, NOT = (site_words("en").say(f"goals.{key}") for key in ("undone", "undone_not"))
PLAN = {"plan_words": "Another plan", "weeks": "8"}
OTHER = {"words": "Other words", "due_on": ""}


@pytest.fixture
def goal(world: World) -> Goal:
    """An idea of the member's own about a need, with a day that has passed."""
    me, lead = world.members[0], world.users["facilitator"]
    need = rows.facet(world.group, me, lead, "Empty evenings", is_strength=False)
    late = TODAY - timedelta(days=2)
    return rows.goal(world.group, me, world.users["member"], "Sing again", about=need, due_on=late, by_member=True)


def plan(world: World, words: str = "Call my brother first", weeks: tuple[int, ...] = (4,)) -> LeavingPlan:
    write_plan(world.group.pk, world.members[0].pk, PlanDetails(words, weeks), by=world.viewer("facilitator"))
    return LeavingPlan.objects.get()


def kept(row: Model) -> dict[str, Any]:
    """Everything that stands in a row, byte by byte."""
    return type(row)._default_manager.filter(pk=row.pk).values().get()


def of_plan(world: World, name: str) -> str:
    return reverse(name, args=[world.members[0].pk, world.group.pk])


def changed(client: Client, address: str, told: dict[str, Any]) -> str:
    """Where the button in the message after an edit leads."""
    shown = client.post(address, told, follow=True).content.decode()
    undo = address.replace("/edit/", "/undo/")
    found = [part.split('"')[0] for part in shown.split('action="')[1:] if part.startswith(undo)]
    assert len(found) == 1, shown
    return found[0]


def pressed(client: Client, undo: str) -> str:
    """What the page says once the button was pressed."""
    shown = client.post(undo, follow=True).content.decode()
    (said,) = [words for words in (UNDONE, NOT) if escape(words) in shown]
    return said


def test_a_changed_goal_is_as_it_was_to_the_last_byte(signed_in: SignIn, goal: Goal) -> None:
    before, client = kept(goal), signed_in("facilitator")
    undo = changed(client, reverse("goal-edit", args=[goal.pk]), OTHER)
    assert kept(goal)["by_member"] is False
    Goal.objects.update(state="reached", closed_on=TODAY)
    assert pressed(client, undo) == UNDONE
    assert kept(goal) == before | {"state": "reached", "closed_on": TODAY}
    entry = AuditEntry.objects.get(verb="edit undone")
    assert (entry.subject, entry.group_id, entry.person_id) == (f"goal:{goal.pk}", goal.group_id, goal.person_id)


def test_a_changed_step_is_as_it_was(signed_in: SignIn, goal: Goal) -> None:
    step = rows.step(goal, "Ask at the choir", due_on=TODAY + timedelta(days=3))
    before, client = kept(step), signed_in("facilitator")
    assert pressed(client, changed(client, reverse("step-edit", args=[step.pk]), OTHER)) == UNDONE
    assert kept(step) == before
    assert AuditEntry.objects.get(verb="edit undone").subject == f"step:{step.pk}"


def test_a_changed_plan_is_as_it_was_and_asks_on_the_days_it_asked(signed_in: SignIn, world: World) -> None:
    last = TODAY - timedelta(weeks=4)
    world.group.sessions.update(held_on=last)
    world.members[0].memberships.update(joined_on=last - timedelta(weeks=9), left_on=last)
    row = plan(world)
    LeavingPlan.objects.update(agreed_on=TODAY - timedelta(days=9))
    days = Administration.objects.filter(withdrawn_at=None).values_list("due_on", flat=True)
    before, client = kept(row), signed_in("facilitator")
    assert list(days.all()) == [TODAY]
    undo = changed(client, of_plan(world, "leaving-plan-edit"), PLAN)
    assert list(days.all()) == []
    assert pressed(client, undo) == UNDONE
    assert kept(row) == before
    assert list(days.all()) == [TODAY]
    assert AuditEntry.objects.filter(verb="edit undone", person_id=world.members[0].pk).count() == 1


def test_a_plan_that_was_new_is_gone_and_asks_nobody(signed_in: SignIn, world: World) -> None:
    last = TODAY - timedelta(weeks=8)
    world.group.sessions.update(held_on=last)
    world.members[0].memberships.update(joined_on=last - timedelta(weeks=9), left_on=last)
    client = signed_in("facilitator")
    undo = changed(client, of_plan(world, "leaving-plan-edit"), PLAN)
    assert Administration.objects.count() == 1
    assert pressed(client, undo) == UNDONE
    assert not LeavingPlan.objects.exists()
    settle_all()
    assert not Administration.objects.exists()


def test_a_plan_without_a_day_is_kept_when_an_edit_is_taken_back(signed_in: SignIn, world: World) -> None:
    row = plan(world)
    LeavingPlan.objects.update(agreed_on=None, sealed_words=None)
    before, client = kept(row), signed_in("facilitator")
    assert pressed(client, changed(client, of_plan(world, "leaving-plan-edit"), PLAN)) == UNDONE
    assert kept(row) == before


def test_pressed_twice_it_does_nothing_the_second_time_and_says_so(signed_in: SignIn, goal: Goal) -> None:
    client = signed_in("facilitator")
    undo = changed(client, reverse("goal-edit", args=[goal.pk]), OTHER)
    assert "goals_edit" in client.session
    assert [pressed(client, undo) for _ in range(2)] == [UNDONE, NOT]
    assert "goals_edit" not in client.session
    assert AuditEntry.objects.filter(verb="edit undone").count() == 1


def test_what_somebody_else_changed_since_is_not_overwritten(signed_in: SignIn, world: World, goal: Goal) -> None:
    client = signed_in("facilitator")
    undo = changed(client, reverse("goal-edit", args=[goal.pk]), OTHER)
    change_goal(goal.pk, GoalDetails("Other words"), by=world.viewer("facilitator"))
    after = kept(goal)
    assert pressed(client, undo) == NOT
    assert kept(goal) == after
    undo = changed(client, of_plan(world, "leaving-plan-edit"), PLAN)
    row = plan(world, "Another plan", (8, 9))
    after = kept(row)
    assert pressed(client, undo) == NOT
    assert kept(row) == after


def test_a_button_of_an_earlier_edit_does_not_take_back_a_later_one(signed_in: SignIn, goal: Goal) -> None:
    client, edit = signed_in("facilitator"), reverse("goal-edit", args=[goal.pk])
    first = changed(client, edit, OTHER)
    between = kept(goal)
    second = changed(client, edit, OTHER | {"words": "Third words"})
    assert [pressed(client, undo) for undo in (first, second, first)] == [NOT, UNDONE, NOT]
    assert kept(goal) == between


def test_an_edit_is_taken_back_in_no_row_but_its_own(signed_in: SignIn, world: World, goal: Goal) -> None:
    client = signed_in("facilitator")
    other = rows.goal(world.group, world.members[0], world.users["facilitator"], "Another goal")
    undo, before = changed(client, reverse("goal-edit", args=[goal.pk]), OTHER), kept(other)
    assert pressed(client, undo.replace(f"/{goal.pk}/", f"/{other.pk}/")) == NOT
    assert kept(other) == before
    session = client.session
    session["goals_edit"] |= {"before": bytes(60).hex()}
    session.save()
    assert pressed(client, undo) == NOT


def test_another_session_takes_nothing_back(signed_in: SignIn, world: World, goal: Goal) -> None:
    undo = changed(signed_in("facilitator"), reverse("goal-edit", args=[goal.pk]), OTHER)
    after = kept(goal)
    person = Person.objects.create(site=world.site, label="Facilitator 9")
    Membership.objects.create(group=world.group, person=person, seat="facilitator", joined_on=TODAY)
    world.users["colleague"].person = person
    world.users["colleague"].save()
    for name in ("colleague", "facilitator"):
        assert pressed(browser_of(world.users[name]), undo) == NOT, name
    assert kept(goal) == after


def test_the_session_says_nothing_of_what_stood_there(signed_in: SignIn, goal: Goal) -> None:
    client = signed_in("facilitator")
    changed(client, reverse("goal-edit", args=[goal.pk]), OTHER)
    slot = client.session["goals_edit"]
    assert set(slot) == {"before", "after"}
    assert b"due_on" not in bytes.fromhex(slot["before"])


def every_undo(client: Client, world: World, goal: Goal) -> list[tuple[str, str]]:
    """An edit of each kind and the button that takes it back, with the slot that goes with it."""
    step = rows.step(goal, "Ask at the choir")
    edits = [
        (reverse("goal-edit", args=[goal.pk]), OTHER),
        (reverse("step-edit", args=[step.pk]), OTHER),
        (of_plan(world, "leaving-plan-edit"), PLAN),
    ]
    return [(changed(client, address, told), client.session["goals_edit"]) for address, told in edits]


def put_in(client: Client, slot: object) -> Client:
    session = client.session
    session["goals_edit"] = slot
    session.save()
    return client


def test_access_is_asked_again(signed_in: SignIn, world: World, goal: Goal) -> None:
    client = signed_in("facilitator")
    undos = every_undo(client, world, goal)
    Membership.objects.create(group=world.neighbour, person=world.members[0], joined_on=TODAY)
    for name in ("colleague", "outsider", "supervisor", "member"):
        for undo, slot in undos:
            assert put_in(signed_in(name), slot).post(undo).status_code == 404, (name, undo)
    Membership.objects.filter(person=world.users["facilitator"].person).update(left_on=TODAY - timedelta(days=1))
    for undo, slot in undos:
        assert put_in(client, slot).post(undo).status_code == 404, undo
        assert client.get(undo).status_code == 405
    assert not AuditEntry.objects.filter(verb="edit undone").exists()


def test_of_an_erased_person_nothing_comes_back(signed_in: SignIn, world: World, goal: Goal) -> None:
    client = signed_in("facilitator")
    undos = every_undo(client, world, goal)
    erase_person(world.members[0].pk, "own_wish", by=world.viewer("administrator"))
    for undo, slot in undos:
        assert put_in(client, slot).post(undo).status_code == 404, undo
    assert not any(table.objects.exists() for table in (Goal, Step, LeavingPlan))
