"""Asking after the last session: made when a membership has ended, withdrawn when it goes on or something else is agreed."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from fourfold.instruments import instrument
from fourfold.web.access import Viewer
from fourfold.web.assessments.models import Administration
from fourfold.web.audit.actions import note
from fourfold.web.goals.models import LeavingPlan
from fourfold.web.goals.queries.leaving import FOLLOW_UP, last_day, spell_of
from fourfold.web.groups.models import Membership
from fourfold.web.people.queries import has_consent
from fourfold.web.programmes.queries import today_at
from fourfold.web.storage.writing import write_transaction

_SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Settled:
    """How many askings were made, and how many withdrawn."""

    made: int
    withdrawn: int


def settle(plan: LeavingPlan, *, by: Viewer | str = _SYSTEM) -> Settled:
    """Brings what will be asked into line with a plan: what is answered stays, what is past is not made up for.

    What somebody withdrew by hand is not asked again.
    """
    with write_transaction():
        spell = spell_of(plan.membership.group_id, plan.membership.person_id)
        is_last = spell.pk == plan.membership_id
        if not is_last and LeavingPlan.objects.filter(membership=spell).exists():
            return Settled(0, 0)
        today = today_at(spell.group.programme.site.time_zone)
        wanted = _wanted(spell, plan, today) if is_last else set()
        rows = list(Administration.objects.filter(person=spell.person_id, group=spell.group_id, instrument=FOLLOW_UP))
        open_ones = [row for row in rows if row.finished_at is None and row.withdrawn_at is None]
        dropped = [row for row in open_ones if row.due_on not in wanted]
        for row in dropped:
            _drop(row, by)
        missing = sorted(wanted - {row.due_on for row in rows} - {day for day in wanted if day < today})
        for day in missing:
            _noted(by, "plan follow-up", _ask(spell, day, by))
    return Settled(len(missing), len(dropped))


def settle_all() -> Settled:
    """The same for every plan that there is."""
    done = [settle(plan) for plan in LeavingPlan.objects.select_related("membership").order_by("pk")]
    return Settled(sum(one.made for one in done), sum(one.withdrawn for one in done))


def _wanted(spell: Membership, plan: LeavingPlan, today: date) -> set[date]:
    """The days on which somebody is asked: none before the last day, none without an agreement to take part."""
    begun = last_day(spell)
    gone = begun is not None and spell.left_on is not None and spell.left_on <= today
    if begun is None or not gone or spell.person.erased_at is not None or plan.agreed_on is None:
        return set()
    if not has_consent(spell.person_id, "taking_part", today):
        return set()
    return {begun + timedelta(weeks=week) for week in plan.weeks}


def _ask(spell: Membership, day: date, by: Viewer | str) -> Administration:
    asked = instrument(FOLLOW_UP)
    language = spell.person.language if spell.person.language in asked.languages else asked.languages[0]
    asked_by = by.user_id if isinstance(by, Viewer) else None
    return Administration.objects.create(
        person=spell.person, group=spell.group, instrument=asked.key, version=asked.version, language=language, due_on=day,
        asked_by_id=asked_by,
    )  # fmt: skip


def _drop(row: Administration, by: Viewer | str) -> None:
    """An asking that nobody has begun to answer leaves nothing behind; one that was begun is withdrawn."""
    _noted(by, "withdraw follow-up", row)
    if row.begun_at is None:
        row.delete()
        return
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])


def _noted(by: Viewer | str, verb: str, row: Administration) -> None:
    note(by, verb, f"administration:{row.pk}", group=row.group_id, person=row.person_id)
