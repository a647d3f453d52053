"""The pages of a second pass: mark what was done in the turns of a session, and choose whose marks count."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from fourfold.conversation.acts import CODED_ACTS
from fourfold.web.audit.actions import note_read
from fourfold.web.refusal import Refused
from fourfold.web.request import Request, posted_number
from fourfold.web.talk.actions import second_pass as actions
from fourfold.web.talk.forms.second_pass import Marked, marked
from fourfold.web.talk.queries import second_pass as queries
from fourfold.web.words import site_words


def page(request: Request, session_id: int) -> HttpResponse:
    """One page of turns; what is marked in it is kept when it is sent."""
    number, coding = (posted_number(request.GET.get(name, "")) for name in ("page", "coding"))
    found = queries.second_pass(request.viewer, session_id, number or 1, coding)
    if request.method == "POST":
        given = marked(request.POST)
        if given is None:
            messages.error(request, _say("coding.marks_unread"))
            return redirect("second-pass", session_id)
        return _kept(request, session_id, given)
    note_read(request.viewer, "second pass", f"session:{session_id}", group=found.session.group_id)
    about = {"found": found, "session": found.session, "group": found.session.group, "acts": CODED_ACTS}
    return render(request, "talk/second_pass.html", about)


@require_POST
def undo(request: Request, session_id: int) -> HttpResponse:
    """The marks of the last page taken back."""
    coding, since, until, number = (posted_number(request.GET.get(k, "")) or 0 for k in ("coding", "since", "until", "page"))
    undone = actions.take_back_marks(session_id, coding, (since, until), by=request.viewer)
    messages.success(request, _say("coding.marks_undone" if undone else "coding.marks_undone_not"))
    return redirect(_address(session_id, coding, number))


@require_POST
def count(request: Request, session_id: int) -> HttpResponse:
    """Whose marks count."""
    actions.count_pass(session_id, posted_number(request.POST.get("pass", "")), by=request.viewer)
    messages.success(request, _say("coding.pass_chosen"))
    return redirect("second-pass", session_id)


def _kept(request: Request, session_id: int, given: Marked) -> HttpResponse:
    try:
        step = actions.mark_acts(session_id, given.coding_id, given.seen, given.marks, by=request.viewer)
    except Refused as refused:
        messages.error(request, refused.sentence(get_language()))
        return redirect("second-pass", session_id)
    if step[0] != step[1]:
        back = {"coding": given.coding_id, "since": step[0], "until": step[1], "page": given.page}
        undo = f"undo:{reverse('second-pass-undo', args=[session_id])}?{urlencode(back)}"
        messages.success(request, _say("coding.marks_kept", len(given.marks)), extra_tags=undo)
    return redirect(_address(session_id, given.coding_id, given.next_page))


def _address(session_id: int, coding_id: int, number: int) -> str:
    return f"{reverse('second-pass', args=[session_id])}?{urlencode({'coding': coding_id, 'page': number})}"


def _say(key: str, count: int | None = None, **given: object) -> str:
    return site_words(get_language()).say(key, count, **given)
