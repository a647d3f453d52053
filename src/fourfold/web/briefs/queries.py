"""The brief of a group for who oversees it, and the same on a sheet of paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from fourfold.feedback import Report, Section
from fourfold.feedback.html import Fragment, to_fragment
from fourfold.feedback.passages.practising import Seen, practice_section, seen_in
from fourfold.feedback.pdf import to_pdf
from fourfold.feedback.reports import brief
from fourfold.feedback.words import words
from fourfold.vocabulary import SessionStatus
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.briefs.models import Discussion
from fourfold.web.estimates.queries import Known, estimates_of
from fourfold.web.estimates.shelf import Shelf
from fourfold.web.goals.queries.due import Due, due_of, due_section
from fourfold.web.groups.models import Group
from fourfold.web.practices.queries.offered import InBrief, in_brief
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import local_now
from fourfold.web.signals.queries import Heed, heeds_under, told_marks

pages: Shelf["Written"] = Shelf(64)
sheets: Shelf[bytes] = Shelf(32)


@dataclass(frozen=True, slots=True)
class Written:
    """What depends on the record and the language alone: `ahead` and `last` are the numbers of two sessions, 0 for none."""

    report: Report
    fragment: Fragment
    marks: Sequence[str]
    ahead: int
    last: int
    seen: Sequence[Seen]


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
    practice: InBrief
    due: Due


def brief_of(viewer: Viewer, group_id: int, language: str) -> Brief:
    """The brief in the reader's language. Raises `Missing`, and `RecordRefused` where what is stored does not fit together."""
    group = access.group(viewer, Right.OVERSEE, group_id)
    known = _at_hand(group)
    written = _written(known, language)
    sessions = {s.number: s for s in Session.objects.filter(group=group, number__in=[written.ahead, written.last])}
    last = sessions.get(written.last)
    return Brief(
        group=group,
        known=known,
        report=written.report,
        fragment=written.fragment,
        heeds=heeds_under(group.pk, written.fragment.notices, written.marks),
        number=written.ahead,
        next=sessions.get(written.ahead),
        last=last,
        discussed=_discussed(last),
        may_act=access.groups(viewer, Right.LEAD).filter(pk=group.pk).exists(),
        practice=in_brief(group.pk, sessions.get(written.ahead), written.seen, language),
        due=due_of(viewer, group.pk),
    )


def sheet_of(viewer: Viewer, group_id: int, language: str, paper: str) -> bytes:
    """The brief as a printable sheet. Raises as `brief_of`, and ValueError for a paper that is neither a4 nor letter."""
    known = _at_hand(access.group(viewer, Right.OVERSEE, group_id))
    written = _written(known, language)
    ahead = Session.objects.filter(group=group_id, number=written.ahead).first()
    offered = in_brief(group_id, ahead, written.seen, language).offered
    more = [practice_section(offered, words(language))] if offered else []
    more += [section for section in (due_section(due_of(viewer, group_id), language),) if section is not None]
    return sheets.get((known.key, language, paper, str(more)), lambda: to_pdf(with_sections(written.report, more), paper))


def with_sections(report: Report, more: Sequence[Section]) -> Report:
    """The report with sections which the group's record does not say."""
    return replace(report, sections=(*report.sections, *more))


def _at_hand(group: Group) -> Known:
    """What is known, and before the session that goes on today as long as nobody has checked in after it."""
    known, today = estimates_of(group.pk), local_now(group, timezone.now()).date()
    begun = Session.objects.filter(group=group, status=SessionStatus.HELD, held_on=today, ended_at=None, submissions=None)
    number = begun.order_by("number").values_list("number", flat=True).first()
    if number is None:
        return known
    return replace(known, record=known.record.before(number), key=f"{known.key} before {number}")


def _written(known: Known, language: str) -> Written:
    def make() -> Written:
        report = brief.write_from(known.record, known.estimates, language)
        setting = known.setting(language)
        seen = seen_in(setting)
        return Written(report, to_fragment(report), told_marks(known, language), setting.number, setting.last or 0, seen)

    return pages.get((known.key, language), make)


def _discussed(last: Session | None) -> str:
    found = Discussion.objects.filter(session=last).values_list("discussed", flat=True).first() if last else None
    return str(found or "")
