"""Who may see what: lead, oversee, count, keep, own."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.accounts.actions import invite_member
from fourfold.web.groups.actions import transfer
from fourfold.web.models import Consent, Membership, Site
from fourfold.web.people.actions import PersonDetails, change_person, withdraw_consent
from fourfold.web.people.queries import card
from tests.web.personas import World


def _names(world: World, persona: str, right: Right) -> set[str]:
    return set(access.groups(world.viewer(persona), right).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("persona", "lead", "oversee"),
    [
        ("facilitator", {"Tuesday group"}, {"Tuesday group"}),
        ("former", set(), set()),
        ("colleague", {"Wednesday group"}, {"Wednesday group"}),
        ("outsider", {"Far group"}, {"Far group"}),
        ("supervisor", set(), {"Tuesday group", "Wednesday group"}),
        ("manager", set(), set()),
        ("researcher", set(), set()),
        ("administrator", set(), set()),
        ("member", set(), set()),
    ],
)
def test_everybody_sees_their_own_groups_and_no_other(world: World, persona: str, lead: set[str], oversee: set[str]) -> None:
    assert _names(world, persona, Right.LEAD) == lead
    assert _names(world, persona, Right.OVERSEE) == oversee


def test_a_member_sees_themselves_alone(world: World) -> None:
    assert list(access.people(world.viewer("member"), Right.OWN)) == [world.members[0]]
    assert not access.people(world.viewer("facilitator"), Right.OWN).exists()


def test_another_group_is_missing_as_one_that_does_not_exist(world: World) -> None:
    for group_id in (world.elsewhere.pk, 10**9):
        with pytest.raises(Missing):
            access.group(world.viewer("facilitator"), Right.OVERSEE, group_id)


def test_a_last_day_lasts_until_it_is_over_where_the_site_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    evening = datetime.combine(date.today() + timedelta(days=1), time(3), UTC)
    monkeypatch.setattr(timezone, "now", lambda: evening)
    spells = Membership.objects.filter(person=world.users["facilitator"].person_id)
    spells.update(left_on=date.today())
    assert _names(world, "facilitator", Right.LEAD) == set()
    Site.objects.filter(pk=world.site.pk).update(time_zone="America/Bogota")
    assert _names(world, "facilitator", Right.LEAD) == {"Tuesday group"}


def test_who_has_moved_on_is_written_about_by_the_new_facilitators_alone(world: World) -> None:
    before, after, person = world.viewer("facilitator"), world.viewer("colleague"), world.members[1]
    spell, yesterday = Membership.objects.get(person=person), date.today() - timedelta(days=1)
    consent = Consent.objects.get(person=person, kind="being_rated")
    change_person(person.pk, PersonDetails("Before"), by=before)
    transfer(spell.pk, world.neighbour.pk, date.today(), date.today(), by=before)
    Membership.objects.filter(pk=spell.pk).update(left_on=yesterday)
    writing: tuple[Callable[[Viewer], object], ...] = (
        lambda by: change_person(person.pk, PersonDetails("After"), by=by),
        lambda by: withdraw_consent(consent.pk, date.today(), by=by),
        lambda by: invite_member(person.pk, "own-second-address@example.invalid", by=by),
    )
    for write in writing:
        with pytest.raises(Missing):
            write(before)
        write(after)
    assert not card(before, person.pk).may_change


def test_who_has_left_and_sits_nowhere_else_is_still_the_facilitators(world: World) -> None:
    person = world.members[1]
    Membership.objects.filter(person=person).update(left_on=date.today() - timedelta(days=1))
    change_person(person.pk, PersonDetails("After"), by=world.viewer("facilitator"))
    assert card(world.viewer("facilitator"), person.pk).may_change
