"""What stands around the answers: status, the Questionnaire that a response names, its dates, its subject."""

from collections.abc import Iterator

from fourfold.formats.fhir.definition import objects
from fourfold.formats.fhir.moments import stretch_of
from fourfold.formats.fhir.naming import Json
from fourfold.formats.fhir.problem import FhirRefused, Problem
from fourfold.formats.fhir.references import type_named

STATUSES = ("in-progress", "completed", "amended", "entered-in-error", "stopped")
_FINISHED = ("completed", "amended")
_ELEMENTS = frozenset(
    {"resourceType", "id", "meta", "implicitRules", "language", "text", "contained", "extension", "modifierExtension"}
    | {"identifier", "basedOn", "partOf", "questionnaire", "status", "subject", "encounter", "authored", "author", "source"}
    | {"item"}
)
_PLACE = "QuestionnaireResponse"


def is_under_way(response: Json) -> bool:
    """Whether answers may still be missing."""
    return response.get("status") not in _FINISHED


def around_problems(questionnaire: Json, response: Json) -> Iterator[Problem]:
    """The problems of a response as a whole."""
    if response.get("resourceType") != _PLACE:
        yield Problem(_PLACE, "is no QuestionnaireResponse", "give one")
    if response.get("status") not in STATUSES:
        yield Problem(f"{_PLACE}, status", f"is {response.get('status')!r}", f"use one of {', '.join(STATUSES)}")
    for key in response:
        if key.removeprefix("_") not in _ELEMENTS:
            yield Problem(_PLACE, f"'{key[:40]}' is no element here", "take it out, or mend its name")
    if response.get("modifierExtension") or response.get("implicitRules"):
        yield Problem(_PLACE, "has a modifierExtension or implicitRules, which could turn its meaning round", "take it out")
    yield from _named(questionnaire, response)
    yield from _subject(questionnaire, response)
    yield from _dates(questionnaire, response)


def _named(questionnaire: Json, response: Json) -> Iterator[Problem]:
    place, named = f"{_PLACE}, questionnaire", response.get("questionnaire")
    if named is None:
        yield Problem(place, "is not said", "name the Questionnaire that was answered", is_error=False)
        return
    if isinstance(named, dict) and isinstance(named.get("reference"), str):
        yield Problem(place, "is a Reference, as in FHIR before R4", "write the address itself", is_error=False)
        named = named["reference"]
    if not isinstance(named, str):
        yield Problem(place, "is no text", "write the address of the Questionnaire")
        return
    address, _, version = named.partition("|")
    url, own_id = questionnaire.get("url"), questionnaire.get("id")
    own = [url, *(f"{mark}{own_id}" for mark in ("#", "Questionnaire/") if own_id)]
    known = [str(name).partition("|")[0] for name in own if name]
    on_a_server = not url and own_id and address.endswith(f"/Questionnaire/{own_id}")
    if known and address not in known and not on_a_server:
        yield Problem(place, f"is {address}, another than {known[0]}", "check the answers against the one that was answered")
    elif version and questionnaire.get("version") not in (None, version):
        found = questionnaire.get("version")
        yield Problem(place, f"is version {version}, another than {found}", "check the answers against that version")


def contained_questionnaire(response: Json) -> Json:
    """The Questionnaire that a response contains and names as `#id`. Raises `FhirRefused`."""
    named = str(response.get("questionnaire") or "")
    for resource in objects(response, "contained", _PLACE):
        if resource.get("resourceType") == "Questionnaire" and named == f"#{resource.get('id')}":
            return resource
    raise FhirRefused(f"{_PLACE}, questionnaire", "is not contained in the response", "give the Questionnaire too")


def _subject(questionnaire: Json, response: Json) -> Iterator[Problem]:
    kinds, subject = questionnaire.get("subjectType"), response.get("subject")
    named = type_named(subject) if isinstance(subject, dict) else None
    if isinstance(kinds, list) and kinds and named is not None and named not in kinds:
        yield Problem(f"{_PLACE}, subject", f"is a {named}", f"give a {' or '.join(map(str, kinds))}")


def _dates(questionnaire: Json, response: Json) -> Iterator[Problem]:
    place, authored = f"{_PLACE}, authored", response.get("authored")
    when = stretch_of(authored, "dateTime")
    if authored is not None and when is None:
        yield Problem(place, f"is {str(authored)[:40]!r}", "write it as 2026-11-26T14:30:00Z")
    if questionnaire.get("status") in ("draft", "retired"):
        yield Problem("Questionnaire, status", f"is {questionnaire['status']}", "see whether it may be used", is_error=False)
    period = questionnaire.get("effectivePeriod")
    if when is None or not isinstance(period, dict):
        return
    first, last = (stretch_of(period.get(key), "dateTime") for key in ("start", "end"))
    if (first is not None and when[1] < first[0]) or (last is not None and when[0] > last[1]):
        yield Problem(place, "lies outside the time in which the Questionnaire holds", "see whether it counts", is_error=False)
