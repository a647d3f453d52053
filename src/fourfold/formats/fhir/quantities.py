"""Quantities side by side: what two amounts have in common, and which is more. Only units that need no table of physics."""

from collections.abc import Mapping
from decimal import Decimal

from fourfold.formats.fhir.naming import Json

UCUM = "http://unitsofmeasure.org"
_PREFIXED = {"m": "length", "g": "mass", "L": "volume", "l": "volume", "s": "time"}
_PREFIXES = {"": "1", "k": "1000", "h": "100", "da": "10", "d": "0.1", "c": "0.01", "m": "0.001", "u": "0.000001", "n": "1e-9"}
_TIMES = {"min": 60, "h": 3600, "d": 86_400, "wk": 604_800}

_UNITS: Mapping[str, tuple[str, Decimal]] = {
    **{prefix + unit: (kind, Decimal(factor)) for unit, kind in _PREFIXED.items() for prefix, factor in _PREFIXES.items()},
    **{unit: ("time", Decimal(seconds)) for unit, seconds in _TIMES.items()},
}

Measured = tuple[str, Decimal]
"""What is measured, and how much of it."""


def number_of(held: object) -> Decimal | None:
    """A JSON number with its own digits; None where it is none."""
    if isinstance(held, bool) or not isinstance(held, int | float | Decimal):
        return None
    number = Decimal(repr(held)) if isinstance(held, float) else Decimal(held)
    return number if number.is_finite() else None


def measured(quantity: object) -> Measured | None:
    """What a Quantity measures and how much; two can be compared where the first part is the same."""
    value = number_of(quantity.get("value")) if isinstance(quantity, dict) else None
    if value is None or not isinstance(quantity, dict):
        return None
    kind, factor = _unit(quantity)
    return kind, value * factor


def _unit(quantity: Json) -> tuple[str, Decimal]:
    """Minutes are min and metres m: a code of UCUM is looked up whole; any other unit is only like itself."""
    code, system, unit = quantity.get("code"), quantity.get("system"), quantity.get("unit")
    if system == UCUM and isinstance(code, str) and code in _UNITS:
        return _UNITS[code]
    if code is not None:
        return f"{system}|{code}", Decimal(1)
    return f"unit {str(unit).casefold()}" if unit is not None else "", Decimal(1)
