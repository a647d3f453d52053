"""R4's own rules for Questionnaires: what in one is against them, although most could be answered all the same."""

from collections.abc import Iterator

from fourfold.formats.fhir.definition import Asked, Definition, definition_of, objects, valued
from fourfold.formats.fhir.naming import Json
from fourfold.formats.fhir.offered import kinds_taken
from fourfold.formats.fhir.problem import FhirRefused, Problem

_STATUSES = ("draft", "active", "retired", "unknown")
_WITH_OFFERS = frozenset(
    {"choice", "open-choice", "coding", "decimal", "integer", "date", "dateTime", "time", "string", "quantity"}
)
_WITH_LENGTH = frozenset({"boolean", "decimal", "integer", "string", "text", "url", "open-choice"})


def form_problems(questionnaire: Json) -> tuple[Problem, ...]:
    """What is against R4's rules in a Questionnaire, by linkId; empty where nothing is."""
    try:
        definition = definition_of(questionnaire)
        return (*_around(questionnaire), *_items(questionnaire), *_conditions(definition))
    except FhirRefused as refused:
        return (refused.problem,)


def _around(questionnaire: Json) -> Iterator[Problem]:
    if questionnaire.get("resourceType") != "Questionnaire":
        yield Problem("Questionnaire", "is no Questionnaire", "give one")
    if questionnaire.get("status") not in _STATUSES:
        status = questionnaire.get("status")
        yield Problem("Questionnaire, status", f"is {status!r}", f"use one of {', '.join(_STATUSES)}")


def _items(holder: Json) -> Iterator[Problem]:
    for item in objects(holder, "item", "Questionnaire"):
        place = f"item {item.get('linkId')}"
        for broken, reason, remedy in (*_of_shown(item), *_of_questions(item)):
            if broken:
                yield Problem(place, reason, remedy)
        yield from _items(item)


def _conditions(definition: Definition) -> Iterator[Problem]:
    """The question that a condition asks for stands outside the item that depends on it, takes answers, and comes before it."""
    order = {link_id: number for number, link_id in enumerate(definition.by_link)}
    for asked in definition.by_link.values():
        for condition in asked.conditions:
            question = definition.by_link[condition.question]
            depends = f"depends on '{question.link_id}', which"
            if asked.link_id in question.path:
                yield Problem(f"item {asked.link_id}", f"{depends} stands within it", "name a question outside it")
            elif question.type in ("group", "display"):
                yield Problem(f"item {asked.link_id}", f"{depends} takes no answer", "name a question")
            elif condition.operator != "exists" and not _comparable(condition.kind, question):
                kinds = " or ".join(kinds_taken(question))
                yield Problem(f"item {asked.link_id}", f"{depends} is never answered by {condition.kind}", f"compare a {kinds}")
            elif order[question.link_id] > order[asked.link_id]:
                yield Problem(f"item {asked.link_id}", f"{depends} comes after it", "ask it before", is_error=False)


def _comparable(kind: str, question: Asked) -> bool:
    """Whether a question can be answered by something that a condition of that type can hold for."""
    alike = ({"integer", "decimal"}, {"date", "dateTime"}, {"string", "uri"})
    return any(kind == taken or {kind, taken} in alike for taken in kinds_taken(question))


_Rule = tuple[bool, str, str]
"""Whether it is broken, what is wrong then, and what to do."""


def _of_shown(item: Json) -> tuple[_Rule, ...]:
    """Rules que-1, 3, 6, 8 and 9: groups hold something, and what is only shown asks nothing."""
    shown, group, inner = item.get("type") == "display", item.get("type") == "group", item.get("item")
    asks = [key for key in ("code", "required", "repeats", "readOnly") if item.get(key)]
    return (
        (group and not inner, "is a group without items", "give it items, or take it out"),
        (shown and bool(inner), "is only shown and has items", "make it a group"),
        (shown and bool(asks), f"is only shown and has {', '.join(asks)}", "take that out"),
        ((shown or group) and bool(item.get("initial")), "asks nothing and has an initial value", "take it out"),
    )


def _of_questions(item: Json) -> tuple[_Rule, ...]:
    """Rules que-4, 5, 10, 11, 12 and 13: offers, lengths, initial values and conditions that go together."""
    options, value_set, kind = item.get("answerOption"), item.get("answerValueSet"), item.get("type")
    initial = objects(item, "initial", f"item {item.get('linkId')}")
    several = len(objects(item, "enableWhen", "item")) > 1
    return (
        (bool(options and value_set), "has both options and a value set", "keep one of them"),
        (bool(options or value_set) and kind not in _WITH_OFFERS, f"is a {kind} and offers answers", "make it a choice"),
        ("maxLength" in item and kind not in _WITH_LENGTH, f"is a {kind} and has a maxLength", "take it out"),
        (bool(options and initial), "has options and an initial value", "mark the option with initialSelected"),
        (len(initial) > 1 and not item.get("repeats"), "has several initial values and takes one", "keep one"),
        (any(len(valued(entry)) != 1 for entry in initial), "has an initial value that is none, or two", "give one value"),
        (several and item.get("enableBehavior") not in ("any", "all"), "has several conditions", "say any or all of them"),
    )
