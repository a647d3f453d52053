"""Whether an answer is among those that a question offers: its options, its value set, its units."""

from collections.abc import Iterable, Iterator, Sequence

from fourfold.formats.fhir.definition import Asked, Option, Valued
from fourfold.formats.fhir.enabled import same_coding
from fourfold.formats.fhir.moments import stretch_of
from fourfold.formats.fhir.problem import Problem
from fourfold.formats.fhir.quantities import number_of
from fourfold.formats.fhir.single_answers import KIND_OF
from fourfold.formats.fhir.value_sets import Concepts, ValueSets

_CHOICES = ("choice", "open-choice")


def kinds_taken(asked: Asked) -> tuple[str, ...]:
    """The types of values that may answer a question."""
    kinds = [option.kind for option in asked.options] if asked.type in _CHOICES else []
    if not kinds or asked.takes_any_code:
        kinds.append(KIND_OF[asked.type])
    if asked.takes_text:
        kinds.append("string")
    return tuple(dict.fromkeys(kinds))


def offer_problems(asked: Asked, given: Valued, value_sets: ValueSets, place: str) -> Iterator[Problem]:
    """What is wrong with an answer as one of those that are offered; nothing where none are."""
    kind, value = given
    if kind == "Quantity" and isinstance(value, dict):
        yield from _unit(asked, value, value_sets, place)
    if asked.options:
        yield from _option(asked, given, place)
    elif asked.value_set is not None and kind in ("Coding", "string"):
        yield from _member(asked, given, asked.value_set, value_sets, place)


def exclusive_problem(asked: Asked, given: Sequence[Valued], place: str) -> Iterator[Problem]:
    """The problem of an answer that stands alone by its nature, and does not."""
    alone = [option for option in asked.options if option.exclusive]
    chosen = [value for value in given if any(_is(option, value) for option in alone)]
    if chosen and len(given) > 1:
        yield Problem(place, f"{_named(chosen[0])} is given beside other answers", "give it alone, or leave it out")


def _option(asked: Asked, given: Valued, place: str) -> Iterator[Problem]:
    found = next((option for option in asked.options if _is(option, given)), None)
    free = asked.takes_text and given[0] == "string"
    if found is None and free:
        yield from _known_words(str(given[1]), _displays(asked), place)
    elif found is None and asked.takes_any_code and given[0] == "Coding":
        yield _any_code(given, place)
    elif found is None:
        offered = ", ".join(_named((option.kind, option.value)) for option in asked.options[:12])
        more = " …" if len(asked.options) > 12 else ""
        yield Problem(place, f"{_named(given)} is not offered", f"choose one of {offered}{more}")
    elif found is not None and isinstance(found.value, dict) and isinstance(given[1], dict):
        yield from _display(given[1].get("display"), found.value.get("display"), _displays(asked), place, exact=False)


def _known_words(text: str, displays: Iterable[str], place: str) -> Iterator[Problem]:
    """Free words that an offered answer has already: most likely that one is meant."""
    if text.casefold().split() in [display.casefold().split() for display in displays]:
        yield Problem(place, f"says '{text[:60]}' in free words, which is offered", "give its code", is_error=False)


def _any_code(given: Valued, place: str) -> Problem:
    reason = f"{_named(given)} is none of those offered, and whether there is such a code cannot be told here"
    return Problem(place, reason, "look it up yourself", is_error=False)


def _displays(asked: Asked) -> set[str]:
    return {str(o.value["display"]) for o in asked.options if isinstance(o.value, dict) and o.value.get("display")}


def _is(option: Option, given: Valued) -> bool:
    kind, value = given
    if option.kind != kind and {option.kind, kind} != {"integer", "decimal"}:
        return False
    if kind == "Coding":
        return same_coding(option.value, value)
    if kind == "Reference":
        return (
            isinstance(value, dict)
            and isinstance(option.value, dict)
            and value.get("reference") == option.value.get("reference")
        )
    if kind in ("date", "time"):
        return stretch_of(value, kind) == stretch_of(option.value, kind)
    number = number_of(value)
    return number == number_of(option.value) if number is not None else option.value == value


