"""The library of practices: all of them, and one to read aloud, to print, to plan and to give."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from fourfold.practices import Kind
from fourfold.web.access import Missing, Right, may
from fourfold.web.practices.forms.library import WantedForm
from fourfold.web.practices.queries.planned import places
from fourfold.web.practices.shelf import known, shelf, told
from fourfold.web.request import Request


@require_safe
def practices(request: Request) -> HttpResponse:
    """Every practice, or those that one looks for."""
    _staff(request)
    form = WantedForm(request.GET)
    found = shelf()
    every = [told(practice, get_language() or "en") for practice in found.practices.values()]
    wanted = [one for one in every if form.fits(one)]
    kinds = [(kind, [one for one in wanted if one.kind is kind]) for kind in Kind]
    shown = {
        "kinds": [(kind, ones) for kind, ones in kinds if ones],
        "form": form,
        "n": len(wanted),
        "n_all": len(every),
        "refusals": found.refusals,
    }
    return render(request, "practices/practices.html", shown)


@require_safe
def practice(request: Request, practice: str) -> HttpResponse:
    """One practice."""
    _staff(request)
    found = known(practice)
    if found is None:
        raise Missing
    groups = places(request.viewer) if may(request.viewer, Right.LEAD) else []
    shown = {
        "practice": told(found, get_language() or "en"),
        "groups": groups,
        "ahead": any(place.session_id for place in groups),
    }
    return render(request, "practices/practice.html", shown)


def _staff(request: Request) -> None:
    if not request.viewer.is_staff:
        raise Missing
