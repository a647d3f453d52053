"""The page of one member in one group."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fourfold.web.assessments.queries import parts as assessments
from fourfold.web.audit.actions import note_read
from fourfold.web.goals.queries.page import on_member_page as goals_of
from fourfold.web.member import queries
from fourfold.web.notes.queries.lists import on_member_page as written_about
from fourfold.web.practices.queries.member import on_member_page
from fourfold.web.records.queries import RecordRefused
from fourfold.web.request import Request
from fourfold.web.signals.queries import REASONS


@require_safe
def page(request: Request, person_id: int, group_id: int) -> HttpResponse:
    """How a member is doing."""
    try:
        found = queries.member_of(request.viewer, group_id, person_id, request.LANGUAGE_CODE)
    except RecordRefused as refused:
        return render(request, "overview/unreadable.html", {"problems": refused.problems}, status=409)
    note_read(request.viewer, "member", f"person:{person_id}", group=group_id, person=person_id)
    practices = on_member_page(request.viewer, found.person, found.group, request.LANGUAGE_CODE)
    about = {"practices": practices, "found": found, "group": found.group, "parts": found.parts, "reasons": REASONS}
    about["written"] = written_about(request.viewer, found.person, found.group)
    about["assessed"] = assessments.on_member_page(request.viewer, found.person, found.group, request.LANGUAGE_CODE)
    about["goals"] = goals_of(request.viewer, person_id, group_id)
    return render(request, "member/member.html", about)
