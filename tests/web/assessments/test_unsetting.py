"""What was planned by mistake, undone: what was planned before asks again as if nothing had been, and nothing else changes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.web.access import Missing
from fourfold.web.assessments.actions.asking import (
    end_schedule,
    go_on_with_schedule,
    make_due,
    set_schedule,
    unset_schedule,
    withdraw,
)
from fourfold.web.models import Administration, AuditEntry, Schedule
from tests.web.assessments.asked import OURS, answer_all, door_of, phone
from tests.web.personas import World

SignIn = Callable[[str], Client]


def every(world: World, weeks: int) -> Schedule:
    """Our instrument every so many weeks."""
    return set_schedule(world.group.pk, OURS, "weeks", weeks, by=world.viewer("facilitator"))


def unset(world: World, schedule: Schedule) -> bool:
    """Whether it was undone."""
    return unset_schedule(schedule.pk, by=world.viewer("facilitator"))[1]


def running(world: World) -> list[Schedule]:
    """What runs in the group, in the order in which it was set."""
    return list(Schedule.objects.filter(group=world.group, ended_at=None).order_by("pk"))


def answered_ago(**ago: int) -> None:
    """All that was asked was answered so long ago."""
    for row in Administration.objects.filter(finished_at=None, withdrawn_at=None):
        answer_all(row, [4, 4, 4, 4, 4])
    Administration.objects.update(due_on=timezone.localdate() - timedelta(**ago))


def test_the_earlier_one_asks_on_the_day_on_which_it_would_have_asked(world: World) -> None:
    first = every(world, 6)
    set_at = first.set_at
    answered_ago(weeks=5)
    second = every(world, 4)
    assert Administration.objects.filter(schedule=second, withdrawn_at=None).count() == 8
    assert unset(world, second)
    assert running(world) == [first]
    first.refresh_from_db()
    assert (first.set_at, first.weeks) == (set_at, 6)
    assert not Administration.objects.filter(finished_at=None, withdrawn_at=None).exists()
    assert make_due(world.group.pk) == 0
    Administration.objects.filter(schedule=first).update(due_on=timezone.localdate() - timedelta(weeks=6))
    assert make_due(world.group.pk) == 8
    assert AuditEntry.objects.filter(verb="go on with schedule", subject=f"schedule:{first.pk}").count() == 1


def test_what_a_member_began_or_what_was_withdrawn_by_hand_counts_as_asked(world: World) -> None:
    first = every(world, 6)
    answered_ago(weeks=7)
    second = every(world, 4)
    begun, by_hand = Administration.objects.filter(schedule=second).order_by("pk")[:2]
    phone().post(door_of(begun), {"item": "going", "answer": "6"})
    withdraw(by_hand.pk, by=world.viewer("facilitator"))
    unset(world, second)
    begun.refresh_from_db()
    assert (begun.withdrawn_at, begun.answers) == (None, {"going": 6})
    assert make_due(world.group.pk) == 6
    assert Administration.objects.filter(schedule=first, finished_at=None).count() == 6


def test_pressed_twice_nothing_more_happens(world: World) -> None:
    first = every(world, 6)
    second = every(world, 4)
    assert unset(world, second)
    end_schedule(first.pk, by=world.viewer("facilitator"))
    n_noted = AuditEntry.objects.count()
    assert not unset(world, second)
    assert running(world) == []
    assert AuditEntry.objects.count() == n_noted


def test_one_in_whose_place_another_came_is_brought_back_step_by_step(world: World) -> None:
    first, second, third = every(world, 6), every(world, 4), every(world, 2)
    assert not unset(world, second)
    assert running(world) == [third]
    assert unset(world, third)
    assert running(world) == [second]
    assert unset(world, second)
    assert running(world) == [first]


def test_one_that_was_ended_by_hand_or_is_gone_does_not_come_back(world: World) -> None:
    by = world.viewer("facilitator")
    ended = every(world, 6)
    end_schedule(ended.pk, by=by)
    assert unset(world, every(world, 4))
    assert running(world) == []
    gone = every(world, 6)
    second = every(world, 4)
    gone.delete()
    assert unset(world, second)
    assert running(world) == []


def test_what_runs_beside_it_is_left_alone(world: World) -> None:
    by = world.viewer("facilitator")
    beside = set_schedule(world.group.pk, OURS, "leaving", None, by=by)
    elsewhere = Schedule.objects.create(
        group=world.neighbour, instrument=OURS, moment="weeks", weeks=6, set_by=world.users["facilitator"],
        set_at=timezone.now(), ended_at=timezone.now(),
    )  # fmt: skip
    made = every(world, 4)
    Schedule.objects.filter(pk=elsewhere.pk).update(ended_at=made.set_at)
    unset(world, made)
    assert running(world) == [beside]
    assert Schedule.objects.get(pk=elsewhere.pk).ended_at == made.set_at


def test_the_page_offers_to_undo_it_and_does(world: World, signed_in: SignIn) -> None:
    client, address = signed_in("facilitator"), reverse("assessment-schedule", args=[world.group.pk])

    def plan(weeks: str) -> str:
        given = {"instrument": OURS, "moment": "weeks", "weeks": weeks}
        return client.post(address, given, follow=True).content.decode()

    plan("6")
    page = plan("4")
    assert "every four weeks" in page
    undo = reverse("schedule-unset", args=[running(world)[0].pk])
    assert f'action="{undo}"' in page
    page = client.post(undo, follow=True).content.decode()
    assert "It is as it was before." in page
    assert "every six weeks" in page
    assert "every four weeks" not in page
    assert "It has ended already" in client.post(undo, follow=True).content.decode()
    assert "/unset/" not in plan("6")


def test_one_that_cannot_go_on_because_another_runs_is_not_said_to_go_on(world: World, signed_in: SignIn) -> None:
    by = world.viewer("facilitator")
    first = every(world, 6)
    end_schedule(first.pk, by=by)
    second = every(world, 4)
    page = signed_in("facilitator").post(reverse("schedule-undo", args=[first.pk]), follow=True).content.decode()
    assert "another one like it runs by now" in page
    assert running(world) == [second]
    end_schedule(second.pk, by=by)
    assert go_on_with_schedule(first.pk, by=by).ended_at is None


@pytest.mark.parametrize("persona", ["former", "colleague", "outsider", "supervisor", "manager", "administrator", "member"])
def test_nobody_else_undoes_it(world: World, persona: str) -> None:
    every(world, 6)
    second = every(world, 4)
    with pytest.raises(Missing):
        unset_schedule(second.pk, by=world.viewer(persona))
    assert running(world) == [second]
