"""FHIR's JSON, read with care: bounded in size and depth, no name twice in an object, numbers with all their digits."""

import json
from collections.abc import Sequence
from decimal import Decimal

from fourfold.formats.fhir.naming import Json
from fourfold.formats.fhir.problem import FhirRefused

MOST_BYTES = 5_000_000
DEEPEST = 60
MOST_DIGITS = 60
"""More digits than any count or measure has."""


def parse(text: str | bytes, kind: str) -> Json:
    """The resource of that kind in a JSON text, or of any where it is empty; decimals are `Decimal`, so that 1.0 stays 1.0.

    Raises `FhirRefused`.
    """
    named = kind or "Resource"
    found = _loaded(_decoded(text, named), named)
    if not isinstance(found, dict):
        raise FhirRefused(named, "is no JSON object", f'export it as one resource, {{"resourceType": "{named}", ...}}')
    _check_depth(found, named)
    if not isinstance(found.get("resourceType"), str) or kind not in ("", found["resourceType"]):
        raise FhirRefused(named, f"resourceType is {_short(found.get('resourceType'))}", f"give a {named}")
    return found


def _decoded(text: str | bytes, kind: str) -> str:
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise FhirRefused(kind, f"is {size:,} bytes long", f"give at most {MOST_BYTES:,}")
    if isinstance(text, bytes):
        try:
            return text.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            raise FhirRefused(kind, f"is not UTF-8 text (byte {fault.start})", "save it as UTF-8") from None
    return text.removeprefix("\ufeff")


def _loaded(text: str, kind: str) -> object:
    try:
        found = json.loads(
            text, parse_float=_decimal, parse_int=_whole, parse_constant=_no_number, object_pairs_hook=_without_doubles
        )
        json.dumps(found, default=str, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as fault:
        remedy = "export it as JSON, not as XML" if text.lstrip().startswith("<") else "export the file again"
        raise FhirRefused(f"{kind}, line {fault.lineno}", f"no JSON ({fault.msg})", remedy) from None
    except RecursionError:
        raise FhirRefused(kind, "is nested too deeply", f"nest at most {DEEPEST} levels") from None
    except UnicodeEncodeError:
        raise FhirRefused(kind, "holds half a character (a lone surrogate)", "export the file again") from None
    except _Refused as fault:
        raise FhirRefused(kind, str(fault), "export the file again") from None
    return found


class _Refused(ValueError):
    """A number or an object that FHIR does not allow; the place is not known yet."""


def _decimal(digits: str) -> Decimal:
    if len(digits) > MOST_DIGITS:
        raise _Refused(f"holds a number with {len(digits)} digits")
    number = Decimal(digits)
    if number and abs(number.adjusted()) > MOST_DIGITS:
        raise _Refused(f"holds the number {digits}, which measures nothing")
    return number


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise _Refused(f"holds a number with {len(digits)} digits")
    return int(digits)


def _no_number(word: str) -> float:
    raise _Refused(f"holds {word}, which is no number in JSON")


def _without_doubles(pairs: Sequence[tuple[str, object]]) -> Json:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Refused(f"gives {_short(next(n for n in names if names.count(n) > 1))} twice in one object")
    return made


def _check_depth(found: object, kind: str) -> None:
    level: list[object] = [found]
    for _ in range(DEEPEST):
        level = [inner for held in level for inner in _inside(held)]
        if not level:
            return
    raise FhirRefused(kind, "is nested too deeply", f"nest at most {DEEPEST} levels")


def _inside(held: object) -> Sequence[object]:
    if isinstance(held, dict):
        return list(held.values())
    return held if isinstance(held, list) else ()


def _short(held: object) -> str:
    """Something of a file as a message shows it."""
    text = str(held)
    return f"'{text[:60]}{'…' if len(text) > 60 else ''}'"
