"""What a facilitator does next: today's sessions and the next ones with what they need.

Everything is read for all groups at once and put together here; nothing is asked for one group at a time.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from fourfold.vocabulary import Presence, SessionStatus
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.checkins.models import Card, Submission
from fourfold.web.checkins.queries import MEMBER_CHECK_IN, away_without_answer
from fourfold.web.estimates.queries import Glance, glance
from fourfold.web.groups.models import FACILITATOR, MEMBER, Group, Membership
from fourfold.web.sessions.models import Attendance, Session
from fourfold.web.sessions.queries import local_now
from fourfold.web.signals.queries import unanswered
from fourfold.web.today.arrivals import Arrivals, Spell, arrivals

UNFINISHED_DAYS = 14
_ENOUGH_SESSIONS = 2


@dataclass(frozen=True, slots=True)
class CheckIns:
    """How many check-ins of a session are in, and how many are expected."""

    n_in: int
    n_expected: int

    @property
    def dots(self) -> list[bool]:
        """One for each expected: whether it is in."""
        return [k < self.n_in for k in range(self.n_expected)]


class Brief(StrEnum):
    """What is known of a group's brief without estimating anything: not yet, ready, ready and worth attention, and quiet."""

    LATER = "later"
    READY = "ready"
    ATTENTION = "attention"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Meet:
    """One group's session today, or its next one, or none. `when` names the words that say when it is.

    `n_attention` are the things in its brief worth attention, `n_unwritten` the members not written down though it began.
    `is_last`: it began, and none is planned after it.
    """

    group: Group
    session: Session | None
    now: datetime
    when: str
    in_minutes: int
    with_whom: list[str]
    arrivals: Arrivals
    check_ins: CheckIns | None
    n_unwritten: int
    brief: Brief
    n_attention: int
    is_last: bool

    @property
    def is_today(self) -> bool:
        """Whether it is today, by the clock of the site."""
        return self.session is not None and self.session.held_on == self.now.date()

    @property
    def is_over(self) -> bool:
        """Whether the time for it has passed or it was skipped."""
        return self.when in {"finished", "not_begun", "not_held"}


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A past session that still needs something: `what` is attendance or check_ins."""

    group: Group
    session: Session
    what: str
    check_ins: CheckIns | None


@dataclass(frozen=True, slots=True)
class Overseen:
    """A group that a supervisor reads about."""

    group: Group
    next_on: date | None
    last_held_on: date | None
    brief: Brief
    n_attention: int


@dataclass(frozen=True, slots=True)
class Day:
    """Everything on the page Today but flags. `attention` are the groups with something worth attention."""

    now: datetime
    today: list[Meet] = field(default_factory=list)
    later: list[Meet] = field(default_factory=list)
    undated: list[Meet] = field(default_factory=list)
    unfinished: list[Unfinished] = field(default_factory=list)
    attention: list[Meet] = field(default_factory=list)

    @property
    def n_attention(self) -> int:
        """How many things are worth attention in all."""
        return sum(meet.n_attention for meet in self.attention)

    @property
    def attention_names(self) -> list[str]:
        """The names of those groups."""
        return [meet.group.name for meet in self.attention]

    @property
    def is_simulated(self) -> bool:
        """Whether a simulated group is among them."""
        return any(meet.group.simulated for meet in (*self.today, *self.later, *self.undated))

    @property
    def group_ids(self) -> list[int]:
        """The groups on the page."""
        return [meet.group.pk for meet in (*self.today, *self.later, *self.undated)]


@dataclass(frozen=True, slots=True)
class _Known:
    """A group with its next session, and the days on which it last met, the latest first."""

    group: Group
    next_id: int | None
    next_on: date | None
    held: tuple[date, ...]
    glance: Glance | None
    waiting: set[str]

    def last_held(self, before: date) -> date | None:
        """The last day before this one on which the group met."""
        return next((day for day in self.held if day < before), None)

    @property
    def brief(self) -> "Brief":
        """What the brief is known to say."""
        if len(self.held) < _ENOUGH_SESSIONS:
            return Brief.LATER
        if self.glance is None or self.glance.made_at is None:
            return Brief.READY
        if self._n_waiting:
            return Brief.ATTENTION
        return Brief.QUIET if self.glance.is_current else Brief.READY

    @property
    def n_attention(self) -> int:
        """How many things of which the brief told when it was last estimated nobody has answered."""
        return self._n_waiting if self.brief is Brief.ATTENTION else 0

    @property
    def _n_waiting(self) -> int:
        return len(self.waiting.intersection(self.glance.told)) if self.glance else 0


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read for all groups at once."""

    spells: Mapping[int, list[Spell]]
    attendance: Mapping[int, Mapping[int, str]]
    check_ins: Mapping[int, CheckIns]


