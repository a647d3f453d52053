"""The researcher's page, what a release would hold, the file, and the ledger."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourfold.web.audit.actions import note_read
from fourfold.web.refusal import Refused
from fourfold.web.request import Request, posted_number
from fourfold.web.research.actions import make_release
from fourfold.web.research.forms import ReleaseForm
from fourfold.web.research.queries.ledger import ledger
from fourfold.web.research.queries.proposal import Offer, offers, proposal, same_people


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    """What may be had, and the form; by POST what the release would hold, before anything leaves, or the form again."""
    offered = offers(request.viewer)
    form = ReleaseForm(offered, same_people(request.viewer), request.POST or None)
    if request.method == "POST" and "change" not in request.POST and form.is_valid():
        found = proposal(request.viewer, form.asked().wanted)
        note_read(request.viewer, "release proposal", f"programme:{found.programme.pk}")
        shown = {"found": found, "form": form, "bands": found.bands(get_language() or "en")}
        return render(request, "research/proposal.html", shown)
    return _started(request, offered, form)


@require_POST
def make(request: Request) -> HttpResponse:
    """The file, once."""
    n_seen = posted_number(request.POST.get("n_seen", ""))
    offered = offers(request.viewer)
    form = ReleaseForm(offered, same_people(request.viewer), request.POST)
    if form.is_valid():
        try:
            made = make_release(form.asked(), get_language() or "en", n_seen, by=request.viewer)
        except Refused as refused:
            form.refuse(refused)
        else:
            response = HttpResponse(made.body, content_type="application/zip")
            response["Content-Disposition"] = f'attachment; filename="{made.name}"'
            return response
    return _started(request, offered, form)


@require_safe
def releases(request: Request) -> HttpResponse:
    """The ledger, for whoever answers for the programmes."""
    return render(request, "research/ledger.html", {"releases": ledger(request.viewer)})


def _started(request: Request, offered: list[Offer], form: ReleaseForm) -> HttpResponse:
    shown = {"offers": offered, "form": form, "releases": ledger(request.viewer)}
    return render(request, "research/start.html", shown)
