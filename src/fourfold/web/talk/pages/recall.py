"""Pages of what was recalled: the circle as somebody remembers it, and the grid in which it can be written down."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from fourfold.web.audit.actions import note_read
from fourfold.web.refusal import Refused
from fourfold.web.request import Request, posted_number
from fourfold.web.talk.actions import recall as actions
from fourfold.web.talk.drawing import recalled_circle
from fourfold.web.talk.forms.recall import grid, weights
from fourfold.web.talk.queries import recall as queries
from fourfold.web.words import site_words

_KEYS = (("", "talk.key_members"), ("by-chair", "talk.key_chairs"))


@require_safe
def page(request: Request, session_id: int) -> HttpResponse:
    """What somebody remembers."""
    found = queries.recall(request.viewer, session_id, posted_number(request.GET.get("coding", "")))
    note_read(request.viewer, "recall", f"session:{session_id}", group=found.session.group_id)
    title = _say("coding.recall_picture", name=found.coding.observer.name if found.coding else "")
    circle = recalled_circle(found.seats, found.lines, _say("talk.group"), title) if found.lines else ""
    about = {"found": found, "session": found.session, "group": found.session.group, "circle": circle, "keys": _KEYS}
    return render(request, "talk/recall.html", about)


def enter(request: Request, session_id: int) -> HttpResponse:
    """The grid, filled in by hand."""
    asked = queries.asked(request.viewer, session_id)
    fault = ""
    if request.method == "POST":
        given = weights(request.POST)
        try:
            if given is None:
                raise Refused("", "coding.recall_changed")
            actions.write_recall(session_id, given, by=request.viewer)
        except Refused as refused:
            fault = refused.sentence(get_language())
        else:
            messages.success(request, _say("coding.recall_kept"))
            return redirect("recall", session_id)
    note_read(request.viewer, "recall", f"session:{session_id}", group=asked.session.group_id)
    about = {
        "asked": asked,
        "session": asked.session,
        "group": asked.session.group,
        "rows": list(grid(asked)),
        "fault": fault,
        "weights": (0, *queries.WEIGHTS),
    }
    return render(request, "talk/recall_enter.html", about, status=422 if fault else 200)


@require_POST
def forget(request: Request, session_id: int) -> HttpResponse:
    """What the viewer remembered, deleted."""
    actions.forget_recall(session_id, by=request.viewer)
    messages.success(request, _say("coding.recall_forgotten"))
    return redirect("recall", session_id)


def _say(key: str, count: int | None = None, **given: object) -> str:
    return site_words(get_language()).say(key, count, **given)
