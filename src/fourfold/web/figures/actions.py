"""Counting programmes."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from fourfold.privacy import Behind, rests_on_few
from fourfold.vocabulary import Presence, SessionStatus
from fourfold.web.access import Viewer
from fourfold.web.audit.actions import note
from fourfold.web.checkins.models import Submission
from fourfold.web.checkins.queries import MEMBER_CHECK_IN
from fourfold.web.figures.models import ProgrammeChange, ProgrammeCount
from fourfold.web.figures.queries.changes import Scored, changed, tells_nothing
from fourfold.web.figures.queries.told import says_no_more, tells_of_few, told_of_same
from fourfold.web.groups.models import MEMBER, Membership
from fourfold.web.programmes.models import Programme
from fourfold.web.programmes.queries import today_at
from fourfold.web.sessions.models import Attendance, Session
from fourfold.web.spans import Span, ended_quarter, quarters, year
from fourfold.web.storage.writing import write_transaction


def count(programme_id: int, *, by: Viewer | str = "system", today: date | None = None) -> None:
    """Counts a programme anew, four quarters and the year; what is told of it is as new as it can be."""
    programme = Programme.objects.select_related("site").get(pk=programme_id)
    day = today or today_at(programme.site.time_zone)
    rows = [*(_quarter(programme_id, span) for span in quarters(day)), _year(programme_id, year(day))]
    until = ended_quarter(day).last
    said = changed(programme, until)
    with write_transaction():
        _tell_changes(programme, until, said)
        for row in rows:
            _tell(row)
        note(by, "count programme", f"programme:{programme_id}")


def _tell_changes(programme: Programme, until: date, said: Mapping[Scored, Mapping[int, str]]) -> None:
    """Up to the end of a quarter; told unless a few members only are between it and anything that was told before.

    What changed each night, or by a few members a quarter, would tell of one at a time.
    """
    before: dict[Scored, list[ProgrammeChange]] = defaultdict(list)
    for row in ProgrammeChange.objects.filter(programme=programme).order_by("pk"):
        before[row.instrument, row.scale].append(row)
    for key in said.keys() | before.keys():
        behind: Behind = {str(person): word for person, word in said.get(key, {}).items()}
        if any(not tells_nothing(row) and rests_on_few(row.behind, behind) for row in before[key]):
            continue
        replaced = [row.pk for row in before[key] if tells_nothing(row) or row.behind == behind]
        ProgrammeChange.objects.filter(pk__in=replaced).delete()
        _row(programme, key, until, behind).save()


def _row(programme: Programme, key: Scored, until: date, behind: Behind) -> ProgrammeChange:
    instrument, scale = key
    counted = Counter(behind.values())
    return ProgrammeChange(
        behind=behind,
        programme=programme,
        instrument=instrument,
        scale=scale,
        last_day=until,
        better=counted["better"],
        alike=counted["alike"],
        worse=counted["worse"],
        made_at=timezone.now(),
    )


def _tell(now: ProgrammeCount) -> None:
    """Told, unless beside something told before it would tell of a few people; then what was told stays as it was.

    What is told takes the place of what told nothing, and of what told the same of the same people.
    """
    before = list(told_of_same(now))
    if any(tells_of_few(row, now) for row in before):
        return
    ProgrammeCount.objects.filter(pk__in=[row.pk for row in before if says_no_more(row, now)]).delete()
    now.save()


def _quarter(programme_id: int, span: Span) -> ProgrammeCount:
    held = Session.objects.filter(
        group__programme=programme_id, status=SessionStatus.HELD, held_on__range=(span.first, span.last)
    )
    seated = Membership.objects.filter(group=OuterRef("session__group"), person=OuterRef("person"), seat=MEMBER)
    places = Attendance.objects.filter(Exists(seated), session__in=held)
    given = Submission.objects.filter(Exists(seated), session__in=held, instrument=MEMBER_CHECK_IN)
    expected = Counter(places.values_list("person", flat=True))
    came = Counter(places.exclude(presence=Presence.ABSENT).values_list("person", flat=True))
    answered = Counter(given.values_list("person", flat=True))
    return ProgrammeCount(
        programme_id=programme_id,
        first_day=span.first,
        last_day=span.last,
        groups=held.values("group").distinct().count(),
        sessions=held.count(),
        came=came.total(),
        expected=expected.total(),
        answered=answered.total(),
        awaited=len(expected),
        comers=len(came),
        behind={str(person): [came[person], expected[person], answered[person]] for person in expected | answered},
        made_at=timezone.now(),
    )


def _year(programme_id: int, span: Span) -> ProgrammeCount:
    still = _stayed(programme_id, span)
    stayed = sum(still.values())
    return ProgrammeCount(
        programme_id=programme_id,
        is_year=True,
        first_day=span.first,
        last_day=span.last,
        stayed=stayed,
        left=len(still) - stayed,
        behind={str(person): stays for person, stays in still.items()},
        made_at=timezone.now(),
    )


def _stayed(programme_id: int, span: Span) -> dict[int, bool]:
    """Of each member of the span, whether they still belonged at its end; a group that closed left nobody.

    Somebody counts once, however many groups and spells, and stayed where any of them went on.
    """
    spells = Membership.objects.filter(group__programme=programme_id, seat=MEMBER, joined_on__lte=span.last)
    rows = spells.annotate(closed=F("group__closed_on")).values_list("person", "left_on", "closed")
    still: dict[int, bool] = {}
    for person, left_on, closed in rows:
        ends = left_on if closed is None or (left_on and left_on < closed) else closed
        if ends is not None and ends < span.first:
            continue
        dropped = left_on is not None and left_on <= span.last and (closed is None or left_on < closed)
        still[person] = still.get(person, False) or not dropped
    return still
