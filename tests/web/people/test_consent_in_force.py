"""Whether an agreement was in force on a day."""

from datetime import date, timedelta

from fourfold.web.models import Consent
from fourfold.web.people.queries import consented, has_consent
from tests.web.personas import World

TODAY = date.today()


def test_an_agreement_holds_from_its_day_until_the_day_it_was_withdrawn(world: World) -> None:
    person = world.members[0].pk
    given = TODAY - timedelta(days=60)
    assert not has_consent(person, "being_rated", given - timedelta(days=1))
    assert has_consent(person, "being_rated", given)
    Consent.objects.filter(person=person, kind="being_rated").update(withdrawn_on=TODAY)
    assert has_consent(person, "being_rated", TODAY - timedelta(days=1))
    assert not has_consent(person, "being_rated", TODAY)
    assert has_consent(person, "taking_part", TODAY)


def test_an_agreement_given_again_holds_again(world: World) -> None:
    person = world.members[0].pk
    Consent.objects.filter(person=person, kind="being_rated").update(withdrawn_on=TODAY - timedelta(days=10))
    Consent.objects.create(person_id=person, kind="being_rated", wording="1", language="en", given_on=TODAY)
    assert not has_consent(person, "being_rated", TODAY - timedelta(days=1))
    assert has_consent(person, "being_rated", TODAY)


def test_those_who_agreed_are_told_apart(world: World) -> None:
    Consent.objects.filter(person=world.members[1]).delete()
    ids = [m.pk for m in world.members[:3]]
    assert consented(ids, "being_rated", TODAY) == {ids[0], ids[2]}
    assert consented(ids, "research", TODAY) == set()
