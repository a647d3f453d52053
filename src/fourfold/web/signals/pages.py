"""Pages of the slice signals."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fourfold.web.request import Request
from fourfold.web.signals import actions
from fourfold.web.words import site_words

_BACK_TO = ("brief", "group")


def start(request: Request) -> HttpResponse:
    """The first page."""
    return render(request, "base.html")


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
    back = request.POST.get("back", "")
    return redirect(back if back in _BACK_TO else "brief", group_id)
