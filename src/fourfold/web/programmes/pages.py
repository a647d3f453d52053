"""Pages of the slice programmes: sites and programmes, for administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from fourfold.web.access import Missing, Right, may
from fourfold.web.programmes import actions, queries
from fourfold.web.programmes.forms import ProgrammeForm, SiteForm
from fourfold.web.request import Request
from fourfold.web.words import site_words


def sites(request: Request) -> HttpResponse:
    """The sites and programmes that an administrator keeps."""
    _only_keepers(request)
    return render(request, "programmes/sites.html", {"sites": queries.sites(request.viewer)})


def new_site(request: Request) -> HttpResponse:
    """A form for a new site."""
    _only_keepers(request)
    form = SiteForm(request.POST or None, initial={"language": get_language()})
    if form.carried_out(lambda: actions.make_site(form.details(), by=request.viewer)):
        return _done(request, "programmes.made", form.cleaned_data["name"])
    return _form(request, form, "programmes.new_site", zones=True)


def edit_site(request: Request, site_id: int) -> HttpResponse:
    """A form for a site that is there."""
    site = queries.site(request.viewer, site_id)
    told = {"name": site.name, "time_zone": site.time_zone, "language": site.language}
    form = SiteForm(request.POST or None, initial=told)
    if form.carried_out(lambda: actions.change_site(site_id, form.details(), by=request.viewer)):
        return _done(request, "programmes.changed", form.cleaned_data["name"])
    return _form(request, form, "programmes.edit_site", name=site.name, zones=True)


def new_programme(request: Request, site_id: int) -> HttpResponse:
    """A form for a new programme of a site."""
    site = queries.site(request.viewer, site_id)
    form = ProgrammeForm(request.POST or None)
    if form.carried_out(lambda: actions.make_programme(site_id, form.cleaned_data["name"], by=request.viewer)):
        return _done(request, "programmes.made", form.cleaned_data["name"])
    return _form(request, form, "programmes.new_programme", name=site.name)


def edit_programme(request: Request, programme_id: int) -> HttpResponse:
    """A form for the name of a programme."""
    programme = queries.programme(request.viewer, programme_id)
    form = ProgrammeForm(request.POST or None, initial={"name": programme.name})
    if form.carried_out(lambda: actions.change_programme(programme_id, form.cleaned_data["name"], by=request.viewer)):
        return _done(request, "programmes.changed", form.cleaned_data["name"])
    return _form(request, form, "programmes.edit_programme", name=programme.name)


def _only_keepers(request: Request) -> None:
    if not may(request.viewer, Right.KEEP):
        raise Missing


def _done(request: Request, words: str, name: str) -> HttpResponse:
    messages.success(request, site_words(get_language()).say(words, name=name))
    return redirect("sites")


def _form(request: Request, form: SiteForm | ProgrammeForm, title: str, *, name: str = "", zones: bool = False) -> HttpResponse:
    spoken = site_words(get_language()).say(title, name=name)
    time_zones = sorted(queries.time_zones()) if zones else []
    return render(request, "programmes/form.html", {"form": form, "title": spoken, "time_zones": time_zones})
