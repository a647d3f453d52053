"""The marks of the four levels and the plain icons: `{% mark level %}`, `{% level level %}`, `{% icon "tick" %}`.

Each is a small picture that points into one sprite, hidden from screen readers: its word always stands beside it.
"""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from fourfold.vocabulary import Level
from fourfold.web.words import site_words

register = template.Library()
_UNDO = "undo:"


@register.simple_tag
def mark(level: str) -> SafeString:
    """The mark of a level. The name of the level must stand beside it; `{% level %}` writes both."""
    return _picture("mark", f"level-{Level(level).replace('_', '-')}")


@register.simple_tag(name="level")
def level_named(level: str) -> SafeString:
    """The mark of a level with its name."""
    name = site_words(get_language()).say(f"level.{Level(level)}")
    return format_html('<span class="level">{}<span>{}</span></span>', mark(level), name)


@register.simple_tag
def icon(name: str, kind: str = "icon") -> SafeString:
    """A plain icon; its word must stand beside it."""
    return _picture(kind, name)


@register.filter
def undo_address(extra_tags: str | None) -> str:
    """Where the form of a message that can be undone is sent: of `messages.success(..., extra_tags=f"undo:{address}")`."""
    return (extra_tags or "").removeprefix(_UNDO) if (extra_tags or "").startswith(_UNDO) else ""


def _picture(kind: str, name: str) -> SafeString:
    sprite = static("fourfold/marks.svg")
    return format_html('<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', kind, sprite, name)
