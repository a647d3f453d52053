"""The basics about a person: who sees them, who changes them, and what somebody can take away."""

from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from fourfold.web.groups import queries as groups
from fourfold.web.models import AuditEntry, Membership, Person
from fourfold.web.people import actions
from fourfold.web.people.actions import PersonDetails
from fourfold.web.people.queries import full_name, person_data
from fourfold.web.storage.keyring import keyring
from tests.web.personas import World

TODAY = date.today()


def test_the_basics_are_changed_and_the_name_stays_sealed(world: World, signed_in: Callable[[str], Client]) -> None:
    client, person = signed_in("facilitator"), world.members[0]
    told = {"label": "Al", "full_name": "Alda Simulated", "language": "es", "shapes": "on"}
    client.post(reverse("person-edit", args=[person.pk]), told)
    kept = Person.objects.get(pk=person.pk)
    assert (kept.label, kept.language, kept.shapes, full_name(kept)) == ("Al", "es", True, "Alda Simulated")
    page = client.get(reverse("person", args=[person.pk])).content.decode()
    assert "Alda Simulated" in page
    assert kept.code in page
    entry = AuditEntry.objects.latest("id")
    assert (entry.verb, entry.person_id) == ("read person", person.pk)
    assert not AuditEntry.objects.filter(detail__contains="Alda").exists()
    client.post(reverse("person-edit", args=[person.pk]), told | {"full_name": ""})
    assert full_name(Person.objects.get(pk=person.pk)) is None


@pytest.mark.parametrize("why", ["changed", "no key"])
def test_a_name_that_does_not_open_is_said_and_other_basics_do_not_wipe_it(
    world: World, signed_in: Callable[[str], Client], why: str
) -> None:
    client, person = signed_in("facilitator"), world.members[0]
    actions.change_person(person.pk, PersonDetails("Al", "Alda Simulated"), by=world.viewer("facilitator"))
    whole = bytes(Person.objects.get(pk=person.pk).sealed_name or b"")
    kept = _unopened(person.pk, why)
    assert "This text cannot be opened" in client.get(reverse("person", args=[person.pk])).content.decode()
    assert "This text cannot be opened" in str(person_data(person.pk)["full_name"])
    address = reverse("person-edit", args=[person.pk])
    page = client.get(address).content.decode()
    assert "Left empty, it stays as it is" in page
    assert "This text cannot be opened" not in page
    client.post(address, {"label": "Alan", "full_name": "", "language": "es"})
    row = Person.objects.get(pk=person.pk)
    assert (row.label, row.language, bytes(row.sealed_name or b"")) == ("Alan", "es", kept)
    if why == "changed":
        Person.objects.filter(pk=person.pk).update(sealed_name=whole)
        assert full_name(Person.objects.get(pk=person.pk)) == "Alda Simulated"
        _unopened(person.pk, why)
    client.post(address, {"label": "Alan", "full_name": "Alan Simulated", "language": "es"})
    assert full_name(Person.objects.get(pk=person.pk)) == "Alan Simulated"
    client.post(address, {"label": "Alan", "full_name": "", "language": "es"})
    assert Person.objects.get(pk=person.pk).sealed_name is None


def test_a_page_shows_only_the_groups_of_the_viewer(world: World, signed_in: Callable[[str], Client]) -> None:
    person = world.members[0]
    Membership.objects.create(group=world.neighbour, person=person, joined_on=TODAY)
    page = signed_in("facilitator").get(reverse("person", args=[person.pk])).content.decode()
    assert "Tuesday group" in page
    assert "Wednesday group" not in page
    assert "Tuesday group" not in signed_in("colleague").get(reverse("person", args=[person.pk])).content.decode()


def test_what_is_kept_of_a_person_is_whole_and_names_nobody_else(world: World) -> None:
    person, by = world.members[0], world.viewer("facilitator")
    actions.change_person(person.pk, PersonDetails("Al", "Alda Simulated"), by=by)
    kept = person_data(person.pk) | {"spells": groups.person_data(person.pk)}
    assert (kept["label"], kept["full_name"], len(kept["consents"])) == ("Al", "Alda Simulated", 2)
    assert [(s["group"], s["seat"], s["left_on"]) for s in kept["spells"]] == [("Tuesday group", "member", None)]
    others = {value for p in Person.objects.exclude(pk=person.pk) for value in (p.label, p.code)}
    assert not [value for value in others if repr(value) in repr(kept)]


def _unopened(person_id: int, why: str) -> bytes:
    """What is kept as somebody's name, once its last bit is another or the keyring has lost the key."""
    content = bytes(Person.objects.get(pk=person_id).sealed_name or b"")
    if why == "no key":
        ring = keyring(settings.KEYS)
        with ring._writing():
            ring._file.execute("DELETE FROM person_keys WHERE person = ?", (person_id,))
        return content
    Person.objects.filter(pk=person_id).update(sealed_name=content[:-1] + bytes([content[-1] ^ 1]))
    return content[:-1] + bytes([content[-1] ^ 1])
