"""The wording in a FHIR Questionnaire: its questions, and the words of their answers by value, for one of our instruments."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from fourfold.formats.fhir.definition import objects, valued
from fourfold.formats.fhir.naming import Json
from fourfold.formats.fhir.problem import FhirRefused
from fourfold.instruments import Instrument, Item
from fourfold.instruments.wording import EVERY_ITEM, WordingRead, WordingRefused, fitting_wording

_WEIGHTS = ("ordinalValue", "itemWeight")
_OUTSIDE = ("group", "display")


def wording_of(questionnaire: Json, instrument: Instrument) -> WordingRead:
    """The wording of an instrument in a Questionnaire; questions are found by linkId or LOINC code, else by their order.

    Raises `WordingRefused` naming the linkId and the remedy.
    """
    try:
        entries = list(_flat(questionnaire, "Questionnaire"))
        asked = [entry for entry in entries if entry.get("type") not in _OUTSIDE and not entry.get("readOnly")]
        found = _found(instrument, asked)
        answers = {key: words for key, entry in found.items() if (words := _answers(instrument.item(key), entry))}
    except FhirRefused as refused:
        raise WordingRefused(str(refused)) from None
    texts = {key: _text(entry) for key, entry in found.items()}
    return fitting_wording(instrument, {**_around(questionnaire, entries), **texts}, _for_all(answers, len(found)))


def _flat(holder: Json, place: str) -> Iterator[Json]:
    for entry in objects(holder, "item", place):
        yield entry
        yield from _flat(entry, f"item {entry.get('linkId')}")


def _text(entry: Json) -> str:
    text = entry.get("text")
    return text if isinstance(text, str) else ""


def _found(instrument: Instrument, asked: Sequence[Json]) -> dict[str, Json]:
    """Each item of the instrument with its question."""
    found: dict[str, Json] = {}
    for entry in asked:
        key = _key(instrument, entry)
        if key and key in found:
            links = f"{found[key].get('linkId')!r} and {entry.get('linkId')!r}"
            raise WordingRefused(f"The questions {links} both are item '{key}'; keep one of them.")
        if key:
            found[key] = entry
    keys = [item.key for item in instrument.items]
    if not found and len(asked) == len(keys):
        return dict(zip(keys, asked, strict=True))
    if lacking := [key for key in keys if key not in found]:
        raise WordingRefused(
            f"The Questionnaire has {len(asked)} questions, and none of them is item {', '.join(lacking)} of "
            f"{instrument.title}; give each question the linkId of its item, for example {lacking[0]}."
        )
    return {key: found[key] for key in keys}


def _key(instrument: Instrument, entry: Json) -> str:
    """The item that a question is: by its linkId, a number, or a LOINC code in linkId or code; empty where it is none."""
    keys = {item.key for item in instrument.items}
    codes = instrument.codes.items if instrument.codes else {}
    link = str(entry.get("linkId", "")).strip()
    said = {str(coding.get("code")) for coding in objects(entry, "code", f"item {link}")}
    coded = said | {link, link.strip("/").split("/")[-1]}
    own = next((key for key in (link, f"q{link}") if key in keys), "")
    return own or next((key for key, code in codes.items() if code in coded), "")


def _answers(item: Item, entry: Json) -> dict[int, str]:
    """The words of the answers that have words, by their value."""
    place = f"item {entry.get('linkId')}"
    options = objects(entry, "answerOption", place)
    values = [_value(option, place) for option in options]
    if None in values and len(options) == len(item.values):
        values = list(item.values)
    found: dict[int, str] = {}
    for value, option in zip(values, options, strict=True):
        words = _words(option)
        if value is None and words:
            raise WordingRefused(f"{place}: the answer '{words[:60]}' has no value; give it an ordinalValue.")
        if value is not None and words and words != str(value):
            found[value] = words.removeprefix(f"{value} – ")
    return found


def _value(option: Json, place: str) -> int | None:
    """Its weight, or a code or number that is a whole number."""
    kind, held = next(iter(valued(option)), ("", None))
    coding: Json = held if isinstance(held, dict) else {}
    for holder in (option, coding):
        for extension in objects(holder, "extension", place):
            if str(extension.get("url", "")).endswith(_WEIGHTS):
                return _whole(extension.get("valueDecimal"))
    code = coding.get("code") if kind == "Coding" else held if kind == "integer" else None
    return _whole(int(code)) if isinstance(code, str) and code.isascii() and code.isdigit() and len(code) < 6 else _whole(code)


def _whole(number: object) -> int | None:
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal):
        return None
    return int(number) if number == int(number) else None


def _words(option: Json) -> str:
    _, held = next(iter(valued(option)), ("", None))
    words = held.get("display") if isinstance(held, dict) else held
    return words.strip() if isinstance(words, str) else ""


def _for_all(answers: Mapping[str, dict[int, str]], n: int) -> Mapping[str, Mapping[int, str]]:
    """Words that are the same for every item are said once."""
    first = next(iter(answers.values()), {})
    same = len(answers) == n and all(words == first for words in answers.values())
    return {EVERY_ITEM: first} if same and first else answers


def _around(questionnaire: Json, entries: Sequence[Json]) -> dict[str, str]:
    shown = next((_text(entry) for entry in entries if entry.get("type") == "display" and _text(entry)), "")
    title = questionnaire.get("title")
    return {"title": title if isinstance(title, str) else "", "instructions": shown}
