"""Pages of flags: all that wait or were done lately, and the four buttons."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from fourfold.web.access import Missing, Right, Viewer, may
from fourfold.web.audit.actions import note_read
from fourfold.web.flags import actions, queries
from fourfold.web.request import Request, posted_number
from fourfold.web.words import site_words

if TYPE_CHECKING:
    from fourfold.web.flags.models import Flag


@require_safe
def start(request: Request) -> HttpResponse:
    """What waits, and what was done lately."""
    if not may(request.viewer, Right.LEAD):
        raise Missing
    waiting, lately = queries.waiting(request.viewer), queries.lately_done(request.viewer)
    for flag in (*waiting, *lately):
        note_read(request.viewer, "flag", f"flag:{flag.id}", group=flag.group_id, person=flag.person_id)
    return render(request, "flags/flags.html", {"waiting": waiting, "lately": lately})


@require_POST
def take_on(request: Request, flag_id: int) -> HttpResponse:
    """I will speak with them."""
    return _answered(request, flag_id, lambda by: actions.take_on(flag_id, by=by), "flags.taken")


@require_POST
def ask(request: Request, flag_id: int) -> HttpResponse:
    """Ask a colleague to."""
    colleague = posted_number(request.POST.get("colleague", ""))
    if colleague is None:
        raise Missing
    return _answered(request, flag_id, lambda by: actions.ask(flag_id, colleague, by=by), "flags.asked")


@require_POST
def done(request: Request, flag_id: int) -> HttpResponse:
    """We have spoken."""
    return _answered(request, flag_id, lambda by: actions.done(flag_id, by=by), "flags.was_done")


@require_POST
def undo(request: Request, flag_id: int) -> HttpResponse:
    """Take the last step back."""
    return _answered(request, flag_id, lambda by: actions.undo(flag_id, by=by), "flags.undone")


def _answered(request: Request, flag_id: int, act: "Callable[[Viewer], Flag]", told: str) -> HttpResponse:
    flag = act(request.viewer)
    undo_address = "" if told == "flags.undone" else f"undo:{reverse('flag-undo', args=[flag_id])}"
    text = site_words(get_language()).say(told, name=flag.person.label)
    messages.success(request, text, extra_tags=undo_address)
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else reverse("today"))
