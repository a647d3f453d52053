"""Answers of our instruments <-> QuestionnaireResponse: what a member answered, as others read it, and back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fourfold.formats.fhir.naming import BASE, Json, questionnaire_url, resource_id, score_link
from fourfold.formats.fhir.problem import FhirRefused, Problem
from fourfold.formats.fhir.questionnaire import answer_coding, item_text, questionnaire_of, score_text
from fourfold.formats.fhir.validation import problems
from fourfold.instruments import Instrument

Answers = Mapping[str, float | None]
"""By item key; None and an absent key both mean that there is no answer."""


class AnswersRefused(ValueError):
    """A QuestionnaireResponse cannot be used; `problems` says why, place by place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True, slots=True)
class Given:
    """Who answered, by a pseudonym, when, in which language; `scores` are those that were worked out or written down.

    Where only the day is known, `occasion` tells apart what was answered twice on one.
    """

    member: str
    authored: datetime | date
    answers: Answers
    scores: Mapping[str, float]
    language: str = "en"
    occasion: str = ""


def response_of(instrument: Instrument, given: Given) -> Json:
    """The QuestionnaireResponse of one administration. Raises `KeyError` for an unknown item, `ValueError` off its scale."""
    known = {item.key: item for item in instrument.items}
    for key, value in given.answers.items():
        if key not in known:
            raise KeyError(f"{instrument.key} has no item '{key}'")
        if value is not None and value not in known[key].values:
            raise ValueError(f"{instrument.key}, item '{key}': {value} is no answer of it")
    items = [*_answered(instrument, given), *_scored(instrument, given)]
    return {
        "resourceType": "QuestionnaireResponse",
        "id": response_id(instrument, given),
        "language": given.language,
        "questionnaire": f"{questionnaire_url(instrument)}|{instrument.version}",
        "status": "completed",
        "subject": subject(given.member),
        "authored": moment(given.authored),
        **({"item": items} if items else {}),
    }


def _answered(instrument: Instrument, given: Given) -> Iterator[Json]:
    for number, item in enumerate(instrument.items, start=1):
        value = given.answers.get(item.key)
        if value is not None:
            coding = answer_coding(instrument, item, int(value), given.language)
            text = item_text(item, number, given.language)
            yield {"linkId": item.key, "text": text, "answer": [{"valueCoding": coding}]}


def _scored(instrument: Instrument, given: Given) -> Iterator[Json]:
    for scale in instrument.scales:
        if scale.key in given.scores:
            answer: Json = {"valueDecimal": exact(given.scores[scale.key])}
            yield {"linkId": score_link(scale), "text": score_text(scale, given.language), "answer": [answer]}


def response_id(instrument: Instrument, given: Given) -> str:
    """The id of the QuestionnaireResponse of one administration."""
    return resource_id("QuestionnaireResponse", *occasion(instrument, given))


def occasion(instrument: Instrument, given: Given) -> tuple[str, str, str, str]:
    """What tells one administration from every other."""
    return instrument.key, given.member, moment(given.authored), given.occasion


def answers_in(response: Json, instrument: Instrument, language: str = "en") -> dict[str, int]:
    """The answers in a QuestionnaireResponse, by item key. Raises `AnswersRefused` with everything that is wrong with it."""
    asked = questionnaire_of(instrument, language)
    if found := tuple(problem for problem in problems(asked, response) if problem.is_error):
        raise AnswersRefused(found)
    given = {str(item["linkId"]): item for item in _objects(response.get("item"))}
    return {
        item.key: value for item in instrument.items if (value := _value(instrument, item.key, given, language)) is not None
    }


def _value(instrument: Instrument, key: str, given: Mapping[str, Json], language: str) -> int | None:
    item = instrument.item(key)
    for answer in _objects(given.get(key, {}).get("answer")):
        coding = answer.get("valueCoding")
        for value in item.values:
            own = answer_coding(instrument, item, value, language)
            if isinstance(coding, dict) and (coding.get("system"), coding.get("code")) == (own["system"], own["code"]):
                return value
        raise FhirRefused(key, "its answer is none of this instrument", "check it against its Questionnaire")
    return None


def _objects(held: object) -> list[Json]:
    return [entry for entry in held if isinstance(entry, dict)] if isinstance(held, list) else []


def subject(member: str) -> Json:
    """The reference to a member by a pseudonym, which no name can be read from."""
    return {"type": "Patient", "identifier": {"system": f"{BASE}/pseudonym", "value": member}}


def moment(when: datetime | date) -> str:
    """A moment with its zone, or a day. Raises `ValueError` for a moment without."""
    if not isinstance(when, datetime):
        return when.isoformat()
    if when.tzinfo is None:
        raise ValueError("a moment in FHIR has a time zone; give one")
    return when.isoformat(timespec="seconds")


def exact(number: float) -> float | int:
    """A score as JSON holds it: whole where it is whole, and without the dust of binary fractions."""
    rounded = round(number, 6)
    return int(rounded) if rounded == int(rounded) else rounded
