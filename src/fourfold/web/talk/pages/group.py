"""The tab of a group with what was taken down of its sessions."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fourfold.web.audit.actions import note_read
from fourfold.web.request import Request
from fourfold.web.talk.queries.group import talk_of_group


@require_safe
def page(request: Request, group_id: int) -> HttpResponse:
    """Session by session, what is kept of who spoke to whom, and the way to the board."""
    talk = talk_of_group(request.viewer, group_id)
    note_read(request.viewer, "codings", f"group:{group_id}", group=group_id)
    return render(request, "talk/group.html", {"talk": talk, "group": talk.group})
