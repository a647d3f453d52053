"""Who is asked, when, and by whom: by hand, by a schedule, never twice, never whoever did not agree."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.web.access import Missing
from fourfold.web.assessments.actions.asking import (
    ask,
    end_schedule,
    give_anew,
    go_on_with_schedule,
    make_due,
    restore,
    set_schedule,
    withdraw,
)
from fourfold.web.assessments.actions.typing import type_answers
from fourfold.web.assessments.jobs import nightly
from fourfold.web.assessments.queries.asking import choices
from fourfold.web.models import Administration, AuditEntry, Consent, Membership, Schedule
from fourfold.web.refusal import Refused
from tests.web.assessments.asked import OURS, answer_all, ask_first, door_of, give_wording, phone
from tests.web.personas import World, seat

OTHERS = ["former", "colleague", "outsider", "supervisor", "manager", "administrator", "member"]


def asked(world: World) -> list[tuple[str, str]]:
    """Who is asked what, and can answer it."""
    rows = Administration.objects.filter(group=world.group, withdrawn_at=None, finished_at=None).order_by("pk")
    return [(row.person.label, row.instrument) for row in rows]


def test_everybody_is_asked_once_and_not_again_while_it_waits(world: World) -> None:
    by, people = world.viewer("facilitator"), [person.pk for person in world.members]
    assert ask(world.group.pk, [OURS], people, by=by) == 8
    assert ask(world.group.pk, [OURS], people, by=by) == 0
    withdraw(Administration.objects.order_by("pk")[0].pk, by=by)
    assert ask(world.group.pk, [OURS], people, by=by) == 1


def test_those_who_were_asked_together_by_mistake_are_taken_back_together(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    by, client, address = (
        world.viewer("facilitator"),
        signed_in("facilitator"),
        reverse("assessment-ask", args=[world.group.pk]),
    )
    ask(world.group.pk, [OURS], [world.members[0].pk], by=by)
    everybody = [person.pk for person in world.members]
    page = client.post(address, {"instruments": [OURS], "people": everybody}, follow=True).content.decode()
    undo = page.split(f'action="{address}undo/')[1].split('"')[0]
    assert "Seven cards are ready" in page
    finished = Administration.objects.order_by("-pk")[0]
    Administration.objects.filter(pk=finished.pk).update(finished_at=timezone.now())
    elsewhere = Administration.objects.create(
        person=world.members[0], group=world.elsewhere, instrument=OURS, version="1", language="en", code="ELSEWH",
        due_on=timezone.localdate(),
    )  # fmt: skip
    told = client.post(f"{address}undo/{undo}.{elsewhere.pk}.x", follow=True).content.decode()
    assert "Six self-assessments are taken back." in told
    assert asked(world) == [(world.members[0].label, OURS)]
    assert {finished.pk, elsewhere.pk} <= set(Administration.objects.filter(withdrawn_at=None).values_list("pk", flat=True))
    assert signed_in("colleague").post(f"{address}undo/{undo}").status_code == 404


def test_whoever_did_not_agree_or_sits_elsewhere_is_missing(world: World) -> None:
    by = world.viewer("facilitator")
    Consent.objects.filter(person=world.members[0], kind="taking_part").update(withdrawn_on=timezone.localdate())
    stranger = seat(world.neighbour, "N.", "member")
    for person in (world.members[0].pk, stranger.pk):
        with pytest.raises(Missing):
            ask(world.group.pk, [OURS], [person], by=by)
    assert asked(world) == []


@pytest.mark.parametrize("key", ["scs_sf", "gq", "member_check_in", "static_99r", "staff_weekly", "nothing"])
def test_what_has_no_wording_here_or_is_no_self_assessment_is_refused(world: World, key: str) -> None:
    with pytest.raises(Refused):
        ask(world.group.pk, [key], [world.members[0].pk], by=world.viewer("facilitator"))


def test_with_its_wording_it_is_asked_in_the_language_of_the_person(world: World) -> None:
    give_wording(world, "scs_sf", "en")
    spanish = give_wording(world, "scs_sf", "es")
    world.members[0].language = "es"
    world.members[0].save()
    row = ask_first(world, "scs_sf")
    assert (row.language, row.wording_id) == ("es", spanish.pk)
    assert "A test of scs_sf (es)" in phone().get(door_of(row)).content.decode()


def test_one_question_tells_which_of_all_instruments_can_stand_on_a_screen(
    world: World, django_assert_num_queries: Any
) -> None:
    give_wording(world, "scs_sf")
    with django_assert_num_queries(1):
        found = choices(world.site.pk, "en")
    assert {choice.key for choice in found if choice.is_worded} == {OURS, "scs_sf"}
    assert len(found) > 20


def test_at_joining_the_newly_come_are_asked_and_nobody_else(world: World) -> None:
    by = world.viewer("facilitator")
    new = seat(world.group, "New", "member", since=3)
    set_schedule(world.group.pk, OURS, "joining", None, by=by)
    assert asked(world) == [("New", OURS)]
    answer_all(Administration.objects.get(person=new), [1, 2, 3, 4, 5])
    assert make_due(world.group.pk) == 0
    Membership.objects.filter(person=new).update(left_on=timezone.localdate() - timedelta(days=1))
    Membership.objects.create(group=world.group, person=new, joined_on=timezone.localdate() + timedelta(days=1))
    assert make_due(world.group.pk) == 0


def test_every_so_many_weeks_after_the_last_time(world: World) -> None:
    by = world.viewer("facilitator")
    set_schedule(world.group.pk, OURS, "weeks", 6, by=by)
    assert len(asked(world)) == 8
    for row in Administration.objects.all():
        answer_all(row, [4, 4, 4, 4, 4])
    Administration.objects.update(due_on=timezone.localdate() - timedelta(days=41))
    assert make_due(world.group.pk) == 0
    Administration.objects.filter(person=world.members[1]).update(due_on=timezone.localdate() - timedelta(days=42))
    assert nightly() == "1 self-assessments asked"
    assert asked(world) == [("B.", OURS)]
    assert AuditEntry.objects.filter(verb="ask for assessment", actor="system").count() == 1


def test_at_leaving_shortly_before_and_after_the_last_day(world: World) -> None:
    by, today = world.viewer("facilitator"), timezone.localdate()
    set_schedule(world.group.pk, OURS, "leaving", None, by=by)
    assert asked(world) == []
    Membership.objects.filter(person=world.members[0]).update(left_on=today + timedelta(days=8))
    assert make_due(world.group.pk) == 0
    Membership.objects.filter(person=world.members[0]).update(left_on=today + timedelta(days=7))
    assert make_due(world.group.pk) == 1
    assert make_due(world.group.pk) == 0
    assert asked(world) == [("A.", OURS)]


def test_nothing_is_asked_in_a_closed_group_or_by_an_ended_schedule_and_both_can_go_on(world: World) -> None:
    by = world.viewer("facilitator")
    row = set_schedule(world.group.pk, OURS, "weeks", 6, by=by)
    Administration.objects.all().delete()
    end_schedule(row.pk, by=by)
    assert make_due(world.group.pk) == 0
    go_on_with_schedule(row.pk, by=by)
    world.group.closed_on = timezone.localdate() - timedelta(days=1)
    world.group.save()
    assert make_due(world.group.pk) == 0
    world.group.closed_on = None
    world.group.save()
    assert make_due(world.group.pk) == 8


def test_the_same_schedule_is_set_once_and_another_rhythm_takes_its_place(world: World) -> None:
    by = world.viewer("facilitator")
    first = set_schedule(world.group.pk, OURS, "weeks", 6, by=by)
    assert set_schedule(world.group.pk, OURS, "weeks", 6, by=by).pk == first.pk
    second = set_schedule(world.group.pk, OURS, "weeks", 4, by=by)
    assert list(Schedule.objects.filter(ended_at=None)) == [second]
    for weeks in (None, 0, 53):
        with pytest.raises(Refused):
            set_schedule(world.group.pk, OURS, "weeks", weeks, by=by)


def test_what_was_taken_back_can_be_asked_again(world: World) -> None:
    by, row = world.viewer("facilitator"), ask_first(world)
    phone().post(door_of(row), {"item": "going", "answer": "6"})
    withdraw(row.pk, by=by)
    restore(row.pk, by=by)
    row.refresh_from_db()
    assert (row.withdrawn_at, row.answers) == (None, {"going": 6})


def test_a_schedule_does_not_ask_again_tonight_what_was_taken_back_by_hand(world: World) -> None:
    by = world.viewer("facilitator")
    set_schedule(world.group.pk, OURS, "weeks", 6, by=by)
    row = Administration.objects.get(person=world.members[0])
    withdraw(row.pk, by=by)
    assert make_due(world.group.pk) == 0
    Administration.objects.filter(pk=row.pk).update(due_on=timezone.localdate() - timedelta(weeks=6))
    assert make_due(world.group.pk) == 1


def test_what_was_typed_by_mistake_and_taken_back_is_asked_by_the_schedule(world: World) -> None:
    by, today = world.viewer("facilitator"), timezone.localdate()
    set_schedule(world.group.pk, OURS, "weeks", 6, by=by)
    typed = type_answers((world.members[0].pk, world.group.pk, OURS), today, {"going": 4}, by=by)
    withdraw(typed.pk, by=by)
    assert make_due(world.group.pk) == 1


def test_no_new_card_is_promised_for_what_is_taken_back_or_finished(world: World, signed_in: Callable[[str], Client]) -> None:
    client, row = signed_in("facilitator"), ask_first(world)
    address = reverse("assessment-reissue", args=[row.pk])
    assert "There is a new card" in client.post(address, follow=True).content.decode()
    withdraw(row.pk, by=world.viewer("facilitator"))
    told = client.post(address, follow=True).content.decode()
    assert "There is a new card" not in told
    assert "is not asked any more" in told
    row.refresh_from_db()
    assert row.issue == 2


def test_what_a_member_finished_stays(world: World) -> None:
    row = ask_first(world)
    answer_all(row, [1, 2, 3, 4, 5])
    assert withdraw(row.pk, by=world.viewer("facilitator")).withdrawn_at is None


@pytest.mark.parametrize("persona", OTHERS)
def test_nobody_else_asks_plans_or_takes_back(world: World, persona: str) -> None:
    row, viewer = ask_first(world), world.viewer(persona)
    plan = set_schedule(world.group.pk, OURS, "leaving", None, by=world.viewer("facilitator"))
    for act in (
        lambda: ask(world.group.pk, [OURS], [world.members[1].pk], by=viewer),
        lambda: set_schedule(world.group.pk, OURS, "joining", None, by=viewer),
        lambda: end_schedule(plan.pk, by=viewer),
        lambda: withdraw(row.pk, by=viewer),
        lambda: restore(row.pk, by=viewer),
        lambda: give_anew(row.pk, by=viewer),
    ):
        with pytest.raises(Missing):
            act()
    row.refresh_from_db()
    assert (row.withdrawn_at, row.issue) == (None, 1)


def test_with_several_to_choose_from_none_is_ticked_and_the_usual_ones_come_first(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    client, address = signed_in("facilitator"), reverse("assessment-ask", args=[world.group.pk])
    ticked = "checked" in client.get(address).content.decode().partition('value="follow_up"')[2].partition(">")[0]
    assert ticked
    for key in ("maas", "who_5"):
        give_wording(world, key)
    page = client.get(address).content.decode()
    places = [page.index(f'value="{key}"') for key in ("who_5", OURS, "maas")]
    assert places == sorted(places)
    assert not any("checked" in page[place:].partition(">")[0] for place in places)


def test_the_pages_of_asking_follow_one_another(world: World, signed_in: Callable[[str], Client]) -> None:
    client, group = signed_in("facilitator"), world.group.pk
    page = client.get(reverse("assessment-ask", args=[group])).content.decode()
    assert "How is it going since the group?" in page
    assert client.post(reverse("assessment-ask", args=[group]), {"instruments": OURS}).status_code == 422
    given = {"instruments": OURS, "people": [world.members[0].pk, world.members[1].pk]}
    assert client.post(reverse("assessment-ask", args=[group]), given).headers["Location"] == reverse(
        "assessment-cards", args=[group]
    )
    cards = client.get(reverse("assessment-cards", args=[group])).content.decode()
    codes = set(Administration.objects.values_list("code", flat=True))
    assert len(codes) == 2
    assert all(code in cards for code in codes)
    page = client.get(reverse("group-assessments", args=[group])).content.decode()
    assert "Two self-assessments wait for answers" in page
    planned = client.post(
        reverse("assessment-schedule", args=[group]), {"instrument": OURS, "moment": "weeks", "weeks": "6"}, follow=True
    ).content.decode()
    assert "every six weeks" in planned
    assert "Two self-assessments wait" not in planned
    today = client.get(reverse("today")).content.decode()
    assert "self-assessments wait for answers in your groups" in today
    assert f'<a href="{reverse("group-assessments", args=[world.group.pk])}"' in today


def test_a_supervisor_reads_and_changes_nothing(world: World, signed_in: Callable[[str], Client]) -> None:
    ask_first(world)
    page = signed_in("supervisor").get(reverse("group-assessments", args=[world.group.pk])).content.decode()
    assert "One self-assessment waits for answers" in page
    assert "Ask members now" not in page
    assert "Take it back" not in page
