"""The plan for leaving of one member, for those who lead or oversee the group."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourfold.web.audit.actions import note_read
from fourfold.web.goals import forms
from fourfold.web.goals.actions import leaving, undoing
from fourfold.web.goals.pages.answers import asked, language, last_edit, say, told, told_edit, told_undone
from fourfold.web.goals.queries import leaving as queries
from fourfold.web.goals.queries.place import Place, place_to_write
from fourfold.web.goals.sealed import to_change
from fourfold.web.request import Request

_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def page(request: Request, person_id: int, group_id: int) -> HttpResponse:
    """The plan, the people to turn to, and what was answered after the last session."""
    found = queries.leaving_page(request.viewer, group_id, person_id, language())
    _seen(request, found.place)
    return render(request, "goals/leaving.html", {"found": found, "group": found.place.group, "person": found.place.person})


@_form
def change(request: Request, person_id: int, group_id: int) -> HttpResponse:
    """A form for the plan."""
    place = place_to_write(request.viewer, group_id, person_id)
    found = queries.leaving_page(request.viewer, group_id, person_id, language())
    initial = {"plan_words": to_change(found.words), "weeks": ", ".join(str(week) for week in found.weeks)}
    form, made = forms.PlanForm(request.POST or None, initial=initial), list[undoing.Edit]()
    page = asked(
        request, form, lambda: made.append(leaving.write_plan(group_id, person_id, form.details(), by=request.viewer)),
        title=say("plan_title", name=place.person.label), why=say("plan_why", name=place.person.label),
        button=say("plan_keep"), back=_back(place),
    )  # fmt: skip
    _seen(request, place)
    undo = reverse("leaving-plan-undo", args=[person_id, group_id])
    return page or told_edit(request, "plan_kept", _back(place), made[0], undo)


@require_POST
def undo(request: Request, person_id: int, group_id: int) -> HttpResponse:
    """The plan as it was before it was written last."""
    is_undone = undoing.undo_plan(group_id, person_id, last_edit(request), by=request.viewer)
    return told_undone(request, _address(person_id, group_id), is_undone=is_undone)


@_form
def add_contact(request: Request, person_id: int, group_id: int) -> HttpResponse:
    """A form for somebody whom the member named."""
    place = place_to_write(request.viewer, group_id, person_id)
    form = forms.ContactForm(request.POST or None)
    page = asked(
        request, form, lambda: leaving.add_contact(group_id, person_id, form.details(), by=request.viewer),
        title=say("contact_new", name=place.person.label), why=say("contact_why"), button=say("write_down"),
        back=_back(place),
    )  # fmt: skip
    return page or told(request, "contact_added", _back(place))


@require_POST
def end_contact(request: Request, contact_id: int) -> HttpResponse:
    """No longer somebody to turn to."""
    row = leaving.end_contact(contact_id, by=request.viewer)
    return told(request, "contact_ended", _address(row.person_id, row.group_id), reverse("contact-keep", args=[contact_id]))


@require_POST
def keep_contact(request: Request, contact_id: int) -> HttpResponse:
    """Somebody to turn to after all."""
    row = leaving.keep_contact(contact_id, by=request.viewer)
    return told(request, "undone", _address(row.person_id, row.group_id))


def _seen(request: Request, place: Place) -> None:
    person, group = place.person.pk, place.group.pk
    note_read(request.viewer, "leaving plan", f"person:{person}", group=group, person=person)


def _back(place: Place) -> str:
    return _address(place.person.pk, place.group.pk)


def _address(person_id: int, group_id: int) -> str:
    return reverse("leaving-plan", args=[person_id, group_id])
