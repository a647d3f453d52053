"""The manager's page of programmes."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fourfold.web.access import Missing, Right, may
from fourfold.web.audit.actions import note_read
from fourfold.web.figures import actions
from fourfold.web.figures.queries import programmes as queries
from fourfold.web.figures.queries.changes import changes
from fourfold.web.request import Request


@require_safe
def start(request: Request) -> HttpResponse:
    """Every programme that the viewer may count. What the night has not counted yet is counted now."""
    viewer = request.viewer
    if not may(viewer, Right.COUNT):
        raise Missing
    for programme_id in queries.uncounted(viewer):
        actions.count(programme_id, by=viewer)
    programmes, total = queries.figures(viewer)
    note_read(viewer, "programme figures", detail=", ".join(f"programme:{p.programme_id}" for p in programmes))
    changed = changes(viewer, request.LANGUAGE_CODE)
    shown = [(figures, changed.get(figures.programme_id, [])) for figures in programmes]
    return render(request, "figures/programmes.html", {"programmes": shown, "total": total})
