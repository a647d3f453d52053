"""Planning sessions, holding them, and writing down who came. Every tap can be undone until the session is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Max
from django.utils import timezone

from fourfold.vocabulary import Presence, SessionStatus
from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.groups.actions import touch
from fourfold.web.refusal import Refused
from fourfold.web.sessions.models import Attendance, AttendanceBefore, Session
from fourfold.web.sessions.queries import HERE, Attender, expected, local_now, not_between, sessions
from fourfold.web.sessions.series import Series, dates_of
from fourfold.web.storage.sealing import seal
from fourfold.web.storage.writing import write_transaction

_GRACE = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Mark:
    """How somebody attended: `reason` belongs to an absence, the times to coming late and leaving early."""

    presence: Presence
    reason: str = ""
    came_at: time | None = None
    left_at: time | None = None


def plan_series(group_id: int, series: Series, *, by: Viewer) -> list[Session]:
    """The sessions of a series, planned after the group's last one. Raises `Refused`, `Missing`."""
    days = dates_of(series)
    with write_transaction():
        group = access.group(by, Right.LEAD, group_id)
        ends = Session.objects.filter(group=group).aggregate(number=Max("number"), day=Max("held_on"))
        if ends["day"] is not None and days[0] <= ends["day"]:
            raise Refused("first", "sessions.begin_after", day=ends["day"])
        first = (ends["number"] or 0) + 1
        planned = [
            Session(group=group, number=first + k, held_on=day, starts_at=series.starts_at or group.starts_at)
            for k, day in enumerate(days)
        ]
        Session.objects.bulk_create(planned)
        note(by, "plan sessions", f"group:{group.pk}", group=group.pk, detail=f"numbers {first} to {first + len(days) - 1}")
        touch(group.pk)
    return planned


def move_session(session_id: int, held_on: date, starts_at: time | None, *, by: Viewer) -> Session:
    """A planned session on another day between its neighbours. Raises `Refused`, `Missing`."""
    with write_transaction():
        session = _locked(session_id, by)
        if session.status != SessionStatus.PLANNED:
            raise Refused("held_on", "sessions.only_planned_moves")
        if neighbour := not_between(session, held_on):
            raise Refused("held_on", "sessions.neighbour", number=neighbour.number, day=neighbour.held_on)
        session.held_on, session.starts_at = held_on, starts_at or session.starts_at
        return _saved(session, "move session", by, "held_on", "starts_at")


def skip_session(session_id: int, *, by: Viewer) -> Session:
    """A session that does not take place; it keeps its number. Raises `Refused` where somebody came, `Missing`."""
    with write_transaction():
        session = _locked(session_id, by)
        if Attendance.objects.filter(session=session, presence__in=HERE).exists():
            raise Refused("", "sessions.somebody_came")
        session.status, session.began_at, session.ended_at = SessionStatus.NOT_HELD, None, None
        AttendanceBefore.objects.filter(session=session).delete()
        return _saved(session, "skip session", by, "status", "began_at", "ended_at")


def plan_again(session_id: int, *, by: Viewer) -> Session:
    """A session that was skipped, planned again. Raises `Missing`."""
    with write_transaction():
        session = _locked(session_id, by)
        if session.status != SessionStatus.NOT_HELD:
            return session
        session.status = SessionStatus.PLANNED
        return _saved(session, "plan session again", by, "status")


def begin_session(session_id: int, *, by: Viewer) -> Session:
    """A session that takes place now. Raises `Refused` before its day or where it was skipped, `Missing`."""
    with write_transaction():
        session = _locked(session_id, by)
        _begin(session)
        return _saved(session, "begin session", by, "status", "began_at")


def close_session(session_id: int, *, by: Viewer) -> Session:
    """A session that is over; the trail of its taps is deleted. Check-ins stay as they are. Raises `Refused`, `Missing`."""
    with write_transaction():
        session = _locked(session_id, by)
        _begin(session)
        session.ended_at = session.ended_at or timezone.now()
        AttendanceBefore.objects.filter(session=session).delete()
        return _saved(session, "close session", by, "status", "began_at", "ended_at")


def reopen_session(session_id: int, *, by: Viewer) -> Session:
    """A closed session that goes on. Raises `Missing`."""
    with write_transaction():
        session = _locked(session_id, by)
        session.ended_at = None
        return _saved(session, "reopen session", by, "ended_at")


def mark_attendance(
    session_id: int,
    person_id: int,
    presence: Presence,
    reason: str = "",
    *,
    by: Viewer,
    came_at: time | None = None,
    left_at: time | None = None,
) -> Attendance:
    """How somebody expected attended; the first mark begins the session. Raises `Refused`, `Missing`.

    Before its day only an absence can be written. While the session goes on, late and left early carry the time of the tap.
    """
    with write_transaction():
        session = _locked(session_id, by)
        someone = next((a for a in expected(session) if a.person_id == person_id), None)
        if someone is None:
            raise Missing
        if presence == Presence.ABSENT and _answered(session, [person_id]):
            raise Refused("presence", "sessions.answered_here", name=someone.label)
        mark = _timed(session, someone, Mark(Presence(presence), reason.strip(), came_at, left_at))
        return _write(session, [someone], mark, by)[0]


