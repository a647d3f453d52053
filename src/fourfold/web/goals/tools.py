"""Forensic tools: a trained rater works out their totals elsewhere; here they are written down, and never computed."""

from dataclasses import dataclass
from functools import cache

from fourfold.instruments import Instrument, Scale, catalogue, instrument
from fourfold.instruments.instrument import Kind, Respondent

_TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Part:
    """One number that is written down of a tool; `lowest` and `highest` where a source gives them."""

    key: str
    title: str
    lowest: int | None
    highest: int | None


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool: its total, and the domains beside it."""

    key: str
    title: str
    total: Part
    domains: tuple[Part, ...]
    licence: str

    def part(self, key: str) -> Part | None:
        """The domain of that key."""
        return next((part for part in self.domains if part.key == key), None)


@cache
def tools(language: str) -> tuple[Tool, ...]:
    """Every tool whose totals are written down by a rater, by title."""
    found = [instrument(key) for key in catalogue()]
    recorded = [one for one in found if one.kind is Kind.RECORDED and one.respondent is Respondent.RATER and one.scales]
    return tuple(sorted((_tool(one, language) for one in recorded), key=lambda tool: tool.title.casefold()))


def tool(key: str, language: str) -> Tool | None:
    """The tool of that key, or None where no such tool ships."""
    return next((one for one in tools(language) if one.key == key), None)


def _tool(one: Instrument, language: str) -> Tool:
    whole = next((s for s in one.scales if s.key == _TOTAL), None) or next((s for s in one.scales if s.overall), one.scales[0])
    domains = tuple(_part(one, scale, language) for scale in one.scales if scale is not whole)
    return Tool(one.key, one.title, _part(one, whole, language), domains, one.licence)


def _part(one: Instrument, scale: Scale, language: str) -> Part:
    span = one.range_of(scale)
    lowest, highest = (None, None) if span is None else (round(span[0]), round(span[1]))
    title = scale.title.get(language) or scale.title.get("en") or scale.key.replace("_", " ").capitalize()
    return Part(scale.key, title, lowest, highest)
