"""What a Questionnaire rules in FHIRPath. It is not run here, and each place that it would rule is warned of."""

from collections.abc import Iterator

from fourfold.formats.fhir.definition import Asked, objects
from fourfold.formats.fhir.naming import FHIR, SDC, Json
from fourfold.formats.fhir.problem import Problem

_RULES = ("questionnaire-constraint", "targetConstraint")
_OFFERS = ("sdc-questionnaire-answerExpression", "sdc-questionnaire-answerOptionsToggleExpression")


def untold_of_all(questionnaire: Json) -> Iterator[Problem]:
    """A warning of each rule over the whole Questionnaire."""
    addresses = {f"{root}/{name}" for root in (FHIR, SDC) for name in _RULES}
    for entry in objects(questionnaire, "extension", "Questionnaire"):
        if entry.get("url") in addresses:
            yield _untold("Questionnaire", "has a rule")


def untold_of_item(asked: Asked, place: str, *, answered: bool) -> Iterator[Problem]:
    """A warning of each rule over an item that the response has: its condition, its rules, its value, what it offers."""
    if asked.has_hidden_condition:
        yield _untold(place, "has a condition")
    for _ in asked.said(*_RULES):
        yield _untold(place, "has a rule")
    if answered and asked.said("sdc-questionnaire-calculatedExpression"):
        yield _untold(place, "has a value that is worked out")
    if answered and asked.said(*_OFFERS):
        yield _untold(place, "offers answers that are worked out")


def _untold(place: str, what: str) -> Problem:
    return Problem(place, f"{what} in FHIRPath, which is not run here", "look yourself", is_error=False)
