"""Sessions: one with the people who are expected, and all of a group with who came."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from fourfold.vocabulary import Presence
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.groups.models import Group
from fourfold.web.groups.queries import Seat, roster
from fourfold.web.sessions.models import Attendance, AttendanceBefore, Session
from fourfold.web.storage.sealing import UNOPENED, Erased, unseal
from fourfold.web.words import site_words

REASONS = ("ill", "work", "family", "appointment", "travel", "told_us")
"""Reasons that need one tap; any other is written in own words."""
HERE = frozenset(Presence) - {Presence.ABSENT}
_SHAPES = {
    Presence.PRESENT: ("here",),
    Presence.LATE: ("late",),
    Presence.LEFT_EARLY: ("left-early",),
    Presence.LATE_AND_LEFT_EARLY: ("late", "left-early"),
}


@dataclass(frozen=True, slots=True)
class Attender:
    """Somebody expected at a session or written down for it; an empty `presence` was not written down.

    `reason` is one of REASONS or in own words; `after_late` and `after_left` are what a tap on "late" or "left early" makes.
    """

    person_id: int
    label: str
    seat: str
    is_new: bool
    is_back: bool
    presence: str = ""
    reason: str = ""
    came_at: time | None = None
    left_at: time | None = None

    @property
    def shapes(self) -> tuple[str, ...]:
        """The shapes that stand for the presence, also in black and white."""
        if self.presence == Presence.ABSENT:
            return ("away",) if self.reason else ("no-word",)
        return _SHAPES.get(Presence(self.presence), ()) if self.presence else ()

    @property
    def was_late(self) -> bool:
        """Whether they came late."""
        return self.presence in {Presence.LATE, Presence.LATE_AND_LEFT_EARLY}

    @property
    def left_early(self) -> bool:
        """Whether they left early."""
        return self.presence in {Presence.LEFT_EARLY, Presence.LATE_AND_LEFT_EARLY}

    @property
    def after_late(self) -> Presence:
        """What a tap on "late" makes of it."""
        return _both(not self.was_late, self.left_early)

    @property
    def after_left(self) -> Presence:
        """What a tap on "left early" makes of it."""
        return _both(self.was_late, not self.left_early)

    @property
    def own_words(self) -> str:
        """The reason where it is not one of the short list."""
        return "" if self.reason in REASONS else self.reason


@dataclass(frozen=True, slots=True)
class Room:
    """One session as its page shows it. `step` is the last tap that can be undone, 0 for none, and `undoes` whose it was."""

    session: Session
    group: Group
    attenders: list[Attender]
    may_lead: bool
    is_future: bool
    step: int
    undoes: list[str]

    @property
    def members(self) -> list[Attender]:
        """Members and guests."""
        return [a for a in self.attenders if a.seat != "facilitator"]

    @property
    def facilitators(self) -> list[Attender]:
        """Those who lead."""
        return [a for a in self.attenders if a.seat == "facilitator"]

    @property
    def unwritten(self) -> list[str]:
        """The labels of those not written down yet."""
        return [a.label for a in (*self.members, *self.facilitators) if not a.presence]

    @property
    def n_here(self) -> int:
        """How many members came."""
        return sum(a.presence in HERE for a in self.members)


@dataclass(frozen=True, slots=True)
class Held:
    """One line of a group's sessions: how many members came and how many were away."""

    session: Session
    n_here: int
    n_away: int

    @property
    def is_over(self) -> bool:
        """Whether it was held and closed."""
        return self.session.ended_at is not None


def sessions(viewer: Viewer, right: Right) -> QuerySet[Session]:
    """The sessions of the groups that a viewer may see."""
    return Session.objects.filter(group__in=access.groups(viewer, right)).select_related("group__programme__site")


def session(viewer: Viewer, right: Right, session_id: int) -> Session:
    """One such session. Raises `Missing`."""
    return access.one(sessions(viewer, right), pk=session_id)


