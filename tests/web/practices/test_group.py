"""How much a group practises, and how people are before and after: a mean of five at least, never one person's."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fourfold.web.access import Missing
from fourfold.web.models import AuditEntry, Membership, Person, PlannedPractice, PracticeLog, Session
from fourfold.web.practices.queries.bars import HEIGHT, WIDTH, bars
from fourfold.web.practices.queries.group import of_group
from fourfold.web.practices.queries.logs import WEEKS, Week, dose_of, weekly
from fourfold.web.practices.queries.states import states_in
from tests.web.personas import World
from tests.web.practices.rows import KEY

SignIn = Callable[[str], Client]
TODAY = date.today()


def done(world: World, person: Person, minutes: int = 5, back: int = 0, **more: object) -> PracticeLog:
    """A practice that somebody did between sessions, so many days ago."""
    return PracticeLog.objects.create(
        key=f"{person.pk}-{PracticeLog.objects.count()}", person=person, group=world.group, practice=KEY,
        done_on=TODAY - timedelta(days=back), minutes=minutes, logged_by=world.users["facilitator"],
        logged_at=timezone.now(), **more,
    )  # fmt: skip


def answered(world: World, person: Person, before: float, after: float, back: int = 40) -> PracticeLog:
    """The same with both answers alike before and after, in a month that is over."""
    return done(world, person, back=back, before={"kind": before, "with_it": before}, after={"kind": after, "with_it": after})


def led(world: World, number: int, minutes: int) -> None:
    """A practice that was led in a session."""
    session = Session.objects.get(group=world.group, number=number)
    PlannedPractice.objects.create(
        session=session, practice=KEY, planned_by=world.users["facilitator"], planned_at=timezone.now(),
        led_at=timezone.now(), minutes=minutes,
    )  # fmt: skip


def test_four_people_are_told_nothing_of_and_five_a_mean_of(world: World) -> None:
    for person in world.members[:4]:
        answered(world, person, 2, 6)
        answered(world, person, 2, 6)
    assert states_in(world.group.pk, TODAY) is None
    answered(world, world.members[4], 7, 7)
    told = states_in(world.group.pk, TODAY)
    assert told is not None
    assert (told.n, told.before, told.after) == (5, 3.0, 6.0)


def test_many_practices_led_are_read_with_as_few_questions_as_one(world: World, django_assert_num_queries: Any) -> None:
    for number in (1, 3):
        led(world, number, 5)
    viewer = world.viewer("facilitator")
    with CaptureQueriesContext(connection) as few:
        of_group(viewer, world.group.pk, "en")
    led(world, 2, 5)
    gone = world.members[7]
    gone.memberships.update(left_on=Session.objects.get(group=world.group, number=2).held_on)
    done(world, world.members[1], planned=PlannedPractice.objects.get(session__number=3))
    with django_assert_num_queries(len(few)):
        found = of_group(viewer, world.group.pk, "en")
    shown = [*(found.ahead.planned if found.ahead else ()), *found.past]
    assert [len(practice.doers) for practice in shown] == [7, 8, 8]
    assert [[doer.label for doer in practice.doers if doer.did] for practice in shown] == [["B."], [], []]


def test_each_person_counts_once_however_often_they_answered(world: World) -> None:
    for person in world.members[:5]:
        answered(world, person, 2, 4)
    for _ in range(20):
        answered(world, world.members[0], 7, 7)
    told = states_in(world.group.pk, TODAY)
    assert told is not None
    assert (told.before, told.after) == (3.0, 4.5)


def test_several_times_of_one_person_are_their_mean(world: World) -> None:
    for person in world.members[:5]:
        answered(world, person, 2, 3)
        answered(world, person, 5, 7)
    told = states_in(world.group.pk, TODAY)
    assert told is not None
    assert (told.n, told.before, told.after) == (5, 3.5, 5.0)


def test_half_an_answer_is_none(world: World) -> None:
    for person in world.members[:4]:
        answered(world, person, 2, 4)
    for before, after in (
        (None, {"kind": 3.0, "with_it": 3.0}),
        ({"kind": 3.0, "with_it": None}, {"kind": 3.0, "with_it": 1.0}),
    ):
        done(world, world.members[4], back=40, before=before, after=after)
    assert states_in(world.group.pk, TODAY) is None


def test_means_are_rounded_to_halves_so_that_one_more_answer_stays_hidden(world: World) -> None:
    for person in world.members[:7]:
        answered(world, person, 4, 5)
    first = states_in(world.group.pk, TODAY)
    answered(world, world.members[7], 3, 5)
    second = states_in(world.group.pk, TODAY)
    assert first is not None
    assert second is not None
    assert (first.before, second.before) == (4.0, 4.0)


def test_nothing_is_told_of_the_month_that_runs(world: World) -> None:
    """Whoever looked before and after somebody practised would learn from the difference what that person answered."""
    for person in world.members[:5]:
        answered(world, person, 2, 6)
    told = states_in(world.group.pk, TODAY)
    for person in world.members[:8]:
        answered(world, person, 7, 7, back=TODAY.day - 1)
    assert states_in(world.group.pk, TODAY) == told
    answered(world, world.members[5], 7, 7, back=TODAY.day)
    again = states_in(world.group.pk, TODAY)
    assert again is not None
    assert again.n == 6


def test_the_page_never_shows_one_persons_answers(world: World, signed_in: SignIn) -> None:
    answered(world, world.members[0], 2, 6)
    page = signed_in("facilitator").get(reverse("group-practices", args=[world.group.pk])).content.decode()
    assert "Never of one person." in page
    assert "On a scale from" not in page
    for person in world.members[1:5]:
        answered(world, person, 2, 6)
    page = signed_in("facilitator").get(reverse("group-practices", args=[world.group.pk])).content.decode()
    assert "On a scale from 1 to 7 they were at about 2 before and 6 after" in page


def test_the_dose_counts_the_last_eight_weeks_and_members_of_today(world: World) -> None:
    led(world, 3, 6)
    led(world, 2, 4)
    done(world, world.members[0], 10)
    done(world, world.members[1], 30, back=9)
    done(world, world.members[1], 99, back=7 * WEEKS)
    done(world, world.members[2], 50)
    Membership.objects.filter(person=world.members[2]).update(left_on=TODAY - timedelta(days=1))
    found = of_group(world.viewer("facilitator"), world.group.pk, "en").dose
    assert (found.led_times, found.led_minutes) == (2, 10)
    assert (found.between_minutes, found.n_practising, found.n_members) == (40, 2, 7)
    assert sum(week.in_sessions for week in found.weeks) == 10
    assert sum(week.between for week in found.weeks) == pytest.approx(40 / 7)


def test_one_persons_dose_is_theirs_in_this_group(world: World) -> None:
    done(world, world.members[0], 10)
    done(world, world.members[1], 30)
    PracticeLog.objects.filter(person=world.members[1]).update(group=world.neighbour)
    assert dose_of(world.members[0].pk, TODAY).between.minutes == 10
    assert dose_of(world.members[1].pk, TODAY, world.group.pk).is_empty
    assert dose_of(world.members[1].pk, TODAY, world.neighbour.pk).between.minutes == 30


def test_weeks_begin_on_monday_and_what_lies_outside_is_left_out() -> None:
    sunday = date(2026, 3, 8)
    told = weekly([(sunday, 5, False), (sunday + timedelta(days=1), 7, True), (date(2020, 1, 1), 9, True)], date(2026, 3, 9))
    assert len(told) == WEEKS
    assert told[-2] == Week(date(2026, 3, 2), 0.0, 5.0)
    assert told[-1] == Week(date(2026, 3, 9), 7.0, 0.0)
    assert sum(w.in_sessions + w.between for w in told) == 12


def test_bars_stay_in_their_picture_and_nothing_done_draws_nothing() -> None:
    weeks = [Week(date(2026, 3, 2) + timedelta(weeks=k), 0.0 if k % 2 else 500.0, 1.0) for k in range(WEEKS)]
    drawn = bars(weeks)
    assert len(drawn) == WEEKS + WEEKS // 2
    for bar in drawn:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT
    assert bars([Week(date(2026, 3, 2), 0.0, 0.0)]) == []


def test_an_empty_group_is_told_what_comes_next(world: World, signed_in: SignIn) -> None:
    Session.objects.filter(group=world.group).update(ended_at=timezone.now())
    page = signed_in("facilitator").get(reverse("group-practices", args=[world.group.pk])).content.decode()
    for said in ("No session is planned ahead", "Nobody has taken a practice along yet.", "Nothing is written down yet."):
        assert said in page
    assert AuditEntry.objects.filter(verb="read practices", group_id=world.group.pk).count() == 1


@pytest.mark.parametrize("name", ["colleague", "outsider", "manager", "administrator", "member", "former"])
def test_nobody_else_reads_it(world: World, name: str) -> None:
    with pytest.raises(Missing):
        of_group(world.viewer(name), world.group.pk, "en")
