"""How the pages of goals answer: the words, the way back, and the form that every one of them shares."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from fourfold.web.goals.actions.undoing import Edit
from fourfold.web.request import Request
from fourfold.web.worded_form import WordedForm
from fourfold.web.words import site_words

_SLOT = "goals_edit"
"""Where a session keeps the last edit, so that whoever made it can take it back."""


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


def told_edit(request: Request, key: str, back: str, edit: Edit, undo: str) -> HttpResponse:
    """The same after an edit, which this session can take back until its next one."""
    request.session[_SLOT] = asdict(edit)
    return told(request, key, back, f"{undo}?of={edit.after}")


def last_edit(request: Request) -> Edit | None:
    """The edit that the button pressed is about, if it is the last one of this session."""
    slot = request.session.get(_SLOT)
    return Edit(**slot) if slot and slot["after"] == request.GET.get("of") else None


def told_undone(request: Request, back: str, *, is_undone: bool) -> HttpResponse:
    """Back to a page, with said whether the edit is taken back; it cannot be a second time."""
    if is_undone:
        del request.session[_SLOT]
    return told(request, "undone" if is_undone else "undone_not", back)


def asked(
    request: Request, form: WordedForm, act: Callable[[], object], *, title: str, button: str, back: str, **about: Any
) -> HttpResponse | None:
    """The form, or nothing once it was filled in and what it asks for was done."""
    if form.carried_out(act):
        return None
    shown = {"form": form, "title": title, "button": button, "back": back, **about}
    return render(request, about.get("template", "goals/form.html"), shown)
