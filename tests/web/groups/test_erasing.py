"""Erasing a person: what names them goes, numbers stay, and the administrator sees nothing on the way."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.web.access import NOBODY, Missing
from fourfold.web.accounts.actions import accept, invite_member
from fourfold.web.accounts.member_way_in import hand_over_to_member
from fourfold.web.accounts.models import Invitation, User, WayIn
from fourfold.web.groups import actions
from fourfold.web.groups.queries import members_of, reason_of
from fourfold.web.models import Attendance, AuditEntry, Flag, Group, Membership, Person
from fourfold.web.people.actions import PersonDetails, change_person
from fourfold.web.people.queries import full_name
from fourfold.web.refusal import Refused
from fourfold.web.storage.sealing import Erased, unseal
from tests.web.personas import World

TODAY = date.today()


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    """Keys that are destroyed here are no other test's."""
    shutil.copy(settings.KEYS / "fourfold.key", tmp_path)
    settings.KEYS = tmp_path


def _named(world: World) -> Person:
    by, person = world.viewer("facilitator"), world.members[0]
    change_person(person.pk, PersonDetails("Al", "Alda Simulated"), by=by)
    actions.leave(Membership.objects.get(person=person).pk, TODAY, "moved\nfar away", by=by)
    return Person.objects.get(pk=person.pk)


def test_what_names_somebody_is_gone_here_and_in_every_copy(world: World) -> None:
    person = _named(world)
    name, code, place = bytes(person.sealed_name or b""), person.code, f"person:{person.uid}:name"
    came = Attendance.objects.filter(person=person).count()
    assert unseal(person.pk, place, name) == "Alda Simulated"
    label = actions.erase_person(person.pk, "own_wish", by=world.viewer("administrator"))
    left = Person.objects.get(pk=person.pk)
    assert (label, left.label, left.sealed_name) == ("Former member 1", "Former member 1", None)
    assert left.code != code
    assert left.erased_at is not None
    assert reason_of(Membership.objects.get(person=person)) == ("", "")
    with pytest.raises(Erased):
        unseal(person.pk, place, name)
    assert Attendance.objects.filter(person=person).count() == came
    assert full_name(left) is None


def test_spells_account_and_consents_end_and_the_record_is_told(world: World) -> None:
    before = Group.objects.get(pk=world.group.pk).revision
    actions.erase_person(world.members[0].pk, "ordered", by=world.viewer("administrator"))
    assert Membership.objects.get(person=world.members[0]).left_on == TODAY
    user = world.users["member"]
    user.refresh_from_db()
    assert (user.is_active, user.has_usable_password(), user.name) == (False, False, "Former member 1")
    assert not world.members[0].consents.filter(withdrawn_on=None).exists()
    assert Group.objects.get(pk=world.group.pk).revision == before + 1
    former = members_of(world.viewer("facilitator"), world.group.pk)
    assert [s.erased for s in former.members if s.label == "Former member 1"] == [True]


def test_no_address_of_somebody_is_left_and_no_invitation_opens(world: World) -> None:
    by, facilitator = world.viewer("administrator"), world.viewer("facilitator")
    known, invited = world.members[0], world.members[1]
    address = world.users["member"].email
    EmailAddress.objects.create(user=world.users["member"], email=address)
    hand_over_to_member(known.pk, "Alda asked at the desk", by=facilitator)
    word = invite_member(invited.pk, "alda@example.invalid", by=facilitator)
    for person in (known, invited):
        actions.erase_person(person.pk, "own_wish", by=by)
    rows = [vars(row) for kind in (User, Invitation, EmailAddress, WayIn) for row in kind.objects.all()]
    assert not [row for row in rows if address in map(str, row.values()) or "alda" in str(row).lower()]
    with pytest.raises(Missing):
        accept(word, "another-long-word-for-tests", by=NOBODY)


@pytest.mark.parametrize("stranger", ["facilitator", "supervisor", "manager", "outsider", "member"])
def test_only_an_administrator_of_the_site_erases(world: World, stranger: str) -> None:
    with pytest.raises(Missing):
        actions.erase_person(world.members[0].pk, "own_wish", by=world.viewer(stranger))


def test_staff_are_not_erased_and_nobody_twice(world: World) -> None:
    by, staff = world.viewer("administrator"), world.users["facilitator"].person_id
    assert staff is not None
    with pytest.raises(Refused, match="leads or led groups"):
        actions.erase_person(staff, "own_wish", by=by)
    actions.erase_person(world.members[0].pk, "own_wish", by=by)
    with pytest.raises(Missing):
        actions.erase_person(world.members[0].pk, "own_wish", by=by)
    with pytest.raises(Missing):
        actions.enrol(world.group.pk, world.members[0].pk, "member", TODAY, by=world.viewer("facilitator"))


def test_nobody_is_erased_while_an_answer_about_safety_waits(world: World) -> None:
    """Erasing takes the answer away, and with it the only sign that somebody was to speak with them."""
    person, by = world.members[0], world.viewer("administrator")
    flag = Flag.objects.create(group=world.group, person=person, kind="safety", raised_at=timezone.now())
    with pytest.raises(Refused, match="look there first"):
        actions.erase_person(person.pk, "own_wish", by=by)
    assert Person.objects.get(pk=person.pk).erased_at is None
    Flag.objects.filter(pk=flag.pk).update(taken_by=world.users["facilitator"])
    actions.erase_person(person.pk, "own_wish", by=by)


def test_an_administrator_asks_twice_and_reads_no_name(world: World, signed_in: Callable[[str], Client]) -> None:
    person, client = _named(world), signed_in("administrator")
    told = {"code": person.code, "erase_reason": "time_is_over"}
    assert "Nobody at your sites has this code" in client.post(reverse("person-erase"), told | {"code": "x"}).content.decode()
    page = client.post(reverse("person-erase"), told).content.decode()
    assert "Erase this person for good?" in page
    assert "Al<" not in page
    assert "Alda" not in page
    assert Person.objects.get(pk=person.pk).erased_at is None
    client.post(reverse("person-erase"), told | {"meant": "yes"})
    assert Person.objects.get(pk=person.pk).erased_at is not None
    entry = AuditEntry.objects.filter(verb="erase person").get()
    assert (entry.person_id, entry.detail) == (person.pk, "time_is_over")
    assert signed_in("facilitator").get(reverse("person-erase")).status_code == 404


def test_a_code_of_another_site_is_nobodys(world: World, signed_in: Callable[[str], Client]) -> None:
    far = Membership.objects.filter(group=world.elsewhere).first()
    assert far is not None
    page = signed_in("administrator").post(
        reverse("person-erase"), {"code": far.person.code, "erase_reason": "own_wish", "meant": "yes"}
    )
    assert "Nobody at your sites has this code" in page.content.decode()