def day_of(viewer: Viewer, now: datetime | None = None) -> Day:
    """The day of somebody who leads groups."""
    now = now or timezone.now()
    known = _groups(viewer, access.groups(viewer, Right.LEAD), now)
    if not known:
        return Day(now=timezone.localtime(now))
    sessions = _sessions(known, now)
    read = _read([k.group for k in known], [s for rows in sessions.values() for s in rows])
    meets = sorted((_meet(k, sessions[k.group.pk], read, (viewer, now)) for k in known), key=_in_time)
    pairs = [(k.group, session) for k in known for session in sessions[k.group.pk]]
    return Day(
        now=local_now(known[0].group, now),
        today=[m for m in meets if m.is_today],
        later=[m for m in meets if m.session and not m.is_today],
        undated=[m for m in meets if m.session is None],
        unfinished=[found for pair in pairs if (found := _unfinished(*pair, read, local_now(pair[0], now)))],
        attention=[m for m in meets if m.n_attention],
    )


def overseen(viewer: Viewer, now: datetime | None = None) -> list[Overseen]:
    """The groups that a viewer oversees but does not lead."""
    led = access.groups(viewer, Right.LEAD).values("pk")
    known = _groups(viewer, access.groups(viewer, Right.OVERSEE).exclude(pk__in=led), now or timezone.now())
    return [Overseen(k.group, k.next_on, k.held[0] if k.held else None, k.brief, k.n_attention) for k in known]


def check_ins(session_ids: Iterable[int]) -> dict[int, CheckIns]:
    """How many members' check-ins are in and are expected, as `checkins.queries.check_ins_in`, for many sessions at once.

    Only sessions whose check-ins were opened or handed in stand in it. Internal: the caller has checked access.
    """
    ids = list(session_ids)
    expected: dict[int, set[int]] = defaultdict(set)
    for session_id, person_id in Card.objects.filter(session__in=ids).values_list("session", "person"):
        expected[session_id].add(person_id)
    handed_in = Submission.objects.filter(session__in=ids, instrument=MEMBER_CHECK_IN).values_list("session")
    came_in = dict(handed_in.annotate(n=Count("pk")).order_by("session"))
    members = Q(person__memberships__group=F("session__group"), person__memberships__seat=MEMBER)
    counted = [*{*came_in, *expected}]
    here = Attendance.objects.filter(members, session__in=counted).exclude(presence=Presence.ABSENT)
    for session_id, person_id in here.values_list("session", "person") if counted else ():
        expected[session_id].add(person_id)
    for session_id, person_id in away_without_answer(counted) if counted else ():
        expected[session_id].discard(person_id)
    return {s: CheckIns(came_in.get(s, 0), max(came_in.get(s, 0), len(expected[s]))) for s in {*came_in, *expected}}


def _groups(viewer: Viewer, groups: QuerySet[Group], now: datetime) -> list[_Known]:
    """Groups that still meet. A day more or less is read than UTC says, for sites whose clock is elsewhere."""
    day, tomorrow = now.date(), now.date() + timedelta(days=1)
    of_group = Session.objects.filter(group=OuterRef("pk"))
    held = of_group.filter(status=SessionStatus.HELD, held_on__lte=tomorrow).order_by("-held_on").values("held_on")
    coming = of_group.filter(status=SessionStatus.PLANNED, held_on__gte=day).order_by("held_on")
    rows = (
        groups.filter(Q(closed_on=None) | Q(closed_on__gte=day))
        .select_related("programme__site")
        .annotate(held_1=Subquery(held[:1]), held_2=Subquery(held[1:2]), held_3=Subquery(held[2:3]))
        .annotate(next_id=Subquery(coming.values("pk")[:1]), next_on=Subquery(coming.values("held_on")[:1]))
        .order_by("name", "pk")
    )
    seen = {row.group_id: row for row in glance(viewer)}
    waiting = unanswered(viewer, {mark for row in seen.values() for mark in row.told})
    return [_known(group, vars(group), seen.get(group.pk), waiting) for group in rows]


def _known(group: Group, found: Mapping[str, Any], seen: Glance | None, waiting: set[str]) -> _Known:
    held = tuple(day for k in (1, 2, 3) if (day := found[f"held_{k}"]))
    return _Known(group, found["next_id"], found["next_on"], held, seen, waiting)


def _sessions(known: Sequence[_Known], now: datetime) -> dict[int, list[Session]]:
    """Each group's sessions of the last days and of today, and its next one, in order."""
    lately = Q(held_on__range=(now.date() - timedelta(days=UNFINISHED_DAYS), now.date() + timedelta(days=1)))
    coming = Q(pk__in=[k.next_id for k in known if k.next_id])
    rows = Session.objects.filter(lately | coming, group__in=[k.group.pk for k in known]).order_by("number")
    by_group: dict[int, list[Session]] = {k.group.pk: [] for k in known}
    for row in rows:
        by_group[row.group_id].append(row)
    return by_group


