"""Changes of self-assessment in a programme: counted to the end of last quarter, told in cells of eleven or more."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from fourfold.web.figures.actions import count
from fourfold.web.figures.queries.changes import Change, changes
from fourfold.web.models import Administration, Group, Person, Programme, ProgrammeChange
from tests.web.figures.programmes import TODAY, group_of
from tests.web.personas import World

BETTER, ALIKE, WORSE = (2.0, 4.0), (3.0, 3.1), (4.0, 2.0)
"""First and last totals of the Self-Compassion Scale, short form, where more is better."""
FIRST, LAST = date(2026, 2, 3), date(2026, 9, 8)
NEXT, LATER = date(2026, 11, 3), date(2027, 1, 5)
"""A day of the quarter after, and one on which that quarter has ended."""


def answers(group: Group, person: Person, totals: Sequence[float], days: Sequence[date] = (FIRST, LAST)) -> None:
    """One member's totals, typed on those days."""
    for total, day in zip(totals, days, strict=True):
        Administration.objects.create(
            person=person, group=group, instrument="scs_sf", version="1", language="en", due_on=day, source="totals",
            totals={"total": total}, finished_at=datetime.combine(day, datetime.min.time(), tzinfo=UTC),
        )  # fmt: skip


def filled(programme: Programme, better: int, alike: int, worse: int, days: Sequence[date] = (FIRST, LAST)) -> Group:
    """A group in which so many members changed in each way."""
    group = group_of(programme, better + alike + worse)
    people = list(Person.objects.filter(memberships__group=group).order_by("pk"))
    for person, totals in zip(people, [BETTER] * better + [ALIKE] * alike + [WORSE] * worse, strict=True):
        answers(group, person, totals, days)
    return group


def told(world: World, programme: Programme, language: str = "en", today: date = TODAY) -> Change:
    """The one scale that was told."""
    count(programme.pk, today=today)
    (found,) = changes(world.viewer("manager"), language)[programme.pk]
    return found


def test_each_way_of_eleven_or_more_is_told(world: World) -> None:
    filled(world.programme, 12, 20, 11)
    found = told(world, world.programme)
    assert (found.better, found.alike, found.worse, found.members) == (12, 20, 11, 43)
    assert found.scale == "Self-compassion"


@pytest.mark.parametrize(("better", "alike", "worse"), [(12, 20, 3), (12, 0, 20), (10, 30, 12), (4, 4, 4)])
def test_a_cell_below_eleven_is_kept_back_and_cannot_be_worked_out(world: World, better: int, alike: int, worse: int) -> None:
    filled(world.programme, better, alike, worse)
    found = told(world, world.programme)
    cells = (found.better, found.alike, found.worse, found.members)
    for said, true in zip(cells, (better, alike, worse, better + alike + worse), strict=True):
        assert said is None or said == true >= 11
    assert cells.count(None) > 1


def test_what_came_after_the_quarter_is_not_counted_yet(world: World) -> None:
    filled(world.programme, 12, 20, 11, days=(FIRST, date(2026, 10, 6)))
    count(world.programme.pk, today=TODAY)
    assert not ProgrammeChange.objects.exists()


def test_papers_count_in_the_order_of_their_days_whenever_they_were_typed(world: World) -> None:
    filled(world.programme, 12, 20, 11)
    Administration.objects.filter(due_on=FIRST).update(finished_at=datetime(2026, 9, 20, tzinfo=UTC))
    found = told(world, world.programme)
    assert (found.better, found.alike, found.worse) == (12, 20, 11)


def test_one_answer_is_no_change_and_a_withdrawn_one_does_not_count(world: World) -> None:
    group = filled(world.programme, 12, 20, 11)
    person = Person.objects.filter(memberships__group=group)[0]
    Administration.objects.filter(person=person, due_on=LAST).update(withdrawn_at=datetime.now(UTC))
    found = told(world, world.programme)
    assert found.members == 42


def test_what_was_told_does_not_follow_one_member_who_is_erased_or_whose_paper_came_late(world: World) -> None:
    group = filled(world.programme, 12, 20, 11)
    before = told(world, world.programme)
    Administration.objects.filter(person=Person.objects.filter(memberships__group=group)[0]).delete()
    assert told(world, world.programme) == before
    filled(world.programme, 1, 0, 0)
    assert told(world, world.programme) == before


def test_from_one_quarter_to_the_next_the_change_of_a_few_members_is_not_told(world: World) -> None:
    filled(world.programme, 12, 20, 11)
    before = told(world, world.programme)
    filled(world.programme, 1, 0, 0, days=(FIRST, NEXT))
    assert told(world, world.programme, today=LATER) == before
    filled(world.programme, 5, 5, 0, days=(FIRST, NEXT))
    after = told(world, world.programme, today=LATER)
    assert (after.better, after.alike, after.worse, after.members) == (18, 25, 11, 54)


def test_a_few_who_moved_from_one_cell_to_another_are_not_told(world: World) -> None:
    group = filled(world.programme, 12, 20, 11)
    before = told(world, world.programme)
    people = Person.objects.filter(memberships__group=group).order_by("pk")
    answers(group, people[0], [1.0], [NEXT])
    assert told(world, world.programme, today=LATER) == before
    for person in people[12:22]:
        answers(group, person, [5.0], [NEXT])
    after = told(world, world.programme, today=LATER)
    assert (after.better, after.members) == (21, 43)
    assert ProgrammeChange.objects.latest("pk").last_day == date(2026, 12, 31)


def test_a_change_is_compared_with_every_telling_before(world: World) -> None:
    """Eleven who get worse and then better again, beside one who got better meanwhile: the first and third tell of that one."""
    group = filled(world.programme, 22, 20, 11)
    told(world, world.programme)
    people = Person.objects.filter(memberships__group=group).order_by("pk")
    for person in people[:11]:
        answers(group, person, [1.0], [NEXT])
    second = told(world, world.programme, today=LATER)
    assert (second.better, second.worse) == (11, 22)
    for person in people[:11]:
        answers(group, person, [5.0], [date(2027, 2, 2)])
    answers(group, people[22], [5.0], [date(2027, 2, 2)])
    assert told(world, world.programme, today=date(2027, 4, 6)) == second


def test_a_manager_of_another_site_and_members_are_told_nothing(world: World, signed_in: Callable[[str], Client]) -> None:
    filled(world.programme, 12, 20, 11)
    count(world.programme.pk, today=TODAY)
    assert changes(world.viewer("outsider"), "en") == {}
    assert signed_in("member").get(reverse("programme")).status_code == 404


def test_the_page_tells_it_in_both_languages(world: World, signed_in: Callable[[str], Client]) -> None:
    filled(world.programme, 12, 20, 3)
    count(world.programme.pk)
    client = signed_in("manager")
    page = client.get(reverse("programme")).content.decode()
    assert "Reliably better" in page
    assert "kept back" in page
    client.cookies["fourfold_language"] = "es"
    assert "Cambio favorable fiable" in client.get(reverse("programme")).content.decode()