def room(viewer: Viewer, session_id: int) -> Room:
    """One session with everybody who is expected or written down. Raises `Missing`."""
    found = session(viewer, Right.OVERSEE, session_id)
    attenders = expected(found)
    before = (
        AttendanceBefore.objects.filter(session=found).order_by("-step", "person__label").values_list("step", "person__label")
    )
    step = before[0][0] if before else 0
    return Room(
        session=found,
        group=found.group,
        attenders=attenders,
        may_lead=may_lead(viewer, found.group_id),
        is_future=found.held_on > local_now(found.group).date(),
        step=step,
        undoes=[label for at, label in before if at == step],
    )


def expected(session: Session) -> list[Attender]:
    """Everybody who sits in the group on the day or is written down for it. Internal: the caller has checked access."""
    rows = {a.person_id: a for a in Attendance.objects.filter(session=session).select_related("person")}
    seats = {seat.person_id: seat for seat in roster(session.group_id, session.held_on)}
    others = [a for person_id, a in rows.items() if person_id not in seats]
    listed = [_attender(seat, rows.get(seat.person_id)) for seat in seats.values()]
    return listed + [_written(a.person_id, a.person.label, "guest", a) for a in others]


def sessions_of(viewer: Viewer, group_id: int) -> tuple[Group, list[Held]]:
    """A group and its sessions in order, with who came. Raises `Missing`."""
    group = access.group(viewer, Right.OVERSEE, group_id)
    member = Q(attendance__person__memberships__group=group, attendance__person__memberships__seat="member")
    rows = Session.objects.filter(group=group).order_by("number")
    away = Count("attendance", filter=member & Q(attendance__presence=Presence.ABSENT), distinct=True)
    here = Count("attendance", filter=member & ~Q(attendance__presence=Presence.ABSENT), distinct=True)
    return group, [Held(row, row.n_here, row.n_away) for row in rows.annotate(n_here=here, n_away=away)]


def may_lead(viewer: Viewer, group_id: int) -> bool:
    """Whether a viewer leads a group."""
    return access.groups(viewer, Right.LEAD).filter(pk=group_id).exists()


def last_session(viewer: Viewer, group_id: int) -> tuple[Group, Session | None]:
    """A group that the viewer leads and its last session, planned ones included. Raises `Missing`."""
    group = access.group(viewer, Right.LEAD, group_id)
    return group, Session.objects.filter(group=group).order_by("-number").first()


def reason_of(attendance: Attendance) -> str:
    """Why somebody was absent, in the clear; nothing once they were erased. Internal: the caller has checked access."""
    if not attendance.sealed_reason:
        return ""
    try:
        return unseal(attendance.person_id, f"attendance:{attendance.uid}:reason", bytes(attendance.sealed_reason))
    except Erased:
        return ""
    except UNOPENED:
        return site_words(get_language()).say("page.does_not_open")


def local_now(group: Group, now: datetime | None = None) -> datetime:
    """The time at the group's site; `group` comes with its programme and site."""
    return (now or timezone.now()).astimezone(ZoneInfo(group.programme.site.time_zone))


def not_between(session: Session, day: date) -> Session | None:
    """The neighbour in the series that a day would pass or meet, or None. Internal."""
    others = Session.objects.filter(group=session.group_id)
    earlier = others.filter(number__lt=session.number, held_on__gte=day).order_by("number").first()
    return earlier or others.filter(number__gt=session.number, held_on__lte=day).order_by("number").first()


def _attender(seat: Seat, row: Attendance | None) -> Attender:
    if row is None:
        return Attender(seat.person_id, seat.label, seat.seat, seat.is_new, seat.is_back)
    return _written(seat.person_id, seat.label, seat.seat, row, is_new=seat.is_new, is_back=seat.is_back)


def _written(
    person_id: int, label: str, seat: str, row: Attendance, *, is_new: bool = False, is_back: bool = False
) -> Attender:
    return Attender(
        person_id, label, seat, is_new, is_back, row.presence, reason_of(row), came_at=row.came_at, left_at=row.left_at
    )


def _both(late: bool, left: bool) -> Presence:
    if late and left:
        return Presence.LATE_AND_LEFT_EARLY
    return Presence.LATE if late else Presence.LEFT_EARLY if left else Presence.PRESENT
