"""The practices of a group, and giving one to a member."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from fourfold.web.access import Right, Viewer, one
from fourfold.web.audit.actions import note_read
from fourfold.web.practices.actions import giving as actions
from fourfold.web.practices.forms.staff import GiveForm
from fourfold.web.practices.pages.sessions import back_to_form
from fourfold.web.practices.queries.assigned import assigned, giving
from fourfold.web.practices.queries.bars import HEIGHT, WIDTH, bars
from fourfold.web.practices.queries.group import of_group
from fourfold.web.practices.shelf import titled
from fourfold.web.refusal import Refused
from fourfold.web.request import Request
from fourfold.web.words import site_words

if TYPE_CHECKING:
    from fourfold.web.practices.models import AssignedPractice


@require_safe
def page(request: Request, group_id: int) -> HttpResponse:
    """What is planned, what was led, who practises between sessions, and how much."""
    found = of_group(request.viewer, group_id, _language())
    note_read(request.viewer, "practices", f"group:{group_id}", group=group_id)
    shown = {"found": found, "group": found.group, "bars": bars(found.dose.weeks), "width": WIDTH, "height": HEIGHT}
    return render(request, "practices/group.html", shown)


def give(request: Request, group_id: int) -> HttpResponse:
    """Agree with a member on a practice to take along."""
    found = giving(request.viewer, group_id, _language())
    wished = {"person": request.GET.get("person", ""), "practice": request.GET.get("practice", "")}
    form = GiveForm(found, request.POST or None, initial=wished)
    made: list[AssignedPractice] = []
    if form.carried_out(lambda: made.append(actions.give(group_id, form.agreement(), by=request.viewer))):
        _tell(request, made[0], "practices.given_told", "practice-take-back")
        return back_to_form(request, group_id)
    shown = {"found": found, "group": found.group, "form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
    return render(request, "practices/give.html", shown)


@require_POST
def end(request: Request, assigned_id: int) -> HttpResponse:
    """The member no longer takes it along."""
    return _done(request, assigned_id, actions.end, ("practices.ended_told", "practice-go-on"))


@require_POST
def go_on(request: Request, assigned_id: int) -> HttpResponse:
    """The member goes on with it."""
    return _done(request, assigned_id, actions.go_on, ("practices.goes_on_told", ""))


@require_POST
def take_back(request: Request, assigned_id: int) -> HttpResponse:
    """It was given by mistake."""
    return _done(request, assigned_id, actions.take_back, ("practices.taken_back_told", ""))


def _done(request: Request, assigned_id: int, act: "Callable[..., AssignedPractice]", told: tuple[str, str]) -> HttpResponse:
    group_id = one(assigned(request.viewer, Right.LEAD), pk=assigned_id).group_id
    by: Viewer = request.viewer
    try:
        _tell(request, act(assigned_id, by=by), *told)
    except Refused as refused:
        messages.error(request, refused.sentence(get_language()))
    return back_to_form(request, group_id)


def _tell(request: Request, row: "AssignedPractice", told: str, undo: str) -> None:
    words = site_words(get_language()).say(told, None, title=titled(row.practice, _language()), name=row.person.label)
    messages.success(request, words, extra_tags=f"undo:{reverse(undo, args=[row.pk])}" if undo else "")


def _language() -> str:
    return get_language() or "en"
