"""Sessions: planning, holding, and who came."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from fourfold.vocabulary import Presence
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.api.door import ProgramRequest, operation
from fourfold.web.api.kinds import Clock, Day, Id, Page, Slice, Told, Whole, Words, page_of, sound_day
from fourfold.web.audit.actions import note_read
from fourfold.web.sessions import actions, queries
from fourfold.web.sessions.series import MOST, Series

router = Router(tags=["sessions"])
How = Literal["present", "late", "left_early", "late_and_left_early", "absent"]


class Session(Schema):
    """One session: how many members came and were away, of those written down."""

    id: int
    group_id: int
    number: int
    held_on: date
    starts_at: Clock | None
    status: str
    began_at: datetime | None
    ended_at: datetime | None
    members_here: int
    members_away: int


class NewSessions(Told):
    """A series from a day on: so many sessions or until a day; one session is a series of one."""

    first: Day
    every_days: Annotated[int, Field(ge=1, le=92), Whole] = 7
    count: Annotated[int, Field(ge=1, le=MOST), Whole] | None = None
    until: Day | None = None
    starts_at: Clock | None = None
    skip: Annotated[list[Day], Field(max_length=50, default_factory=list)]


class Attender(Schema):
    """Somebody expected at a session; an empty `presence` was not written down."""

    person_id: int
    label: str
    seat: str
    is_new: bool
    is_back: bool
    presence: str
    reason: str
    came_at: Clock | None
    left_at: Clock | None


class Attended(Told):
    """How somebody attended; `reason` belongs to an absence, the times to coming late and leaving early."""

    presence: How
    reason: Words = ""
    came_at: Clock | None = None
    left_at: Clock | None = None


@operation(router, "GET /groups/{group_id}/sessions", needs="sessions:read", gives=Page[Session])
def list_sessions(request: ProgramRequest, group_id: Path[Id], part: Query[Slice]) -> Any:
    """A group's sessions by number, planned ones too."""
    _, held = queries.sessions_of(request.auth, group_id)
    note_read(request.auth, "sessions", f"group:{group_id}", group=group_id)
    return page_of([_session(line) for line in held], part)


@operation(router, "POST /groups/{group_id}/sessions", needs="sessions:write", gives=Page[Session], status=201)
def plan_sessions(request: ProgramRequest, group_id: Path[Id], told: NewSessions) -> Any:
    """Plan one session or a series after the group's last one."""
    until = sound_day("until", told.until) if told.until else None
    skip = frozenset(sound_day("skip", day) for day in told.skip)
    first = sound_day("first", told.first)
    series = Series(first, told.every_days, told.count, until, told.starts_at, skip)
    planned = {session.pk for session in actions.plan_series(group_id, series, by=request.auth)}
    _, held = queries.sessions_of(request.auth, group_id)
    rows = [_session(line) for line in held if line.session.pk in planned]
    return Status(201, {"items": rows, "count": len(rows)})


@operation(router, "GET /sessions/{session_id}", needs="sessions:read", gives=Session)
def one_session(request: ProgramRequest, session_id: Path[Id]) -> Any:
    """One session."""
    found = _one(request.auth, session_id)
    note_read(request.auth, "session", f"session:{session_id}", group=found["group_id"])
    return found


@operation(router, "POST /sessions/{session_id}/begin", needs="sessions:write", gives=Session)
def begin_session(request: ProgramRequest, session_id: Path[Id]) -> Any:
    """The session takes place: it begins now, if it has not begun."""
    actions.begin_session(session_id, by=request.auth)
    return _one(request.auth, session_id)


@operation(router, "POST /sessions/{session_id}/close", needs="sessions:write", gives=Session)
def close_session(request: ProgramRequest, session_id: Path[Id]) -> Any:
    """The session is over."""
    actions.close_session(session_id, by=request.auth)
    return _one(request.auth, session_id)


@operation(router, "GET /sessions/{session_id}/attendance", needs="sessions:read", gives=Page[Attender])
def list_attendance(request: ProgramRequest, session_id: Path[Id], part: Query[Slice]) -> Any:
    """Everybody expected at a session, and how they attended."""
    room = queries.room(request.auth, session_id)
    note_read(request.auth, "attendance", f"session:{session_id}", group=room.group.pk)
    return page_of(sorted(room.attenders, key=lambda someone: someone.person_id), part)


@operation(router, "PUT /sessions/{session_id}/attendance/{person_id}", needs="sessions:write", gives=Attender)
def mark_attendance(request: ProgramRequest, session_id: Path[Id], person_id: Path[Id], told: Attended) -> Any:
    """Write down how somebody expected attended."""
    actions.mark_attendance(
        session_id,
        person_id,
        Presence(told.presence),
        told.reason,
        by=request.auth,
        came_at=told.came_at,
        left_at=told.left_at,
    )
    room = queries.room(request.auth, session_id)
    return next(someone for someone in room.attenders if someone.person_id == person_id)


def _one(viewer: Viewer, session_id: int) -> dict[str, Any]:
    session = queries.session(viewer, Right.OVERSEE, session_id)
    _, held = queries.sessions_of(viewer, session.group_id)
    found = next((line for line in held if line.session.pk == session_id), None)
    if found is None:
        raise Missing
    return _session(found)


def _session(line: queries.Held) -> dict[str, Any]:
    session = line.session
    plain = ("group_id", "number", "held_on", "starts_at", "status", "began_at", "ended_at")
    told = {name: getattr(session, name) for name in plain}
    return {"id": session.pk, **told, "members_here": line.n_here, "members_away": line.n_away}
