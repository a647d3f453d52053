"""Somebody who leaves and returns keeps both spells in the record that every estimate is made of."""

from datetime import date, timedelta

from fourfold.web.groups import actions
from fourfold.web.models import Attendance, Consent, Group, Membership, Session
from fourfold.web.people.actions import PersonDetails, change_person, give_consent, withdraw_consent
from fourfold.web.records.queries import record_of
from tests.web.personas import World

TODAY = date.today()


def _spells(world: World, code: str) -> list[tuple[date, date | None, str | None]]:
    rows = record_of(world.group.pk).memberships.rows(named=True)
    return [(r["joined_on"], r["left_on"], r["reason"]) for r in rows if r["person_id"] == code]


def test_both_spells_stand_in_the_record(world: World) -> None:
    by, person = world.viewer("facilitator"), world.members[0]
    middle = TODAY - timedelta(days=7)
    Attendance.objects.filter(person=person, session__held_on__gte=middle).delete()
    joined, left = TODAY - timedelta(days=60), TODAY - timedelta(days=10)
    actions.leave(Membership.objects.get(person=person).pk, left, "time", by=by)
    actions.return_to(world.group.pk, person.pk, TODAY - timedelta(days=2), by=by)
    spells = _spells(world, person.code)
    assert [(first, last) for first, last, _ in spells] == [(joined, left), (TODAY - timedelta(days=2), None)]
    last_session = Session.objects.get(group=world.group, held_on=TODAY)
    Attendance.objects.create(session=last_session, person=person, presence="present")
    attended = record_of(world.group.pk).attendance.rows(named=True)
    assert len([a for a in attended if a["person_id"] == person.code]) == 2


def test_a_guest_is_in_no_record_and_a_move_is_in_both(world: World) -> None:
    by, person = world.viewer("facilitator"), world.members[0]
    guest = actions.admit_guest(world.group.pk, PersonDetails("Zoe"), TODAY, by=by).person
    actions.transfer(Membership.objects.get(person=person).pk, world.neighbour.pk, TODAY, TODAY, by=by)
    assert _spells(world, guest.code) == []
    assert [last for _, last, _ in _spells(world, person.code)] == [TODAY]
    there = record_of(world.neighbour.pk).memberships.rows(named=True)
    assert [r["joined_on"] for r in there if r["person_id"] == person.code] == [TODAY]


def test_whatever_the_record_holds_of_somebody_raises_the_revision(world: World) -> None:
    by, person = world.viewer("facilitator"), world.members[0]

    def revision() -> int:
        return Group.objects.get(pk=world.group.pk).revision

    before = revision()
    change_person(person.pk, PersonDetails("Al"), by=by)
    withdraw_consent(Consent.objects.get(person=person, kind="being_rated").pk, TODAY, by=by)
    give_consent(person.pk, "being_rated", TODAY, "en", by=by)
    assert revision() == before + 3
    assert Group.objects.get(pk=world.elsewhere.pk).revision == 0
