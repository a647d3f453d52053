"""Enrol, leave, return, transfer, guests and co-facilitators: what is allowed, what is refused, and what is kept."""

from datetime import date, timedelta

import pytest

from fourfold.web.access import Missing, Right, groups
from fourfold.web.groups import actions
from fourfold.web.groups.queries import members_of, reason_of, roster
from fourfold.web.models import Attendance, AuditEntry, Consent, Group, Membership, Person, Session
from fourfold.web.people.actions import PersonDetails
from fourfold.web.refusal import Refused
from tests.web.personas import World, seat

TODAY = date.today()
NEW = actions.Newcomer(PersonDetails("N.", "Nora Nobody", "es", True), {"taking_part": TODAY, "being_rated": TODAY})


def _spell(world: World, k: int = 0) -> Membership:
    return Membership.objects.get(person=world.members[k], group=world.group)


def _refusal(refused: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    return refused.value.field, refused.value.words


def _labels(group: Group, day: date = TODAY) -> list[str]:
    return [s.label for s in roster(group.pk, day)]


def test_somebody_new_is_enrolled_with_what_was_signed(world: World) -> None:
    before = Group.objects.get(pk=world.group.pk).revision
    spell = actions.enrol_newcomer(world.group.pk, NEW, TODAY, by=world.viewer("facilitator"))
    person = spell.person
    assert (person.label, person.language, person.shapes, person.site) == ("N.", "es", True, world.site)
    assert b"Nora" not in bytes(person.sealed_name or b"")
    assert sorted(person.consents.values_list("kind", "wording", "language")) == [
        ("being_rated", "1", "es"),
        ("taking_part", "1", "es"),
    ]
    assert "N." in _labels(world.group)
    assert Group.objects.get(pk=world.group.pk).revision == before + 1
    verbs = list(AuditEntry.objects.filter(person_id=person.pk).order_by("id").values_list("verb", flat=True))
    assert verbs == ["add person", "give consent", "give consent", "enrol"]


def test_nobody_is_half_enrolled(world: World) -> None:
    people, entries = Person.objects.count(), AuditEntry.objects.count()
    no_consent = actions.Newcomer(PersonDetails("N."), {"being_rated": TODAY})
    with pytest.raises(Refused, match=r"agreement of N\. to take part") as refused:
        actions.enrol_newcomer(world.group.pk, no_consent, TODAY, by=world.viewer("facilitator"))
    assert _refusal(refused) == ("joined_on", "groups.needs_consent")
    assert (Person.objects.count(), AuditEntry.objects.count()) == (people, entries)


@pytest.mark.parametrize(
    ("days_ago", "words"),
    [(61, "groups.before_group"), (-400, "groups.too_far")],
)
def test_a_first_day_lies_within_the_life_of_the_group(world: World, days_ago: int, words: str) -> None:
    day = TODAY - timedelta(days=days_ago)
    signed = actions.Newcomer(PersonDetails("N."), {"taking_part": min(day, TODAY)})
    with pytest.raises(Refused) as refused:
        actions.enrol_newcomer(world.group.pk, signed, day, by=world.viewer("facilitator"))
    assert _refusal(refused) == ("joined_on", words)


def test_two_members_are_not_called_the_same(world: World) -> None:
    same = actions.Newcomer(PersonDetails("a."), {"taking_part": TODAY})
    with pytest.raises(Refused) as refused:
        actions.enrol_newcomer(world.group.pk, same, TODAY, by=world.viewer("facilitator"))
    assert _refusal(refused) == ("label", "groups.label_taken")


def test_a_closed_group_takes_nobody_after_its_first_session_unless_that_is_meant(world: World) -> None:
    Group.objects.filter(pk=world.group.pk).update(kind="closed")
    with pytest.raises(Refused) as refused:
        actions.enrol_newcomer(world.group.pk, NEW, TODAY, by=world.viewer("facilitator"))
    assert _refusal(refused) == ("confirmed", "groups.closed_kind")
    actions.enrol_newcomer(world.group.pk, NEW, TODAY, confirmed=True, by=world.viewer("facilitator"))
    assert "N." in _labels(world.group)
    Session.objects.filter(group=world.group).update(status="planned")
    other = actions.Newcomer(PersonDetails("O."), {"taking_part": TODAY})
    actions.enrol_newcomer(world.group.pk, other, TODAY, by=world.viewer("facilitator"))


def test_a_group_that_is_closed_for_good_takes_nobody_until_it_is_reopened(world: World) -> None:
    by = world.viewer("facilitator")
    actions.close_group(world.group.pk, by=by)
    with pytest.raises(Refused, match="Reopen it first"):
        actions.enrol_newcomer(world.group.pk, NEW, TODAY, confirmed=True, by=by)
    actions.reopen_group(world.group.pk, by=by)
    assert actions.enrol_newcomer(world.group.pk, NEW, TODAY, by=by).pk


def test_leaving_keeps_the_reason_sealed_and_readable_for_those_who_lead(world: World) -> None:
    spell = actions.leave(_spell(world).pk, TODAY, "moved\nto the coast", by=world.viewer("facilitator"))
    kept = Membership.objects.get(pk=spell.pk)
    assert b"coast" not in bytes(kept.sealed_reason or b"")
    assert reason_of(kept) == ("moved", "to the coast")
    assert "A." in _labels(world.group)
    assert "A." not in _labels(world.group, TODAY + timedelta(days=1))
    assert not any("coast" in e.detail for e in AuditEntry.objects.all())


def test_nobody_leaves_before_joining_or_before_they_were_last_seen(world: World) -> None:
    by, spell = world.viewer("facilitator"), _spell(world)
    for day, words in (
        (spell.joined_on - timedelta(days=1), "groups.leaves_before_joining"),
        (TODAY - timedelta(days=1), "groups.was_there_later"),
    ):
        with pytest.raises(Refused) as refused:
            actions.leave(spell.pk, day, by=by)
        assert _refusal(refused) == ("left_on", words)
    Attendance.objects.filter(person=spell.person_id, session__held_on=TODAY).update(presence="absent")
    assert actions.leave(spell.pk, TODAY - timedelta(days=1), by=by).left_on == TODAY - timedelta(days=1)


def test_a_last_day_to_come_can_still_be_moved_and_one_that_is_over_cannot(world: World) -> None:
    by, spell = world.viewer("facilitator"), _spell(world)
    actions.leave(spell.pk, TODAY + timedelta(days=14), by=by)
    actions.leave(spell.pk, TODAY + timedelta(days=7), by=by)
    actions.undo_last(world.group.pk, by=by)
    assert Membership.objects.get(pk=spell.pk).left_on == TODAY + timedelta(days=14)
    Membership.objects.filter(pk=spell.pk).update(left_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="Is back again"):
        actions.leave(spell.pk, TODAY, by=by)


def test_a_last_day_is_not_moved_into_the_spell_that_follows(world: World) -> None:
    by, spell = world.viewer("facilitator"), _spell(world)
    actions.leave(spell.pk, TODAY + timedelta(days=2), by=by)
    actions.return_to(world.group.pk, spell.person_id, TODAY + timedelta(days=10), by=by)
    with pytest.raises(Refused) as refused:
        actions.leave(spell.pk, TODAY + timedelta(days=10), by=by)
    assert _refusal(refused)[0] == "left_on"
    assert actions.leave(spell.pk, TODAY + timedelta(days=9), by=by).left_on == TODAY + timedelta(days=9)


def test_somebody_who_returns_keeps_both_spells(world: World) -> None:
    by = world.viewer("facilitator")
    person = seat(world.group, "R.", "member", since=50, until=20)
    actions.return_to(world.group.pk, person.pk, TODAY, by=by)
    spells = [s for s in members_of(by, world.group.pk).members if s.label == "R."]
    assert [(s.number, s.joined_on) for s in spells] == [(2, TODAY)]
    assert [s.label for s in members_of(by, world.group.pk).former if s.label == "R."] == ["R."]
    with pytest.raises(Refused) as refused:
        actions.return_to(world.group.pk, person.pk, TODAY - timedelta(days=25), by=by)
    assert _refusal(refused)[0] == "joined_on"
    with pytest.raises(Missing):
        actions.return_to(world.group.pk, seat(world.elsewhere, "Q.", "member").pk, TODAY, by=by)


def test_one_person_belongs_to_several_groups_by_the_code(world: World) -> None:
    person = world.members[0]
    with pytest.raises(Missing):
        actions.enrol(world.neighbour.pk, person.pk, "member", TODAY, by=world.viewer("colleague"))
    with pytest.raises(Refused, match="Nobody here has this code"):
        actions.enrol_by_code(world.neighbour.pk, "0000000000", TODAY, by=world.viewer("colleague"))
    actions.enrol_by_code(world.neighbour.pk, f" {person.code.upper()} ", TODAY, by=world.viewer("colleague"))
    assert "A." in _labels(world.neighbour)
    assert "A." in _labels(world.group)
    with pytest.raises(Refused, match="Nobody here"):
        actions.enrol_by_code(world.elsewhere.pk, person.code, TODAY, by=world.viewer("outsider"))


def test_a_transfer_ends_here_and_begins_there_for_the_others_to_look_after(world: World) -> None:
    tomorrow = TODAY + timedelta(days=1)
    moved = actions.transfer(_spell(world).pk, world.neighbour.pk, tomorrow, TODAY, by=world.viewer("facilitator"))
    assert (moved.group, moved.moved_from, moved.joined_on) == (world.neighbour, world.group, tomorrow)
    assert _spell(world).left_on == TODAY
    there = members_of(world.viewer("colleague"), world.neighbour.pk).to_come
    assert [(s.label, s.moved_from) for s in there] == [("A.", "Tuesday group")]
    with pytest.raises(Missing):
        actions.leave(moved.pk, tomorrow, by=world.viewer("facilitator"))


def test_a_transfer_goes_nowhere_else(world: World) -> None:
    by = world.viewer("facilitator")
    for group in (world.elsewhere.pk, world.group.pk, 10**9):
        with pytest.raises(Missing):
            actions.transfer(_spell(world).pk, group, TODAY, TODAY, by=by)
    with pytest.raises(Refused) as refused:
        actions.transfer(_spell(world).pk, world.neighbour.pk, TODAY - timedelta(days=1), TODAY, by=by)
    assert _refusal(refused) == ("first_day", "groups.moves_before_leaving")
    assert _spell(world).left_on is None


def test_a_guest_sits_for_one_day_and_is_asked_nothing(world: World) -> None:
    by = world.viewer("facilitator")
    actions.admit_guest(world.group.pk, PersonDetails("Zoe"), TODAY, by=by)
    assert "Zoe" in _labels(world.group)
    assert "Zoe" not in _labels(world.group, TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="has belonged to this group since"):
        actions.admit_guest(world.group.pk, world.members[0].pk, TODAY, by=by)


def test_a_co_facilitator_leads_from_the_first_day_and_the_last_one_stays(world: World) -> None:
    by, colleague = world.viewer("facilitator"), world.users["colleague"]
    own = Membership.objects.get(person=by.person_id)
    with pytest.raises(Refused) as refused:
        actions.leave(own.pk, TODAY, by=by)
    assert _refusal(refused) == ("left_on", "groups.last_facilitator")
    actions.add_facilitator(world.group.pk, colleague.pk, TODAY, by=by)
    assert groups(world.viewer("colleague"), Right.LEAD).count() == 2
    actions.leave(own.pk, TODAY - timedelta(days=1), by=by)
    assert not groups(world.viewer("facilitator"), Right.LEAD).exists()
    for stranger in ("outsider", "administrator"):
        with pytest.raises(Missing):
            actions.add_facilitator(world.group.pk, world.users[stranger].pk, TODAY, by=world.viewer("colleague"))


def test_who_no_longer_agrees_to_take_part_does_not_join_again(world: World) -> None:
    person = seat(world.group, "R.", "member", since=50, until=20)
    Consent.objects.filter(person=person, kind="taking_part").update(withdrawn_on=TODAY - timedelta(days=20))
    with pytest.raises(Refused) as refused:
        actions.return_to(world.group.pk, person.pk, TODAY, by=world.viewer("facilitator"))
    assert _refusal(refused) == ("joined_on", "groups.needs_consent")


@pytest.mark.parametrize("stranger", ["former", "colleague", "outsider", "supervisor", "administrator", "member"])
def test_nobody_else_changes_who_belongs(world: World, stranger: str) -> None:
    by, group, spell = world.viewer(stranger), world.group.pk, _spell(world).pk
    for change in (
        lambda: actions.enrol_newcomer(group, NEW, TODAY, by=by),
        lambda: actions.enrol(group, world.members[0].pk, "member", TODAY, by=by),
        lambda: actions.enrol_by_code(group, world.members[0].code, TODAY, by=by),
        lambda: actions.leave(spell, TODAY, by=by),
        lambda: actions.return_to(group, world.members[0].pk, TODAY, by=by),
        lambda: actions.transfer(spell, world.neighbour.pk, TODAY, TODAY, by=by),
        lambda: actions.admit_guest(group, PersonDetails("Z."), TODAY, by=by),
        lambda: actions.add_facilitator(group, world.users["colleague"].pk, TODAY, by=by),
        lambda: actions.undo_last(group, by=by),
        lambda: actions.close_group(group, by=by),
        lambda: actions.reopen_group(group, by=by),
        lambda: actions.change_group(group, actions.GroupDetails("X"), by=by),
    ):
        with pytest.raises(Missing):
            change()
