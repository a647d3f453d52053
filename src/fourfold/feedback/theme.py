"""The design tokens: every colour of a screen or a printed page comes from `templates/tokens.css`."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

THEMES = ("light", "dark", "print")
DRAWN_IN = (
    "rule", "edge", "ink", "ink-2", "ink-3", "paper", "paper-lift", "accent", "band-90", "band-50", "talk-chairs",
)  # fmt: skip
"""The tokens that pictures are drawn in; `templates/pictures.css` lets them follow the theme."""
_OPENS = {"light": ":root {", "dark": "(prefers-color-scheme: dark)", "print": "@media print"}
_COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b")
_QUOTED_COLOUR = re.compile(r'"(#[0-9a-f]{3,6})"')


def style(name: str) -> str:
    """A style sheet or template of this room, as text."""
    return files("fourfold.feedback").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def colours(theme: str = "light") -> Mapping[str, str]:
    """Colours by token name. Raises ValueError for a theme that is not one of `THEMES`."""
    if theme not in THEMES:
        raise ValueError(f"there is no theme '{theme}'; use one of {', '.join(THEMES)}")
    sheet = style("tokens.css")
    start = sheet.index(_OPENS[theme])
    ends = [place for opening in ("@media", "\n}\n") if (place := sheet.find(opening, start + 8)) > 0]
    own = dict(_COLOUR.findall(sheet[start : min(ends)]))
    return MappingProxyType(own if theme == "light" else {**colours("light"), **own})


def in_theme(drawing: str, theme: str) -> str:
    """A drawing made in light colours, in the colours of another theme."""
    turned = {light: colours(theme)[name] for name, light in reversed([*colours("light").items()])}
    return _QUOTED_COLOUR.sub(lambda found: f'"{turned.get(found[1], found[1])}"', drawing)


def follow_tokens(selector: str, names: tuple[str, ...]) -> str:
    """CSS that lets pictures drawn in light colours follow the theme of the page they stand in."""
    light = colours("light")
    return "\n".join(
        f'{selector} [{side}="{light[name]}"] {{ {side}: var(--{name}) }}' for name in names for side in ("fill", "stroke")
    )
