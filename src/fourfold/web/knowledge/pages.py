"""Pages of the library: what is in it, the evidence with its limits, definitions side by side, a site's own resources."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourfold.instruments import catalogue as instruments
from fourfold.practices import catalogue as practices
from fourfold.vocabulary import Role
from fourfold.web.access import Missing
from fourfold.web.knowledge import actions, queries
from fourfold.web.knowledge.definitions import definitions
from fourfold.web.knowledge.evidence import evidence
from fourfold.web.knowledge.forms import ResourceForm
from fourfold.web.knowledge.shown import told
from fourfold.web.own_device import own_device
from fourfold.web.request import Request
from fourfold.web.words import site_words


@require_safe
def library(request: Request) -> HttpResponse:
    """What the library holds, and how much of it."""
    _staff(request)
    known = evidence()
    counts = {
        "n_practices": len(practices()),
        "n_instruments": len(instruments()),
        "n_findings": sum(len(topic.findings) for topic in known.topics),
        "n_definitions": len(definitions().definitions),
        "n_resources": len(queries.resources(request.viewer)),
    }
    return render(request, "knowledge/library.html", counts)


@require_safe
def evidence_page(request: Request) -> HttpResponse:
    """What is known, and what limits it, beside each other."""
    _staff(request)
    return render(request, "knowledge/evidence.html", {"known": told(evidence(), get_language())})


@require_safe
def definitions_page(request: Request) -> HttpResponse:
    """Empathy and compassion side by side."""
    _staff(request)
    found, shipped = told(definitions(), get_language()), set(instruments())
    titles = {word["key"]: word["title"] for word in found["words"]}
    for one in found["definitions"]:
        one["words"] = [titles[key] for key in one["of"]]
    for one in found["measures"]:
        one["key"] = next((key for key in one["instruments"] if key in shipped), "")
    for word in found["words"]:
        word["measures"] = [one for one in found["measures"] if one["of"] == word["key"]]
    return render(request, "knowledge/definitions.html", found)


@require_safe
def resources(request: Request) -> HttpResponse:
    """The resources of the viewer's sites."""
    _staff(request)
    found = queries.resources(request.viewer)
    shown = {"resources": found, "may_add": _may_add(request), "several": len({one.site for one in found}) > 1}
    return render(request, "knowledge/resources.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """A form for a new resource."""
    _keeper(request)
    form = ResourceForm(request.viewer, request.POST or None, initial={"language": get_language()})
    if form.carried_out(lambda: actions.add(form.site_id(), form.details(), by=request.viewer)):
        _say(request, "knowledge.added", form.cleaned_data["title"])
        return redirect("resources")
    return render(request, "knowledge/add.html", {"form": form})


@require_POST
def withdraw(request: Request, resource_id: int) -> HttpResponse:
    """A resource taken out of the list; it can be put back."""
    _keeper(request)
    taken = actions.withdraw(resource_id, by=request.viewer)
    _say(request, "knowledge.withdrawn", taken.title, extra_tags=f"undo:{reverse('resource-bring-back', args=[resource_id])}")
    return redirect("resources")


@require_POST
def bring_back(request: Request, resource_id: int) -> HttpResponse:
    """A resource put back into the list."""
    _keeper(request)
    back = actions.bring_back(resource_id, by=request.viewer)
    _say(request, "knowledge.back", back.title)
    return redirect("resources")


@require_safe
@own_device
def own(request: Request) -> HttpResponse:
    """The resources that a member's site means for members."""
    if not request.viewer.has(Role.MEMBER):
        raise Missing
    return render(request, "knowledge/own.html", {"resources": queries.own_resources(request.viewer)})


def _staff(request: Request) -> None:
    if not request.viewer.is_staff:
        raise Missing


def _may_add(request: Request) -> bool:
    return any(request.viewer.has(role) for role in queries.KEEPERS)


def _keeper(request: Request) -> None:
    if not _may_add(request):
        raise Missing


def _say(request: Request, words: str, title: str, **named: Any) -> None:
    messages.success(request, site_words(get_language()).say(words, title=title), **named)
