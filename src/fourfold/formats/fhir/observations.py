"""Scores as Observations: what was measured, of whom, when, from which answers, and how sure it is where that is known."""

from dataclasses import dataclass

from fourfold.formats.fhir.answers import Given, exact, moment, occasion, response_id, subject
from fourfold.formats.fhir.naming import Json, resource_id, score_codings
from fourfold.formats.fhir.quantities import UCUM
from fourfold.formats.fhir.questionnaire import score_text
from fourfold.instruments import Instrument, Score

_SURVEY = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}
_NOTES = {
    "en": {
        "prorated": "{answered} of {items} items were answered; the others were made up for by their mean.",
        "ours": "The rule for that is Fourfold's own; no source gives one.",
        "interval": "{level} % interval: {low} to {high}.",
    },
    "es": {
        "prorated": "Se contestaron {answered} de {items} preguntas; las demás se completaron con su media.",
        "ours": "La regla para eso es de Fourfold; ninguna fuente da una.",
        "interval": "Intervalo del {level} %: de {low} a {high}.",
    },
}


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a score lies with so many percent of certainty."""

    low: float
    high: float
    level: int = 95


def observation_of(instrument: Instrument, scale: str, score: Score, given: Given, interval: Interval | None = None) -> Json:
    """The Observation of one score. Raises `KeyError` for a scale that the instrument has not."""
    found = instrument.scale(scale)
    notes = _notes(score, interval, given.language)
    made: Json = {
        "resourceType": "Observation",
        "id": resource_id("Observation", scale, *occasion(instrument, given)),
        "language": given.language,
        "status": "final",
        "category": [{"coding": [_SURVEY]}],
        "code": {"coding": score_codings(instrument, found), "text": score_text(found, given.language)},
        "subject": subject(given.member),
        "effectiveDateTime": moment(given.authored),
        "valueQuantity": {"value": exact(score.value), "unit": "score", "system": UCUM, "code": "{score}"},
    }
    made |= {"note": [{"text": note} for note in notes]} if notes else {}
    if any(value is not None for value in given.answers.values()):
        made["derivedFrom"] = [{"reference": f"urn:uuid:{response_id(instrument, given)}"}]
    return made


def _notes(score: Score, interval: Interval | None, language: str) -> list[str]:
    words = _NOTES[language]
    said = [words["prorated"].format(answered=score.n_answered, items=score.n_items)] if score.prorated else []
    said += [words["ours"]] if score.by_our_rule else []
    if interval is not None:
        said.append(words["interval"].format(level=interval.level, low=exact(interval.low), high=exact(interval.high)))
    return said
