"""What a device keeps of a board to go on without network: its service worker, and a page that holds nothing of anybody."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from fourfold.feedback.words import LANGUAGES
from fourfold.web.words import site_words

_TEMPLATES = Path(__file__).parents[2] / "templates"
_SCRIPTS = "fourfold/board"
_NOT_OF_THE_BOARD = frozenset({"worker.js", "leaving.js"})
_FILES = (
    *("tokens.css", "fourfold/screens.css", "fourfold/forms.css", "fourfold/board.css"),
    *("fourfold/seats.svg", "fourfold/marks.svg"),
)


@login_not_required
@require_safe
def worker(request: HttpRequest, session_id: int) -> HttpResponse:
    """The service worker of one board: it changes with every byte of what it keeps, so that browsers load the shell anew.

    Browsers ask for it without cookies. It is the same for every number, so it tells nobody which sessions there are.
    """
    files, version = _shell()
    told = {"version": version, "files": files, "page": reverse("board", args=[session_id])}
    script = f'import {{ serve }} from "{static(f"{_SCRIPTS}/worker.js")}";\n\nserve({json.dumps(told)});\n'
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@cache
def _shell() -> tuple[list[str], str]:
    """The addresses of every part of the shell, and a word that changes with their content, the page and its words."""
    names = [*_FILES, *_scripts()]
    seal = sha256((_TEMPLATES / "talk" / "board.html").read_bytes())
    for name in names:
        seal.update(_found(name).read_bytes())
    for language in LANGUAGES:
        seal.update(json.dumps(site_words(language).entries["board_page"]).encode())
    return [static(name) for name in names], seal.hexdigest()[:16]


def _scripts() -> list[str]:
    folder = _found(f"{_SCRIPTS}/start.js").parent
    return [f"{_SCRIPTS}/{path.name}" for path in sorted(folder.glob("*.js")) if path.name not in _NOT_OF_THE_BOARD]


def _found(name: str) -> Path:
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(f"{name}: a file of the board is missing; install Fourfold again")
    return Path(path)
