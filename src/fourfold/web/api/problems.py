"""What is answered when something cannot be done: one shape, a sentence in the language of the account, and no content."""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from fourfold.web.access import NOBODY
from fourfold.web.checkins.actions import Unavailable
from fourfold.web.checkins.forms import FormRefused
from fourfold.web.records.queries import RecordRefused
from fourfold.web.refusal import Refused
from fourfold.web.signals.actions import AnswerRefused
from fourfold.web.words import site_words

MOST_BYTES = 65_536
STATUSES = frozenset({400, 401, 403, 404, 409, 413, 422, 429, 503})
"""What an operation may answer when it cannot be carried out."""
_BY_STATUS = {400: "not_json", 401: "no_token", 404: "missing", 405: "method", 413: "too_large"}
_BY_KIND = {"missing": "is_needed", "extra_forbidden": "is_unknown"}
_log = logging.getLogger("fourfold.web.api")


class ScopeMissing(Exception):
    """The token is good and does not hold the scope that is needed."""


class UnknownParameter(ValueError):
    """A parameter that the operation does not have: a misspelt one would otherwise be passed over in silence."""


def language_of(request: HttpRequest) -> str:
    """The language in which a program's account reads."""
    viewer = getattr(request, "auth", None) or NOBODY
    return viewer.language


def problem(request: HttpRequest, status: int, words: str = "", *, place: str = "", **given: object) -> HttpResponse:
    """An answer that says in a sentence what cannot be done, and where."""
    key = words or f"api.{_BY_STATUS[status]}"
    told = site_words(language_of(request)).say(key, None, **{"most": MOST_BYTES, **given})
    return answer(status, told, place)


def answer(status: int, told: str, place: str = "") -> HttpResponse:
    """The one shape of a refusal."""
    response = JsonResponse({"problem": told, "place": place}, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def answer_problems(api: NinjaAPI) -> None:
    """Has every fault of an operation answered in the one shape."""
    for kind, handler in _HANDLERS.items():
        api.add_exception_handler(kind, handler)


def _refused(request: HttpRequest, fault: Any) -> HttpResponse:
    return answer(409, fault.sentence(language_of(request)), fault.field)


def _answer_refused(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(request, 409, str(fault), place="reason")


def _form_refused(request: HttpRequest, fault: Any) -> HttpResponse:
    place = f"answers.{fault.where}" if fault.words in ("unknown_field", "off_scale") and fault.where else fault.where
    return problem(request, 422, "api.does_not_fit", place=place)


def _invalid(request: HttpRequest, fault: Any) -> HttpResponse:
    """The first thing that does not fit. What was sent is not repeated."""
    first: Mapping[str, Any] = fault.errors[0]
    of_body = first["loc"][0] == "body"
    place = ".".join(str(part) for part in first["loc"][2 if of_body else 1 :])[:200]
    return problem(request, 422, f"api.{_BY_KIND.get(first['type'], 'does_not_fit')}", place=place)


def _throttled(request: HttpRequest, fault: Any) -> HttpResponse:
    wait = max(1, round(fault.wait or 1))
    response = problem(request, 429, "api.too_fast", seconds=wait)
    response.headers["Retry-After"] = str(wait)
    return response


def _http(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(request, fault.status_code if fault.status_code in _BY_STATUS else 400)


def _unavailable(request: HttpRequest, fault: Any) -> HttpResponse:
    response = problem(request, 503, "api.unavailable")
    response.headers["Retry-After"] = "30"
    return response


def _broken(request: HttpRequest, fault: Exception) -> HttpResponse:
    _log.error("a request to the interface for programs could not be answered", exc_info=fault)
    return problem(request, 500, "api.broken")


_HANDLERS: Mapping[type[Exception], Any] = {
    Exception: _broken,
    ScopeMissing: lambda request, fault: problem(request, 403, "api.no_scope", scope=str(fault)),
    UnknownParameter: lambda request, fault: problem(request, 422, "api.is_unknown", place=str(fault)[:80]),
    Http404: lambda request, fault: problem(request, 404),
    Refused: _refused,
    AnswerRefused: _answer_refused,
    FormRefused: _form_refused,
    RecordRefused: lambda request, fault: problem(request, 409, "api.unreadable"),
    RequestDataTooBig: lambda request, fault: problem(request, 413),
    ValidationError: _invalid,
    AuthenticationError: lambda request, fault: problem(request, 401),
    Throttled: _throttled,
    HttpError: _http,
    Unavailable: _unavailable,
    OperationalError: _unavailable,
    InterfaceError: _unavailable,
}
