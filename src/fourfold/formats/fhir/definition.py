"""A Questionnaire as the check of answers needs it: a tree of what is asked, with its conditions, options and limits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fourfold.formats.fhir.naming import FHIR, SDC, Json
from fourfold.formats.fhir.problem import FhirRefused

MOST_ITEMS = 5_000
TYPES = frozenset(
    {"group", "display", "boolean", "decimal", "integer", "date", "dateTime", "time", "string", "text", "url"}
    | {"choice", "open-choice", "attachment", "reference", "quantity", "coding"}
)
"""The types of R4 items, and R5's word for a choice."""
_OPEN = frozenset({"optionsOrString", "optionsOrType"})
_CONSTRAINT = ("answerConstraint", "http://hl7.org/fhir/5.0/StructureDefinition/extension-Questionnaire.item.answerConstraint")

Valued = tuple[str, object]
"""The type behind `value` and what stands there: ("Coding", {...})."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that is offered; an exclusive one stands alone."""

    kind: str
    value: object
    exclusive: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """One `enableWhen`: the question asked elsewhere, and which answer to it counts."""

    question: str
    operator: str
    kind: str
    value: object


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of a Questionnaire. `path` leads to it by linkIds, itself included; `texts` are its wording and translations."""

    link_id: str
    type: str
    path: tuple[str, ...]
    texts: tuple[str, ...] = ()
    required: bool = False
    repeats: bool = False
    read_only: bool = False
    options: tuple[Option, ...] = ()
    value_set: str | None = None
    takes_text: bool = False
    takes_any_code: bool = False
    conditions: tuple[Condition, ...] = ()
    any_condition: bool = False
    max_length: int | None = None
    initial: tuple[Valued, ...] = ()
    extensions: Mapping[str, tuple[Valued, ...]] = field(default_factory=dict)
    items: "tuple[Asked, ...]" = ()

    @property
    def has_hidden_condition(self) -> bool:
        """Whether a FHIRPath that we do not run decides if it is asked."""
        return f"{SDC}/sdc-questionnaire-enableWhenExpression" in self.extensions

    def said(self, *names: str) -> tuple[Valued, ...]:
        """The values of extensions by the last part of their address, FHIR's own or the Structured Data Capture guide's."""
        urls = [f"{root}/{name}" for name in names for root in (FHIR, SDC)]
        return tuple(value for url in urls for value in self.extensions.get(url, ()))


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole Questionnaire, and its items by linkId."""

    resource: Json
    items: tuple[Asked, ...]
    by_link: Mapping[str, Asked]


def definition_of(questionnaire: Json) -> Definition:
    """What a Questionnaire asks. Raises `FhirRefused` for one that cannot be answered as it stands."""
    items = tuple(_asked(item, (), k) for k, item in enumerate(objects(questionnaire, "item", "Questionnaire"), start=1))
    by_link: dict[str, Asked] = {}
    for asked in _all(items):
        if asked.link_id in by_link:
            raise FhirRefused(f"Questionnaire, item {asked.link_id}", "its linkId is given twice", "make linkIds unique")
        by_link[asked.link_id] = asked
    if len(by_link) > MOST_ITEMS:
        raise FhirRefused("Questionnaire", f"has {len(by_link):,} items", f"give at most {MOST_ITEMS:,}")
    for asked in by_link.values():
        _check_conditions(asked, by_link)
    return Definition(questionnaire, items, by_link)


def objects(holder: Json, key: str, place: str) -> list[Json]:
    """The list of objects under a key; empty where there is none. Raises `FhirRefused`."""
    held = holder.get(key, [])
    if not isinstance(held, list) or not all(isinstance(entry, dict) for entry in held):
        raise FhirRefused(place, f"'{key}' is no list of objects", f"write {key} as a list")
    return held


def valued(holder: Json, prefix: str = "value") -> list[Valued]:
    """What stands behind `value[x]`, as ("Coding", ...) for valueCoding; more than one is a fault of the file."""
    return [
        (_kind(key, prefix), held)
        for key, held in holder.items()
        if key.startswith(prefix) and key[len(prefix) :][:1].isupper()
    ]


def _kind(key: str, prefix: str) -> str:
    """Primitive types begin small: valueString holds a string, valueCoding a Coding."""
    name = key[len(prefix) :]
    return name if name in {"Coding", "Quantity", "Reference", "Attachment", "Expression"} else name[0].lower() + name[1:]


def _all(items: Sequence[Asked]) -> Iterator[Asked]:
    for asked in items:
        yield asked
        yield from _all(asked.items)


