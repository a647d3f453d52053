"""The brief on the screen, on paper, and the question at its foot."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from fourfold.feedback.pdf import PAPERS
from fourfold.web.audit.actions import note_read
from fourfold.web.briefs import actions, queries
from fourfold.web.records.queries import RecordRefused
from fourfold.web.request import Request
from fourfold.web.signals.queries import REASONS
from fourfold.web.words import site_words


@require_safe
def page(request: Request, group_id: int) -> HttpResponse:
    """The brief of a group."""
    try:
        found = queries.brief_of(request.viewer, group_id, request.LANGUAGE_CODE)
    except RecordRefused as refused:
        return render(request, "overview/unreadable.html", {"problems": refused.problems}, status=409)
    note_read(request.viewer, "brief", f"group:{group_id}", group=group_id)
    about = {"brief": found, "group": found.group, "answers": _ANSWERS, "reasons": REASONS}
    return render(request, "briefs/brief.html", about)


@require_safe
def sheet(request: Request, group_id: int) -> HttpResponse:
    """The brief as a PDF of one page, on the paper that is asked for."""
    paper = request.GET.get("paper", "a4")
    if paper not in PAPERS:
        raise Http404
    try:
        content = queries.sheet_of(request.viewer, group_id, request.LANGUAGE_CODE, paper)
    except RecordRefused as refused:
        return render(request, "overview/unreadable.html", {"problems": refused.problems}, status=409)
    note_read(request.viewer, "brief sheet", f"group:{group_id}", group=group_id, detail=paper)
    name = slugify(site_words(request.LANGUAGE_CODE).say("brief.title"))
    headers = {"Content-Disposition": f'attachment; filename="{name}-{group_id}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_POST
def discussed(request: Request, session_id: int) -> HttpResponse:
    """Take the answer to the question at the foot of the brief."""
    session = actions.discussed(session_id, request.POST.get("discussed", ""), by=request.viewer)
    messages.success(request, site_words(request.LANGUAGE_CODE).say("briefs.discussed_told"))
    return redirect("brief", session.group_id)


_ANSWERS = ("yes", "in_part", "not_yet")
