"""Today: what comes first, what waits, what is missing; few questions to the database; everybody to the page that is theirs."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import fourfold
from fourfold.vocabulary import Role
from fourfold.web.checkins.queries import check_ins_in
from fourfold.web.models import (
    Appointment,
    Attendance,
    AuditEntry,
    BreakGlass,
    Card,
    Estimate,
    Group,
    Membership,
    Session,
    Site,
    Submission,
    User,
)
from fourfold.web.today import queries
from tests.web.personas import World, account, seat

TODAY = date.today()
NOON = datetime.combine(TODAY, time(12), UTC)


def _plan(world: World, days: int, at: time | None = None, number: int = 4) -> Session:
    return Session.objects.create(group=world.group, number=number, held_on=TODAY + timedelta(days=days), starts_at=at)


def _estimate(group: Group, signals: int = 0) -> None:
    given = {"fingerprint": "0", "version": fourfold.__version__, "made_at": timezone.now(), "tables": b""}
    told = [f"{group.pk}-{k}" for k in range(signals)]
    Estimate.objects.create(group=group, n_sessions=3, told=told, revision=group.revision, last_submission=0, **given)


def _shift_held(world: World) -> None:
    """The last session was a week ago, not today."""
    for session in Session.objects.filter(group=world.group):
        Session.objects.filter(pk=session.pk).update(held_on=session.held_on - timedelta(days=7))


def _page(signed_in: Callable[[str], Client], persona: str) -> str:
    return signed_in(persona).get(reverse("today")).content.decode()


@pytest.mark.parametrize(
    ("at", "now", "when"),
    [
        (time(9), time(12), "not_begun"),
        (time(11), time(12), "going_on"),
        (time(12, 40), time(12), "soon"),
        (time(14), time(12), "this_afternoon"),
        (time(18), time(12), "this_evening"),
        (time(10), time(8), "this_morning"),
        (None, time(12), "today"),
    ],
)
def test_a_session_of_today_says_when_it_is(world: World, at: time | None, now: time, when: str) -> None:
    _shift_held(world)
    _plan(world, 0, at)
    day = queries.day_of(world.viewer("facilitator"), datetime.combine(TODAY, now, UTC))
    assert [(m.session.number if m.session else 0, m.when) for m in day.today] == [(4, when)]


def test_minutes_are_counted_by_the_clock_of_the_site(world: World) -> None:
    _shift_held(world)
    Site.objects.filter(pk=world.site.pk).update(time_zone="America/Bogota")
    _plan(world, 0, time(7, 40))
    day = queries.day_of(world.viewer("facilitator"), NOON)
    assert (day.today[0].when, day.today[0].in_minutes, day.now.hour) == ("soon", 40, 7)


def test_in_the_evening_of_another_time_zone_today_is_still_today(world: World) -> None:
    _shift_held(world)
    Site.objects.filter(pk=world.site.pk).update(time_zone="America/Bogota")
    _plan(world, 0, time(19))
    night = datetime.combine(TODAY + timedelta(days=1), time(1), UTC)
    assert [m.when for m in queries.day_of(world.viewer("facilitator"), night).today] == ["going_on"]


def test_the_next_session_is_shown_where_none_is_today(world: World) -> None:
    _shift_held(world)
    _plan(world, 3)
    _plan(world, 10, number=5)
    day = queries.day_of(world.viewer("facilitator"), NOON)
    assert day.today == []
    assert [(m.session.number if m.session else 0, m.when) for m in day.later] == [(4, "on_day")]


def test_who_is_new_who_is_back_and_who_said_they_cannot_come(world: World) -> None:
    _shift_held(world)
    session = _plan(world, 1)
    seat(world.group, "S.", "member", since=2)
    Membership.objects.filter(group=world.group, person=world.members[1]).update(left_on=TODAY - timedelta(days=40))
    Membership.objects.create(group=world.group, person=world.members[1], joined_on=TODAY - timedelta(days=1))
    Attendance.objects.create(session=session, person=world.members[2], presence="absent")
    came = queries.day_of(world.viewer("facilitator"), NOON).later[0].arrivals
    assert (came.n_expected, came.n_members, came.new, came.back) == (8, 9, ["S."], ["B."])


def test_the_page_says_new_and_back_as_the_session_page_does(world: World, signed_in: Callable[[str], Client]) -> None:
    _shift_held(world)
    _plan(world, 0)
    seat(world.group, "S.", "member", since=2)
    assert "9 of 9 expected; S. comes for the first time" in _page(signed_in, "facilitator")


def test_somebody_who_came_first_today_is_new_also_once_the_session_was_held(world: World) -> None:
    seat(world.group, "S.", "member", since=0)
    came = queries.day_of(world.viewer("facilitator"), NOON).today[0]
    assert (came.session and came.session.status, came.arrivals.new) == ("held", ["S."])


def test_check_ins_in_are_counted_as_at_the_door(world: World) -> None:
    session, now = Session.objects.get(group=world.group, number=3), timezone.now()
    Session.objects.filter(pk=session.pk).update(opened_at=now)
    for k, person in enumerate(world.members[:6]):
        Card.objects.create(session=session, person=person, code=f"code{k}", made_at=now)
        if k < 4:
            given = {"answers": "{}", "answered_at": now, "received_at": now, "language": "en", "source": "phone"}
            Submission.objects.create(
                key=f"k{k}",
                group=world.group,
                session=session,
                person=person,
                instrument="member_check_in",
                version="1",
                **given,
            )
    counted = queries.check_ins([session.pk])[session.pk]
    assert (counted.n_in, counted.n_expected) == check_ins_in(session.pk) == (4, 8)
    assert counted.dots == [True] * 4 + [False] * 4
    assert queries.day_of(world.viewer("facilitator"), NOON).today[0].check_ins == counted
    assert queries.check_ins([]) == {}
    Attendance.objects.update_or_create(session=session, person=world.members[5], defaults={"presence": "absent"})
    counted = queries.check_ins([session.pk])[session.pk]
    assert (counted.n_in, counted.n_expected) == check_ins_in(session.pk) == (4, 7)


def test_after_the_last_session_planned_the_page_leads_to_planning_more(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    address = reverse("sessions-plan", args=[world.group.pk])
    assert address in _page(signed_in, "facilitator")
    _plan(world, 7)
    assert address not in _page(signed_in, "facilitator")


def test_what_goes_on_stands_before_what_is_to_come(world: World) -> None:
    soon = Group.objects.create(programme=world.programme, name="Early", simulated=True)
    Membership.objects.create(group=soon, person=world.users["facilitator"].person, seat="facilitator", joined_on=TODAY)
    Session.objects.create(group=soon, number=1, held_on=TODAY, starts_at=time(20))
    assert [meet.when for meet in queries.day_of(world.viewer("facilitator"), NOON).today] == ["going_on", "this_evening"]


def test_attendance_that_is_not_written_is_said_today_and_left_to_finish(world: World) -> None:
    Attendance.objects.filter(session__number=3, person=world.members[0]).delete()
    Attendance.objects.filter(session__number=2).delete()
    day = queries.day_of(world.viewer("facilitator"), NOON)
    assert day.today[0].n_unwritten == 1
    assert [(u.session.number, u.what) for u in day.unfinished] == [(2, "attendance")]


def test_a_session_that_was_skipped_needs_nothing(world: World) -> None:
    Session.objects.filter(number=2, group=world.group).update(status="not_held")
    Attendance.objects.filter(session__number=2).delete()
    assert queries.day_of(world.viewer("facilitator"), NOON).unfinished == []


def test_the_brief_says_how_much_is_worth_attention_and_nothing_that_is_not_known(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    _shift_held(world)
    _plan(world, 0)
    assert "Brief ready<" in _page(signed_in, "facilitator")
    _estimate(world.group)
    assert "Brief ready: nothing needs attention" in _page(signed_in, "facilitator")
    Group.objects.filter(pk=world.group.pk).update(revision=world.group.revision + 1)
    assert "Brief ready<" in _page(signed_in, "facilitator")
    Estimate.objects.filter(group=world.group).update(told=["a", "b"])
    page = _page(signed_in, "facilitator")
    assert "Brief ready: two things worth attention" in page
    assert "Two things, all in Tuesday group." in page
    Session.objects.filter(group=world.group, number__gt=1).update(status="not_held")
    assert queries.day_of(world.viewer("facilitator")).attention == []


def test_before_two_sessions_there_is_no_brief(world: World, signed_in: Callable[[str], Client]) -> None:
    Session.objects.filter(group=world.group, number__lt=3).delete()
    _shift_held(world)
    _plan(world, 0)
    assert "The first brief writes itself" in _page(signed_in, "facilitator")


def test_an_empty_page_teaches_the_first_step(world: World, signed_in: Callable[[str], Client]) -> None:
    Membership.objects.filter(group=world.neighbour, seat="facilitator").update(left_on=TODAY - timedelta(days=1))
    page = _page(signed_in, "colleague")
    assert "Begin with a group" in page
    assert reverse("group-new") in page


def test_a_group_without_members_and_one_without_sessions_say_what_to_do(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    page = _page(signed_in, "colleague")
    assert "No members yet." in page
    assert reverse("group-members", args=[world.neighbour.pk]) in page
    seat(world.neighbour, "N.", "member")
    page = _page(signed_in, "colleague")
    assert "No session is planned." in page
    assert reverse("sessions-plan", args=[world.neighbour.pk]) in page


def test_a_supervisor_sees_the_groups_they_oversee(world: World, signed_in: Callable[[str], Client]) -> None:
    _estimate(world.group, signals=1)
    page = _page(signed_in, "supervisor")
    assert "Groups you oversee" in page
    assert "one thing worth attention" in page
    assert "Wednesday group" in page
    assert "Far group" not in page
    assert "Begin with a group" not in page


@pytest.mark.parametrize(
    ("persona", "address"),
    [("member", "my-page"), ("manager", "programme"), ("administrator", "accounts"), ("researcher", "research")],
)
def test_everybody_else_is_shown_to_their_page(
    world: World, signed_in: Callable[[str], Client], persona: str, address: str
) -> None:
    assert signed_in(persona).get(reverse("today")).headers["Location"] == reverse(address)


def test_an_account_without_a_role_reads_whom_to_ask(world: World, signed_in: Callable[[str], Client]) -> None:
    world.users["newcomer"] = User.objects.create_user("newcomer@example.invalid", name="Newcomer")
    assert "no role yet" in _page(signed_in, "newcomer")


def test_another_site_s_groups_are_nowhere_on_the_page(world: World, signed_in: Callable[[str], Client]) -> None:
    page = _page(signed_in, "outsider")
    assert "Far group" in page
    assert "Tuesday group" not in page


def test_it_reads_in_spanish(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    client.cookies["fourfold_language"] = "es"
    page = client.get(reverse("today")).content.decode()
    assert '<html lang="es">' in page
    assert "Sesión 3" in page
    assert "Session" not in page.replace("data-session", "")


def test_seeing_the_page_is_in_the_audit_log(world: World, signed_in: Callable[[str], Client]) -> None:
    _page(signed_in, "facilitator")
    assert AuditEntry.objects.get(verb="read today").detail == f"groups {world.group.pk}; flags none"


def test_six_groups_cost_as_many_questions_as_one(
    world: World, signed_in: Callable[[str], Client], django_assert_max_num_queries: Callable[..., object]
) -> None:
    client, person = signed_in("facilitator"), world.users["facilitator"].person
    client.get(reverse("today"))
    for k in range(5):
        group = Group.objects.create(programme=world.programme, name=f"Group {k}")
        Membership.objects.create(group=group, person=person, seat="facilitator", joined_on=TODAY - timedelta(days=90))
        for letter in "ABCDEFGH":
            seat(group, f"{letter}{k}", "member")
        for number in range(1, 13):
            Session.objects.create(
                group=group, number=number, held_on=TODAY + timedelta(days=7 * (number - 9) + k), opened_at=timezone.now()
            )
        _estimate(group, signals=1)
    told = {"agreed_at": timezone.now(), "ends_at": timezone.now() + timedelta(hours=1)}
    BreakGlass.objects.create(group=world.group, asked_by=world.users["administrator"], reason="A reason", **told)
    lock_of_the_chain = 0 if connection.vendor == "sqlite" else 1
    with django_assert_max_num_queries(22 + lock_of_the_chain):
        page = client.get(reverse("today")).content.decode()
    assert "A reason" in page
    assert all(f"Group {k}" in page for k in range(5))


def test_somebody_who_leads_and_oversees_has_both(world: World, signed_in: Callable[[str], Client]) -> None:
    both = account("both", Role.FACILITATOR, world.site, seat(world.group, "Both", "facilitator"))
    Appointment.objects.create(user=both, role=Role.SUPERVISOR, site=world.site)
    world.users["both"] = both
    page = _page(signed_in, "both")
    assert page.index("Tuesday group") < page.index("Groups you oversee") < page.index("Wednesday group")
    assert page.count("Tuesday group</a>") == 1
