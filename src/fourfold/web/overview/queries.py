"""How a group is, for who oversees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from fourfold.feedback import Report
from fourfold.feedback.html import Fragment, to_fragment
from fourfold.feedback.reports import group as group_report
from fourfold.feedback.reports import session as session_report
from fourfold.vocabulary import SessionStatus
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.estimates.queries import Known, estimates_of
from fourfold.web.estimates.shelf import Shelf
from fourfold.web.groups.models import MEMBER, Group, Membership
from fourfold.web.overview.drawing import Part, drawn
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import session
from fourfold.web.signals.queries import Heed, heeds_under, told_marks

pages: Shelf["Written"] = Shelf(64)
talked: Shelf[Report] = Shelf(64)


@dataclass(frozen=True, slots=True)
class Written:
    """What depends on the record and the language alone; `ahead` is the number of the next session."""

    report: Report
    parts: Mapping[str, Part]
    fragment: Fragment
    marks: Sequence[str]
    ahead: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The report on a group, drawn, with what surrounds it; `next` is the next session that is planned.

    `lacks` is what the viewer can give the group before a brief says anything: "members", then "dates", else "".
    """

    group: Group
    known: Known
    report: Report
    parts: Mapping[str, Part]
    fragment: Fragment
    heeds: Sequence[Heed]
    next: Session | None
    may_act: bool
    lacks: str

    @property
    def waiting(self) -> int:
        """How many signals nobody has answered."""
        return sum(heed.answered is None for heed in self.heeds)


@dataclass(frozen=True, slots=True)
class Talked:
    """A session and the parts that its talk has: "talk" with the circle, "chairs"; none where nobody followed it."""

    session: Session
    parts: Mapping[str, Part]


def talk_of(viewer: Viewer, session_id: int, language: str) -> Talked:
    """The talk of one session. Raises `Missing`, and `RecordRefused` where what is stored does not fit together."""
    found = session(viewer, Right.OVERSEE, session_id)
    known = estimates_of(found.group_id)
    report = talked.get(
        (known.key, language, str(found.number)), partial(session_report.write, known.record, found.number, language)
    )
    return Talked(found, drawn(report))


def overview_of(viewer: Viewer, group_id: int, language: str) -> Overview:
    """The group in the reader's language. Raises `Missing`, and `RecordRefused` where what is stored does not fit together."""
    group = access.group(viewer, Right.OVERSEE, group_id)
    known = estimates_of(group.pk)
    written = _written(known, language)
    planned = Session.objects.filter(group=group, status=SessionStatus.PLANNED, number=written.ahead)
    may_act = access.groups(viewer, Right.LEAD).filter(pk=group.pk).exists()
    return Overview(
        group=group,
        known=known,
        report=written.report,
        parts=written.parts,
        fragment=written.fragment,
        heeds=heeds_under(group.pk, written.fragment.notices, written.marks),
        next=planned.first(),
        may_act=may_act,
        lacks=_lacking(group) if may_act and group.closed_on is None else "",
    )


def _lacking(group: Group) -> str:
    if not Membership.objects.filter(group=group, seat=MEMBER, left_on=None).exists():
        return "members"
    return "" if Session.objects.filter(group=group).exists() else "dates"


def _written(known: Known, language: str) -> Written:
    def make() -> Written:
        report = group_report.write_from(known.record, known.estimates, language)
        fragment = to_fragment(report, only=("attention", "never_spoken", "missing"))
        return Written(report, drawn(report), fragment, told_marks(known, language), known.setting(language).number)

    return pages.get((known.key, language), make)
