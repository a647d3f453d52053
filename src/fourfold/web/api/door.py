"""The way in for programs: a token and nothing else, what it may do, how often, and how much it may send."""

from collections.abc import Callable, Sequence
from functools import wraps
from inspect import signature
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.views.decorators.csrf import csrf_exempt
from ninja import Router
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from fourfold.web.access import Viewer
from fourfold.web.accounts.second_factor import has_passed
from fourfold.web.api.actions import note_use
from fourfold.web.api.kinds import Problem, Slice
from fourfold.web.api.problems import MOST_BYTES, STATUSES, ScopeMissing, UnknownParameter, problem
from fourfold.web.api.queries import viewer_behind
from fourfold.web.request import Request

_WITH_BODY = {"POST", "PUT", "PATCH"}
View = Callable[..., HttpResponse]


class ProgramRequest(HttpRequest):
    """A request of a program: `auth` is the viewer that its token speaks for."""

    auth: Viewer


class BearerToken(HttpBearer):
    """A token in the header, with one scope. Cookies of a browser are not looked at."""

    def __init__(self, needs: str) -> None:
        super().__init__()
        self.needs = needs

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        """The viewer that the token speaks for. Raises `ScopeMissing`."""
        viewer = viewer_behind(token)
        if viewer is None:
            return None
        if self.needs not in (viewer.scope or ()):
            cast(ProgramRequest, request).auth = viewer
            raise ScopeMissing(self.needs)
        note_use(by=viewer)
        return viewer


class ByToken(SimpleRateThrottle):
    """So many requests a minute with one token, counted in the site's cache."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """The token's place among the counts."""
        return f"api-token-{cast(ProgramRequest, request).auth.token_id}"


throttle = ByToken("300/m")


def operation(router: Router, way: str, *, needs: str, gives: Any, status: int = 200) -> Callable[[View], View]:
    """Puts a function under an address, as "GET /groups": with the scope it needs and everything that it may answer."""
    method, _, path = way.partition(" ")

    def put(view: View) -> View:
        return router.api_operation(
            [method],
            path,
            auth=BearerToken(needs),
            response={status: gives, STATUSES: Problem},
            operation_id=view.__name__,
            openapi_extra={"x-scope": needs},
        )(_knowing_its_parameters(view, path))

    return put


def _knowing_its_parameters(view: View, path: str) -> View:
    """The function, refusing parameters of the address that it does not have."""
    named = {name for name in signature(view).parameters if f"{{{name}}}" not in path} - {"request", "told"}
    parts = set(Slice.model_fields) if "part" in named else set()
    known = (named - {"part"}) | parts

    @wraps(view)
    def checked(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        for name in request.GET:
            if name not in known:
                raise UnknownParameter(name)
        return view(request, *given, **named)

    return checked


def for_programs(patterns: Sequence[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Addresses whose answers are always JSON of the one shape; what is sent is looked at before it is read."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = program_page(pattern.callback)
    return list(patterns)


def program_page(view: View) -> View:
    """A page for programs: open without a session, and closed to forms."""

    @wraps(view)
    def opened(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        try:
            response = _unread(request) or view(request, *given, **named)
        except Http404:
            response = problem(request, 404)
        if response.status_code == 405:
            allowed = sorted(response.headers.get("Allow", "").split(", "))
            response = problem(request, 405)
            response.headers["Allow"] = ", ".join(allowed)
        response.headers["Cache-Control"] = "no-store"
        return response

    return login_not_required(csrf_exempt(opened))


def described(view: View) -> View:
    """The description of the interface, for staff who are signed in and for whoever holds a token."""

    @wraps(view)
    def opened(request: Request, *given: Any, **named: Any) -> HttpResponse:
        kind, _, word = request.headers.get("Authorization", "").partition(" ")
        viewer = viewer_behind(word) if kind.lower() == "bearer" else None
        signed_in = request.viewer.is_staff and (settings.DEMO or has_passed(request))
        if viewer is None and not signed_in:
            return problem(request, 401)
        return view(request, *given, **named)

    return opened


def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """The answer under every address that there is not."""
    return problem(request, 404)


def _unread(request: HttpRequest) -> HttpResponse | None:
    """The refusal of a body that is too long or not JSON, before it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return problem(request, 413)
    if request.method in _WITH_BODY and int(length) and request.content_type != "application/json":
        return problem(request, 400)
    return None
