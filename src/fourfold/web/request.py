"""The request as every page of the site receives it."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from fourfold.web.access import Viewer


_MOST_DIGITS = 18


class Request(HttpRequest):
    """A request that has passed the middleware: `viewer` says who looks, `htmx` whether a part of a page is asked for."""

    viewer: "Viewer"
    htmx: "HtmxDetails"


def posted_number(text: str) -> int | None:
    """The number that a form gave, or None where it is none or larger than any number that is stored."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None
