"""What every answer of the door carries: its headers, and plain sentences for what cannot be done."""

import gzip
from collections.abc import Callable
from functools import cache, lru_cache, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from fourfold.feedback.words import LANGUAGES
from fourfold.instruments import instrument
from fourfold.web.checkins.queries import MEMBER_CHECK_IN
from fourfold.web.checkins.writer import Unavailable
from fourfold.web.words import site_words

_WORTH_PACKING = 1_000
RETRY_S = 30
GOODBYE_S = 5
Page = Callable[..., HttpResponse]


def door(page: Page) -> Page:
    """A page of the door: open to whoever holds a token, with headers of its own, the same with and without middleware.

    A form needs no cookie against forgery: its token is the right to it, and `is_foreign` looks at where it was sent from.
    """

    @wraps(page)
    def opened(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        try:
            response = page(request, *given, **named)
        except (Unavailable, OperationalError, InterfaceError):
            response = sentence("unavailable", 503, language_of(request))
        if response.status_code == 503:
            response["Retry-After"] = str(RETRY_S)
        for name, value in _headers():
            response.headers.setdefault(name, value)
        _pack(request, response)
        response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    return login_not_required(csrf_exempt(opened))


def is_foreign(request: HttpRequest) -> bool:
    """Whether a form was sent from another place than this site.

    Browsers that keep the referrer to themselves say 'null' for the origin; then what they say of the site counts.
    """
    site = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin", "")
    if site and site not in ("same-origin", "none"):
        return True
    if not origin:
        return False
    if origin == "null":
        return not site
    return origin != f"{request.scheme}://{request.get_host()}"


def language_of(request: HttpRequest, otherwise: str = "") -> str:
    """The language asked for in the address, else the one given, else what the browser prefers of those there are."""
    asked = request.GET.get("l", "") if request.META.get("QUERY_STRING") else ""
    if asked in LANGUAGES:
        return asked
    if otherwise in LANGUAGES:
        return otherwise
    return "es" if request.headers.get("Accept-Language", "").lower().startswith("es") else "en"


def sentence(words: str, status: int, language: str, *, back_to: str = "", where: str = "") -> HttpResponse:
    """A page that says one thing and what to do; at a kiosk it leads back to the code page by itself."""
    if status == 400:
        html = _bare("sentence.html", language, back_to, title="refused", text=words, where=where)
    else:
        html = _kept(words, language, back_to)
    return HttpResponse(html, status=status)


def goodbye(language: str, back_to: str = "") -> HttpResponse:
    """The blank page after a check-in: thanks and nothing else."""
    return HttpResponse(_goodbye(language, back_to))


@lru_cache(maxsize=256)
def _kept(words: str, language: str, back_to: str) -> str:
    return _bare("sentence.html", language, back_to, title=words, text=f"{words}_text", where="")


@lru_cache(maxsize=256)
def _goodbye(language: str, back_to: str) -> str:
    thanks = instrument(MEMBER_CHECK_IN).texts[language]["goodbye"]
    return _render("goodbye.html", language, back_to, {"goodbye": thanks})


def _bare(template: str, language: str, back_to: str, **words: str) -> str:
    say = site_words(language).say
    told = {"title": say(f"checkins.{words['title']}"), "text": say(f"checkins.{words['text']}", where=words["where"])}
    return _render(template, language, back_to, told)


def _render(template: str, language: str, back_to: str, told: dict[str, str]) -> str:
    surroundings = {"language": language, "back_to": back_to, "back_after": GOODBYE_S}
    with translation.override(language):
        return render_to_string(f"checkins/{template}", {**surroundings, **told})


def _pack(request: HttpRequest, response: HttpResponse) -> None:
    """Makes a page a fifth as long. No page of the door repeats what a stranger wrote, so that its length tells nothing."""
    response.headers["Vary"] = "Accept-Encoding"
    if len(response.content) > _WORTH_PACKING and "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = gzip.compress(response.content, 1, mtime=0)
        response.headers["Content-Encoding"] = "gzip"


@cache
def _headers() -> tuple[tuple[str, str], ...]:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())
    strict = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
    return (
        ("Content-Security-Policy", policy),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", settings.X_FRAME_OPTIONS),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
        ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        *((("Strict-Transport-Security", strict),) if settings.SECURE_HSTS_SECONDS else ()),
    )
