"""An agreement that ends takes effect in what is estimated, in every group in which the person sits or sat."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from fourfold.web.estimates.queries import estimates_of, forget, glance
from fourfold.web.models import Consent, Group, Membership
from fourfold.web.mypage.actions import withdraw
from fourfold.web.people import actions
from tests.web.personas import World
from tests.web.reading import told_group

TODAY = date.today()
COLUMN = {"taking_part": "rater_id", "being_rated": "target_id"}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Nothing held by this process from another test's database."""
    forget()
    yield
    forget()


@pytest.mark.parametrize("kind", COLUMN)
def test_an_agreement_that_ended_leaves_record_and_estimates(world: World, kind: str) -> None:
    group, by = told_group(world), world.viewer("facilitator")
    before = estimates_of(group.pk)
    named = set(before.record.ratings[COLUMN[kind]])
    consent = Consent.objects.filter(kind=kind, person__memberships__group=group, person__code__in=named)[0]
    actions.withdraw_consent(consent.pk, consent.given_on, by=by)
    assert not next(row for row in glance(by) if row.group_id == group.pk).is_current
    after = estimates_of(group.pk)
    code = consent.person.code
    assert set(after.record.ratings[COLUMN[kind]]) == named - {code}
    assert before.estimates is not None
    assert after.estimates is not None
    assert after.estimates.fingerprint != before.estimates.fingerprint
    assert not after.estimates.readings.equals(before.estimates.readings)


def test_an_agreement_that_ends_half_way_leaves_what_was_before(world: World) -> None:
    group, by = told_group(world), world.viewer("facilitator")
    record = estimates_of(group.pk).record
    code = record.ratings["rater_id"][0]
    consent = Consent.objects.get(kind="taking_part", person__code=code)
    days = record.sessions.sort("number")["held_on"].to_list()
    actions.withdraw_consent(consent.pk, days[5], by=by)
    kept = estimates_of(group.pk).record.ratings
    numbers = dict(zip(record.sessions["session_id"], record.sessions["number"], strict=True))
    given = {numbers[s] for s, rater in kept.select("session_id", "rater_id").iter_rows() if rater == code}
    assert given
    assert max(given) <= 5


def _revisions(world: World) -> dict[str, int]:
    return dict(Group.objects.values_list("name", "revision"))


def _sits_twice(world: World) -> int:
    """A member who was in the group twice and in its neighbour once."""
    person = world.members[0]
    Membership.objects.filter(person=person).update(left_on=TODAY - timedelta(days=30))
    Membership.objects.create(group=world.group, person=person, joined_on=TODAY - timedelta(days=10))
    given = {"joined_on": TODAY - timedelta(days=25), "left_on": TODAY - timedelta(days=20)}
    Membership.objects.create(group=world.neighbour, person=person, **given)
    return person.pk


def _moved(world: World, before: dict[str, int]) -> set[str]:
    after = _revisions(world)
    assert all(after[name] - before[name] in (0, 1) for name in after)
    return {name for name in after if after[name] != before[name]}


@pytest.mark.parametrize("kind", COLUMN)
def test_giving_and_ending_reach_every_group_of_the_person_once(world: World, kind: str) -> None:
    person, by, both = _sits_twice(world), world.viewer("facilitator"), {"Tuesday group", "Wednesday group"}
    before = _revisions(world)
    actions.withdraw_consent(Consent.objects.get(person=person, kind=kind).pk, TODAY, by=by)
    assert _moved(world, before) == both
    before = _revisions(world)
    actions.give_consent(person, kind, TODAY, "en", by=by)
    assert _moved(world, before) == both


def test_what_a_member_ends_on_their_own_page_reaches_them_too(world: World) -> None:
    _sits_twice(world)
    before = _revisions(world)
    withdraw("being_rated", by=world.viewer("member"))
    assert {"Tuesday group", "Wednesday group"} == {n for n, r in _revisions(world).items() if r > before[n]}