def _member(asked: Asked, given: Valued, address: str, value_sets: ValueSets, place: str) -> Iterator[Problem]:
    kind, value = given
    concepts = value_sets.find(address)
    if kind == "string" and asked.type in _CHOICES:
        yield from _known_words(str(value), concepts.displays.values() if concepts else (), place)
        return
    if concepts is None:
        reason = f"cannot be checked: the value set {address} is not contained in the Questionnaire"
        yield Problem(place, reason, "contain it, or give it beside the Questionnaire", is_error=kind == "Coding")
        return
    if kind == "string":
        if not concepts.says_code(str(value)) and concepts.whole:
            yield Problem(place, f"{_named(given)} is no code of {address}", "choose a code of the value set")
        return
    yield from _coded(value, concepts, address, place, free=asked.takes_any_code)


def _coded(value: object, concepts: Concepts, address: str, place: str, *, free: bool) -> Iterator[Problem]:
    coding = value if isinstance(value, dict) else {}
    code = (str(coding.get("system") or ""), str(coding.get("code") or ""))
    if not code[0] and len(meant := [known for known in concepts.displays if known[1] == code[1]]) == 1 and meant != [code]:
        yield Problem(place, f"{_named(('Coding', value))} has no system", f"say {meant[0][0]}", is_error=False)
        code = meant[0]
    if code not in concepts.displays:
        if not concepts.whole:
            yield Problem(place, f"{_named(('Coding', value))} cannot be checked: {address} lists no codes", "contain them")
        elif free:
            yield _any_code(("Coding", value), place)
        else:
            yield Problem(place, f"{_named(('Coding', value))} is not in the value set {address}", "choose one of its codes")
        return
    others = {said for there, said in concepts.displays.items() if there != code}
    yield from _display(coding.get("display"), concepts.displays[code], others, place, exact=concepts.exact)


def _display(said: object, known: object, others: set[str], place: str, *, exact: bool) -> Iterator[Problem]:
    """The words beside a code: those of another code are wrong; other words are wrong or only noted."""
    if not said or not known or str(said).casefold().split() == str(known).casefold().split():
        return
    wrong = exact or str(said).casefold() in {other.casefold() for other in others}
    yield Problem(
        place, f"says '{said}' where the code means '{known}'", "give the code and its words together", is_error=wrong
    )


def _unit(asked: Asked, value: dict[str, object], value_sets: ValueSets, place: str) -> Iterator[Problem]:
    options = [held for _, held in asked.said("questionnaire-unitOption")]
    own = {"system": value.get("system"), "code": value.get("code"), "display": value.get("unit")}
    if options and not any(same_coding(option, own) for option in options):
        listed = ", ".join(_named(("Coding", option)) for option in options)
        yield Problem(place, f"its unit is {value.get('unit') or value.get('code') or 'not said'}", f"use one of {listed}")
    for _, address in asked.said("questionnaire-unitValueSet"):
        concepts = value_sets.find(str(address))
        if concepts is None or not concepts.whole:
            yield Problem(place, f"its unit cannot be checked: {address} is not there", "contain the value set")
        elif (str(value.get("system") or ""), str(value.get("code") or "")) not in concepts.displays:
            yield Problem(place, f"its unit is not in the value set {address}", "use a unit of the value set")


def _named(given: Valued) -> str:
    kind, value = given
    if isinstance(value, dict):
        shown = value.get("display") or value.get("code") or value.get("reference")
        code = f" ({value['code']})" if kind == "Coding" and value.get("display") and value.get("code") else ""
        return f"'{str(shown)[:60]}'{code}"
    return f"'{str(value)[:60]}'"
