"""The library's own texts in one language, with figures as one reads them there."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from fourfold.web.knowledge.evidence import Effect
from fourfold.web.words import site_words


def told(found: Any, language: str | None) -> Any:
    """What was read, as plain dictionaries and lists, with each text in the language and each effect with its `figures`."""
    chosen = site_words(language).language
    if isinstance(found, Mapping):
        return found[chosen].replace(" = ", "\u00a0=\u00a0")
    if isinstance(found, tuple):
        return [told(one, language) for one in found]
    if is_dataclass(found):
        plain = {field.name: told(getattr(found, field.name), language) for field in fields(found)}
        return plain | {"figures": figures(found, language)} if isinstance(found, Effect) else plain
    return found


def figures(effect: Effect, language: str | None) -> str:
    """An effect in figures: the measure, the value or how far it reaches, and the interval where one was seen."""
    words = site_words(language)
    mark = str(words.entries["decimal_mark"])
    sign = "" if effect.measure == "size" else f"{effect.measure}\u00a0=\u00a0"
    said = sign + _number(effect.value, mark)
    if effect.up_to is not None:
        return words.say("knowledge.from_to", low=said, high=_number(effect.up_to, mark))
    if effect.low is None or effect.high is None:
        return said
    between = "; " if mark == "," else ", "
    return f"{said} [{_number(effect.low, mark)}{between}{_number(effect.high, mark)}]"


def _number(value: float, mark: str) -> str:
    exact = f"{value:.3f}"
    return (exact.removesuffix("0")).replace(".", mark)
