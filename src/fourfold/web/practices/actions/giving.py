"""Giving a practice to a member to take along, ending it, and taking either back."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.audit.models import AuditEntry
from fourfold.web.practices.models import AssignedPractice
from fourfold.web.practices.queries.assigned import assigned, giving, running
from fourfold.web.practices.queries.logs import done_by
from fourfold.web.programmes.queries import today_at
from fourfold.web.refusal import Refused
from fourfold.web.storage.writing import write_transaction


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed with a member: which practice, how often, and the last day, if one was agreed."""

    person_id: int
    practice: str
    times_a_week: int
    until: date | None = None


def give(group_id: int, agreed: Agreement, *, by: Viewer) -> AssignedPractice:
    """The practice, given to a member of a group that the viewer leads. Raises `Refused`, `Missing`."""
    with write_transaction():
        found = giving(by, group_id, "en")
        seat = next((seat for seat in found.members if seat.person_id == agreed.person_id), None)
        if seat is None or agreed.practice not in {choice.key for choice in found.choices}:
            raise Missing
        if agreed.until is not None and agreed.until < found.today:
            raise Refused("until", "practices.until_past")
        # Only of this group: what another gave must not be told here.
        rows = AssignedPractice.objects.filter(person=seat.person_id, group=found.group, practice=agreed.practice)
        if running(rows, found.today).exists():
            raise Refused("practice", "practices.given_already", name=seat.label)
        row = AssignedPractice.objects.create(
            person_id=seat.person_id,
            group=found.group,
            practice=agreed.practice,
            times_a_week=agreed.times_a_week,
            begins_on=found.today,
            assigned_by_id=by.user_id or 0,
            assigned_at=timezone.now(),
            ended_on=agreed.until + timedelta(days=1) if agreed.until else None,
        )
        _note(row, "give practice", by)
    return row


def end(assigned_id: int, *, by: Viewer) -> AssignedPractice:
    """The practice, no longer among what the member has from today on. Raises `Missing`."""
    with write_transaction():
        row, today = _locked(assigned_id, by)
        if row.ended_on is None or row.ended_on > today:
            agreed = f" was {row.ended_on}" if row.ended_on else ""
            row.ended_on = today
            row.save(update_fields=["ended_on"])
            _note(row, "end practice", by, f"given:{row.pk}{agreed}")
    return row


def go_on(assigned_id: int, *, by: Viewer) -> AssignedPractice:
    """A practice that was ended goes on, to the last day that was agreed; one that has not ended stays as it is.

    Raises `Refused` where it was given anew or that day has passed, `Missing`.
    """
    with write_transaction():
        row, today = _locked(assigned_id, by)
        if row.ended_on is None or row.ended_on > today:
            return row
        others = AssignedPractice.objects.filter(person=row.person_id, group=row.group_id, practice=row.practice)
        if running(others.exclude(pk=row.pk), today).exists():
            raise Refused("", "practices.given_already", name=row.person.label)
        agreed = _agreed_before(row)
        if agreed is not None and agreed <= today:
            raise Refused("", "practices.agreed_has_passed", day=agreed - timedelta(days=1))
        row.ended_on = agreed
        row.save(update_fields=["ended_on"])
        _note(row, "go on with practice", by)
    return row


def take_back(assigned_id: int, *, by: Viewer) -> AssignedPractice:
    """A practice given by mistake, gone; the row as it was. Raises `Refused` once the member has done it, `Missing`."""
    with write_transaction():
        row, _ = _locked(assigned_id, by)
        if done_by(row.person_id, row.group_id, row.practice, since=row.begins_on).times:
            raise Refused("", "practices.done_already", name=row.person.label)
        _note(row, "take back practice", by)
        AssignedPractice.objects.filter(pk=row.pk).delete()
    return row


def _locked(assigned_id: int, by: Viewer) -> tuple[AssignedPractice, date]:
    row = access.one(assigned(by, Right.LEAD).select_for_update(of=("self",)), pk=assigned_id)
    return row, today_at(row.group.programme.site.time_zone)


def _agreed_before(row: AssignedPractice) -> date | None:
    """The first day without it that was agreed before somebody ended it, as the log has it; None where none was."""
    entries = AuditEntry.objects.filter(group_id=row.group_id, person_id=row.person_id, verb="end practice").order_by("-id")
    for detail in entries.values_list("detail", flat=True):
        given, _, day = detail.partition(" was ")
        if given == f"given:{row.pk}":
            return date.fromisoformat(day) if day else None
    return None


def _note(row: AssignedPractice, verb: str, by: Viewer, detail: str = "") -> None:
    note(by, verb, f"practice:{row.practice}", group=row.group_id, person=row.person_id, detail=detail)
