"""Goals and their steps: agreed, changed, reached or let go, opened again; steps added, changed, ticked and unticked."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from fourfold.web import access
from fourfold.web.access import Missing, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.goals.actions.facets import own_group
from fourfold.web.goals.actions.undoing import Edit, edit_made, stood
from fourfold.web.goals.models import Facet, Goal, Step
from fourfold.web.goals.queries.place import own, own_person, own_steps, place_to_write, steps_written, written
from fourfold.web.goals.sealed import opened, sealed
from fourfold.web.groups.models import Group
from fourfold.web.people.models import Person
from fourfold.web.programmes.queries import today_at
from fourfold.web.refusal import Refused
from fourfold.web.storage.writing import write_transaction

CLOSED = ("reached", "let_go")
FURTHEST = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class StepDetails:
    """A step in words, and by when."""

    words: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class GoalDetails:
    """A goal in words, by when it is looked at again, and the need or strength it is about."""

    words: str
    due_on: date | None = None
    about_id: int | None = None


def add_goal(group_id: int, person_id: int, details: GoalDetails, first: StepDetails | None = None, *, by: Viewer) -> Goal:
    """A goal agreed with a member, with its first step. Raises `Missing`, `Refused`."""
    with write_transaction():
        place = place_to_write(by, group_id, person_id)
        goal = _add(place.group, place.person, details, by)
        if first is not None:
            _add_step(goal, first, by, "first_due_on")
        return goal


def add_own_goal(group_id: int | None, words: str, *, by: Viewer) -> Goal:
    """A goal that the member thought of. Raises `Missing`."""
    with write_transaction():
        return _add(own_group(by, group_id), own_person(by), GoalDetails(words), by, by_member=True)


def change_goal(goal_id: int, details: GoalDetails, *, by: Viewer) -> Edit:
    """The edit by which a goal has other words, another day, or is about something else. Raises `Missing`, `Refused`."""
    with write_transaction():
        goal = access.one(written(by, Goal).select_for_update(of=("self",)), pk=goal_id)
        before = stood(goal)
        if details.due_on != goal.due_on:
            _check_due(goal.group, details.due_on, "due_on")
        goal.about = _about(goal.group, goal.person, details.about_id)
        if details.words != opened(goal.person_id, goal, "words"):
            # They are the member's own words no more, so that the record they take along says none that staff wrote.
            goal.by_member, goal.agreed_by_id = False, by.user_id or 0
        goal.due_on, goal.sealed_words = details.due_on, sealed(goal.person_id, goal, "words", details.words)
        goal.save(update_fields=["about", "due_on", "sealed_words", "by_member", "agreed_by"])
        note(by, "change goal", f"goal:{goal.pk}", group=goal.group_id, person=goal.person_id)
        return edit_made(goal, goal.person_id, before)


def close_goal(goal_id: int, state: str, *, by: Viewer) -> Goal:
    """The goal, reached or let go today, or on the day it was closed before. Raises `Missing`, also for any other word."""
    if state not in CLOSED:
        raise Missing
    with write_transaction():
        return _closed(access.one(written(by, Goal).select_for_update(of=("self",)), pk=goal_id), state, by)


def reopen_goal(goal_id: int, *, by: Viewer) -> Goal:
    """The goal, worked on again. Raises `Missing`."""
    with write_transaction():
        return _reopened(access.one(written(by, Goal).select_for_update(of=("self",)), pk=goal_id), by)


def let_go_own_idea(goal_id: int, *, by: Viewer) -> Goal:
    """The member's own idea, let go today. Raises `Missing`, also where staff had a word in it."""
    with write_transaction():
        return _closed(access.one(_own_ideas(by), pk=goal_id), "let_go", by)


def go_on_with_own_idea(goal_id: int, *, by: Viewer) -> Goal:
    """The member's own idea, worked on again. Raises `Missing`."""
    with write_transaction():
        return _reopened(access.one(_own_ideas(by), pk=goal_id), by)


def add_step(goal_id: int, details: StepDetails, *, by: Viewer) -> Step:
    """A step towards a goal that is worked on. Raises `Missing`, `Refused`."""
    with write_transaction():
        goal = access.one(written(by, Goal), pk=goal_id)
        if goal.state != "open":
            raise Refused("words", "goals.is_closed")
        return _add_step(goal, details, by, "due_on")


