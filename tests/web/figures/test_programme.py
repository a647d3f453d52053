"""The manager's page: right figures, large cells, no group's reading, nobody else's programme."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fourfold.vocabulary import Level
from fourfold.web.figures.actions import count
from fourfold.web.figures.jobs import nightly
from fourfold.web.figures.models import ProgrammeCount
from fourfold.web.figures.queries.programmes import Figures, figures, uncounted
from fourfold.web.models import AuditEntry, Estimate, Group, Membership, Programme, SignalAnswer
from tests.web.figures.programmes import TODAY, estimate_of, facilitator_of, group_of, programme_of
from tests.web.personas import World

SignIn = Callable[[str], Client]


@pytest.fixture
def programme(world: World) -> Programme:
    """The manager's programme, emptied of what the small world put into it."""
    Membership.objects.filter(group__programme=world.programme).delete()
    Group.objects.filter(programme=world.programme).update(closed_on=TODAY)
    return world.programme


def seen(world: World, programme: Programme) -> Figures:
    count(programme.pk, today=TODAY)
    return next(f for f in figures(world.viewer("manager"))[0] if f.programme_id == programme.pk)


def test_counts_are_told_by_quarter(world: World, programme: Programme) -> None:
    facilitator_of(group_of(programme, 8))
    group_of(programme, 12)
    found = seen(world, programme)
    assert [(q.groups, q.sessions) for q in found.quarters] == [(0, 0), (2, 2), (0, 0), (0, 0)]
    assert found.quarters[1].came == pytest.approx(18 / 20)
    assert found.quarters[1].answered == 1
    assert found.quarters[0].came is None
    assert (found.members, found.stayed, found.left) == (20, None, None)


@pytest.mark.parametrize(("members", "came", "answered"), [(10, False, False), (11, True, False), (12, True, True)])
def test_a_quarter_is_told_from_eleven_on(world: World, programme: Programme, members: int, came: bool, answered: bool) -> None:
    """One of them was away: of eleven members ten could answer."""
    group_of(programme, members)
    found = seen(world, programme)
    assert (found.quarters[1].came is not None, found.quarters[1].answered is not None) == (came, answered)
    assert (found.members is not None) == came
    assert found.keeps_back


def test_of_many_members_a_session_of_a_few_is_not_told(world: World, programme: Programme) -> None:
    group_of(programme, 30, sessions=())
    group_of(programme, 8)
    assert seen(world, programme).quarters[1].came is None


def test_who_stayed_is_told_where_both_cells_are_large(world: World, programme: Programme) -> None:
    group_of(programme, 40, leavers=12)
    found = seen(world, programme)
    assert (found.members, found.stayed, found.left) == (40, 28, 12)


def test_a_group_that_closed_has_lost_nobody(world: World, programme: Programme) -> None:
    closed = group_of(programme, 30, leavers=12)
    Group.objects.filter(pk=closed.pk).update(closed_on="2026-09-01")
    count(programme.pk, today=TODAY)
    row = ProgrammeCount.objects.order_by("first_day", "-last_day").first()
    assert row is not None
    assert (row.stayed, row.left) == (30, 0)


def test_somebody_who_came_back_has_stayed_and_counts_once(world: World, programme: Programme) -> None:
    group = group_of(programme, 30, leavers=12)
    back = group.memberships.filter(left_on__isnull=False).first()
    assert back is not None
    Membership.objects.create(group=group, person=back.person, seat="member", joined_on="2026-10-01")
    count(programme.pk, today=TODAY)
    row = ProgrammeCount.objects.order_by("first_day", "-last_day").first()
    assert row is not None
    assert (row.stayed, row.left) == (19, 11)


def test_a_small_programme_is_not_told_by_the_total_of_all(world: World, programme: Programme) -> None:
    group_of(programme, 40, leavers=15)
    small = programme_of(programme, "Simulated small programme")
    group_of(small, 5)
    for one in (programme, small):
        count(one.pk, today=TODAY)
    found, total = figures(world.viewer("manager"))
    assert total is not None
    for of_both, kept in ((total.members, "members"), (total.stayed, "stayed"), (total.left, "left")):
        shown = [getattr(f, kept) for f in found]
        assert of_both is None or shown.count(None) != 1, kept


def test_the_total_is_what_anybody_can_add_up(world: World, programme: Programme) -> None:
    for one, leavers in ((programme, 15), (programme_of(programme, "Simulated other programme"), 11)):
        group_of(one, 40, leavers=leavers)
        count(one.pk, today=TODAY)
    total = figures(world.viewer("manager"))[1]
    assert total is not None
    assert (total.members, total.stayed, total.left) == (80, 54, 26)


