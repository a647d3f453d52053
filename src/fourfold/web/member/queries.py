"""One member in one group: the report about the person, with the signals that name them and the ways on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fourfold.feedback import Report
from fourfold.feedback.html import to_fragment
from fourfold.feedback.passages.attention import signals_about
from fourfold.feedback.reports import member as member_report
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.estimates.marks import mark_of
from fourfold.web.estimates.queries import Known, estimates_of
from fourfold.web.estimates.shelf import Shelf
from fourfold.web.groups.models import MEMBER, Group
from fourfold.web.overview.drawing import Part, drawn
from fourfold.web.people.models import Person
from fourfold.web.signals.queries import Heed, answers

_pages: Shelf[tuple[Report, Mapping[str, Part], tuple[str, ...]]] = Shelf(128)


@dataclass(frozen=True, slots=True)
class MemberPage:
    """The report on a member, drawn; `heeds` are the open signals that name the member, with what was answered."""

    group: Group
    person: Person
    report: Report
    parts: Mapping[str, Part]
    heeds: Sequence[Heed]
    may_act: bool


def member_of(viewer: Viewer, group_id: int, person_id: int, language: str) -> MemberPage:
    """A member of a group that the viewer oversees. Raises `Missing`, also for somebody who never was a member of it."""
    group = access.group(viewer, Right.OVERSEE, group_id)
    seated = access.people(viewer, Right.OVERSEE).filter(memberships__group=group, memberships__seat=MEMBER)
    person = access.one(seated, pk=person_id)
    known = estimates_of(group.pk)
    if person.code not in known.record.people["person_id"]:
        raise access.Missing
    report, parts, notices = _page(known, person.code, language)
    return MemberPage(
        group=group,
        person=person,
        report=report,
        parts=parts,
        heeds=_heeds(known, person.code, notices, language),
        may_act=access.groups(viewer, Right.LEAD).filter(pk=group.pk).exists(),
    )


def _page(known: Known, code: str, language: str) -> tuple[Report, Mapping[str, Part], tuple[str, ...]]:
    def make() -> tuple[Report, Mapping[str, Part], tuple[str, ...]]:
        report = member_report.write_from(known.record, known.estimates, language, person_id=code)
        return report, drawn(report), to_fragment(report, only=("attention",)).notices

    return _pages.get((known.key, code, language), make)


def _heeds(known: Known, code: str, notices: Sequence[str], language: str) -> list[Heed]:
    group_id = known.row.group_id
    marks = [mark_of(group_id, signal) for signal in signals_about(known.setting(language), code)]
    told = answers(group_id, marks)
    return [Heed(html, mark, told.get(mark)) for html, mark in zip(notices, marks, strict=True)]
