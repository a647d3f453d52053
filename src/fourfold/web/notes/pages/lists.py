"""Pages of notes over sessions: a group's, and the paragraphs about one member, to read and to print."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fourfold.web.audit.actions import note_read
from fourfold.web.notes.queries import lists
from fourfold.web.request import Request


@require_safe
def group(request: Request, group_id: int) -> HttpResponse:
    """Which sessions of a group have notes, and in which state; no text."""
    found = lists.notes_of_group(request.viewer, group_id)
    return render(request, "notes/group.html", {"found": found, "group": found.group})


@require_safe
def member(request: Request, person_id: int, group_id: int) -> HttpResponse:
    """The paragraphs about one member; on paper without anything that names another."""
    found = lists.paragraphs(request.viewer, person_id, group_id)
    note_read(request.viewer, "paragraphs", f"person:{person_id}", group=group_id, person=person_id)
    return render(request, "notes/member.html", {"found": found, "group": found.group, "person": found.person})
