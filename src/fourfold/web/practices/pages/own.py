"""A member's own practices, on a device of their own: what they were given, and writing down that they did it."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourfold.web.audit.actions import note_read
from fourfold.web.own_device import own_device
from fourfold.web.practices.actions import own as actions
from fourfold.web.practices.forms.own import PractisedForm, chosen
from fourfold.web.practices.queries.bars import HEIGHT, WIDTH, bars
from fourfold.web.practices.queries.member import own_log, own_practice, own_practices
from fourfold.web.practices.shelf import minutes_of, titled
from fourfold.web.request import Request
from fourfold.web.words import site_words


@require_safe
@own_device
def start(request: Request) -> HttpResponse:
    """What the member was given, and what they did."""
    found = own_practices(request.viewer, _language())
    note_read(request.viewer, "own page", f"person:{request.viewer.person_id}", person=request.viewer.person_id)
    given = [(one, uuid4().hex) for one in found.given]
    shown = {"found": found, "given": given, "bars": bars(found.dose.weeks), "width": WIDTH, "height": HEIGHT}
    return render(request, "practices/own.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@own_device
def practice(request: Request, assigned_id: int) -> HttpResponse:
    """One practice to read and to do, with two sentences before and after for whoever wishes."""
    found = own_practice(request.viewer, assigned_id, _language())
    form = PractisedForm(request.POST or None, initial={"minutes": minutes_of(found.assigned.practice)})
    if form.is_valid():
        actions.log(assigned_id, form.cleaned_data["key"], form.practised(), by=request.viewer)
        messages.success(request, site_words(get_language()).say("practices.logged_told"))
        return redirect("my-practices")
    return render(request, "practices/own_practice.html", {"found": found, "practice": found.told, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@own_device
def log(request: Request, log_id: int) -> HttpResponse:
    """What the member wrote down today, to change."""
    row = own_log(request.viewer, log_id)
    kept = {"minutes": row.minutes, **chosen("before", row.before), **chosen("after", row.after)}
    form = PractisedForm(request.POST or None, initial=kept)
    if form.is_valid():
        actions.change(log_id, form.practised(), by=request.viewer)
        messages.success(request, site_words(get_language()).say("practices.changed_told"))
        return redirect("my-practices")
    return render(request, "practices/own_log.html", {"log": row, "title": titled(row.practice, _language()), "form": form})


@require_POST
@own_device
def take_back(request: Request, log_id: int) -> HttpResponse:
    """What the member wrote down today, gone."""
    actions.take_back(log_id, by=request.viewer)
    messages.success(request, site_words(get_language()).say("practices.log_gone_told"))
    return redirect("my-practices")


def _language() -> str:
    return get_language() or "en"
