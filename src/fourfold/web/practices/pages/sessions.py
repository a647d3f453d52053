"""Planning a practice and writing down that it was led: forms that stand on the brief, the session and the group's page."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from fourfold.web.access import Right, one
from fourfold.web.practices.actions import sessions as actions
from fourfold.web.practices.forms.staff import LedForm
from fourfold.web.practices.queries.planned import planned
from fourfold.web.practices.shelf import titled
from fourfold.web.refusal import Refused
from fourfold.web.request import Request, posted_number
from fourfold.web.sessions.queries import session
from fourfold.web.words import site_words

if TYPE_CHECKING:
    from fourfold.web.practices.models import PlannedPractice


_Act = Callable[[], "PlannedPractice"]


@require_POST
def plan(request: Request, session_id: int) -> HttpResponse:
    """Plan a practice for a session; an undo names the practice in its address."""
    group_id = session(request.viewer, Right.LEAD, session_id).group_id
    key, why = request.POST.get("practice") or request.GET.get("practice", ""), request.POST.get("why", "")
    if not key:
        messages.error(request, _say("practices.choose_one"))
        return back_to_form(request, group_id)
    return _done(
        request, group_id, lambda: actions.plan(session_id, key, why, by=request.viewer), ("planned_told", "practice-drop")
    )


@require_POST
def drop(request: Request, plan_id: int) -> HttpResponse:
    """Do not plan it after all."""
    row = _row(request, plan_id)
    undo = f"{reverse('practice-plan', args=[row.session_id])}?practice={row.practice}"
    return _done(request, row.session.group_id, lambda: actions.drop(plan_id, by=request.viewer), ("dropped_told", undo))


@require_POST
def led(request: Request, plan_id: int) -> HttpResponse:
    """It was led, for so many minutes."""
    group_id, form = _row(request, plan_id).session.group_id, LedForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["minutes"][0]))
        return back_to_form(request, group_id)
    minutes = form.cleaned_data["minutes"]
    return _done(request, group_id, lambda: actions.led(plan_id, minutes, by=request.viewer), ("led_told", "practice-not-led"))


@require_POST
def not_led(request: Request, plan_id: int) -> HttpResponse:
    """It was not led after all."""
    group_id = _row(request, plan_id).session.group_id
    return _done(request, group_id, lambda: actions.not_led(plan_id, by=request.viewer), ("not_led_told", ""))


@require_POST
def who_did(request: Request, plan_id: int) -> HttpResponse:
    """Who did it."""
    group_id = _row(request, plan_id).session.group_id
    people = {posted_number(given) or 0 for given in request.POST.getlist("person")}
    return _done(request, group_id, lambda: actions.who_did(plan_id, people, by=request.viewer), ("who_did_told", ""))


def _row(request: Request, plan_id: int) -> "PlannedPractice":
    return one(planned(request.viewer, Right.LEAD), pk=plan_id)


def _done(request: Request, group_id: int, act: _Act, told: tuple[str, str]) -> HttpResponse:
    """Do it and say so, with a way to take it back: an address, or a route that takes the row."""
    try:
        row = act()
    except Refused as refused:
        messages.error(request, refused.sentence(get_language()))
        return back_to_form(request, group_id)
    key, undo = told
    address = reverse(undo, args=[row.pk]) if undo.startswith("practice") else undo
    messages.success(
        request,
        _say(f"practices.{key}", title=titled(row.practice, _language()), number=row.session.number),
        extra_tags=f"undo:{address}" if address else "",
    )
    return back_to_form(request, group_id)


def back_to_form(request: Request, group_id: int) -> HttpResponse:
    """To where the form stood; else to the practices of the group."""
    back = request.POST.get("next", "")
    known = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back) if known else redirect("group-practices", group_id)


def _say(key: str, **given: Any) -> str:
    return site_words(get_language()).say(key, None, **given)


def _language() -> str:
    return get_language() or "en"
