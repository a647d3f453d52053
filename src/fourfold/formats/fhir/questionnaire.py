"""An instrument -> a FHIR R4 Questionnaire: its items, their answers with ordinal values, and its scores as calculated items.

An item whose wording the site has not imported says so: no sentence of a published instrument is in what we write by ourselves.
"""

from collections.abc import Iterator

from fourfold.formats.fhir.expressions import score_expression
from fourfold.formats.fhir.naming import (
    CALCULATED,
    CONTROLS,
    DESIGN_NOTE,
    ITEM_CONTROL,
    LOINC,
    ORDINAL,
    Json,
    item_codings,
    panel_codings,
    questionnaire_url,
    score_codings,
    score_link,
    system,
)
from fourfold.instruments import Instrument, Item, Scale

_WORDS = {
    "en": {
        "item": "Item {number} (wording not imported)",
        "score": "Score: {name}",
        "note": "Source: {source}.",
        "ours": "Nobody has tested what these items measure.",
        "missing": "The wording is not part of this file; a site imports the wording that it is licensed for.",
    },
    "es": {
        "item": "Pregunta {number} (texto no importado)",
        "score": "Puntuación: {name}",
        "note": "Fuente: {source}.",
        "ours": "Nadie ha comprobado qué miden estas preguntas.",
        "missing": "El texto no está en este archivo; cada centro importa el texto para el que tiene licencia.",
    },
}
_GAP, _NOBODY = "{name}", "…"


def questionnaire_of(instrument: Instrument, language: str = "en") -> Json:
    """The Questionnaire of an instrument, ready for JSON. Raises `ValueError` for a language that we do not write.

    >>> from fourfold.instruments import instrument
    >>> questionnaire_of(instrument("state_self_compassion"), "es")["item"][0]["text"]
    'En este momento me trato con suavidad.'
    """
    if language not in _WORDS:
        raise ValueError(f"there is no Questionnaire in '{language}'; use one of {', '.join(_WORDS)}")
    return {
        "resourceType": "Questionnaire",
        "id": instrument.key.replace("_", "-"),
        "language": language,
        "extension": [{"url": DESIGN_NOTE, "valueMarkdown": _note(instrument, language)}],
        "url": questionnaire_url(instrument),
        "version": instrument.version,
        "name": "".join(part.capitalize() for part in instrument.key.split("_")),
        "title": instrument.texts.get(language, {}).get("title", instrument.title),
        "status": "active",
        "subjectType": ["Patient"],
        "copyright": instrument.licence,
        "code": panel_codings(instrument),
        "item": [*_instructions(instrument, language), *_items(instrument, language), *_scores(instrument, language)],
    }


def _note(instrument: Instrument, language: str) -> str:
    words = _WORDS[language]
    own = words["ours"] if instrument.source.startswith("Fourfold") else ""
    bare = "" if any(item.wording for item in instrument.items) or not instrument.items else words["missing"]
    return " ".join(part for part in (words["note"].format(source=instrument.source.rstrip(".")), own, bare) if part)


def _instructions(instrument: Instrument, language: str) -> Iterator[Json]:
    if text := instrument.texts.get(language, {}).get("instructions"):
        yield {"linkId": "instructions", "text": text, "type": "display"}


def _items(instrument: Instrument, language: str) -> Iterator[Json]:
    for number, item in enumerate(instrument.items, start=1):
        yield _item(instrument, item, number, language)


def _item(instrument: Instrument, item: Item, number: int, language: str) -> Json:
    """One question. One that is asked about each of several people can have several answers, without saying about whom."""
    made: Json = {
        "linkId": item.key,
        "code": item_codings(instrument, item),
        "prefix": str(number),
        "text": item_text(item, number, language),
        "type": "choice",
        "required": False,
        "extension": [
            {"url": ITEM_CONTROL, "valueCodeableConcept": {"coding": [{"system": CONTROLS, "code": "radio-button"}]}}
        ],
    }
    if item.target is not None and item.target.is_named:
        made["repeats"] = True
    return made | {"answerOption": [_option(instrument, item, value, language) for value in item.values]}


def item_text(item: Item, number: int, language: str) -> str:
    """What is read of an item: its wording with nobody named, or that it has none."""
    wording = (item.wording or {}).get(language)
    return _WORDS[language]["item"].format(number=number) if wording is None else wording.replace(_GAP, _NOBODY)


def _option(instrument: Instrument, item: Item, value: int, language: str) -> Json:
    return {
        "extension": [{"url": ORDINAL, "valueDecimal": value}],
        "valueCoding": answer_coding(instrument, item, value, language),
    }


def answer_coding(instrument: Instrument, item: Item, value: int, language: str) -> Json:
    """The code of an answer. LOINC's stands only where the words it stands for are known; else a number of our own."""
    words = next((choice.wording.get(language) for choice in item.choices if choice.value == value), None)
    loinc = instrument.codes.answers.get(value) if instrument.codes else None
    if words is not None and loinc is not None:
        return {"system": LOINC, "code": loinc, "display": words}
    return {
        "system": system(f"{instrument.key}-answers"),
        "code": str(value),
        "display": words or _ended(item, value, language),
    }


def _ended(item: Item, value: int, language: str) -> str:
    """A step of the scale, with the words at its two ends."""
    low, high = item.ends.get(language, ("", ""))
    end = low if value == item.lowest else high if value == item.highest else ""
    return f"{value} – {end}" if end else str(value)


def _scores(instrument: Instrument, language: str) -> Iterator[Json]:
    for scale in instrument.scales:
        yield _score(instrument, scale, language)


def _score(instrument: Instrument, scale: Scale, language: str) -> Json:
    """The score of a scale: worked out from the answers, or asked for where only totals are written down."""
    made: Json = {
        "linkId": score_link(scale),
        "code": score_codings(instrument, scale),
        "text": score_text(scale, language),
        "type": "decimal",
        "required": False,
    }
    if not scale.items:
        return made
    expression = {"language": "text/fhirpath", "expression": score_expression(instrument, scale)}
    return {"extension": [{"url": CALCULATED, "valueExpression": expression}]} | made | {"readOnly": True}


def score_text(scale: Scale, language: str) -> str:
    """What is read of the score of a scale."""
    name = scale.title.get(language) or scale.title.get("en") or scale.key.replace("_", " ")
    return _WORDS[language]["score"].format(name=name)
