"""The application that a server runs: Django with all its middleware, and beside it the check-in door without any.

The door carries its own headers and needs no session, no cookie and no account; without the middleware a check-in costs a
third. Everything else, and the door too where plain HTTP is sent on to HTTPS, goes the whole way.
"""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fourfold.web.settings")

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import set_urlconf

_TOKEN = r"[A-Za-z0-9_-]{32}"
DOOR = re.compile(rf"/c/(?:{_TOKEN}|goodbye/[a-z]{{2}}|queue|kiosk/{_TOKEN}(?:/.*)?)?\Z")
"""The addresses of the door."""


class DoorHandler(WSGIHandler):
    """Django's handler with no middleware around the page."""

    _get_response: Callable[[HttpRequest], HttpResponseBase]
    _middleware_chain: Callable[[HttpRequest], HttpResponseBase]

    def load_middleware(self, is_async: bool = False) -> None:
        """Nothing to load: the page is called at once."""
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        self._middleware_chain = convert_exception_to_response(self._get_response)

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """The page's answer; refusals are not logged, since the address of the door is the right to it."""
        set_urlconf(settings.ROOT_URLCONF)
        return self._middleware_chain(request)


whole = get_wsgi_application()
door = DoorHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The door for its own addresses, the whole site for all others."""
    is_door = DOOR.match(environ.get("PATH_INFO", "")) and (not settings.SECURE_SSL_REDIRECT or _is_secure(environ))
    return (door if is_door else whole)(environ, start_response)


def _is_secure(environ: dict[str, Any]) -> bool:
    """Whether the request came by HTTPS, as Django sees it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        return environ.get(name) == value
    return environ.get("wsgi.url_scheme") == "https"
