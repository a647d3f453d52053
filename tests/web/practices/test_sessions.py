"""Planning a practice for a session and writing down that it was led: once, with a way back, by those who lead alone."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fourfold.web.access import Missing
from fourfold.web.models import Attendance, AuditEntry, PlannedPractice, PracticeLog, Session
from fourfold.web.practices.actions import sessions as actions
from fourfold.web.practices.queries.planned import lately, next_session, of_session
from fourfold.web.refusal import Refused
from tests.web.personas import World, seat
from tests.web.practices.rows import KEY

SignIn = Callable[[str], Client]


def today(world: World) -> Session:
    """The session of today."""
    return Session.objects.get(group=world.group, number=3)


def planned(world: World, key: str = KEY) -> PlannedPractice:
    """A practice planned for today."""
    return actions.plan(today(world).pk, key, by=world.viewer("facilitator"))


def test_it_is_planned_once_with_its_reason_and_dropped_again(world: World) -> None:
    by, session = world.viewer("facilitator"), today(world)
    first = actions.plan(session.pk, KEY, "never_met", by=by)
    assert actions.plan(session.pk, KEY, by=by).pk == first.pk
    assert PlannedPractice.objects.get().why == "never_met"
    assert AuditEntry.objects.filter(verb="plan practice", group_id=world.group.pk).count() == 1
    actions.drop(first.pk, by=by)
    assert not PlannedPractice.objects.exists()
    assert AuditEntry.objects.filter(verb="drop practice").count() == 1


def test_a_reason_that_is_none_is_left_out_and_a_practice_that_is_none_is_missing(world: World) -> None:
    by = world.viewer("facilitator")
    assert actions.plan(today(world).pk, KEY, "A. looked sad", by=by).why == ""
    with pytest.raises(Missing):
        actions.plan(today(world).pk, "nothing_such", by=by)


def test_once_led_everybody_who_is_here_did_it(world: World) -> None:
    Attendance.objects.filter(session=today(world), person=world.members[0]).update(presence="absent")
    row = actions.led(planned(world).pk, 7, by=world.viewer("facilitator"))
    logs = PracticeLog.objects.filter(planned=row)
    assert {log.person_id for log in logs} == {person.pk for person in world.members[1:]}
    assert {(log.minutes, log.done_on, log.group_id) for log in logs} == {(7, date.today(), world.group.pk)}


def test_led_again_only_the_minutes_change_and_who_sat_out_stays_out(world: World) -> None:
    by, row = world.viewer("facilitator"), planned(world)
    actions.led(row.pk, 7, by=by)
    actions.who_did(row.pk, {world.members[0].pk, world.members[1].pk}, by=by)
    actions.led(row.pk, 9, by=by)
    logs = PracticeLog.objects.filter(planned=row)
    assert {(log.person_id, log.minutes) for log in logs} == {(person.pk, 9) for person in world.members[:2]}


def test_who_did_it_can_be_written_down_for_members_of_the_session_alone(world: World) -> None:
    by, row = world.viewer("facilitator"), planned(world)
    with pytest.raises(Refused, match="not written down as led"):
        actions.who_did(row.pk, {world.members[0].pk}, by=by)
    actions.led(row.pk, 5, by=by)
    stranger = seat(world.neighbour, "Z.", "member")
    lead = world.users["facilitator"].person_id
    for nobody in (stranger.pk, lead, 0, 987_654):
        with pytest.raises(Missing):
            actions.who_did(row.pk, {nobody}, by=by)
    actions.who_did(row.pk, set(), by=by)
    assert not PracticeLog.objects.exists()


def test_taking_it_back_forgets_who_did_it_and_what_was_led_is_not_dropped(world: World) -> None:
    by, row = world.viewer("facilitator"), planned(world)
    actions.led(row.pk, 5, by=by)
    with pytest.raises(Refused, match="Take that back first"):
        actions.drop(row.pk, by=by)
    actions.not_led(row.pk, by=by)
    assert not PracticeLog.objects.exists()
    assert PlannedPractice.objects.get().minutes is None
    actions.drop(row.pk, by=by)


def test_a_session_ahead_is_not_led_yet_and_one_that_is_skipped_has_no_practice(world: World) -> None:
    by = world.viewer("facilitator")
    ahead = Session.objects.create(group=world.group, number=4, held_on=date.today() + timedelta(days=7), status="planned")
    row = actions.plan(ahead.pk, KEY, by=by)
    with pytest.raises(Refused, match="From then on"):
        actions.led(row.pk, 5, by=by)
    ahead.status = "not_held"
    ahead.save()
    with pytest.raises(Refused, match="skipped"):
        actions.plan(ahead.pk, "easy_breath", by=by)


@pytest.mark.parametrize("minutes", [0, -3, 181])
def test_minutes_lie_within_reason(world: World, minutes: int) -> None:
    with pytest.raises(Refused, match="from 1 to 180"):
        actions.led(planned(world).pk, minutes, by=world.viewer("facilitator"))


@pytest.mark.parametrize("name", ["colleague", "outsider", "supervisor", "manager", "administrator", "member", "former"])
def test_nobody_else_plans_or_leads(world: World, name: str) -> None:
    row, by = planned(world), world.viewer(name)
    for act in (
        lambda: actions.plan(today(world).pk, KEY, by=by),
        lambda: actions.drop(row.pk, by=by),
        lambda: actions.led(row.pk, 5, by=by),
        lambda: actions.not_led(row.pk, by=by),
        lambda: actions.who_did(row.pk, set(), by=by),
    ):
        with pytest.raises(Missing):
            act()


def test_the_next_session_is_todays_until_it_is_closed(world: World) -> None:
    ahead = Session.objects.create(group=world.group, number=4, held_on=date.today() + timedelta(days=7), status="planned")
    assert next_session(world.group) == today(world)
    Session.objects.filter(pk=today(world).pk).update(ended_at="2026-01-01T00:00:00Z")
    assert next_session(world.group) == ahead
    ahead.status = "not_held"
    ahead.save()
    assert next_session(world.group) is None


def test_what_the_last_two_sessions_had_is_known(world: World) -> None:
    for number, key in ((1, "arriving"), (2, "easy_breath"), (3, KEY)):
        actions.plan(Session.objects.get(group=world.group, number=number).pk, key, by=world.viewer("facilitator"))
    assert set(lately(world.group.pk, None)) == {"easy_breath", KEY}
    assert set(lately(world.group.pk, today(world))) == {"arriving", "easy_breath"}


def test_the_session_offers_what_is_made_for_sessions_and_members_and_not_planned_yet(world: World) -> None:
    planned(world)
    choices = {choice.key for choice in of_session(world.viewer("facilitator"), today(world).pk, "en").choices}
    assert "easy_breath" in choices
    assert not choices & {KEY, "before_the_session", "letter_to_myself"}


def test_by_forms_with_an_undo_each_and_back_to_where_they_stood(world: World, signed_in: SignIn) -> None:
    client, session = signed_in("facilitator"), today(world)
    here = reverse("session", args=[session.pk])
    said = client.post(reverse("practice-plan", args=[session.pk]), {"practice": KEY, "next": here}, follow=True)
    row = PlannedPractice.objects.get()
    assert said.redirect_chain[-1][0] == here
    assert "“Feet on the floor” is planned for session 3." in said.content.decode()
    assert f'action="{reverse("practice-drop", args=[row.pk])}"' in said.content.decode()
    said = client.post(reverse("practice-led", args=[row.pk]), {"minutes": "6"}, follow=True)
    assert f'action="{reverse("practice-not-led", args=[row.pk])}"' in said.content.decode()
    assert "eight members did it" in said.content.decode()
    client.post(reverse("practice-not-led", args=[row.pk]))
    said = client.post(reverse("practice-drop", args=[row.pk]), follow=True)
    again = f"{reverse('practice-plan', args=[session.pk])}?practice={KEY}"
    assert f'action="{again}"' in said.content.decode()
    client.post(again)
    assert PlannedPractice.objects.get().practice == KEY


def test_a_form_that_says_nothing_is_told_what_to_say(world: World, signed_in: SignIn) -> None:
    client = signed_in("facilitator")
    said = client.post(reverse("practice-plan", args=[today(world).pk]), {"practice": ""}, follow=True)
    assert "Choose a practice from the list first." in said.content.decode()
    row = planned(world)
    said = client.post(reverse("practice-led", args=[row.pk]), {"minutes": "some"}, follow=True)
    assert "from 1 to 180" in said.content.decode()
    assert PlannedPractice.objects.get().led_at is None


def test_no_form_leads_to_another_site(world: World, signed_in: SignIn) -> None:
    given = {"practice": KEY, "next": "https://elsewhere.example/"}
    answer = signed_in("facilitator").post(reverse("practice-plan", args=[today(world).pk]), given)
    assert answer.headers["Location"] == reverse("group-practices", args=[world.group.pk])


def test_a_supervisor_reads_what_is_planned_and_is_offered_no_form(world: World, signed_in: SignIn) -> None:
    planned(world)
    page = signed_in("supervisor").get(reverse("group-practices", args=[world.group.pk])).content.decode()
    assert "Feet on the floor" in page
    assert "/practices/planned/" not in page
    assert reverse("practice-assign", args=[world.group.pk]) not in page
