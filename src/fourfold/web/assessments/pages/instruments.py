"""Pages of the library of instruments: all of them, one, its wording, and its Questionnaire."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourfold.formats.fhir.questionnaire import questionnaire_of
from fourfold.instruments.wording import WordingRefused, worded
from fourfold.web.access import Missing
from fourfold.web.assessments.actions.urgent import set_urgent_words
from fourfold.web.assessments.actions.wording import import_wording, take_back_wording
from fourfold.web.assessments.forms.urgent import UrgentForm
from fourfold.web.assessments.forms.wording import WordingForm
from fourfold.web.assessments.queries import instruments as queries
from fourfold.web.assessments.queries.urgent import of_sites
from fourfold.web.assessments.queries.wordings import importing_sites, worded_as, wording
from fourfold.web.assessments.reading_import import read_import
from fourfold.web.assessments.sentences import sentences
from fourfold.web.programmes.queries import Named
from fourfold.web.request import Request
from fourfold.web.told_by_readers import retold
from fourfold.web.words import site_words

_JSON = "application/fhir+json; charset=utf-8"


@require_safe
def library(request: Request) -> HttpResponse:
    """Every instrument that ships, by what it is about."""
    abouts = queries.library(request.viewer, request.LANGUAGE_CODE)
    return render(
        request, "assessments/instruments.html", {"abouts": abouts, "may_import": bool(importing_sites(request.viewer))}
    )


@require_safe
def instrument(request: Request, instrument_key: str) -> HttpResponse:
    """One instrument: what is published of it, its wording here, and what the site's own answers say."""
    return render(
        request, "assessments/instrument.html", {"found": queries.facts(request.viewer, instrument_key, request.LANGUAGE_CODE)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: Request, instrument_key: str) -> HttpResponse:
    """Wording from a file or pasted: read and shown first, in use only after a second word."""
    one = queries.to_import(request.viewer, instrument_key)
    sites = [Named(site.pk, site.name) for site in importing_sites(request.viewer)]
    form = WordingForm(request.POST or None, request.FILES or None, sites)
    shown: dict[str, Any] = {"form": form, "instrument": one}
    if form.is_valid():
        try:
            read = read_import(one, form.cleaned_data["content"])
            if request.POST.get("step") == "use":
                made = import_wording(one.key, form.cleaned_data["content"], form.told(), by=request.viewer)
                undo = f"undo:{reverse('wording-take-back', args=[made.pk])}"
                messages.success(request, _say("assessments.imported"), extra_tags=undo)
                return redirect("instrument", one.key)
        except WordingRefused as refused:
            said = retold(str(refused), get_language(), "readers.file_otherwise")
            form.add_error("pasted" if form.cleaned_data.get("pasted") else "file", said)
        else:
            language = form.cleaned_data["language"]
            preview = sentences(worded(one, read.texts, read.answers, language), language)
            shown |= {"preview": preview, "carried": form.packed(), "told": form.told(), "numbers_only": not read.answers}
            return render(request, "assessments/look.html", shown)
    return render(request, "assessments/import.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def urgent(request: Request) -> HttpResponse:
    """What members read where an answer about safety cannot wait."""
    sites = of_sites(request.viewer)
    if request.method == "POST":
        chosen = next((one for one in sites if str(one.id) == request.POST.get("site", "")), None)
        if chosen is None:
            raise Missing
        form = UrgentForm(request.POST, chosen)
        if form.carried_out(lambda: set_urgent_words(chosen.id, form.words(), by=request.viewer)):
            messages.success(request, site_words(get_language()).say("urgent_words.kept"))
            return redirect("urgent-words")
        return render(request, "assessments/urgent.html", {"forms": [form]}, status=422)
    return render(request, "assessments/urgent.html", {"forms": [UrgentForm(None, one) for one in sites]})


@require_POST
def take_back(request: Request, wording_id: int) -> HttpResponse:
    """A wording no longer in use."""
    row = take_back_wording(wording_id, by=request.viewer)
    messages.success(request, _say("assessments.wording_taken_back"))
    return redirect("instrument", row.instrument)


@require_safe
def original(request: Request, wording_id: int) -> HttpResponse:
    """The file of a wording as it came, byte for byte."""
    row = wording(request.viewer, wording_id)
    kind = "json" if row.original.lstrip("\ufeff \r\n\t").startswith("{") else "txt"
    response = HttpResponse(row.original.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.instrument}-{row.language}.{kind}"'
    return response


@require_safe
def questionnaire(request: Request, instrument_key: str) -> HttpResponse:
    """An instrument as a FHIR Questionnaire, with the site's wording where it has been imported."""
    one, language = queries.found(request.viewer, instrument_key), _language()
    chosen = queries.way_here(request.viewer, one, language)
    told = questionnaire_of(worded_as(one, chosen), chosen.language) if chosen else questionnaire_of(one, language)
    response = HttpResponse(json.dumps(told, ensure_ascii=False, indent=2), content_type=_JSON)
    response["Content-Disposition"] = f'attachment; filename="{one.key}.json"'
    return response


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def _say(key: str) -> str:
    return site_words(get_language()).say(key)
