"""An edit of a goal, a step or a plan for leaving taken back, by whoever made it, where nobody has changed the row since."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.serializers import serialize

from fourfold.web import access
from fourfold.web.access import Viewer
from fourfold.web.audit.actions import note
from fourfold.web.goals.actions.follow_up import settle
from fourfold.web.goals.models import Goal, LeavingPlan, Step
from fourfold.web.goals.queries.leaving import spell_of
from fourfold.web.goals.queries.place import place_to_write, steps_written, written
from fourfold.web.goals.sealed import sealed
from fourfold.web.storage.sealing import UNOPENED, unseal
from fourfold.web.storage.writing import write_transaction

Edited = Goal | Step | LeavingPlan
_FIELDS: dict[type[Edited], tuple[str, ...]] = {
    Goal: ("about", "due_on", "sealed_words", "by_member", "agreed_by"),
    Step: ("due_on", "sealed_words"),
    LeavingPlan: ("sealed_words", "weeks", "agreed_on", "written_by"),
}
_COLUMN = "edit"


@dataclass(frozen=True, slots=True)
class Edit:
    """What takes an edit back: what stood `before`, sealed with the person's own key, and a digest of what stands `after`."""

    before: str
    after: str


def stood(row: Edited) -> dict[str, Any]:
    """What stands in the fields that an edit may change, as it can be kept. Internal."""
    fields: dict[str, Any] = json.loads(serialize("json", [row], fields=_FIELDS[type(row)]))[0]["fields"]
    return fields


def edit_made(row: Edited, person_id: int, before: dict[str, Any]) -> Edit:
    """The edit that was made of a row; `before` is empty for a row that is new. Internal."""
    return Edit(sealed(person_id, row, _COLUMN, json.dumps(before)).hex(), _digest(row))


def undo_goal(goal_id: int, edit: Edit | None, *, by: Viewer) -> tuple[Goal, bool]:
    """The goal, and whether it is as it was before the edit. Raises `Missing`."""
    with write_transaction():
        goal = access.one(written(by, Goal).select_for_update(of=("self",)), pk=goal_id)
        is_undone = _put_back(goal, goal.person_id, edit) is not None
        if is_undone:
            note(by, "edit undone", f"goal:{goal.pk}", group=goal.group_id, person=goal.person_id)
    return goal, is_undone


def undo_step(step_id: int, edit: Edit | None, *, by: Viewer) -> tuple[Step, bool]:
    """The step, and whether it is as it was before the edit. Raises `Missing`."""
    with write_transaction():
        step = access.one(steps_written(by), pk=step_id)
        is_undone = _put_back(step, step.goal.person_id, edit) is not None
        if is_undone:
            note(by, "edit undone", f"step:{step.pk}", group=step.goal.group_id, person=step.goal.person_id)
    return step, is_undone


def undo_plan(group_id: int, person_id: int, edit: Edit | None, *, by: Viewer) -> bool:
    """Whether the plan is as it was before the edit: gone, where it was new. Raises `Missing`."""
    with write_transaction():
        place = place_to_write(by, group_id, person_id)
        spell = spell_of(place.group.pk, place.person.pk)
        plan = LeavingPlan.objects.filter(membership=spell).first()
        before = _put_back(plan, place.person.pk, edit) if plan else None
        if plan is None or before is None:
            return False
        if not before:
            # Of a plan that was never agreed on nobody is asked.
            plan.agreed_on = None
        note(by, "edit undone", f"membership:{spell.pk}", group=place.group.pk, person=place.person.pk)
        settle(plan, by=by)
        if not before:
            plan.delete()
    return True


def _put_back(row: Edited, person_id: int, edit: Edit | None) -> dict[str, Any] | None:
    """What stands again as it stood before; None where somebody has changed it since, or it does not open."""
    if edit is None or edit.after != _digest(row):
        return None
    try:
        kept = unseal(person_id, f"{row._meta.model_name}:{row.uid}:{_COLUMN}", bytes.fromhex(edit.before))
    except UNOPENED:
        return None
    before: dict[str, Any] = json.loads(kept)
    known = {field.name: field for field in row._meta.concrete_fields}
    for name, value in before.items():
        setattr(row, known[name].attname, known[name].to_python(value))
    row.save(update_fields=list(before))
    return before


def _digest(row: Edited) -> str:
    return sha256(json.dumps([str(row.uid), stood(row)], sort_keys=True).encode()).hexdigest()
