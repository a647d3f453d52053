"""The brief of a group for who oversees it, and the same on a sheet of paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from fourfold.feedback import Report
from fourfold.feedback.html import Fragment, to_fragment
from fourfold.feedback.pdf import to_pdf
from fourfold.feedback.reports import brief
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.briefs.models import Discussion
from fourfold.web.estimates.queries import Known, estimates_of
from fourfold.web.estimates.shelf import Shelf
from fourfold.web.groups.models import Group
from fourfold.web.sessions.models import Session
from fourfold.web.signals.queries import Heed, heeds

_pages: Shelf[tuple[Report, Fragment]] = Shelf(64)
_sheets: Shelf[bytes] = Shelf(32)


@dataclass(frozen=True, slots=True)
class Brief:
    """The brief with what surrounds it on the site: `number` and `next` are of the session ahead."""

    group: Group
    known: Known
    report: Report
    fragment: Fragment
    heeds: Sequence[Heed]
    number: int
    next: Session | None
    last: Session | None
    discussed: str
    may_act: bool


def brief_of(viewer: Viewer, group_id: int, language: str) -> Brief:
    """The brief in the reader's language. Raises `Missing`, and `RecordRefused` where what is stored does not fit together."""
    group = access.group(viewer, Right.OVERSEE, group_id)
    known = estimates_of(group.pk)
    report, fragment = _page(known, language)
    setting = known.setting(language)
    sessions = {s.number: s for s in Session.objects.filter(group=group, number__in=[setting.number, setting.last or 0])}
    last = sessions.get(setting.last or 0)
    return Brief(
        group=group,
        known=known,
        report=report,
        fragment=fragment,
        heeds=heeds(known, fragment.notices, language),
        number=setting.number,
        next=sessions.get(setting.number),
        last=last,
        discussed=_discussed(last),
        may_act=access.groups(viewer, Right.LEAD).filter(pk=group.pk).exists(),
    )


def sheet_of(viewer: Viewer, group_id: int, language: str, paper: str) -> bytes:
    """The brief as a printable sheet. Raises as `brief_of`, and ValueError for a paper that is neither a4 nor letter."""
    known = estimates_of(access.group(viewer, Right.OVERSEE, group_id).pk)
    return _sheets.get((known.key, language, paper), lambda: to_pdf(_page(known, language)[0], paper))


def _page(known: Known, language: str) -> tuple[Report, Fragment]:
    def make() -> tuple[Report, Fragment]:
        report = brief.write_from(known.record, known.estimates, language)
        return report, to_fragment(report)

    return _pages.get((known.key, language), make)


def _discussed(last: Session | None) -> str:
    found = Discussion.objects.filter(session=last).values_list("discussed", flat=True).first() if last else None
    return str(found or "")
