"""Resources of one member as one collection, in which every reference is found or names a pseudonym."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from fourfold.formats.fhir.answers import moment, subject
from fourfold.formats.fhir.naming import BASE, Json, resource_id
from fourfold.formats.fhir.problem import FhirRefused


@dataclass(frozen=True, slots=True)
class Member:
    """Whose record it is: a pseudonym, and how the member is called where the record goes to the member."""

    pseudonym: str
    name: str = ""
    language: str = ""


def patient_of(member: Member) -> Json:
    """The Patient that all other resources are about."""
    made: Json = {
        "resourceType": "Patient",
        "id": resource_id("Patient", member.pseudonym),
        "identifier": [{"system": f"{BASE}/pseudonym", "value": member.pseudonym}],
    }
    made |= {"name": [{"text": member.name}]} if member.name else {}
    spoken: Json = {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": member.language}]}, "preferred": True}
    return made | ({"communication": [spoken]} if member.language else {})


def bundle_of(member: Member, resources: Sequence[Json], made_at: datetime) -> Json:
    """A collection of one member's resources, the Patient first; references to the pseudonym lead to it.

    Raises `FhirRefused` for a resource about somebody else, or without an id, or given twice.
    """
    patient = patient_of(member)
    entries = [patient, *(_led_to(patient, member, resource) for resource in resources)]
    ids = [str(entry.get("id")) for entry in entries]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise FhirRefused("Bundle", f"holds {', '.join(twice)} twice", "give each resource once")
    return {
        "resourceType": "Bundle",
        "id": resource_id("Bundle", member.pseudonym, moment(made_at)),
        "type": "collection",
        "timestamp": moment(made_at),
        "entry": [{"fullUrl": f"urn:uuid:{one}", "resource": entry} for one, entry in zip(ids, entries, strict=True)],
    }


def _led_to(patient: Json, member: Member, resource: Json) -> Json:
    """The resource with its subject, and those of what it contains, as a reference to the Patient."""
    place = f"Bundle, {resource.get('resourceType')}"
    if not isinstance(resource.get("id"), str):
        raise FhirRefused(place, "has no id", "give every resource one")
    for pseudonym in _about(resource):
        if pseudonym != subject(member.pseudonym):
            raise FhirRefused(place, "is about somebody else", "leave it out of this member's record")
    own = {"reference": f"urn:uuid:{patient['id']}"}
    made = resource | ({"subject": own} if "subject" in resource else {})
    contained = resource.get("contained")
    if isinstance(contained, list):
        made["contained"] = [inner | ({"subject": own} if "subject" in inner else {}) for inner in contained]
    return made


def _about(resource: Json) -> Iterator[object]:
    """Everybody whom a resource is about."""
    contained = resource.get("contained")
    for part in (resource, *(contained if isinstance(contained, list) else ())):
        if isinstance(part, dict) and "subject" in part:
            yield part["subject"]
    if resource.get("resourceType") == "Group":
        yield from (entry["entity"] for entry in _members(resource))


def _members(group: Json) -> list[Json]:
    held = group.get("member")
    return [entry for entry in held if isinstance(entry, dict) and "entity" in entry] if isinstance(held, list) else []
