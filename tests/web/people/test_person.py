"""The basics about a person: who sees them, who changes them, and what somebody can take away."""

from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse

from fourfold.web.groups import queries as groups
from fourfold.web.models import AuditEntry, Membership, Person
from fourfold.web.people import actions
from fourfold.web.people.actions import PersonDetails
from fourfold.web.people.queries import full_name, person_data
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