def _asked(item: Json, above: tuple[str, ...], number: int) -> Asked:
    link_id = item.get("linkId")
    if not isinstance(link_id, str) or not link_id.strip():
        raise FhirRefused(f"Questionnaire, item {' > '.join((*above, str(number)))}", "has no linkId", "give every item one")
    place, path = f"Questionnaire, item {link_id}", (*above, link_id)
    kind = item.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        raise FhirRefused(place, f"its type is {kind!r}", f"use one of {', '.join(sorted(TYPES - {'coding'}))}")
    said = _extensions(item, place)
    constraint = {str(held) for name in _CONSTRAINT for held in (item.get(name), *(v for _, v in said.get(name, ()))) if held}
    return Asked(
        link_id=link_id,
        type="choice" if kind == "coding" else kind,
        path=path,
        texts=_texts(item, place),
        required=_flag(item, "required", place),
        repeats=_flag(item, "repeats", place),
        read_only=_flag(item, "readOnly", place),
        options=tuple(_option(option, place) for option in objects(item, "answerOption", place)),
        value_set=_text(item, "answerValueSet", place),
        takes_text=kind == "open-choice" or bool(constraint & _OPEN),
        takes_any_code="optionsOrType" in constraint,
        conditions=tuple(_condition(entry, place) for entry in objects(item, "enableWhen", place)),
        any_condition=item.get("enableBehavior") == "any",
        max_length=_whole(item, "maxLength", place),
        initial=tuple(value for entry in objects(item, "initial", place) for value in valued(entry)),
        extensions=said,
        items=tuple(_asked(inner, path, k) for k, inner in enumerate(objects(item, "item", place), start=1)),
    )


def _extensions(holder: Json, place: str) -> dict[str, tuple[Valued, ...]]:
    """Values by address; an extension made of extensions stands there with these as its value."""
    found: dict[str, tuple[Valued, ...]] = {}
    for entry in objects(holder, "extension", place):
        url = entry.get("url")
        if isinstance(url, str):
            inner: list[Valued] = valued(entry) or [("extension", entry.get("extension"))]
            found[url] = (*found.get(url, ()), *inner)
    return found


def _texts(item: Json, place: str) -> tuple[str, ...]:
    text, beside = _text(item, "text", place), item.get("_text")
    translated = [
        str(part.get("valueString") or part.get("valueMarkdown"))
        for entry in (objects(beside, "extension", place) if isinstance(beside, dict) else [])
        for part in objects(entry, "extension", place)
        if part.get("url") == "content"
    ]
    return (text, *translated) if text is not None else ()


def _option(option: Json, place: str) -> Option:
    found = valued(option)
    if len(found) != 1:
        raise FhirRefused(place, "an answerOption has no value, or two", "give each answerOption one value")
    exclusive = _extensions(option, place).get(f"{FHIR}/questionnaire-optionExclusive", ())
    return Option(*found[0], exclusive=("boolean", True) in exclusive)


def _condition(entry: Json, place: str) -> Condition:
    question, operator, found = entry.get("question"), entry.get("operator"), valued(entry, "answer")
    if not isinstance(question, str) or operator not in ("exists", "=", "!=", ">", "<", ">=", "<=") or len(found) != 1:
        raise FhirRefused(place, "an enableWhen lacks its question, operator or answer", "complete it")
    if operator == "exists" and not isinstance(found[0][1], bool):
        raise FhirRefused(place, "an enableWhen asks whether an answer exists, and compares it", "use answerBoolean")
    return Condition(question, str(operator), *found[0])


def _check_conditions(asked: Asked, by_link: Mapping[str, Asked]) -> None:
    for condition in asked.conditions:
        if condition.question not in by_link:
            place = f"Questionnaire, item {asked.link_id}"
            raise FhirRefused(place, f"its enableWhen asks for '{condition.question}', which is no linkId", "name a question")


def _flag(item: Json, key: str, place: str) -> bool:
    value = item.get(key, False)
    if not isinstance(value, bool):
        raise FhirRefused(place, f"'{key}' is neither true nor false", "write true or false")
    return value


def _text(item: Json, key: str, place: str) -> str | None:
    value = item.get(key)
    if value is not None and not isinstance(value, str):
        raise FhirRefused(place, f"'{key}' is no text", "write it as text")
    return value


def _whole(item: Json, key: str, place: str) -> int | None:
    value = item.get(key)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise FhirRefused(place, f"'{key}' is no whole number", "write a whole number")
    return value
