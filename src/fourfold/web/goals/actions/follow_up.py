"""Asking after the last session: on the days that were agreed, and no longer when a membership goes on or the plan changes."""

from dataclasses import dataclass

from django.utils import timezone

from fourfold.web.access import Viewer
from fourfold.web.assessments.actions.asking import ask_on
from fourfold.web.assessments.models import Administration
from fourfold.web.assessments.queries.asking import OPEN_FOR
from fourfold.web.audit.actions import note
from fourfold.web.goals.models import LeavingPlan
from fourfold.web.goals.queries.leaving import FOLLOW_UP, agreed_days, day_meant, spell_of
from fourfold.web.programmes.queries import today_at
from fourfold.web.storage.writing import write_transaction

_SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Settled:
    """How many were asked, and how many of those that wait were withdrawn."""

    asked: int
    withdrawn: int


def settle(plan: LeavingPlan, *, by: Viewer | str = _SYSTEM) -> Settled:
    """Asks whoever left for each agreed day that has come, once; what lies too far back is not made up for.

    What somebody withdrew by hand is not asked again; what is answered stays, and so does what a plan did not ask.
    """
    with write_transaction():
        spell = spell_of(plan.membership.group_id, plan.membership.person_id)
        is_last = spell.pk == plan.membership_id
        if not is_last and LeavingPlan.objects.filter(membership=spell).exists():
            return Settled(0, 0)
        today = today_at(spell.group.programme.site.time_zone)
        wanted = agreed_days(spell, plan) if is_last else {}
        rows = list(Administration.objects.filter(person=spell.person_id, group=spell.group_id, instrument=FOLLOW_UP))
        waiting = [row for row in rows if row.finished_at is None and row.withdrawn_at is None]
        dropped = [row for row in waiting if row.due_on not in wanted and not (row.schedule_id or row.asked_by_id)]
        for row in dropped:
            _drop(row, by)
        known = {day_meant(row, wanted) for row in rows}
        come = [day for day in sorted(wanted) if day <= today < day + OPEN_FOR and day not in known]
        asked = sum(ask_on(spell.group, FOLLOW_UP, spell.person_id, day, by=by) for day in come)
    return Settled(asked, len(dropped))


def settle_all() -> Settled:
    """The same for every plan that there is."""
    done = [settle(plan) for plan in LeavingPlan.objects.select_related("membership").order_by("pk")]
    return Settled(sum(one.asked for one in done), sum(one.withdrawn for one in done))


def _drop(row: Administration, by: Viewer | str) -> None:
    """An asking that nobody has begun to answer leaves nothing behind; one that was begun is withdrawn."""
    note(by, "withdraw follow-up", f"administration:{row.pk}", group=row.group_id, person=row.person_id)
    if row.begun_at is None:
        row.delete()
        return
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
