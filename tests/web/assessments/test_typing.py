"""Answers and totals typed from paper: on their scales, for the day on the paper, by whoever leads the group."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.instruments import instrument
from fourfold.web.access import Missing
from fourfold.web.assessments.actions.asking import restore, withdraw
from fourfold.web.assessments.actions.typing import type_answers, type_totals
from fourfold.web.assessments.queries.scores import of_member
from fourfold.web.models import Administration, AuditEntry, Consent
from fourfold.web.refusal import Refused
from tests.web.assessments.asked import ask_first
from tests.web.personas import World, seat

ANSWERS: dict[str, int | None] = dict.fromkeys((item.key for item in instrument("who_5").items), 3)


def test_typed_answers_are_scored_on_the_day_of_the_paper(world: World, signed_in: Callable[[str], Client]) -> None:
    client, person = signed_in("facilitator"), world.members[0].pk
    address = reverse("assessment-type", args=[person, world.group.pk, "who_5"])
    day = timezone.localdate() - timedelta(days=9)
    told = client.post(address, {"day": day.isoformat(), **ANSWERS}, follow=True).content.decode()
    assert "Kept for A." in told
    found = of_member(world.viewer("facilitator"), person, world.group.pk, "en")
    point = found.told[0].readings[0].points[0]
    assert (point.day, point.value) == (day, 60)
    row = Administration.objects.get()
    assert (row.source, row.answers) == ("staff", ANSWERS)


def test_an_asking_that_waits_is_filled_and_one_that_was_begun_is_left_to_the_member(world: World) -> None:
    where = (world.members[0].pk, world.group.pk, "follow_up")
    row, by, today = ask_first(world), world.viewer("facilitator"), timezone.localdate()
    given: dict[str, int | None] = {"going": 4}
    assert type_answers(where, today, given, by=by).pk == row.pk
    begun = ask_first(world)
    Administration.objects.filter(pk=begun.pk).update(begun_at=timezone.now(), answers={"going": 1})
    assert type_answers(where, today, given, by=by).pk != begun.pk


def test_the_same_paper_sent_twice_is_kept_once(world: World) -> None:
    by, where, today = world.viewer("facilitator"), (world.members[0].pk, world.group.pk, "who_5"), timezone.localdate()
    first = type_answers(where, today, ANSWERS, by=by)
    assert type_answers(where, today, ANSWERS, by=by).pk == first.pk
    assert type_answers(where, today - timedelta(days=1), ANSWERS, by=by).pk != first.pk
    total = type_totals(where, today, {"total": 60}, by=by)
    assert type_totals(where, today, {"total": 60}, by=by).pk == total.pk
    withdraw(first.pk, by=by)
    assert type_answers(where, today, ANSWERS, by=by).pk != first.pk
    assert AuditEntry.objects.filter(verb="type assessment").count() == 4


@pytest.mark.parametrize(
    ("field", "value"), [("q1", "6"), ("q1", "-1"), ("q1", "2.5"), ("q1", "x"), ("day", ""), ("day", "2999-01-01")]
)
def test_what_cannot_be_is_refused_beside_its_field(
    world: World, signed_in: Callable[[str], Client], field: str, value: str
) -> None:
    address = reverse("assessment-type", args=[world.members[0].pk, world.group.pk, "who_5"])
    given = {"day": timezone.localdate().isoformat(), **ANSWERS, field: value}
    told = signed_in("facilitator").post(address, given)
    assert told.status_code == 422
    assert f'id="id_{field}_error"' in told.content.decode()
    assert not Administration.objects.exists()


def test_a_total_off_its_range_is_refused_with_the_range(world: World, signed_in: Callable[[str], Client]) -> None:
    address = reverse("assessment-type", args=[world.members[0].pk, world.group.pk, "core_10"]) + "?by=totals"
    day = timezone.localdate().isoformat()
    for value in ("41", "-1"):
        told = signed_in("facilitator").post(address, {"day": day, "total": value})
        assert told.status_code == 422
        assert "lie between 0 and 40" in told.content.decode()
    assert signed_in("facilitator").post(address, {"day": day, "total": "40"}).status_code == 302
    assert Administration.objects.get().totals == {"total": 40}


def test_an_empty_form_and_a_day_before_any_agreement_are_refused(world: World) -> None:
    by, where = world.viewer("facilitator"), (world.members[0].pk, world.group.pk, "who_5")
    with pytest.raises(Refused, match="at least one"):
        type_answers(where, timezone.localdate(), dict.fromkeys(ANSWERS), by=by)
    with pytest.raises(Refused, match="at least one"):
        type_totals(where, timezone.localdate(), {}, by=by)
    with pytest.raises(Refused, match="no agreement"):
        type_answers(where, timezone.localdate() - timedelta(days=61), ANSWERS, by=by)
    Consent.objects.all().delete()
    with pytest.raises(Refused, match="no agreement"):
        type_answers(where, timezone.localdate(), ANSWERS, by=by)


def test_a_form_typed_by_mistake_goes_out_of_sight_and_comes_back(world: World) -> None:
    by, person = world.viewer("facilitator"), world.members[0].pk
    row = type_answers((person, world.group.pk, "who_5"), timezone.localdate(), ANSWERS, by=by)
    withdraw(row.pk, by=by)
    assert of_member(by, person, world.group.pk, "en").told == []
    restore(row.pk, by=by)
    assert len(of_member(by, person, world.group.pk, "en").told) == 1


@pytest.mark.parametrize("persona", ["former", "colleague", "outsider", "supervisor", "manager", "administrator", "member"])
def test_nobody_else_types(world: World, persona: str) -> None:
    for person in (world.members[0].pk, seat(world.neighbour, "N.", "member").pk):
        with pytest.raises(Missing):
            type_answers((person, world.group.pk, "who_5"), timezone.localdate(), ANSWERS, by=world.viewer(persona))


@pytest.mark.parametrize("key", ["static_99r", "cbi", "staff_weekly", "member_check_in"])
def test_what_is_no_self_assessment_of_members_is_not_typed_here(world: World, key: str) -> None:
    with pytest.raises(Missing):
        type_totals(
            (world.members[0].pk, world.group.pk, key), timezone.localdate(), {"total": 1}, by=world.viewer("facilitator")
        )


def test_what_was_typed_can_be_taken_back_later_where_it_stands(world: World, signed_in: Callable[[str], Client]) -> None:
    client, person, by = signed_in("facilitator"), world.members[0].pk, world.viewer("facilitator")
    row = type_totals((person, world.group.pk, "who_5"), timezone.localdate(), {"total": 60}, by=by)
    address, back = reverse("member-assessments", args=[person, world.group.pk]), reverse("assessment-withdraw", args=[row.pk])
    assert back in client.get(address).content.decode()
    assert back not in signed_in("supervisor").get(address).content.decode()
    told = client.post(back)
    assert told.headers["Location"] == address
    page = client.get(address).content.decode()
    assert "What was typed for A. is taken back." in page
    assert "60" not in page.partition("<main")[2]
