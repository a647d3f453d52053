"""Strengths and needs: noted by those who lead the group, strengths by the member too; ended, and kept after all."""

from dataclasses import dataclass

from fourfold.web import access
from fourfold.web.access import Missing, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.goals.models import DOMAINS, Facet
from fourfold.web.goals.queries.place import own, own_groups, own_person, place_to_write, written
from fourfold.web.goals.sealed import sealed
from fourfold.web.groups.models import Group
from fourfold.web.people.models import Person
from fourfold.web.programmes.queries import today_at
from fourfold.web.refusal import Refused
from fourfold.web.storage.writing import write_transaction


@dataclass(frozen=True, slots=True)
class FacetDetails:
    """What is noted: a strength or a need, where it lies, in words."""

    is_strength: bool
    domain: str
    words: str


def add_facet(group_id: int, person_id: int, details: FacetDetails, *, by: Viewer) -> Facet:
    """A strength or a need of a member. Raises `Missing`, `Refused`."""
    with write_transaction():
        place = place_to_write(by, group_id, person_id)
        return _add(place.group, place.person, details, by)


def add_own_strength(group_id: int | None, details: FacetDetails, *, by: Viewer) -> Facet:
    """A strength that the member names, in the group named or the one they sit in. Raises `Missing`, `Refused`."""
    with write_transaction():
        person = own_person(by)
        return _add(own_group(by, group_id), person, FacetDetails(True, details.domain, details.words), by, by_member=True)


def end_facet(facet_id: int, *, by: Viewer) -> Facet:
    """The strength or need, no longer so from today on. Raises `Missing`."""
    with write_transaction():
        return _ended(access.one(written(by, Facet), pk=facet_id), by)


def keep_facet(facet_id: int, *, by: Viewer) -> Facet:
    """The strength or need, so after all. Raises `Missing`."""
    with write_transaction():
        return _kept(access.one(written(by, Facet), pk=facet_id), by)


def end_own_strength(facet_id: int, *, by: Viewer) -> Facet:
    """A strength that the member named, taken off the list. Raises `Missing`, also for one that staff noted."""
    with write_transaction():
        return _ended(access.one(own(by, Facet).filter(by_member=True), pk=facet_id), by)


def keep_own_strength(facet_id: int, *, by: Viewer) -> Facet:
    """A strength that the member named, back on the list. Raises `Missing`."""
    with write_transaction():
        return _kept(access.one(own(by, Facet).filter(by_member=True), pk=facet_id), by)


def own_group(by: Viewer, group_id: int | None) -> Group:
    """The group of the member that is named, else the one they sit in now or sat in last. Raises `Missing`."""
    groups = own_groups(by)
    found = groups[:1] if group_id is None else [group for group in groups if group.pk == group_id]
    if not found:
        raise Missing
    return found[0]


def _add(group: Group, person: Person, details: FacetDetails, by: Viewer, *, by_member: bool = False) -> Facet:
    if details.domain not in DOMAINS:
        raise Refused("domain", "forms.choose")
    facet = Facet(person=person, group=group, is_strength=details.is_strength, domain=details.domain, by_member=by_member)
    facet.noted_on, facet.noted_by_id = today_at(group.programme.site.time_zone), by.user_id or 0
    facet.sealed_words = sealed(person.pk, facet, "words", details.words)
    facet.save()
    kind = "strength" if details.is_strength else "need"
    note(by, "note strength or need", f"facet:{facet.pk}", group=group.pk, person=person.pk, detail=kind)
    return facet


def _ended(facet: Facet, by: Viewer) -> Facet:
    if facet.ended_on is None:
        facet.ended_on = today_at(facet.group.programme.site.time_zone)
        facet.save(update_fields=["ended_on"])
        note(by, "end strength or need", f"facet:{facet.pk}", group=facet.group_id, person=facet.person_id)
    return facet


def _kept(facet: Facet, by: Viewer) -> Facet:
    if facet.ended_on is not None:
        facet.ended_on = None
        facet.save(update_fields=["ended_on"])
        note(by, "keep strength or need", f"facet:{facet.pk}", group=facet.group_id, person=facet.person_id)
    return facet