def mark_others_present(session_id: int, *, by: Viewer) -> list[Attendance]:
    """Everybody not written down yet, present, in one tap. Raises `Refused`, `Missing`."""
    with write_transaction():
        session = _locked(session_id, by)
        return _write(session, [a for a in expected(session) if not a.presence], Mark(Presence.PRESENT), by)


def undo_attendance(session_id: int, step: int, *, by: Viewer) -> list[str]:
    """The labels of those whose last tap is undone; none where `step` is not the last tap any more. Raises `Missing`."""
    with write_transaction():
        session = _locked(session_id, by)
        trail = AttendanceBefore.objects.filter(session=session)
        if step != (trail.aggregate(last=Max("step"))["last"] or 0) or not step:
            return []
        rows = list(trail.filter(step=step).select_related("person").order_by("person__label"))
        if _answered(session, [row.person_id for row in rows if row.presence == Presence.ABSENT]):
            return []
        for row in rows:
            _restore(row)
        if session.status != rows[0].status:
            session.status, session.began_at = SessionStatus(rows[0].status), None
            session.save(update_fields=["status", "began_at"])
        trail.filter(step=step).delete()
        detail = f"step {step}, persons {', '.join(str(r.person_id) for r in rows)}"
        note(by, "undo attendance", f"session:{session.pk}", group=session.group_id, detail=detail)
        touch(session.group_id)
    return [row.person.label for row in rows]


def _locked(session_id: int, by: Viewer) -> Session:
    """The session, held for this transaction where the database can."""
    return access.one(sessions(by, Right.LEAD).select_for_update(of=("self",)), pk=session_id)


def _saved(session: Session, verb: str, by: Viewer, *fields: str) -> Session:
    session.save(update_fields=fields)
    note(by, verb, f"session:{session.pk}", group=session.group_id)
    touch(session.group_id)
    return session


def _begin(session: Session) -> None:
    if session.status == SessionStatus.NOT_HELD:
        raise Refused("", "sessions.was_skipped")
    if session.held_on > local_now(session.group).date():
        raise Refused("", "sessions.not_yet", day=session.held_on)
    session.status, session.began_at = SessionStatus.HELD, session.began_at or timezone.now()


def _write(session: Session, people: Sequence[Attender], mark: Mark, by: Viewer) -> list[Attendance]:
    """The rows of one tap, with what stood there before kept for undo."""
    status = SessionStatus(session.status)
    if mark.presence in HERE or session.held_on <= local_now(session.group).date():
        _begin(session)
        session.save(update_fields=["status", "began_at"])
    elif status is SessionStatus.NOT_HELD:
        raise Refused("", "sessions.was_skipped")
    step = (AttendanceBefore.objects.filter(session=session).aggregate(last=Max("step"))["last"] or 0) + 1
    written = [_mark_one(session, someone.person_id, mark, (step, status)) for someone in people]
    for row in written:
        note(by, "mark attendance", f"session:{session.pk}", group=session.group_id, person=row.person_id)
    touch(session.group_id)
    return written


def _mark_one(session: Session, person_id: int, mark: Mark, at: tuple[int, SessionStatus]) -> Attendance:
    row = Attendance.objects.filter(session=session, person=person_id).first()
    stood = {} if row is None else _values(row)
    if session.ended_at is None:
        AttendanceBefore.objects.create(session=session, person_id=person_id, step=at[0], status=at[1], **stood)
    row = row or Attendance(session=session, person_id=person_id)
    absent = mark.presence is Presence.ABSENT
    sealed = seal(person_id, f"attendance:{row.uid}:reason", mark.reason) if absent and mark.reason else None
    row.presence, row.sealed_reason, row.came_at, row.left_at = mark.presence, sealed, mark.came_at, mark.left_at
    row.save()
    return row


def _restore(row: AttendanceBefore) -> None:
    stood = Attendance.objects.filter(session=row.session_id, person=row.person_id)
    if row.presence:
        stood.update(**_values(row))
    else:
        stood.delete()


def _values(row: Attendance | AttendanceBefore) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("presence", "came_at", "left_at", "sealed_reason")}


def _answered(session: Session, person_ids: Sequence[int]) -> bool:
    """Whether a check-in of one of them is in: then they were there.

    Absence takes answers out of the readings; whoever could write it down and take it back would see what each one answered.
    """
    return session.submissions.filter(person__in=person_ids).exists()


def _timed(session: Session, someone: Attender, mark: Mark) -> Mark:
    """The mark with the times that belong to it: given, as written before, or now while the session goes on."""
    now = _now_within(session)
    late = mark.presence in {Presence.LATE, Presence.LATE_AND_LEFT_EARLY}
    left = mark.presence in {Presence.LEFT_EARLY, Presence.LATE_AND_LEFT_EARLY}
    came_at = (mark.came_at or someone.came_at or now) if late else None
    left_at = (mark.left_at or someone.left_at or now) if left else None
    return Mark(mark.presence, mark.reason, came_at, left_at)


def _now_within(session: Session) -> time | None:
    """The time on the site's clock while the session goes on, else nothing."""
    now = local_now(session.group)
    if session.held_on != now.date() or session.ended_at or session.starts_at is None:
        return None
    start = now.replace(hour=session.starts_at.hour, minute=session.starts_at.minute, second=0, microsecond=0)
    within = start <= now <= start + timedelta(minutes=session.group.minutes) + _GRACE
    return now.time().replace(second=0, microsecond=0) if within else None
