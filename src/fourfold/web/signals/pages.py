"""What needs an answer in all groups, what was answered, and the answers to one signal."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from fourfold.web.access import Missing, Right, may
from fourfold.web.audit.actions import note_read
from fourfold.web.request import Request
from fourfold.web.signals import actions, queries
from fourfold.web.words import site_words

_BACK_TO = ("brief", "group")


@require_safe
def page(request: Request) -> HttpResponse:
    """The signals of every group that the viewer oversees."""
    if not may(request.viewer, Right.OVERSEE):
        raise Missing
    found = queries.boards(request.viewer, request.LANGUAGE_CODE)
    for board in found:
        note_read(request.viewer, "signals", f"group:{board.group.pk}", group=board.group.pk)
    about = {"boards": found, "precision": queries.precision(request.viewer), "reasons": queries.REASONS}
    return render(request, "signals/signals.html", about)


@require_POST
def confirm(request: Request, group_id: int, mark: str) -> HttpResponse:
    """Take whether a signal told of something."""
    actions.confirm(group_id, mark, request.POST.get("confirmed") == "yes", by=request.viewer)
    messages.success(request, site_words(request.LANGUAGE_CODE).say("signals.told_confirmed"))
    return _back(request, group_id)


@require_POST
def answer(request: Request, group_id: int, mark: str) -> HttpResponse:
    """Take the answer to one signal, then back to the page on which it was given."""
    said = site_words(request.LANGUAGE_CODE).say
    try:
        given = request.POST.get("answer", "")
        actions.answer(group_id, mark, given, request.POST.get("reason", ""), by=request.viewer)
    except actions.AnswerRefused as refused:
        messages.error(request, said(str(refused)))
    else:
        messages.success(request, said(f"signals.told_{given}"))
    return _back(request, group_id)


def _back(request: Request, group_id: int) -> HttpResponse:
    """To the page on which the answer was given."""
    back = request.POST.get("back", "")
    return redirect(back, group_id) if back in _BACK_TO else redirect("signals")
