"""Pages of one person stand on a device of one's own: on a device that serves as a kiosk a sentence stands instead."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from fourfold.web import access
from fourfold.web.access import Right
from fourfold.web.checkins.tokens import KIOSK_COOKIE
from fourfold.web.request import Request

Page = Callable[..., HttpResponse]


def own_device(page: Page) -> Page:
    """The page for a member on a device of their own; missing for whoever is no member, a sentence on a kiosk."""
    shown = never_on_a_kiosk(page)

    @wraps(page)
    def for_members(request: Request, *given: Any, **named: Any) -> HttpResponse:
        access.one(access.people(request.viewer, Right.OWN))
        return shown(request, *given, **named)

    return for_members


def never_on_a_kiosk(page: Page) -> Page:
    """The page of whoever is signed in on a device of their own; a sentence on a kiosk."""

    @wraps(page)
    def shown(request: Request, *given: Any, **named: Any) -> HttpResponse:
        if KIOSK_COOKIE in request.COOKIES:
            return render(request, "mypage/kiosk.html", status=403)
        return page(request, *given, **named)

    return shown
