"""Pages of scores: of one member for who oversees the group, and a member's own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fourfold.web.assessments.queries import scores
from fourfold.web.audit.actions import note_read
from fourfold.web.own_device import own_device
from fourfold.web.request import Request


@require_safe
def of_member(request: Request, person_id: int, group_id: int) -> HttpResponse:
    """The scores of one member over time."""
    found = scores.of_member(request.viewer, person_id, group_id, request.LANGUAGE_CODE)
    note_read(request.viewer, "member assessments", f"person:{person_id}", group=group_id, person=person_id)
    return render(request, "assessments/member.html", {"found": found, "group": found.group})


@require_safe
@own_device
def own(request: Request) -> HttpResponse:
    """A member's own scores, and what waits for their answers."""
    told, waiting = scores.own(request.viewer, request.LANGUAGE_CODE)
    person_id = request.viewer.person_id
    note_read(request.viewer, "own assessments", f"person:{person_id}", person=person_id)
    return render(request, "assessments/own.html", {"told": told, "waiting": waiting})