@pytest.mark.parametrize(("groups", "told"), [(2, False), (3, True)])
def test_a_reading_is_a_mean_over_groups_never_one_groups(world: World, programme: Programme, groups: int, told: bool) -> None:
    for k in range(groups):
        estimate_of(group_of(programme, 8), 4.0 + k)
    levels = {reading.level: reading for reading in seen(world, programme).levels}
    assert levels[Level.MEMBER_GROUP].value == (5.0 if told else None)
    assert levels[Level.FACILITATOR_GROUP].value is None


def test_looking_before_and_after_one_group_met_or_closed_does_not_tell_its_reading(world: World, programme: Programme) -> None:
    for reading in (4.0, 5.0, 5.0):
        estimate_of(group_of(programme, 8), reading)
    moving = estimate_of(group_of(programme, 8), 5.2)
    before = seen(world, programme).levels
    Estimate.objects.filter(pk=moving.pk).update(**{f"reading_{level}": 6.4 for level in Level})
    assert seen(world, programme).levels == before
    Group.objects.filter(pk=moving.group_id).update(closed_on=TODAY)
    assert {reading.value for reading in seen(world, programme).levels} == {4.5, None}


def test_readings_of_groups_with_few_members_are_not_told(world: World, programme: Programme) -> None:
    for _ in range(5):
        estimate_of(group_of(programme, 2), 5.0, signals=1)
    found = seen(world, programme)
    assert {reading.value for reading in found.levels} == {None}
    assert found.raised is None


def test_what_facilitators_say_is_told_from_five_groups_on(world: World, programme: Programme) -> None:
    for _ in range(5):
        estimate_of(group_of(programme, 3), 6.0)
    assert {reading.value for reading in seen(world, programme).levels} == {6.0}


def test_signals_are_counted_open_and_answered(world: World, programme: Programme) -> None:
    groups = [group_of(programme, 8) for _ in range(3)]
    for group in groups:
        estimate_of(group, 5.0, signals=2)
    SignalAnswer.objects.create(
        group=groups[0], mark="m", answer="acting", answered_by=world.users["facilitator"], answered_at="2026-09-01T12:00:00Z"
    )
    found = seen(world, programme)
    assert (found.raised, found.answered) == (7, 1)


def test_the_page_reads_and_is_written_down(signed_in: SignIn, world: World, programme: Programme) -> None:
    for _ in range(5):
        estimate_of(group_of(programme, 8), 5.0)
    client = signed_in("manager")
    shown = client.get(reverse("programme")).content.decode()
    assert "Simulated programme" in shown
    assert "Five groups are open." in shown
    assert "5.0 from 1 to 7, five groups" in shown
    assert not [g for g in Group.objects.values_list("name", flat=True) if f">{g}<" in shown]
    assert "foreign" not in shown
    assert AuditEntry.objects.filter(verb="read programme figures").count() == 1
    client.cookies["fourfold_language"] = "es"
    assert "Las cuatro relaciones" in client.get(reverse("programme")).content.decode()


@pytest.mark.parametrize("name", ["facilitator", "member", "researcher", "administrator", "outsider"])
def test_for_everybody_else_there_is_no_such_page(signed_in: SignIn, name: str) -> None:
    assert signed_in(name).get(reverse("programme")).status_code == 404


def test_a_manager_without_a_programme_learns_what_will_be_here(signed_in: SignIn, world: World) -> None:
    world.users["manager"].appointments.update(site=world.elsewhere.programme.site)
    Programme.objects.filter(site=world.elsewhere.programme.site).update(site=world.site)
    assert "There is no programme here yet" in signed_in("manager").get(reverse("programme")).content.decode()


def test_the_night_counts_every_programme_and_the_page_counts_no_more(world: World, programme: Programme) -> None:
    assert uncounted(world.viewer("manager")) == [programme.pk]
    assert nightly() == "2 programmes counted"
    assert uncounted(world.viewer("manager")) == []


def test_the_page_asks_as_often_for_many_groups_as_for_few(world: World, programme: Programme) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            figures(world.viewer("manager"))
        return len(queries)

    estimate_of(group_of(programme, 8), 5.0)
    count(programme.pk)
    few = asked()
    for _ in range(6):
        estimate_of(group_of(programme, 8), 5.0)
    count(programme.pk)
    assert asked() == few
