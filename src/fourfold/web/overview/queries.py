"""How a group is, for who oversees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fourfold.feedback import Report
from fourfold.feedback.html import Fragment, to_fragment
from fourfold.feedback.reports import group as group_report
from fourfold.vocabulary import SessionStatus
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.estimates.queries import Known, estimates_of
from fourfold.web.estimates.shelf import Shelf
from fourfold.web.groups.models import Group
from fourfold.web.overview.drawing import Part, drawn
from fourfold.web.sessions.models import Session
from fourfold.web.signals.queries import Heed, heeds

_pages: Shelf[tuple[Report, Mapping[str, Part], Fragment]] = Shelf(64)


@dataclass(frozen=True, slots=True)
class Overview:
    """The report on a group, drawn, with what surrounds it; `next` is the next session that is planned."""

    group: Group
    known: Known
    report: Report
    parts: Mapping[str, Part]
    fragment: Fragment
    heeds: Sequence[Heed]
    next: Session | None
    may_act: bool

    @property
    def waiting(self) -> int:
        """How many signals nobody has answered."""
        return sum(heed.answered is None for heed in self.heeds)


def overview_of(viewer: Viewer, group_id: int, language: str) -> Overview:
    """The group in the reader's language. Raises `Missing`, and `RecordRefused` where what is stored does not fit together."""
    group = access.group(viewer, Right.OVERSEE, group_id)
    known = estimates_of(group.pk)
    report, parts, fragment = _page(known, language)
    planned = Session.objects.filter(group=group, status=SessionStatus.PLANNED).order_by("number")
    return Overview(
        group=group,
        known=known,
        report=report,
        parts=parts,
        fragment=fragment,
        heeds=heeds(known, fragment.notices, language),
        next=planned.filter(number=known.setting(language).number).first(),
        may_act=access.groups(viewer, Right.LEAD).filter(pk=group.pk).exists(),
    )


def _page(known: Known, language: str) -> tuple[Report, Mapping[str, Part], Fragment]:
    def make() -> tuple[Report, Mapping[str, Part], Fragment]:
        report = group_report.write_from(known.record, known.estimates, language)
        return report, drawn(report), to_fragment(report, only=("attention", "never_spoken", "missing"))

    return _pages.get((known.key, language), make)