def _read(groups: Sequence[Group], sessions: Sequence[Session]) -> _Read:
    spells: dict[int, list[Spell]] = defaultdict(list)
    columns = ("group", "person", "person__label", "seat", "joined_on", "left_on")
    for row in Membership.objects.filter(group__in=[g.pk for g in groups]).order_by("joined_on").values_list(*columns):
        spells[row[0]].append(Spell(*row))
    ids = [s.pk for s in sessions]
    attendance: dict[int, dict[int, str]] = defaultdict(dict)
    for session_id, person_id, presence in Attendance.objects.filter(session__in=ids).values_list(
        "session", "person", "presence"
    ):
        attendance[session_id][person_id] = presence
    return _Read(spells, attendance, check_ins(s.pk for s in sessions if s.opened_at))


def _meet(known: _Known, sessions: Sequence[Session], read: _Read, at: tuple[Viewer, datetime]) -> Meet:
    group, viewer, now = known.group, at[0], local_now(known.group, at[1])
    session = _of_today_or_next(sessions, now.date())
    spells = read.spells.get(group.pk, [])
    day = session.held_on if session else now.date()
    written = read.attendance.get(session.pk, {}) if session else {}
    leads = [s for s in spells if s.seat == FACILITATOR and s.covers(day) and s.person_id != viewer.person_id]
    when, minutes = _when(group, session, now)
    return Meet(
        group=group,
        session=session,
        now=now,
        when=when,
        in_minutes=minutes,
        with_whom=[s.label for s in leads],
        arrivals=arrivals(spells, day, known.last_held(day), (p for p, how in written.items() if how == Presence.ABSENT)),
        check_ins=read.check_ins.get(session.pk) if session else None,
        n_unwritten=_n_unwritten(session, spells, written) if when in {"finished", "not_begun", "going_on"} else 0,
        brief=known.brief,
        n_attention=known.n_attention,
        is_last=session is not None and session.status == SessionStatus.HELD and not known.next_id and not group.closed_on,
    )


def _of_today_or_next(sessions: Sequence[Session], today: date) -> Session | None:
    of_today = [s for s in sessions if s.held_on == today]
    ahead = [s for s in sessions if s.held_on > today and s.status == SessionStatus.PLANNED]
    return next(iter(of_today + ahead), None)


def _in_time(meet: Meet) -> tuple[date, bool, time, str]:
    """By day, what goes on before what is to come, and by time; what has no date comes last."""
    if meet.session is None:
        return date.max, True, time.max, meet.group.name
    return meet.session.held_on, meet.when != "going_on", meet.session.starts_at or time.max, meet.group.name


def _when(group: Group, session: Session | None, now: datetime) -> tuple[str, int]:
    """The words that say when a session is, and the minutes until it begins."""
    if session is None:
        return "no_date", 0
    if session.status == SessionStatus.NOT_HELD:
        return "not_held", 0
    if session.held_on != now.date():
        return ("tomorrow" if session.held_on == now.date() + timedelta(days=1) else "on_day"), 0
    if session.ended_at:
        return "finished", 0
    if session.starts_at is None:
        return ("going_on" if session.status == SessionStatus.HELD else "today"), 0
    begins = datetime.combine(session.held_on, session.starts_at, now.tzinfo)
    return _by_clock(session, round((begins - now).total_seconds() / 60), group.minutes)


def _by_clock(session: Session, minutes: int, lasts: int) -> tuple[str, int]:
    if minutes <= -lasts:
        return ("finished" if session.status == SessionStatus.HELD else "not_begun"), minutes
    if session.status == SessionStatus.HELD or minutes <= 0:
        return "going_on", minutes
    if minutes <= 90:
        return "soon", minutes
    hour = session.starts_at.hour if session.starts_at else 0
    return ("this_evening" if hour >= 18 else "this_afternoon" if hour >= 12 else "this_morning"), minutes


def _n_unwritten(session: Session | None, spells: Sequence[Spell], written: Mapping[int, str]) -> int:
    if session is None:
        return 0
    return len({s.person_id for s in spells if s.seat == MEMBER and s.covers(session.held_on)} - set(written))


def _unfinished(group: Group, session: Session, read: _Read, now: datetime) -> Unfinished | None:
    """What a past session still needs: its attendance, or that somebody closes its check-ins."""
    if session.held_on >= now.date() or session.status == SessionStatus.NOT_HELD:
        return None
    if session.status == SessionStatus.PLANNED or not read.attendance.get(session.pk):
        return Unfinished(group, session, "attendance", None)
    if session.opened_at and session.closed_at is None:
        return Unfinished(group, session, "check_ins", read.check_ins.get(session.pk))
    return None
