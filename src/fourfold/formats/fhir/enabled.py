"""Whether a question is to be asked: its `enableWhen`, seen from where the question stands in the answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from fourfold.formats.fhir.definition import Asked, Condition, Definition, valued
from fourfold.formats.fhir.moments import stretch_of
from fourfold.formats.fhir.naming import Json
from fourfold.formats.fhir.quantities import measured, number_of

_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {">": gt, "<": lt, ">=": ge, "<=": le}
_MOMENTS = frozenset({"date", "dateTime", "time"})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where in the answers one stands: the item of each group or question that one is inside of, by linkId."""

    response: Json
    within: Mapping[str, Json] = field(default_factory=dict)

    def inside(self, link_id: str, item: Json) -> "Standing":
        """The same, one item further in."""
        return Standing(self.response, {**self.within, link_id: item})


def is_enabled(asked: Asked, definition: Definition, standing: Standing) -> bool:
    """Whether the conditions of a question hold; a question without any is always asked."""
    if not asked.conditions:
        return True
    held = (_holds(condition, definition, standing) for condition in asked.conditions)
    return any(held) if asked.any_condition else all(held)


def _holds(condition: Condition, definition: Definition, standing: Standing) -> bool:
    given = [answer for item in _found(definition.by_link[condition.question], standing) for answer in _answers(item)]
    if condition.operator == "exists":
        return bool(given) is condition.value
    found = [value for answer in given for value in valued(answer)]
    return any(_compares(kind, value, condition) for kind, value in found)


def _found(question: Asked, standing: Standing) -> list[Json]:
    """The items that answer a question, in the nearest repetition of a group that holds both it and the one who asks."""
    if question.link_id in standing.within:
        return [standing.within[question.link_id]]
    known = [k for k, link_id in enumerate(question.path) if link_id in standing.within]
    start = standing.within[question.path[known[-1]]] if known else standing.response
    found = [start]
    for link_id in question.path[known[-1] + 1 if known else 0 :]:
        found = [inner for item in found for inner in _inner(item) if inner.get("linkId") == link_id]
    return found


def _inner(item: Json) -> Iterator[Json]:
    for holder in (item, *_answers(item)):
        held = holder.get("item")
        yield from (entry for entry in held if isinstance(entry, dict)) if isinstance(held, list) else ()


def _answers(item: Json) -> list[Json]:
    held = item.get("answer")
    return [entry for entry in held if isinstance(entry, dict)] if isinstance(held, list) else []


def _compares(kind: str, value: object, condition: Condition) -> bool:
    if condition.operator in _ORDER:
        return _ordered(kind, value, condition)
    same = _same(kind, value, condition.kind, condition.value)
    return same if condition.operator == "=" else not same


def _same(kind: str, value: object, other_kind: str, other: object) -> bool:
    if "Coding" in (kind, other_kind):
        return kind == other_kind and _is_coding(value, other)
    if "Quantity" in (kind, other_kind):
        amounts = _amounts(value, other)
        return amounts is not None and amounts[0] == amounts[1]
    if "Reference" in (kind, other_kind):
        return isinstance(value, dict) and isinstance(other, dict) and value.get("reference") == other.get("reference")
    if kind in _MOMENTS and other_kind in _MOMENTS:
        return stretch_of(value, kind) is not None and stretch_of(value, kind) == stretch_of(other, other_kind)
    number = number_of(value)
    return number == number_of(other) if number is not None else type(value) is type(other) and value == other


def _ordered(kind: str, value: object, condition: Condition) -> bool:
    """Order among amounts, among texts by their letters, and among dates: after a month means after its end."""
    order = _ORDER[condition.operator]
    if kind == "Quantity":
        amounts = _amounts(value, condition.value)
        return amounts is not None and order(*amounts)
    if kind in _MOMENTS:
        when, then = stretch_of(value, kind), stretch_of(condition.value, condition.kind)
        if when is None or then is None:
            return False
        earlier = condition.operator in ("<", ">=")
        return order(when[1], then[0]) if condition.operator == "<" else order(when[0], then[0 if earlier else 1])
    if isinstance(value, str) and isinstance(condition.value, str):
        return order(value, condition.value)
    numbers: tuple[Decimal | None, Decimal | None] = number_of(value), number_of(condition.value)
    return None not in numbers and order(*numbers)


def _amounts(value: object, wanted: object) -> tuple[Decimal, Decimal] | None:
    """Two amounts in the same unit; a condition without a unit takes any. None where they cannot be compared."""
    one, other = measured(value), measured(wanted)
    if one is None or other is None or not isinstance(value, dict) or not isinstance(wanted, dict):
        return None
    if not wanted.get("unit") and not wanted.get("code"):
        number = number_of(value.get("value"))
        return None if number is None else (number, other[1])
    return (one[1], other[1]) if one[0] == other[0] else None


def _is_coding(value: object, wanted: object) -> bool:
    """Whether an answer is the code that a condition asks for; one that is asked for without a system may be of any."""
    if isinstance(value, dict) and isinstance(wanted, dict) and wanted.get("code") and not wanted.get("system"):
        return bool(value.get("code") == wanted["code"])
    return same_coding(value, wanted)


def same_coding(one: object, other: object) -> bool:
    """Whether two Codings are the same code of the same system; without codes, the same words."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    if one.get("code") is None and other.get("code") is None:
        return one.get("display") is not None and one.get("display") == other.get("display")
    return one.get("code") == other.get("code") and (one.get("system") or "") == (other.get("system") or "")
