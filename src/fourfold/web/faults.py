"""Pages for what went wrong: each says what happened and what to do."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fourfold.web.returned import came_from, typed

_FAULT = (Path(__file__).parent / "templates" / "faults" / "server_error.html").read_text(encoding="utf-8")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for what is not there, or not for this viewer: the two are one page."""
    return render(request, "faults/not_found.html", status=404)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose protection has run out; what was typed comes back, to be copied."""
    shown = {"texts": typed(request), "back": came_from(request)}
    return render(request, "faults/form_expired.html", shown, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours, in every language at once; it needs nothing that may itself be broken."""
    return HttpResponse(_FAULT, status=500)
