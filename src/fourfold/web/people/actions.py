"""Writing down people and what they agree to."""

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db.models import F, Max

from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.people.models import CONSENTS, Consent, Person
from fourfold.web.people.queries import WORDING, name_opens
from fourfold.web.programmes.queries import today_at
from fourfold.web.refusal import Refused
from fourfold.web.storage.sealing import seal
from fourfold.web.storage.writing import write_transaction


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What is written down about a person: label for staff pages, full name to be sealed, language, colours and shapes."""

    label: str
    full_name: str = ""
    language: str = "en"
    shapes: bool = False


def add_person(site_id: int, details: PersonDetails, *, by: Viewer) -> Person:
    """Somebody who is new to a site. Raises `Missing`."""
    with write_transaction():
        site = access.one(access.sites(by, Right.LEAD), pk=site_id)
        person = Person(site=site, created_on=today_at(site.time_zone))
        _write(person, details)
        note(by, "add person", f"person:{person.pk}", person=person.pk)
    return person


def change_person(person_id: int, details: PersonDetails, *, by: Viewer) -> None:
    """Writes down a person's basics anew. Raises `Missing`, `Refused`."""
    with write_transaction():
        person = access.person(by, Right.LEAD, person_id)
        if person.erased_at is not None:
            raise Refused("label", "people.erased_already", name=person.label)
        _write(person, details)
        _tell_groups(person)
        note(by, "change person", f"person:{person.pk}", person=person.pk)


def give_consent(person_id: int, kind: str, given_on: date, language: str, *, by: Viewer) -> Consent:
    """An agreement to the wording of today's form. Raises `Missing`, `Refused` for a day to come or an overlap."""
    with write_transaction():
        person = access.person(by, Right.LEAD, person_id)
        if kind not in CONSENTS:
            raise Refused("kind", "forms.choose")
        if given_on > today_at(person.site.time_zone):
            raise Refused("given_on", "people.given_in_future")
        _check_no_other(person, kind, given_on)
        given = Consent.objects.create(
            person=person, kind=kind, wording=WORDING, language=language, given_on=given_on, recorded_by_id=by.user_id
        )
        _tell_groups(person)
        note(by, "give consent", f"consent:{given.pk}", person=person.pk, detail=kind)
    return given


def withdraw_consent(consent_id: int, withdrawn_on: date, *, by: Viewer) -> Consent:
    """The agreement, at an end from that day on. Raises `Missing`, `Refused` for a day before it was given or to come."""
    with write_transaction():
        mine = Consent.objects.filter(person__in=access.people(by, Right.LEAD).values("pk"))
        consent = access.one(mine.select_related("person__site"), pk=consent_id)
        if consent.withdrawn_on is not None:
            raise Refused("withdrawn_on", "people.withdrawn_already", day=consent.withdrawn_on)
        if withdrawn_on < consent.given_on:
            raise Refused("withdrawn_on", "people.withdrawn_too_early", day=consent.given_on)
        if withdrawn_on > today_at(consent.person.site.time_zone):
            raise Refused("withdrawn_on", "people.withdrawn_in_future")
        consent.withdrawn_on = withdrawn_on
        consent.save(update_fields=["withdrawn_on"])
        _tell_groups(consent.person)
        note(by, "withdraw consent", f"consent:{consent.pk}", person=consent.person_id, detail=consent.kind)
    return consent


def _tell_groups(person: Person) -> None:
    """Raises the revision of every group whose record holds the person: labels and agreements are a part of it."""
    groups = apps.get_model("web", "Group").objects.filter(memberships__person=person)
    groups.update(revision=F("revision") + 1)


def _write(person: Person, details: PersonDetails) -> None:
    person.label, person.language, person.shapes = details.label, details.language, details.shapes
    if details.full_name or name_opens(person):
        # A name that does not open here may open once a backup or the keyring is brought back: other basics do not wipe it.
        person.sealed_name = None
    person.save()
    if details.full_name:
        person.sealed_name = seal(person.pk, f"person:{person.uid}:name", details.full_name)
        person.save(update_fields=["sealed_name"])


def _check_no_other(person: Person, kind: str, given_on: date) -> None:
    """An agreement ends before the next of its kind begins."""
    for other in person.consents.filter(kind=kind):
        if other.withdrawn_on is None:
            raise Refused("given_on", "people.given_already", day=other.given_on)
        if given_on < other.withdrawn_on:
            raise Refused("given_on", "people.given_before", day=other.withdrawn_on)
        _check_brings_nothing_back(person, kind, given_on)


def _check_brings_nothing_back(person: Person, kind: str, given_on: date) -> None:
    """What a withdrawal took out of the readings stays out: whoever could put it back would see what this person answered."""
    last = person.submissions.aggregate(day=Max("session__held_on"))["day"] if kind == "taking_part" else None
    if last is not None and given_on <= last:
        raise Refused("given_on", "people.given_again_later", day=last)
