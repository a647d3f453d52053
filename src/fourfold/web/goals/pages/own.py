"""A member's own goals, on a device of their own: strengths, goals with steps, and what they take responsibility for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourfold.web.audit.actions import note_read
from fourfold.web.goals import forms
from fourfold.web.goals.actions import facets, goals, statements
from fourfold.web.goals.pages.answers import asked, say, told
from fourfold.web.goals.queries import own as queries
from fourfold.web.goals.queries.place import own_groups, own_person
from fourfold.web.own_device import own_device
from fourfold.web.request import Request

_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@own_device
def page(request: Request) -> HttpResponse:
    """Everything of one's own."""
    person = own_person(request.viewer)
    note_read(request.viewer, "own goals", f"person:{person.pk}", person=person.pk)
    return render(request, "goals/own.html", {"found": queries.own_goals(request.viewer)})


@_form
@own_device
def add_strength(request: Request) -> HttpResponse:
    """A form for a strength."""
    form = forms.OwnStrengthForm(request.POST or None, groups=_groups(request))
    page = asked(
        request, form, lambda: facets.add_own_strength(form.group_id, form.details(), by=request.viewer),
        title=say("own_strength_new"), why=say("own_strength_why"), button=say("write_down"), back=_back(),
        template="goals/own_form.html",
    )  # fmt: skip
    return page or told(request, "own_strength_noted", _back())


@require_POST
@own_device
def end_strength(request: Request, facet_id: int) -> HttpResponse:
    """One's own strength, taken off the list."""
    facets.end_own_strength(facet_id, by=request.viewer)
    return told(request, "own_strength_ended", _back(), reverse("my-strength-keep", args=[facet_id]))


@require_POST
@own_device
def keep_strength(request: Request, facet_id: int) -> HttpResponse:
    """One's own strength, back on the list."""
    facets.keep_own_strength(facet_id, by=request.viewer)
    return told(request, "undone", _back())


@_form
@own_device
def add_goal(request: Request) -> HttpResponse:
    """A form for an idea of a goal."""
    form = forms.OwnGoalForm(request.POST or None, groups=_groups(request))
    page = asked(
        request, form, lambda: goals.add_own_goal(form.group_id, form.cleaned_data["words"], by=request.viewer),
        title=say("own_goal_new"), why=say("own_goal_why"), button=say("write_down"), back=_back(),
        template="goals/own_form.html",
    )  # fmt: skip
    return page or told(request, "own_goal_added", _back())


@require_POST
@own_device
def let_go(request: Request, goal_id: int) -> HttpResponse:
    """One's own idea, let go."""
    goals.let_go_own_idea(goal_id, by=request.viewer)
    return told(request, "goal_let_go", _back(), reverse("my-idea-go-on", args=[goal_id]))


@require_POST
@own_device
def go_on(request: Request, goal_id: int) -> HttpResponse:
    """One's own idea, worked on again."""
    goals.go_on_with_own_idea(goal_id, by=request.viewer)
    return told(request, "undone", _back())


@require_POST
@own_device
def tick_step(request: Request, step_id: int) -> HttpResponse:
    """A step is done."""
    goals.tick_own_step(step_id, by=request.viewer)
    return told(request, "own_step_ticked", _back(), reverse("my-step-untick", args=[step_id]))


@require_POST
@own_device
def untick_step(request: Request, step_id: int) -> HttpResponse:
    """A step is not done after all."""
    goals.untick_own_step(step_id, by=request.viewer)
    return told(request, "undone", _back())


@_form
@own_device
def add_statement(request: Request) -> HttpResponse:
    """A form for what one takes responsibility for, or does to make amends."""
    form = forms.OwnStatementForm(request.POST or None, groups=_groups(request), initial={"statement_kind": "responsibility"})

    def write() -> None:
        given = form.cleaned_data
        statements.write_own_statement(form.group_id, given["statement_kind"], given["words"], by=request.viewer)

    page = asked(
        request, form, write, title=say("own_statement_new"), why=say("own_statement_why"), button=say("write_down"),
        back=_back(), template="goals/own_form.html",
    )  # fmt: skip
    return page or told(request, "own_statement_written", _back())


@require_POST
@own_device
def amends_done(request: Request, statement_id: int) -> HttpResponse:
    """Amends are made."""
    statements.own_amends_done(statement_id, by=request.viewer)
    return told(request, "own_amends_done", _back(), reverse("my-amends-open", args=[statement_id]))


@require_POST
@own_device
def amends_open(request: Request, statement_id: int) -> HttpResponse:
    """Amends are not made after all."""
    statements.own_amends_open(statement_id, by=request.viewer)
    return told(request, "undone", _back())


@_form
@own_device
def take_back_statement(request: Request, statement_id: int) -> HttpResponse:
    """Taking back what one said: what it means first, then by POST."""
    statement = queries.own_statement(request.viewer, statement_id)
    if request.method == "POST":
        statements.take_back_own(statement_id, by=request.viewer)
        return told(request, "own_statement_taken_back", _back())
    return render(request, "goals/take_back.html", {"statement": statement, "back": _back(), "own": True})


def _groups(request: Request) -> list[tuple[int, str]]:
    return [(group.pk, group.name) for group in own_groups(request.viewer)]


def _back() -> str:
    return reverse("my-goals")
