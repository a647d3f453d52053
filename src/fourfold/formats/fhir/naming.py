"""Addresses, ids and code systems of what we write: the same input gets the same name on every machine and every day.

`.invalid` is a top-level name that never resolves, so that no program can be led to ask anybody for more.
"""

from uuid import UUID, uuid5

from fourfold.instruments import Instrument, Item, Scale

BASE = "https://fourfold.invalid/fhir"
LOINC = "http://loinc.org"
FHIR = "http://hl7.org/fhir/StructureDefinition"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition"
ORDINAL = f"{FHIR}/ordinalValue"
CALCULATED = f"{SDC}/sdc-questionnaire-calculatedExpression"
ITEM_CONTROL = f"{FHIR}/questionnaire-itemControl"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
DESIGN_NOTE = f"{FHIR}/designNote"

Json = dict[str, object]
"""One JSON object."""

_NAMES = UUID("6f0d5b0e-4f68-5c55-9a53-1d9a4f4d2a10")
_SCORE = "score-"


def resource_id(kind: str, *parts: object) -> str:
    """The id of a resource: a UUID that depends on its kind and what it is about, and on nothing else.

    >>> resource_id("Group", "monday") == resource_id("Group", "monday")
    True
    """
    return str(uuid5(_NAMES, "\x1f".join((kind, *map(str, parts)))))


def urn(kind: str, *parts: object) -> str:
    """The same id as the full address of an entry in a bundle."""
    return f"urn:uuid:{resource_id(kind, *parts)}"


def questionnaire_url(instrument: Instrument) -> str:
    """The address that names an instrument's Questionnaire, without its version."""
    return f"{BASE}/Questionnaire/{instrument.key}"


def system(name: str) -> str:
    """The address of one of our own code systems."""
    return f"{BASE}/CodeSystem/{name}"


def score_link(scale: Scale) -> str:
    """The linkId of the item that holds the score of a scale."""
    return f"{_SCORE}{scale.key}"


def item_codings(instrument: Instrument, item: Item) -> list[Json]:
    """The codes of an item: LOINC where there is one, and our own."""
    return _codings(instrument, instrument.codes.items.get(item.key) if instrument.codes else None, item.key)


def score_codings(instrument: Instrument, scale: Scale) -> list[Json]:
    """The codes of the score of a scale: LOINC where there is one, and our own."""
    return _codings(instrument, instrument.codes.totals.get(scale.key) if instrument.codes else None, f"{_SCORE}{scale.key}")


def panel_codings(instrument: Instrument) -> list[Json]:
    """The codes of the whole instrument: LOINC where there is one, and our own."""
    return _codings(instrument, instrument.codes.panel if instrument.codes else None, instrument.key, "instruments")


def _codings(instrument: Instrument, loinc: str | None, own: str, name: str = "") -> list[Json]:
    ours: Json = {"system": system(name or instrument.key), "version": instrument.version, "code": own}
    return [{"system": LOINC, "code": loinc}, ours] if loinc else [ours]
