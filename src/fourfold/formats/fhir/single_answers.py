"""One answer to one question: its type, how it is written, and the limits that the Questionnaire sets."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping

from fourfold.formats.fhir.definition import Asked, Valued
from fourfold.formats.fhir.moments import stretch_of
from fourfold.formats.fhir.patterns import matches
from fourfold.formats.fhir.problem import Problem
from fourfold.formats.fhir.quantities import measured, number_of
from fourfold.formats.fhir.references import is_uri, reference_fault, type_named

KIND_OF = {
    **{name: name for name in ("boolean", "decimal", "integer", "date", "dateTime", "time", "string")},
    "text": "string",
    "url": "uri",
    "choice": "Coding",
    "open-choice": "Coding",
    "attachment": "Attachment",
    "reference": "Reference",
    "quantity": "Quantity",
}
"""Which value[x] an item of each type is answered with."""
_LARGEST = 2**31
_MOMENTS = ("date", "dateTime", "time")
_WITH_LETTERS = ("string", "uri", "integer", "decimal")
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]*={0,2}\s*")


def answer_problems(asked: Asked, given: Valued, place: str) -> Iterator[Problem]:
    """What is wrong with an answer of the right type, apart from whether it is among those that are offered."""
    kind, value = given
    if fault := written_fault(kind, value):
        yield Problem(place, fault, f"write it as FHIR's {kind}")
        return
    if kind == "string" and asked.type == "string" and re.search(r"[\r\n]", str(value)):
        yield Problem(place, "has more than one line, which a string has not", "write one line, or ask for a text")
    yield from _length(asked, kind, value, place)
    yield from _pattern(asked, kind, value, place)
    yield from _bounds(asked, given, place)
    if kind == "Attachment" and isinstance(value, dict):
        yield from _attachment(asked, value, place)
    if kind == "Reference" and isinstance(value, dict):
        yield from _referred(asked, value, place)


def written_fault(kind: str, value: object) -> str:
    """Why a value is not of its type; empty where it is."""
    check = _WRITTEN.get(kind)
    return check(value) if check else f"is a {kind}, which answers no question"


def _boolean(value: object) -> str:
    return "" if isinstance(value, bool) else "is neither true nor false"


def _integer(value: object) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return "" if whole and -_LARGEST <= int(str(value)) < _LARGEST else "is no whole number of 32 bits"


def _decimal(value: object) -> str:
    return "is no number" if number_of(value) is None else ""


def _moment(kind: str) -> Callable[[object], str]:
    forms = {"date": "2026, 2026-11 or 2026-11-26", "time": "14:30:00"}
    form = forms.get(kind, "a date, or 2026-11-26T14:30:00Z with its zone")
    return lambda value: "" if stretch_of(value, kind) else f"is no {kind} as {form}"


def _string(value: object) -> str:
    if not isinstance(value, str):
        return "is no text"
    return "" if value.strip() else "is empty"


def _uri(value: object) -> str:
    return "" if is_uri(value) else "is no address"


def _coding(value: object) -> str:
    if not isinstance(value, dict):
        return "is no Coding"
    if any(key in value and not isinstance(value[key], str) for key in ("system", "code", "display", "version")):
        return "has a system, code or display that is no text"
    if any(isinstance(value.get(key), str) and not value[key].strip() for key in ("system", "code", "display")):
        return "has an empty system, code or display"
    return "" if value.get("code") or value.get("display") else "says neither code nor display"


def _quantity(value: object) -> str:
    if not isinstance(value, dict) or number_of(value.get("value")) is None:
        return "is no Quantity with a number"
    if value.get("comparator") not in (None, "<", "<=", ">=", ">"):
        return "has a comparator that is none"
    return "has a code without its system" if value.get("code") and not value.get("system") else ""


def _reference(value: object) -> str:
    return reference_fault(value) if isinstance(value, dict) else "is no Reference"


def _file(value: object) -> str:
    if not isinstance(value, dict) or not any(value.get(key) for key in ("data", "url", "title", "contentType")):
        return "is no Attachment with data or url"
    data, size = value.get("data"), value.get("size")
    if data is not None and (not isinstance(data, str) or _bytes_in(data) is None):
        return "has data that are no base64"
    if data is not None and not value.get("contentType"):
        return "has data without contentType"
    if size is not None and _integer(size):
        return "has a size that is no whole number"
    return (
        "states a size that its data have not" if size is not None and isinstance(data, str) and _bytes_in(data) != size else ""
    )


_WRITTEN: Mapping[str, Callable[[object], str]] = {
    "boolean": _boolean,
    "integer": _integer,
    "decimal": _decimal,
    "string": _string,
    "uri": _uri,
    "Coding": _coding,
    "Quantity": _quantity,
    "Reference": _reference,
    "Attachment": _file,
    **{kind: _moment(kind) for kind in _MOMENTS},
}


def _length(asked: Asked, kind: str, value: object, place: str) -> Iterator[Problem]:
    if kind not in _WITH_LETTERS:
        return
    length = len(str(value))
    least = next((held for _, held in asked.said("minLength") if isinstance(held, int)), None)
    if asked.max_length is not None and length > asked.max_length:
        yield Problem(place, f"has {length} characters", f"give at most {asked.max_length}")
    if least is not None and length < least:
        yield Problem(place, f"has {length} characters", f"give at least {least}")


def _pattern(asked: Asked, kind: str, value: object, place: str) -> Iterator[Problem]:
    if kind not in (*_WITH_LETTERS, *_MOMENTS):
        return
    for _, pattern in asked.said("regex"):
        fits = matches(str(pattern), str(value))
        form = next((f", such as {held}" for _, held in asked.said("entryFormat")), "")
        if fits is False:
            yield Problem(place, f"does not fit the pattern {str(pattern)[:60]}", f"write it as the form asks{form}")
        elif fits is None:
            yield Problem(
                place, f"cannot be compared with the pattern {str(pattern)[:60]} here", "look yourself", is_error=False
            )


def _bounds(asked: Asked, given: Valued, place: str) -> Iterator[Problem]:
    least = asked.said("minValue", "minQuantity", "sdc-questionnaire-minQuantity")
    most = asked.said("maxValue", "maxQuantity", "sdc-questionnaire-maxQuantity")
    for bounds, sign, word in ((least, 1, "least"), (most, -1, "most")):
        for bound in bounds:
            side = _side(given, bound)
            if bound[0] == "extension" or bound[1] is None:
                yield Problem(place, f"has a {word} value that is worked out, not here", "look yourself", is_error=False)
            elif side is None:
                yield Problem(place, f"cannot be compared with the {word} value, {_said(bound)}", "use its type and unit")
            elif side * sign < 0:
                yield Problem(place, f"is {_said(given)}", f"give {_said(bound)} at {word}")
    if given[0] in ("decimal", "integer", "Quantity"):
        for _, places in asked.said("maxDecimalPlaces"):
            number = number_of(_amount(given))
            digits = -int(number.as_tuple().exponent) if number is not None else 0
            if isinstance(places, int) and digits > places:
                yield Problem(place, f"has {digits} decimal places", f"give at most {places}")


def _side(given: Valued, bound: Valued) -> int | None:
    """-1 where the answer lies wholly below the bound, 1 above, 0 at it; None where they cannot be compared."""
    if given[0] in _MOMENTS:
        when, limit = stretch_of(given[1], given[0]), stretch_of(bound[1], bound[0])
        if when is None or limit is None:
            return None
        return -1 if when[1] < limit[0] else 1 if when[0] > limit[1] else 0
    if given[0] == "Quantity" and bound[0] == "Quantity":
        one, other = measured(given[1]), measured(bound[1])
        return None if one is None or other is None or one[0] != other[0] else (one[1] > other[1]) - (one[1] < other[1])
    number, limit_number = number_of(_amount(given)), number_of(bound[1])
    return None if number is None or limit_number is None else (number > limit_number) - (number < limit_number)


def _amount(given: Valued) -> object:
    return given[1].get("value") if isinstance(given[1], dict) else given[1]


def _said(given: Valued) -> str:
    value = given[1]
    if isinstance(value, dict):
        return f"{value.get('value')} {value.get('unit') or value.get('code') or ''}".strip()
    return str(value)[:60]


def _attachment(asked: Asked, value: dict[str, object], place: str) -> Iterator[Problem]:
    kinds = [str(held) for _, held in asked.said("mimeType")]
    own = str(value.get("contentType") or "").split(";")[0].strip()
    if kinds and not any(own == kind or (kind.endswith("/*") and own.startswith(kind[:-1])) for kind in kinds):
        yield Problem(place, f"is a file of the type {own or 'unknown'}", f"give one of {', '.join(kinds)}")
    size = _bytes_in(value["data"]) if isinstance(value.get("data"), str) else value.get("size")
    for _, most in asked.said("maxSize"):
        limit = number_of(most)
        if limit is not None and isinstance(size, int) and size > limit:
            yield Problem(place, f"is {size:,} bytes long", f"give at most {limit:,}")


def _bytes_in(data: object) -> int | None:
    if not isinstance(data, str) or not _BASE64.fullmatch(data):
        return None
    try:
        return len(base64.b64decode("".join(data.split()), validate=True))
    except binascii.Error:
        return None


def _referred(asked: Asked, value: dict[str, object], place: str) -> Iterator[Problem]:
    kinds = [str(held) for _, held in asked.said("questionnaire-referenceResource")]
    named = type_named(value)
    if kinds and named is not None and named not in kinds:
        yield Problem(place, f"refers to a {named}", f"refer to {' or '.join(kinds)}")
