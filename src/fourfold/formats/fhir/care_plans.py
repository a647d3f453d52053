"""Goals and practices of one member as a CarePlan: goals as they are worded, activities without codes that nobody agreed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fourfold.formats.fhir.answers import subject
from fourfold.formats.fhir.gatherings import period
from fourfold.formats.fhir.naming import Json, resource_id


class Standing(StrEnum):
    """How far a goal or an activity has come."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    GIVEN_UP = "given_up"


_GOAL = {Standing.PLANNED: "planned", Standing.UNDER_WAY: "active", Standing.DONE: "completed", Standing.GIVEN_UP: "cancelled"}
_ACTIVITY = {
    Standing.PLANNED: "not-started",
    Standing.UNDER_WAY: "in-progress",
    Standing.DONE: "completed",
    Standing.GIVEN_UP: "cancelled",
}


@dataclass(frozen=True, slots=True)
class PlannedGoal:
    """A goal in the words it was written in. `key` tells it from the member's others."""

    key: str
    words: str
    standing: Standing
    since: date | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """Something to be done: a practice, a step. `key` tells it from the member's others; `how_often` in words."""

    key: str
    words: str
    standing: Standing
    goal: str | None = None
    how_often: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one member, by a pseudonym, has planned."""

    member: str
    title: str
    goals: Sequence[PlannedGoal] = ()
    activities: Sequence[Activity] = ()
    first: date | None = None
    last: date | None = None


def care_plan_of(plan: Plan, language: str = "en") -> Json:
    """The CarePlan of a member, which contains its goals. Raises `ValueError` for an activity whose goal is not there."""
    known = {goal.key for goal in plan.goals}
    if lost := sorted({activity.goal for activity in plan.activities if activity.goal and activity.goal not in known}):
        raise ValueError(f"activities belong to goals that the plan has not: {', '.join(lost)}")
    made: Json = {
        "resourceType": "CarePlan",
        "id": resource_id("CarePlan", plan.member, plan.title),
        "language": language,
        "status": "completed" if plan.last else "active",
        "intent": "plan",
        "title": plan.title,
        "subject": subject(plan.member),
    }
    made |= {"period": period(plan.first, plan.last)} if plan.first else {}
    if plan.goals:
        made["contained"] = [_goal(plan, goal) for goal in plan.goals]
        made["goal"] = [{"reference": f"#{_goal_id(plan, goal.key)}"} for goal in plan.goals]
    return made | ({"activity": [_activity(plan, activity) for activity in plan.activities]} if plan.activities else {})


def _goal(plan: Plan, goal: PlannedGoal) -> Json:
    made: Json = {
        "resourceType": "Goal",
        "id": _goal_id(plan, goal.key),
        "lifecycleStatus": _GOAL[goal.standing],
        "description": {"text": goal.words},
        "subject": subject(plan.member),
    }
    made |= {"startDate": goal.since.isoformat()} if goal.since else {}
    return made | ({"target": [{"dueDate": goal.due.isoformat()}]} if goal.due else {})


def _goal_id(plan: Plan, key: str) -> str:
    return resource_id("Goal", plan.member, key)


def _activity(plan: Plan, activity: Activity) -> Json:
    detail: Json = {"status": _ACTIVITY[activity.standing], "description": activity.words}
    detail |= {"goal": [{"reference": f"#{_goal_id(plan, activity.goal)}"}]} if activity.goal else {}
    return {"detail": detail | ({"scheduledString": activity.how_often} if activity.how_often else {})}
