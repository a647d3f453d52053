"""A team is told of a quarter only where five or more let it count, once, and not where comparing two would tell of a few."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fourfold.instruments import instrument
from fourfold.vocabulary import Role
from fourfold.web.access import Missing, viewer_of
from fourfold.web.models import StaffAnswers, TeamReading, User
from fourfold.web.nightly import run
from fourfold.web.spans import ended_quarter
from fourfold.web.wellbeing.actions import answer, tell_team
from fourfold.web.wellbeing.queries.own import WEEKLY
from fourfold.web.wellbeing.queries.team import team
from tests.web.personas import World, account

TODAY = date(2026, 11, 26)
FIRST = ended_quarter(TODAY).first


def staff(world: World, n: int, start: int = 0) -> list[User]:
    """So many facilitators of the clinic."""
    return [account(f"staff{k}", Role.FACILITATOR, world.site) for k in range(start, start + n)]


def give(people: list[User], *, values: list[int], weeks: int = 4, counts: bool = True, first: date = FIRST) -> None:
    """Each answers in the first weeks of a quarter, always the same."""
    for user, value in zip(people, values, strict=True):
        for week in range(weeks):
            row = answer(instrument(WEEKLY), {"worn": value, "kind": 4, "backed": None}, counts=counts, by=viewer_of(user))
            at = datetime.combine(first + timedelta(weeks=week, days=1), datetime.min.time(), tzinfo=ZoneInfo("UTC"))
            StaffAnswers.objects.filter(pk=row.pk).update(answered_at=at)


def told(world: World, key: str = "worn", first: date = FIRST) -> tuple[float | None, str]:
    """What stands of one sentence."""
    row = TeamReading.objects.get(site=world.site, first_day=first, scale=key)
    return row.value, row.withheld


def test_five_who_let_it_count_are_told_rounded(world: World) -> None:
    give(staff(world, 5), values=[1, 2, 3, 4, 7])
    assert tell_team(world.site.pk, today=TODAY)
    assert told(world) == (3.5, "")
    assert told(world, "backed") == (None, "few_sessions")


@pytest.mark.parametrize("n", [1, 4])
def test_fewer_than_five_are_never_told(world: World, n: int) -> None:
    give(staff(world, n), values=[7] * n)
    tell_team(world.site.pk, today=TODAY)
    assert told(world) == (None, "few_raters")


def test_who_does_not_let_it_count_is_not_in_it(world: World) -> None:
    people = staff(world, 6)
    give(people[:4], values=[1, 1, 1, 1])
    give(people[4:], values=[7, 7], counts=False)
    tell_team(world.site.pk, today=TODAY)
    assert told(world) == (None, "few_raters")


def test_it_is_told_once_and_stays(world: World) -> None:
    give(staff(world, 5), values=[2] * 5)
    assert tell_team(world.site.pk, today=TODAY)
    give(staff(world, 5, start=10), values=[7] * 5)
    assert not tell_team(world.site.pk, today=TODAY)
    assert told(world) == (2.0, "")


def test_a_quarter_that_differs_by_one_person_is_withheld(world: World) -> None:
    people = staff(world, 6)
    before = ended_quarter(FIRST).first
    give(people[:5], values=[2] * 5, first=before)
    assert tell_team(world.site.pk, today=FIRST + timedelta(days=3))
    give(people, values=[2, 2, 2, 2, 2, 7])
    assert tell_team(world.site.pk, today=TODAY)
    assert told(world, first=before) == (2.0, "")
    assert told(world) == (None, "raters_changed")


def test_staff_of_the_site_read_it_and_others_do_not(world: World) -> None:
    give(staff(world, 5), values=[3] * 5)
    tell_team(world.site.pk, today=TODAY)
    assert [quarter.first_day for quarter in team(world.viewer("manager"))] == [FIRST]
    assert team(world.viewer("outsider")) == []
    with pytest.raises(Missing):
        team(world.viewer("member"))


def test_the_people_of_a_reading_are_not_named_in_storage(world: World) -> None:
    people = staff(world, 5)
    give(people, values=[3] * 5)
    tell_team(world.site.pk, today=TODAY)
    kept = TeamReading.objects.get(site=world.site, scale="worn").people
    assert len(kept) == 5
    assert not {str(user.pk) for user in people} & set(kept)


def test_the_night_tells_every_site(world: World) -> None:
    done = run("wellbeing")
    assert done.succeeded
    assert done.said == "0 teams were told of the quarter that ended"
