"""Totals of forensic tools: written down as a trained rater gave them, withdrawn where they were wrong. Nothing is computed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from fourfold.web import access
from fourfold.web.access import Viewer
from fourfold.web.audit.actions import note
from fourfold.web.goals.models import RecordedTotal
from fourfold.web.goals.queries.place import place_to_write, written
from fourfold.web.goals.sealed import sealed
from fourfold.web.goals.tools import Part, Tool, tool
from fourfold.web.refusal import Refused
from fourfold.web.storage.writing import write_transaction

_SMALLEST, _LARGEST = -999, 9999


@dataclass(frozen=True, slots=True)
class TotalDetails:
    """A total and its domains, by their keys, as a rater gave them on a day."""

    tool: str
    total: int
    rated_on: date
    rater: str
    domains: Mapping[str, int] = field(default_factory=dict)


def record_total(group_id: int, person_id: int, details: TotalDetails, *, by: Viewer) -> RecordedTotal:
    """A total of a member. Raises `Missing`; `Refused` for a tool that does not ship, and a number outside its range."""
    with write_transaction():
        place = place_to_write(by, group_id, person_id)
        known = tool(details.tool, "en")
        if known is None:
            raise Refused("tool", "forms.choose")
        if details.rated_on > place.today:
            raise Refused("rated_on", "goals.rated_in_future")
        _check(known, details)
        row = RecordedTotal(person=place.person, group=place.group, tool=known.key, total=details.total)
        row.domains, row.rated_on = dict(details.domains), details.rated_on
        row.sealed_rater = sealed(place.person.pk, row, "rater", details.rater)
        row.recorded_by_id, row.recorded_at = by.user_id or 0, timezone.now()
        row.save()
        note(by, "record total", f"total:{row.pk}", group=place.group.pk, person=place.person.pk, detail=known.key)
    return row


def withdraw_total(total_id: int, *, by: Viewer) -> RecordedTotal:
    """The total, withdrawn: it stays to be read as such. Raises `Missing`."""
    with write_transaction():
        row = access.one(written(by, RecordedTotal), pk=total_id)
        if row.withdrawn_at is None:
            row.withdrawn_at = timezone.now()
            row.save(update_fields=["withdrawn_at"])
            note(by, "withdraw total", f"total:{row.pk}", group=row.group_id, person=row.person_id, detail=row.tool)
    return row


def _check(known: Tool, details: TotalDetails) -> None:
    _check_number("total", known.total, details.total)
    for key, number in details.domains.items():
        part = known.part(key)
        if part is None:
            raise Refused("total", "forms.choose")
        _check_number(f"domain_{key}", part, number)


def _check_number(name: str, part: Part, number: int) -> None:
    low = _SMALLEST if part.lowest is None else part.lowest
    high = _LARGEST if part.highest is None else part.highest
    if not low <= number <= high:
        raise Refused(name, "goals.out_of_range", low=low, high=high)
