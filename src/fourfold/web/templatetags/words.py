"""`{% say "sessions.title" count=n %}`: the words of the reader's language, in every template."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from fourfold.web import told_by_readers
from fourfold.web.words import site_words

register = template.Library()


@register.simple_tag
def say(key: str, count: int | None = None, **given: Any) -> str:
    """The entry `section.key` in the language of the page, its gaps filled."""
    return site_words(get_language()).say(key, count, **given)


@register.filter
def day(value: Any, key: str = "day") -> str:
    """A date in full, or as `short_day`, in the language of the page; nothing for none."""
    return site_words(get_language()).day(_brought(value), key) if value else ""


@register.filter
def clock(value: datetime | time | None) -> str:
    """Hours and minutes, as in 18:05; nothing for none."""
    return f"{_brought(value):%H:%M}" if value is not None else ""


@register.filter
def retold(said: object, otherwise: str) -> str:
    """What a reader of files said, in the language of the page; `otherwise` where it is no sentence that the site knows."""
    return told_by_readers.retold(str(said), get_language(), otherwise)


@register.filter
def spelt(value: int) -> str:
    """A whole number as the words around it say theirs: spelt out up to twelve."""
    return site_words(get_language()).number(value)


@register.filter
def listed(names: Sequence[str]) -> str:
    """Names as one reads them aloud, in the language of the page."""
    return site_words(get_language()).listed([str(name) for name in names])


def _brought(value: Any) -> Any:
    """A moment as it is stored, by the clock of who reads; one that was brought to a site's clock stays by that."""
    return timezone.localtime(value) if isinstance(value, datetime) and value.tzinfo is UTC else value
