"""What a device keeps to go on without network: the service worker, the empty pad, words; nothing of anybody."""

import json
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from fourfold.feedback.words import LANGUAGES
from fourfold.web.checkins.answers import door
from fourfold.web.checkins.pages.codes import code_page
from fourfold.web.words import site_words

_SCRIPTS = "fourfold/check-in"
_STYLES = (
    *("tokens.css", "fourfold/check-in.css", "fourfold/check-in-shapes.css", "fourfold/check-in-code.css"),
    *("fourfold/screens.css", "fourfold/forms.css"),
)
_PICTURES = ("fourfold/seats.svg", "fourfold/marks.svg")


@door
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: it changes with every byte of what it keeps, so that browsers load the shell anew."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@door
@require_safe
def words(request: HttpRequest, language: str) -> HttpResponse:
    """What scripts say, in a language."""
    return JsonResponse(_words(language))


@door
@require_safe
def pad(request: HttpRequest, language: str) -> HttpResponse:
    """The pad of any kiosk."""
    return HttpResponse(code_page(_known(language), is_kiosk=True))


@door
@require_safe
def offline(request: HttpRequest, language: str) -> HttpResponse:
    """The page that says that there is no network."""
    return HttpResponse(_offline(_known(language)))


@cache
def _worker() -> str:
    files, seal = [], sha256()
    for name in (*_STYLES, *_PICTURES, *_scripts()):
        files.append(static(name))
        seal.update(Path(_found(name)).read_bytes())
    for language in LANGUAGES:
        files += [reverse(f"check-in-{part}", args=[language]) for part in ("pad", "offline", "words")]
        shown = code_page(language, is_kiosk=True), _offline(language), json.dumps(_words(language))
        seal.update("".join(shown).encode())
    pages = {part: reverse(f"check-in-{part}", args=["xx"]).removesuffix("xx") for part in ("pad", "offline")}
    told = {"version": seal.hexdigest()[:16], "files": files, "pages": pages, "languages": LANGUAGES}
    return f'import {{ serve }} from "{static(f"{_SCRIPTS}/worker.js")}";\n\nserve({json.dumps(told)});\n'


def _scripts() -> list[str]:
    """Every script of the check-in but the service worker's own, which the browser keeps by itself."""
    folder = Path(_found(f"{_SCRIPTS}/start.js")).parent
    return [f"{_SCRIPTS}/{path.name}" for path in sorted(folder.glob("*.js")) if path.name != "worker.js"]


def _found(name: str) -> str:
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(f"{name}: a file of the check-in is missing; install Fourfold again")
    return path


def _known(language: str) -> str:
    return language if language in LANGUAGES else LANGUAGES[0]


@lru_cache(maxsize=8)
def _offline(language: str) -> str:
    with translation.override(language):
        return render_to_string("faults/offline.html", {})


def _words(language: str) -> dict[str, object]:
    return dict(site_words(_known(language)).entries["device"])
