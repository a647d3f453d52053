"""The request as every page of the site receives it."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from fourfold.web.access import Viewer


class Request(HttpRequest):
    """A request that has passed the middleware: `viewer` says who looks, `htmx` whether a part of a page is asked for."""

    viewer: "Viewer"
    htmx: "HtmxDetails"
