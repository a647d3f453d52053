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
from django.db import connection
from django.http import HttpRequest, HttpResponse

_TOKEN = r"[A-Za-z0-9_-]{32}"
DOOR = re.compile(rf"/c/(?:{_TOKEN}|goodbye/[a-z]{{2}}|queue|kiosk/{_TOKEN}(?:/.*)?)?\Z")
"""The addresses of the door."""


class DoorHandler(WSGIHandler):
    """Django's handler with nothing around the page: no middleware, no signals, and only the door's own addresses."""

    _get_response: Callable[[HttpRequest], HttpResponse]
    _middleware_chain: Callable[[HttpRequest], HttpResponse]

    def load_middleware(self, is_async: bool = False) -> None:
        """Nothing to load: the page is called at once."""
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        answer: Any = convert_exception_to_response(self._get_response)
        self._middleware_chain = answer

    def answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The page's answer. Refusals are not logged, since the address of the door is the right to it."""
        request = self.request_class(environ)
        request.urlconf = "fourfold.web.checkins.door_urls"
        try:
            response = self._middleware_chain(request)
        finally:
            connection.close_if_unusable_or_obsolete()
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content]


whole = get_wsgi_application()
door = DoorHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The door for its own addresses, the whole site for all others."""
    is_door = DOOR.match(environ.get("PATH_INFO", "")) and (not settings.SECURE_SSL_REDIRECT or _is_secure(environ))
    return (door.answer if is_door else whole)(environ, start_response)


def _is_secure(environ: dict[str, Any]) -> bool:
    """Whether the request came by HTTPS, as Django sees it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        return environ.get(name) == value
    return environ.get("wsgi.url_scheme") == "https"
