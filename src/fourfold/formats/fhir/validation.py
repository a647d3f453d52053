"""A QuestionnaireResponse against its Questionnaire, answer by answer: all that is wrong, where, and what to do about it.

How many answers there are is only warned of while the response is in progress, and so is what we cannot tell, such as a
rule in FHIRPath.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fourfold.formats.fhir.around import around_problems, is_under_way
from fourfold.formats.fhir.definition import Asked, Definition, Valued, definition_of, valued
from fourfold.formats.fhir.enabled import Standing, is_enabled
from fourfold.formats.fhir.naming import Json
from fourfold.formats.fhir.offered import exclusive_problem, kinds_taken, offer_problems
from fourfold.formats.fhir.problem import FhirRefused, Problem
from fourfold.formats.fhir.single_answers import answer_problems
from fourfold.formats.fhir.untold import untold_of_all, untold_of_item
from fourfold.formats.fhir.value_sets import ValueSets, value_sets_of

MOST_ANSWERED = 5_000
_ITEM_KEYS = frozenset({"linkId", "definition", "text", "answer", "item", "id", "extension", "modifierExtension"})
_ANSWER_KEYS = frozenset({"item", "id", "extension", "modifierExtension"})


def problems(questionnaire: Json, response: Json, value_sets: Sequence[Json] = ()) -> tuple[Problem, ...]:
    """Everything that is wrong with the answers, errors and warnings, in the order of the form; empty where all is well.

    Both come from `json_text.parse`, or are plain dicts. value_sets are ValueSets, CodeSystems or Bundles of them that the
    Questionnaire refers to and does not contain.

    >>> asked = {"resourceType": "Questionnaire", "item": [{"linkId": "age", "type": "integer", "required": True}]}
    >>> told = {"resourceType": "QuestionnaireResponse", "status": "completed"}
    >>> print(problems(asked, told | {"item": [{"linkId": "age", "answer": [{"valueString": "x"}]}]})[-1])
    age: is answered by a string; answer it by integer
    """
    try:
        definition = definition_of(questionnaire)
        _check_size(response)
        check = _Check(definition, value_sets_of(questionnaire, response, value_sets), is_under_way(response))
        around = (*around_problems(questionnaire, response), *untold_of_all(questionnaire))
        return (*around, *check.items(definition.items, response, "", Standing(response)))
    except FhirRefused as refused:
        return (refused.problem,)


def _check_size(response: Json) -> None:
    count, level = 0, [response]
    while level:
        level = [entry for holder in level for key in ("item", "answer") for entry in _entries(holder, key)]
        count += len(level)
        if count > 2 * MOST_ANSWERED:
            raise FhirRefused("QuestionnaireResponse", f"has more than {MOST_ANSWERED:,} items", "split it")


def _entries(holder: Json, key: str) -> list[Json]:
    held = holder.get(key)
    return [entry for entry in held if isinstance(entry, dict)] if isinstance(held, list) else []


@dataclass(frozen=True, slots=True)
class _Check:
    definition: Definition
    value_sets: ValueSets
    under_way: bool

    def items(self, asked_here: Sequence[Asked], holder: Json, place: str, standing: Standing) -> Iterator[Problem]:
        """The problems of all items within a response, a group or an answer."""
        yield from _list_problems(holder, "item", place)
        given = _entries(holder, "item")
        yield from self._placed(asked_here, given, place)
        own: dict[str, list[Json]] = {asked.link_id: [] for asked in asked_here}
        for item in given:
            if isinstance(link_id := item.get("linkId"), str):
                own.get(link_id, []).append(item)
        for asked in asked_here:
            yield from self._asked(asked, own[asked.link_id], _below(place, asked.link_id), standing)

    def _placed(self, asked_here: Sequence[Asked], given: Sequence[Json], place: str) -> Iterator[Problem]:
        """Items that nobody asked for here, and items out of order."""
        order = {asked.link_id: k for k, asked in enumerate(asked_here)}
        last = -1
        for number, item in enumerate(given, start=1):
            link_id = item.get("linkId")
            if not isinstance(link_id, str) or not link_id.strip():
                yield Problem(_below(place, f"item {number}"), "has no linkId", "name the question that it answers")
            elif link_id not in order:
                yield self._unasked(link_id, place)
            elif order[link_id] < last:
                yield Problem(_below(place, link_id), "is out of order", "keep the order of the Questionnaire")
            else:
                last = order[link_id]

    def _unasked(self, link_id: str, place: str) -> Problem:
        known = self.definition.by_link.get(link_id)
        if known is None:
            return Problem(_below(place, link_id), "is no linkId of the Questionnaire", "take it out, or mend its linkId")
        above = " > ".join(known.path[:-1]) or "no other item"
        return Problem(_below(place, link_id), "is in the wrong place", f"put it under {above}")

    def _asked(self, asked: Asked, given: Sequence[Json], place: str, standing: Standing) -> Iterator[Problem]:
        enabled = is_enabled(asked, self.definition, standing)
        if not enabled:
            if any(_entries(item, "answer") or _entries(item, "item") for item in given):
                yield Problem(place, "is answered, although its condition does not hold", "take the answer out")
            return
        if asked.type == "group":
            yield from self._group_counts(asked, given, place)
        elif asked.type != "display":
            yield from self._answer_counts(asked, given, place)
        if len(given) > 1 and (asked.type != "group" or not asked.repeats):
            remedy = "give one item with all its answers" if asked.repeats else "give it once"
            yield Problem(place, f"stands there {len(given)} times", remedy, is_error=not asked.repeats)
        for number, item in enumerate(given, start=1):
            own_place = f"{place}, repetition {number}" if len(given) > 1 else place
            yield from self._item(asked, item, own_place, standing.inside(asked.link_id, item))

    def _group_counts(self, asked: Asked, given: Sequence[Json], place: str) -> Iterator[Problem]:
        filled = [item for item in given if _entries(item, "item")]
        if asked.required and not filled:
            yield self._count(asked, place, "is required and has no answers", "answer its questions")
        yield from self._occurs(asked, len(given), place)

    def _answer_counts(self, asked: Asked, given: Sequence[Json], place: str) -> Iterator[Problem]:
        count = sum(len(_entries(item, "answer")) for item in given)
        if asked.required and not count:
            yield self._count(asked, place, "is required and not answered", "answer it")
        if count > 1 and not asked.repeats:
            yield self._count(asked, place, f"has {count} answers and takes one", "give one answer")
        yield from self._occurs(asked, count, place)

    def _occurs(self, asked: Asked, count: int, place: str) -> Iterator[Problem]:
        for _, least in asked.said("questionnaire-minOccurs"):
            if isinstance(least, int) and count < least and not (count == 0 and asked.required):
                yield self._count(asked, place, f"is answered {count} times", f"answer it at least {least} times")
        for _, most in asked.said("questionnaire-maxOccurs"):
            if isinstance(most, int) and count > most:
                yield self._count(asked, place, f"is answered {count} times", f"answer it at most {most} times")

    def _count(self, asked: Asked, place: str, reason: str, remedy: str) -> Problem:
        """Too few or too many answers are no error yet while the response is under way, or where it may not be asked at all."""
        if asked.has_hidden_condition:
            remedy = f"{remedy}, if the FHIRPath expression that it depends on holds; it is not run here"
        return Problem(place, reason, remedy, is_error=not self.under_way and not asked.has_hidden_condition)

    def _item(self, asked: Asked, item: Json, place: str, standing: Standing) -> Iterator[Problem]:
        yield from _known_keys(item, _ITEM_KEYS, place)
        text = item.get("text")
        if text is not None and asked.texts and text not in asked.texts:
            yield Problem(place, "its text is not the text of the question", "give the text of the Questionnaire, or none")
        if asked.type == "group":
            if "answer" in item:
                yield Problem(place, "is a group and has an answer", "put the answers under its questions")
            yield from self.items(asked.items, item, place, standing)
        elif asked.type == "display":
            if "answer" in item or "item" in item:
                yield Problem(place, "is only shown and has an answer", "take the answer out")
        else:
            yield from self._question(asked, item, place, standing)
        yield from untold_of_item(asked, place, answered=bool(_entries(item, "answer")))

    def _question(self, asked: Asked, item: Json, place: str, standing: Standing) -> Iterator[Problem]:
        if "item" in item:
            yield Problem(place, "has items beside its answers", "put them under the answer that they belong to")
        yield from _list_problems(item, "answer", place)
        answers = _entries(item, "answer")
        found = [value for answer in answers for value in valued(answer)]
        for number, answer in enumerate(answers, start=1):
            own_place = f"{place}, answer {number}" if len(answers) > 1 else place
            yield from self._answer(asked, answer, own_place)
            yield from self.items(asked.items, answer, own_place, standing)
        yield from exclusive_problem(asked, found, place)
        if asked.read_only and asked.initial and found and [v for _, v in found] != [v for _, v in asked.initial]:
            yield Problem(place, "is read-only and was changed", "see whether a program worked it out", is_error=False)

    def _answer(self, asked: Asked, answer: Json, place: str) -> Iterator[Problem]:
        values = valued(answer)
        value_keys = frozenset(key for key in answer if key.removeprefix("_").startswith("value"))
        yield from _known_keys(answer, _ANSWER_KEYS | value_keys, place)
        if len(values) > 1:
            yield Problem(place, f"has {len(values)} values", "give one value in each answer")
        elif not values and not any(key in answer for key in ("item", "extension", *(k for k in value_keys if k[0] == "_"))):
            yield Problem(place, "is an empty answer", "give a value, or leave the answer out")
        for given in values[:1]:
            yield from self._value(asked, given, place)

    def _value(self, asked: Asked, given: Valued, place: str) -> Iterator[Problem]:
        taken = kinds_taken(asked)
        if given[0] not in taken:
            yield Problem(place, f"is answered by {_a(given[0])}", f"answer it by {' or '.join(taken)}")
            return
        found = list(answer_problems(asked, given, place))
        yield from found
        if not any(problem.is_error for problem in found):
            yield from offer_problems(asked, given, self.value_sets, place)


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiouA" else f"a {kind}"


def _below(place: str, name: str) -> str:
    return f"{place} > {name}" if place else name


def _list_problems(holder: Json, key: str, place: str) -> Iterator[Problem]:
    held = holder.get(key, [{}])
    if not isinstance(held, list) or not held or not all(isinstance(entry, dict) for entry in held):
        yield Problem(
            place or "QuestionnaireResponse", f"'{key}' is no list of objects", f"write {key} as a list, or leave it out"
        )


def _known_keys(holder: Json, known: frozenset[str], place: str) -> Iterator[Problem]:
    for key, times in Counter(key.removeprefix("_") for key in holder).items():
        if key not in known and f"_{key}" not in known and times:
            yield Problem(place, f"'{key[:40]}' is no element here", "take it out, or mend its name")
    if holder.get("modifierExtension"):
        yield Problem(place, "has a modifierExtension, which could turn its meaning round", "take it out")
