"""What every request of a signed-in person passes: who looks, for how long, and that nothing is kept in the browser."""

import time
from collections.abc import Callable
from typing import TypeAlias

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from fourfold.web.access import NOBODY, viewer_of
from fourfold.web.accounts.second_factor import wants_second_factor

Next: TypeAlias = Callable[[HttpRequest], HttpResponse]
_NOTED_EVERY = 60.0


class StaffSession:
    """Sets `request.viewer`; ends a session that was idle or grew too old; asks staff for their second factor."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            request.viewer = NOBODY
            return self.get_response(request)
        if _is_over(request):
            logout(request)
            return redirect(f"{settings.LOGIN_URL}")
        request.viewer = viewer_of(request.user)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return wants_second_factor(request) or self.get_response(request)


class NothingKept:
    """No page of a signed-in person is kept by the browser or on its way."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _is_over(request: HttpRequest) -> bool:
    """Whether the session was idle too long or is too old; notes that it was used, at most once a minute."""
    now, session = time.time(), request.session
    began, seen = session.get("began", now), session.get("seen", now)
    if now - seen > settings.IDLE_SECONDS or now - began > settings.LONGEST_SECONDS:
        return True
    if "began" not in session or now - seen > _NOTED_EVERY:
        session["began"], session["seen"] = began, now
    return False
