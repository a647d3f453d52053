"""The page on which two observers of a session are laid side by side, and it is chosen which of them counts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fourfold.web.audit.actions import note_read
from fourfold.web.request import Request, posted_number
from fourfold.web.talk.queries import agreement as queries


@require_safe
def page(request: Request, session_id: int) -> HttpResponse:
    """How far two observers agree, in words first."""
    one, other = (posted_number(request.GET.get(name, "")) for name in ("one", "other"))
    found = queries.side_by_side(request.viewer, session_id, one, other)
    note_read(request.viewer, "agreement", f"session:{session_id}", group=found.session.group_id)
    about = {"found": found, "session": found.session, "group": found.session.group}
    return render(request, "talk/agreement.html", about)