def change_step(step_id: int, details: StepDetails, *, by: Viewer) -> Edit:
    """The edit by which a step has other words, or another day. Raises `Missing`, `Refused`."""
    with write_transaction():
        step = access.one(steps_written(by), pk=step_id)
        before = stood(step)
        if details.due_on != step.due_on:
            _check_due(step.goal.group, details.due_on, "due_on")
        step.due_on, step.sealed_words = details.due_on, sealed(step.goal.person_id, step, "words", details.words)
        step.save(update_fields=["due_on", "sealed_words"])
        _noted(step, "change step", by)
        return edit_made(step, step.goal.person_id, before)


def tick_step(step_id: int, *, by: Viewer) -> Step:
    """The step, done today. Raises `Missing`."""
    with write_transaction():
        return _ticked(access.one(steps_written(by), pk=step_id), by)


def untick_step(step_id: int, *, by: Viewer) -> Step:
    """The step, not done after all. Raises `Missing`."""
    with write_transaction():
        return _unticked(access.one(steps_written(by), pk=step_id), by)


def tick_own_step(step_id: int, *, by: Viewer) -> Step:
    """A step of the member's own, done today. Raises `Missing`."""
    with write_transaction():
        return _ticked(access.one(own_steps(by), pk=step_id), by)


def untick_own_step(step_id: int, *, by: Viewer) -> Step:
    """A step of the member's own, not done after all. Raises `Missing`."""
    with write_transaction():
        return _unticked(access.one(own_steps(by), pk=step_id), by)


def _own_ideas(by: Viewer) -> QuerySet[Goal]:
    return own(by, Goal).filter(by_member=True, state__in=("open", "let_go")).select_for_update(of=("self",))


def _closed(goal: Goal, state: str, by: Viewer) -> Goal:
    if goal.state == state:
        return goal
    goal.state, goal.closed_on = state, goal.closed_on or _today(goal.group)
    goal.save(update_fields=["state", "closed_on"])
    note(by, "close goal", f"goal:{goal.pk}", group=goal.group_id, person=goal.person_id, detail=state)
    return goal


def _reopened(goal: Goal, by: Viewer) -> Goal:
    goal.state, goal.closed_on = "open", None
    goal.save(update_fields=["state", "closed_on"])
    note(by, "reopen goal", f"goal:{goal.pk}", group=goal.group_id, person=goal.person_id)
    return goal


def _add(group: Group, person: Person, details: GoalDetails, by: Viewer, *, by_member: bool = False) -> Goal:
    _check_due(group, details.due_on, "due_on")
    about = _about(group, person, details.about_id)
    goal = Goal(person=person, group=group, about=about, due_on=details.due_on, by_member=by_member)
    goal.agreed_on, goal.agreed_by_id = _today(group), by.user_id or 0
    goal.sealed_words = sealed(person.pk, goal, "words", details.words)
    goal.save()
    detail = "an idea of the member's own" if by_member else ""
    note(by, "add goal", f"goal:{goal.pk}", group=group.pk, person=person.pk, detail=detail)
    return goal


def _add_step(goal: Goal, details: StepDetails, by: Viewer, field: str) -> Step:
    _check_due(goal.group, details.due_on, field)
    step = Step(goal=goal, due_on=details.due_on)
    step.sealed_words = sealed(goal.person_id, step, "words", details.words)
    step.save()
    _noted(step, "add step", by)
    return step


def _ticked(step: Step, by: Viewer) -> Step:
    if step.done_on is None:
        step.done_on = _today(step.goal.group)
        step.save(update_fields=["done_on"])
        _noted(step, "tick step", by)
    return step


def _unticked(step: Step, by: Viewer) -> Step:
    if step.done_on is not None:
        step.done_on = None
        step.save(update_fields=["done_on"])
        _noted(step, "take back tick of step", by)
    return step


def _about(group: Group, person: Person, facet_id: int | None) -> Facet | None:
    if facet_id is None:
        return None
    return access.one(Facet.objects.filter(group=group, person=person), pk=facet_id)


def _check_due(group: Group, day: date | None, field: str) -> None:
    today = _today(group)
    if day is not None and day < today:
        raise Refused(field, "goals.due_is_past")
    if day is not None and day > today + FURTHEST:
        raise Refused(field, "goals.due_too_far", day=today + FURTHEST)


def _today(group: Group) -> date:
    return today_at(group.programme.site.time_zone)


def _noted(step: Step, verb: str, by: Viewer) -> None:
    note(by, verb, f"step:{step.pk}", group=step.goal.group_id, person=step.goal.person_id)
