"""Who sits in a group on a day."""

from datetime import date, timedelta
from typing import Any

from fourfold.web.groups.queries import Seat, roster
from fourfold.web.models import Consent, Membership, Person
from tests.web.personas import World, seat

TODAY = date.today()


def _of(world: World, label: str, day: date = TODAY) -> Seat:
    return next(s for s in roster(world.group.pk, day) if s.label == label)


def test_a_roster_holds_those_who_sit_there_by_label_and_nobody_else(world: World) -> None:
    seat(world.group, "Z.", "guest", since=0, until=0)
    labels = [s.label for s in roster(world.group.pk, TODAY)]
    assert labels == ["A.", "B.", "C.", "D.", "E.", "F.", "Facilitator 1", "G.", "H.", "Z."]
    assert "Facilitator 0" in [s.label for s in roster(world.group.pk, TODAY - timedelta(days=30))]
    assert roster(world.group.pk, TODAY - timedelta(days=400)) == []


def test_somebody_is_new_until_a_session_was_held(world: World) -> None:
    seat(world.group, "N.", "member", since=3)
    seat(world.group, "O.", "member", since=10)
    assert _of(world, "N.").is_new
    assert not _of(world, "O.").is_new
    assert not _of(world, "N.").is_back
    assert not _of(world, "N.", TODAY + timedelta(days=1)).is_new


def test_somebody_with_an_earlier_spell_is_back_and_not_new(world: World) -> None:
    person = seat(world.group, "R.", "member", since=40, until=20)
    Membership.objects.create(group=world.group, person=person, joined_on=TODAY - timedelta(days=2))
    found = _of(world, "R.")
    assert (found.is_back, found.is_new, found.joined_on) == (True, False, TODAY - timedelta(days=2))


def test_only_those_who_agreed_may_be_rated_and_never_a_guest(world: World) -> None:
    Consent.objects.filter(person=world.members[0], kind="being_rated").update(withdrawn_on=TODAY)
    Consent.objects.filter(person=world.members[1], kind="taking_part").delete()
    seat(world.group, "Z.", "guest", since=0, until=0)
    assert [_of(world, label).may_be_rated for label in ("A.", "B.", "C.", "Z.")] == [False, False, True, False]
    assert _of(world, "A.", TODAY - timedelta(days=1)).may_be_rated


def test_a_roster_asks_the_database_few_questions(world: World, django_assert_max_num_queries: Any) -> None:
    assert Person.objects.count() > 8
    with django_assert_max_num_queries(4):
        roster(world.group.pk, TODAY)
