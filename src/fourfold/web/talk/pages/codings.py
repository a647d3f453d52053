"""The codings of a session: which one gives the turns, ending one that was left open, deleting."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourfold.web.audit.actions import note_read
from fourfold.web.refusal import Refused
from fourfold.web.request import Request
from fourfold.web.talk.actions import codings as actions
from fourfold.web.talk.queries.told import one_coding, talk_of_session
from fourfold.web.words import site_words


@require_safe
def page(request: Request, session_id: int) -> HttpResponse:
    """Everything that was taken down of a session, and what can be done with it."""
    talk = talk_of_session(request.viewer, session_id)
    note_read(request.viewer, "codings", f"session:{session_id}", group=talk.session.group_id)
    return render(request, "talk/codings.html", {"talk": talk, "session": talk.session, "group": talk.session.group})


@require_POST
def count(request: Request, session_id: int, coding_id: int) -> HttpResponse:
    """This one gives the session its turns; the message offers the one before again."""
    try:
        before = actions.count_coding(session_id, coding_id, by=request.viewer)
    except Refused as refused:
        messages.error(request, refused.sentence(get_language()))
    else:
        again = before is not None and before != coding_id
        undo = f"undo:{reverse('coding-count', args=[session_id, before])}" if again else ""
        messages.success(request, _named("board.chosen", request, session_id, coding_id), extra_tags=undo)
    return redirect("codings", session_id)


@require_POST
def end(request: Request, session_id: int, coding_id: int) -> HttpResponse:
    """A coding that somebody left open is over."""
    actions.end_coding(session_id, coding_id, by=request.viewer)
    undo = f"undo:{reverse('coding-go-on', args=[session_id, coding_id])}"
    _, taken = one_coding(request.viewer, session_id, coding_id)
    told = _named("board.was_ended", request, session_id, coding_id)
    messages.success(request, told, extra_tags=undo if taken.is_own else "")
    return redirect("codings", session_id)


@require_POST
def go_on(request: Request, session_id: int, coding_id: int) -> HttpResponse:
    """One's own board goes on."""
    actions.go_on_with(session_id, coding_id, by=request.viewer)
    messages.success(request, site_words(get_language()).say("board.goes_on"))
    return redirect("codings", session_id)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: Request, session_id: int, coding_id: int) -> HttpResponse:
    """A coding goes for good; asks first where it is not posted."""
    session, taken = one_coding(request.viewer, session_id, coding_id)
    if request.method != "POST":
        shown = {"session": session, "group": session.group, "taken": taken}
        return render(request, "talk/coding_delete.html", shown)
    told = _named("board.deleted", request, session_id, coding_id)
    actions.delete_coding(session_id, coding_id, by=request.viewer)
    messages.success(request, told)
    return redirect("codings", session_id)


def _named(words: str, request: Request, session_id: int, coding_id: int) -> str:
    _, taken = one_coding(request.viewer, session_id, coding_id)
    return site_words(get_language()).say(words, name=taken.coding.observer.name)
