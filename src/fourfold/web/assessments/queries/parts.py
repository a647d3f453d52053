"""Parts of other pages: on the page of a member, on a member's own page and in their record, and on Today."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from fourfold.instruments import Instrument
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.assessments.models import Administration
from fourfold.web.assessments.offered import known
from fourfold.web.assessments.queries.asking import Asked, waiting_in
from fourfold.web.assessments.queries.points import day_of, score_of
from fourfold.web.assessments.queries.scores import Told, of_member, own
from fourfold.web.groups.models import Group
from fourfold.web.people.models import Person

NOT_SAID = "not_said"
"""Stands in the record for an answer that was left out."""


@dataclass(frozen=True, slots=True)
class Part:
    """The self-assessments of one person on a page that tells of more: of each instrument what sums it up."""

    told: Sequence[Told]
    waiting: Sequence[Asked]

    @property
    def latest_on(self) -> date | None:
        """The day of the latest answers; None where nothing can be read from any."""
        return max((_latest_on(one) for one in self.told if one.readings), default=None)


def on_member_page(viewer: Viewer, person: Person, group: Group, language: str) -> Part:
    """For the page of a member of a group that the viewer oversees. Raises `Missing`."""
    found = of_member(viewer, person.pk, group.pk, language)
    return Part(_summed_up(found.told), found.waiting)


def on_my_page(viewer: Viewer, language: str) -> Part:
    """For a member's own page, the latest answers first. Raises `Missing`."""
    told, waiting = own(viewer, language)
    read = [one for one in _summed_up(told) if one.readings]
    return Part(sorted(read, key=_latest_on, reverse=True), waiting)


def on_today(viewer: Viewer) -> Counter[int]:
    """How many self-assessments wait for answers in each group that a viewer leads, where any does."""
    return waiting_in(access.groups(viewer, Right.LEAD).values_list("pk", flat=True))


def own_part(person: Person, groups: Mapping[int, int]) -> list[dict[str, Any]]:
    """Every self-assessment of a person as it stands in their own record; groups by their number. Internal."""
    rows = Administration.objects.filter(person=person, group__in=groups, withdrawn_at=None).order_by("due_on", "pk")
    zone = ZoneInfo(person.site.time_zone)
    return [_in_record(row, groups[row.group_id], zone) for row in rows if row.answers or row.totals]


def _in_record(row: Administration, group: int, zone: ZoneInfo) -> dict[str, Any]:
    one = known(row.instrument)
    return {
        "group": group,
        "instrument": row.instrument,
        "title": one.title if one else row.instrument,
        "answered_on": day_of(row, zone).isoformat() if row.finished_at else None,
        "asked_on": row.due_on.isoformat(),
        "source": row.source,
        "language": row.language,
        "answers": {key: NOT_SAID if value is None else value for key, value in row.answers.items()},
        "scores": _scores(one, row, zone) if one and row.finished_at else {},
    }


def _scores(one: Instrument, row: Administration, zone: ZoneInfo) -> dict[str, float]:
    points = ((scale.key, score_of(one, scale, row, day_of(row, zone)).value) for scale in one.scales)
    return {key: round(value, 4) for key, value in points if value is not None}


def _latest_on(one: Told) -> date:
    """The day on which an instrument was answered last."""
    return max(reading.latest.day for reading in one.readings)


def _summed_up(told: Iterable[Told]) -> list[Told]:
    """Each instrument with what sums it up."""
    return [Told(one.instrument, one.title, one.first, one.n_done) for one in told]
