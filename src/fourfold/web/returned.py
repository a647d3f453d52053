"""A form that cannot be taken because its sender was signed out meanwhile: where it stood, and what was typed into it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.translation import get_language

from fourfold.web.words import site_words

GIVEN_BACK = frozenset(
    {"words", "text", "title", "purpose", "pasted", "licence", "why", "reason", "own_words", "plan_words", "en", "es"}
)
"""The fields in which people write sentences. Passwords and passphrases are never shown on a page."""
NOT_ALLOWED = HTTPStatus.METHOD_NOT_ALLOWED


class SignedInFirst(LoginRequiredMiddleware):
    """Sends whoever is not signed in to the sign-in page and back to the page; a form is not lost without a word."""

    def process_view(self, request: HttpRequest, view_func: Callable[..., Any], *called: Any) -> HttpResponseBase | None:
        """The way to the sign-in page, where one is due; what was typed into a form comes back first, to be copied."""
        due = super().process_view(request, view_func, *called)
        if due is None or request.method in {"GET", "HEAD"}:
            return due
        is_part = bool(request.headers.get("HX-Request"))
        if (texts := typed(request)) and not is_part:
            return render(request, "faults/signed_out.html", {"texts": texts, "back": came_from(request)}, status=403)
        messages.warning(request, site_words(get_language()).say("page.signed_out_why"))
        way = redirect_to_login(came_from(request))
        return _whole_page(way) if is_part else way

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The answer; a sentence and a way on where somebody opens an address that only takes what is sent there."""
        if response.status_code == NOT_ALLOWED and request.method == "GET" and not response.content:
            said = render(request, "faults/only_sent.html", status=NOT_ALLOWED)
            said.headers["Allow"] = response.headers["Allow"]
            return said
        return response


def came_from(request: HttpRequest) -> str:
    """The page of this site on which the form stood; the first page where that is not known."""
    told = urlsplit(request.headers.get("Referer", "") or request.headers.get("HX-Current-URL", ""))
    if told.netloc != request.get_host() or not told.path.startswith("/") or told.path.startswith("//"):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    return told.path + (f"?{told.query}" if told.query else "")


def typed(request: HttpRequest) -> list[str]:
    """The sentences that were typed into the form; none where another site sent it."""
    if urlsplit(request.headers.get("Referer", "")).netloc != request.get_host():
        return []
    return [text for name in request.POST if _is_prose(name) and (text := str(request.POST[name])).strip()]


def _is_prose(name: str) -> bool:
    return name in GIVEN_BACK or name.startswith("text-")


def _whole_page(way: HttpResponse) -> HttpResponse:
    """The same way for a part of a page: the browser goes there, instead of drawing the sign-in page into the part."""
    answer = HttpResponse(status=200)
    answer.headers["HX-Redirect"] = way.headers["Location"]
    return answer
