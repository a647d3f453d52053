"""How the pages of goals answer: the words, the way back, and the form that every one of them shares."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from fourfold.web.request import Request
from fourfold.web.worded_form import WordedForm
from fourfold.web.words import site_words


def say(key: str, **given: object) -> str:
    """A sentence of this slice in the language of the page."""
    return site_words(get_language()).say(f"goals.{key}", None, **given)


def language() -> str:
    """The language of the page, as instruments call it."""
    return "es" if (get_language() or "en").startswith("es") else "en"


def told(request: Request, key: str, back: str, undo: str = "", **given: object) -> HttpResponse:
    """Back to a page, with what happened said, and a button that takes it back where that can be done."""
    messages.success(request, say(key, **given), extra_tags=f"undo:{undo}" if undo else "")
    return redirect(back)


def asked(
    request: Request, form: WordedForm, act: Callable[[], object], *, title: str, button: str, back: str, **about: Any
) -> HttpResponse | None:
    """The form, or nothing once it was filled in and what it asks for was done."""
    if form.carried_out(act):
        return None
    shown = {"form": form, "title": title, "button": button, "back": back, **about}
    return render(request, about.get("template", "goals/form.html"), shown)
