"""The wording in a FHIR Questionnaire: its questions, and the words of their answers by ordinal value."""

from collections.abc import Iterator, Mapping
from typing import Any

from fourfold.instruments import Instrument, Item
from fourfold.instruments.wording import WordingRead, WordingRefused, fitting_wording

_ORDINAL = ("ordinalValue", "itemWeight")
_DEEPEST = 12


def wording_in(questionnaire: Mapping[str, Any], instrument: Instrument) -> WordingRead:
    """The wording of an instrument in a Questionnaire; questions are found by their link, their LOINC code, else in order.

    Raises `WordingRefused` naming the question and the remedy.
    """
    entries = list(_flat(questionnaire.get("item"), 0))
    questions = [entry for entry in entries if entry.get("type") not in ("group", "display")]
    matched = _matched(instrument, questions)
    texts = {key: str(entry.get("text") or "") for key, entry in matched.items()}
    answers = {key: words for key, entry in matched.items() if (words := _answers(instrument.item(key), entry))}
    return fitting_wording(instrument, {**_around(questionnaire, entries), **texts}, answers)


def _flat(items: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if items is None:
        return
    if not isinstance(items, list) or depth > _DEEPEST or not all(isinstance(entry, dict) for entry in items):
        raise WordingRefused("The items of the Questionnaire are no list of items; export it again.")
    for entry in items:
        yield entry
        yield from _flat(entry.get("item"), depth + 1)


def _matched(instrument: Instrument, questions: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    keys = [item.key for item in instrument.items]
    named: dict[str, Mapping[str, Any]] = {}
    for entry in questions:
        if (key := _key(instrument, entry)) and named.setdefault(key, entry) is not entry:
            raise WordingRefused(f"Two questions are item '{key}' (one is {entry.get('linkId')!r}); keep one of them.")
    if set(named) == set(keys):
        return named
    if not named and len(questions) == len(keys):
        return dict(zip(keys, questions, strict=True))
    lacking = ", ".join(key for key in keys if key not in named)
    raise WordingRefused(
        f"The Questionnaire has {len(questions)} questions, and none is item {lacking} of {instrument.title}; "
        "give each question the link of its item, for example q1."
    )


def _key(instrument: Instrument, entry: Mapping[str, Any]) -> str:
    keys = {item.key for item in instrument.items}
    link = str(entry.get("linkId", "")).strip()
    codes = instrument.codes.items if instrument.codes else {}
    coded = {code.get("code") for code in entry.get("code") or [] if isinstance(code, dict)}
    by_code = [key for key, code in codes.items() if code in coded or link in (code, f"/{code}")]
    return next((key for key in (link, f"q{link}") if key in keys), by_code[0] if by_code else "")


def _answers(item: Item, entry: Mapping[str, Any]) -> dict[str, str]:
    options = entry.get("answerOption") or []
    found: dict[str, str] = {}
    for place, option in enumerate(option for option in options if isinstance(option, dict)):
        value, words = _value(option), _words(option)
        if value is None and len(options) == len(item.values):
            value = item.values[place]
        if value is not None and words and words != str(value):
            found[str(value)] = words
    return found


def _value(option: Mapping[str, Any]) -> int | None:
    if isinstance(option.get("valueInteger"), int):
        return int(option["valueInteger"])
    coding = option.get("valueCoding") if isinstance(option.get("valueCoding"), dict) else {}
    for part in (option, coding):
        for extension in (part or {}).get("extension") or []:
            if isinstance(extension, dict) and str(extension.get("url", "")).endswith(_ORDINAL):
                weight = extension.get("valueDecimal")
                return int(weight) if isinstance(weight, int | float) and weight == int(weight) else None
    code = str((coding or {}).get("code", ""))
    return int(code) if code.lstrip("-").isdecimal() and len(code) < 5 else None


def _words(option: Mapping[str, Any]) -> str:
    coding = option.get("valueCoding") if isinstance(option.get("valueCoding"), dict) else {}
    return str((coding or {}).get("display") or option.get("valueString") or "").strip()


def _around(questionnaire: Mapping[str, Any], entries: list[Mapping[str, Any]]) -> dict[str, str]:
    shown = next((entry for entry in entries if entry.get("type") == "display" and entry.get("text")), {})
    return {"title": str(questionnaire.get("title") or ""), "instructions": str(shown.get("text") or "")}
