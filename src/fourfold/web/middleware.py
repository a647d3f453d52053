"""What every request of a signed-in person passes: who looks, for how long, and that nothing is kept in the browser."""

import time
from collections.abc import Callable
from typing import Any, TypeAlias

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse
from django.utils import timezone, translation

from fourfold.web.access import NOBODY, viewer_of
from fourfold.web.accounts.second_factor import wants_second_factor
from fourfold.web.request import Request

Next: TypeAlias = Callable[[Request], HttpResponse]
_NOTED_EVERY = 60.0
_HEADERS = {
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Never "storage": it would take the answers that a kiosk of this site keeps in the same browser until they are sent.
_LEFT_BEHIND = '"cache"'


class StaffSession:
    """Sets `request.viewer` and the clock by which moments are told; ends a session that was idle or grew too old.

    Asks staff for their second factor.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.viewer = NOBODY
        if request.user.is_authenticated and _is_over(request):
            logout(request)
        if request.user.is_authenticated:
            request.viewer = viewer_of(request.user)
            if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
                translation.activate(request.user.language)
                request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(request.viewer.zone):
            return self.get_response(request)

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """The way to the second factor, where one is due; the address is known here, and what is public."""
        return wants_second_factor(request)


class NothingKept:
    """No page is kept by the browser or on its way, and none may use what a browser offers beyond pages."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if getattr(request, "signed_out", False):
            response.headers["Clear-Site-Data"] = _LEFT_BEHIND
        return response


def _is_over(request: Request) -> bool:
    """Whether the session was idle too long or is too old; notes that it was used, at most once a minute."""
    now, session = time.time(), request.session
    began, seen = session.get("began", now), session.get("seen", now)
    if now - seen > settings.IDLE_SECONDS or now - began > settings.LONGEST_SECONDS:
        return True
    if "began" not in session or now - seen > _NOTED_EVERY:
        session["began"], session["seen"] = began, now
    return False
