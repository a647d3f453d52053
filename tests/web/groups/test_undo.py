"""The last change of who belongs to a group can be undone for a day."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.web.groups import actions
from fourfold.web.groups.queries import last_change
from fourfold.web.models import Attendance, Membership, Session
from fourfold.web.people.actions import PersonDetails
from fourfold.web.refusal import Refused
from tests.web.personas import World, seat

TODAY = date.today()
NEW = actions.Newcomer(PersonDetails("N."), {"taking_part": TODAY})


def _state(world: World) -> list[tuple[object, ...]]:
    kept = ("group", "person", "seat", "joined_on", "left_on", "sealed_reason")
    return sorted(Membership.objects.values_list(*kept), key=str)


def _changes(world: World) -> list[Callable[[], object]]:
    by, group = world.viewer("facilitator"), world.group.pk
    spell = Membership.objects.get(person=world.members[0]).pk
    back = seat(world.group, "R.", "member", since=50, until=20)
    return [
        lambda: actions.enrol_newcomer(group, NEW, TODAY, by=by),
        lambda: actions.leave(spell, TODAY, "moved", by=by),
        lambda: actions.return_to(group, back.pk, TODAY, by=by),
        lambda: actions.transfer(spell, world.neighbour.pk, TODAY, TODAY, reason="transfer", by=by),
        lambda: actions.admit_guest(group, PersonDetails("Z."), TODAY, by=by),
        lambda: actions.add_facilitator(group, world.users["colleague"].pk, TODAY, by=by),
    ]


@pytest.mark.parametrize("which", range(6))
def test_every_change_is_undone_as_if_it_had_never_been(world: World, which: int) -> None:
    change, by = _changes(world)[which], world.viewer("facilitator")
    before = _state(world)
    change()
    assert _state(world) != before
    actions.undo_last(world.group.pk, by=by)
    assert _state(world) == before
    with pytest.raises(Refused, match="nothing to undo"):
        actions.undo_last(world.group.pk, by=by)


def test_a_change_is_not_undone_once_somebody_was_seen(world: World) -> None:
    by = world.viewer("facilitator")
    spell = actions.enrol_newcomer(world.group.pk, NEW, TODAY, by=by)
    session = Session.objects.get(group=world.group, held_on=TODAY)
    Attendance.objects.create(session=session, person=spell.person, presence="late")
    with pytest.raises(Refused, match=r"N\. was there on"):
        actions.undo_last(world.group.pk, by=by)
    assert Membership.objects.filter(pk=spell.pk).exists()


def test_a_transfer_is_not_undone_once_the_other_group_went_on(world: World) -> None:
    by, spell = world.viewer("facilitator"), Membership.objects.get(person=world.members[0])
    moved = actions.transfer(spell.pk, world.neighbour.pk, TODAY, TODAY, by=by)
    assert last_change(world.neighbour.pk) is None
    actions.leave(moved.pk, TODAY, by=world.viewer("colleague"))
    with pytest.raises(Refused, match="has gone on in the other group"):
        actions.undo_last(world.group.pk, by=by)


def test_a_change_is_not_undone_after_a_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.enrol_newcomer(world.group.pk, NEW, TODAY, by=world.viewer("facilitator"))
    later = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert last_change(world.group.pk) is None


def test_the_message_after_a_change_offers_to_undo_it(world: World, signed_in: Callable[[str], Client]) -> None:
    client, spell = signed_in("facilitator"), Membership.objects.get(person=world.members[0])
    left = {"left_on": TODAY.isoformat(), "why": "moved", "own_words": ""}
    page = client.post(reverse("member-leave", args=[world.group.pk, spell.pk]), left, follow=True).content.decode()
    undo = f'action="{reverse("members-undo", args=[world.group.pk])}"'
    assert page.count(undo) == 1
    assert "Undo the last change" not in page
    later = client.get(reverse("group-members", args=[world.group.pk])).content.decode()
    assert later.count(undo) == 1
    assert "Undo the last change (A.)" in later
    page = client.post(reverse("members-undo", args=[world.group.pk]), follow=True).content.decode()
    assert "Undone. A.: as before." in page
    assert Membership.objects.get(pk=spell.pk).left_on is None
