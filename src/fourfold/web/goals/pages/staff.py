"""One member's strengths, needs, goals and responsibility, for those who lead or oversee the group."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourfold.web.access import Missing
from fourfold.web.audit.actions import note_read
from fourfold.web.goals import forms
from fourfold.web.goals.actions import facets, goals, statements, totals, undoing
from fourfold.web.goals.pages.answers import asked, language, last_edit, say, told, told_edit, told_undone
from fourfold.web.goals.queries import page as queries
from fourfold.web.goals.queries.place import Place, place_to_write
from fourfold.web.goals.queries.rows import FacetRow
from fourfold.web.goals.sealed import to_change
from fourfold.web.goals.tools import tool, tools
from fourfold.web.request import Request

_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def page(request: Request, person_id: int, group_id: int) -> HttpResponse:
    """The page."""
    found = queries.goals_page(request.viewer, group_id, person_id, language())
    _seen(request, found.place)
    return render(request, "goals/goals.html", {"found": found, "group": found.place.group, "person": found.place.person})


@_form
def add_facet(request: Request, person_id: int, group_id: int) -> HttpResponse:
    """A form for a strength or a need."""
    place = place_to_write(request.viewer, group_id, person_id)
    kind = "need" if request.GET.get("kind") == "need" else "strength"
    form = forms.FacetForm(request.POST or None, initial={"kind": kind})
    page = asked(
        request, form, lambda: facets.add_facet(group_id, person_id, form.details(), by=request.viewer),
        title=say("facet_new", name=place.person.label), why=say("facet_why"), button=say("write_down"), back=_back(place),
    )  # fmt: skip
    return page or told(request, f"{form.cleaned_data['kind']}_noted", _back(place), name=place.person.label)


@require_POST
def end_facet(request: Request, facet_id: int) -> HttpResponse:
    """No longer so."""
    facet = facets.end_facet(facet_id, by=request.viewer)
    undo = reverse("facet-keep", args=[facet_id])
    return told(request, "facet_ended", _address(facet.person_id, facet.group_id), undo)


@require_POST
def keep_facet(request: Request, facet_id: int) -> HttpResponse:
    """So after all."""
    facet = facets.keep_facet(facet_id, by=request.viewer)
    return told(request, "undone", _address(facet.person_id, facet.group_id))


@_form
def add_goal(request: Request, person_id: int, group_id: int) -> HttpResponse:
    """A form for a goal and its first step."""
    place = place_to_write(request.viewer, group_id, person_id)
    form = forms.NewGoalForm(request.POST or None, about=_about(request, place), initial={"about": request.GET.get("about")})
    page = asked(
        request, form, lambda: goals.add_goal(group_id, person_id, form.details(), form.first(), by=request.viewer),
        title=say("goal_new", name=place.person.label), why=say("goal_why"), button=say("write_down"), back=_back(place),
    )  # fmt: skip
    _seen(request, place)
    return page or told(request, "goal_added", _back(place), name=place.person.label)


@_form
def change_goal(request: Request, goal_id: int) -> HttpResponse:
    """A form for a goal in other words."""
    place, goal = queries.goal_to_write(request.viewer, goal_id)
    initial = {"words": to_change(goal.words), "due_on": goal.due_on, "about": goal.about.id if goal.about else None}
    form = forms.GoalForm(request.POST or None, about=_about(request, place, goal.about), initial=initial)
    made = list[undoing.Edit]()
    page = asked(
        request, form, lambda: made.append(goals.change_goal(goal_id, form.details(), by=request.viewer)),
        title=say("goal_change"), why=say("goal_why"), button=say("keep_change"), back=_back(place),
    )  # fmt: skip
    _seen(request, place)
    return page or told_edit(request, "goal_changed", _back(place), made[0], reverse("goal-undo", args=[goal_id]))


@require_POST
def undo_goal(request: Request, goal_id: int) -> HttpResponse:
    """A goal as it was before it was changed."""
    goal, is_undone = undoing.undo_goal(goal_id, last_edit(request), by=request.viewer)
    return told_undone(request, _address(goal.person_id, goal.group_id), is_undone=is_undone)


@require_POST
def close_goal(request: Request, goal_id: int) -> HttpResponse:
    """Reached, or let go."""
    goal = goals.close_goal(goal_id, request.POST.get("state", ""), by=request.viewer)
    return told(request, f"goal_{goal.state}", _address(goal.person_id, goal.group_id), reverse("goal-reopen", args=[goal_id]))


@require_POST
def reopen_goal(request: Request, goal_id: int) -> HttpResponse:
    """Worked on again."""
    goal = goals.reopen_goal(goal_id, by=request.viewer)
    return told(request, "goal_reopened", _address(goal.person_id, goal.group_id))


@_form
def add_step(request: Request, goal_id: int) -> HttpResponse:
    """A form for a step."""
    place, goal = queries.goal_to_write(request.viewer, goal_id)
    if not goal.is_open:
        raise Missing
    form = forms.StepForm(request.POST or None)
    page = asked(
        request, form, lambda: goals.add_step(goal_id, form.details(), by=request.viewer),
        title=say("step_new"), why=goal.words, button=say("write_down"), back=_back(place),
    )  # fmt: skip
    _seen(request, place)
    return page or told(request, "step_added", _back(place))


@_form
def change_step(request: Request, step_id: int) -> HttpResponse:
    """A form for a step in other words or by another day."""
    place, step = queries.step_to_write(request.viewer, step_id)
    form = forms.StepForm(request.POST or None, initial={"words": to_change(step.words), "due_on": step.due_on})
    made = list[undoing.Edit]()
    page = asked(
        request, form, lambda: made.append(goals.change_step(step_id, form.details(), by=request.viewer)),
        title=say("step_change"), button=say("keep_change"), back=_back(place),
    )  # fmt: skip
    _seen(request, place)
    return page or told_edit(request, "step_changed", _back(place), made[0], reverse("step-undo", args=[step_id]))


@require_POST
def undo_step(request: Request, step_id: int) -> HttpResponse:
    """A step as it was before it was changed."""
    step, is_undone = undoing.undo_step(step_id, last_edit(request), by=request.viewer)
    return told_undone(request, _address(step.goal.person_id, step.goal.group_id), is_undone=is_undone)


@require_POST
def tick_step(request: Request, step_id: int) -> HttpResponse:
    """A step is done."""
    step = goals.tick_step(step_id, by=request.viewer)
    back = _address(step.goal.person_id, step.goal.group_id)
    return told(request, "step_ticked", back, reverse("step-untick", args=[step_id]))


@require_POST
def untick_step(request: Request, step_id: int) -> HttpResponse:
    """A step is not done after all."""
    step = goals.untick_step(step_id, by=request.viewer)
    return told(request, "undone", _address(step.goal.person_id, step.goal.group_id))


@_form
def add_statement(request: Request, person_id: int, group_id: int) -> HttpResponse:
    """A form for what a member said."""
    place = place_to_write(request.viewer, group_id, person_id)
    initial = {"own_words": True, "said_on": place.today, "statement_kind": "responsibility"}
    form = forms.StatementForm(request.POST or None, sessions=queries.sessions_to_name(place), initial=initial)
    page = asked(
        request, form, lambda: statements.add_statement(group_id, person_id, form.details(), by=request.viewer),
        title=say("statement_new", name=place.person.label), why=say("statement_why", name=place.person.label),
        button=say("write_down"),
        back=_back(place),
    )  # fmt: skip
    return page or told(request, "statement_written", _back(place))


@require_POST
def amends_done(request: Request, statement_id: int) -> HttpResponse:
    """Amends are made."""
    row = statements.amends_done(statement_id, by=request.viewer)
    return told(request, "amends_done", _address(row.person_id, row.group_id), reverse("amends-open", args=[statement_id]))


@require_POST
def amends_open(request: Request, statement_id: int) -> HttpResponse:
    """Amends are not made after all."""
    row = statements.amends_open(statement_id, by=request.viewer)
    return told(request, "undone", _address(row.person_id, row.group_id))


@_form
def take_back_statement(request: Request, statement_id: int) -> HttpResponse:
    """Taking back what staff wrote by mistake: what it means first, then by POST."""
    place, statement = queries.statement_to_write(request.viewer, statement_id)
    _seen(request, place)
    if request.method == "POST":
        statements.take_back(statement_id, by=request.viewer)
        return told(request, "statement_taken_back", _back(place))
    return render(request, "goals/take_back.html", {"statement": statement, "back": _back(place)})


@_form
def add_total(request: Request, person_id: int, group_id: int) -> HttpResponse:
    """Which tool first, then a form for its numbers."""
    place = place_to_write(request.viewer, group_id, person_id)
    chosen = tool(request.GET.get("tool", ""), language())
    if chosen is None:
        return render(request, "goals/which_tool.html", {"tools": tools(language()), "place": place, "back": _back(place)})
    form = forms.TotalForm(request.POST or None, tool=chosen, initial={"rated_on": place.today})
    page = asked(
        request, form, lambda: totals.record_total(group_id, person_id, form.details(), by=request.viewer),
        title=say("total_new", tool=chosen.title, name=place.person.label), why=say("total_why"), button=say("write_down"),
        back=_back(place),
    )  # fmt: skip
    return page or told(request, "total_recorded", _back(place))


@require_POST
def withdraw_total(request: Request, total_id: int) -> HttpResponse:
    """A total was wrong."""
    row = totals.withdraw_total(total_id, by=request.viewer)
    return told(request, "total_withdrawn", _address(row.person_id, row.group_id))


def _about(request: Request, place: Place, also: FacetRow | None = None) -> list[tuple[int, str]]:
    rows = queries.facet_choices(request.viewer, place.group.pk, place.person.pk)
    if also is not None and also.id not in {pk for pk, _ in rows}:
        rows.append((also.id, also))
    return [(pk, say("about", domain=say(f"domain_{row.domain}"), words=row.words[:80])) for pk, row in rows]


def _seen(request: Request, place: Place) -> None:
    person, group = place.person.pk, place.group.pk
    note_read(request.viewer, "goals", f"person:{person}", group=group, person=person)


def _back(place: Place) -> str:
    return _address(place.person.pk, place.group.pk)


def _address(person_id: int, group_id: int) -> str:
    return reverse("member-goals", args=[person_id, group_id])
