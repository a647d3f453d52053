"""Pages of today: what to do next, one session, and a group's sessions."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from fourfold.vocabulary import Role
from fourfold.web.access import Viewer
from fourfold.web.accounts.queries import told_looks
from fourfold.web.assessments.queries.parts import on_today as assessments_waiting
from fourfold.web.audit.actions import note_read
from fourfold.web.flags import queries as flags
from fourfold.web.notes.queries.lists import waiting as notes_waiting
from fourfold.web.practices.queries.planned import of_session
from fourfold.web.request import Request
from fourfold.web.sessions import queries as sessions
from fourfold.web.talk.queries.told import talk_of_session
from fourfold.web.today import queries

_ELSEWHERE = (
    (Role.MANAGER, "programme"),
    (Role.ADMINISTRATOR, "accounts"),
    (Role.RESEARCHER, "research"),
    (Role.MEMBER, "my-page"),
)


@require_safe
def start(request: Request) -> HttpResponse:
    """Today for those who lead or oversee groups; everybody else is shown to the page that is theirs."""
    viewer = request.viewer
    if not (viewer.has(Role.FACILITATOR) or viewer.has(Role.SUPERVISOR)):
        for role, address in _ELSEWHERE:
            if viewer.has(role):
                return redirect(address)
        return render(request, "today/nothing_here.html")
    leads, oversees = viewer.has(Role.FACILITATOR), viewer.has(Role.SUPERVISOR)
    day = queries.day_of(viewer)
    waiting = flags.waiting(viewer) if day.group_ids else []
    overseen = queries.overseen(viewer) if oversees else []
    waits = assessments_waiting(viewer)
    seen = [*day.group_ids, *(o.group.pk for o in overseen)]
    shown = {
        "day": day,
        "glass": told_looks(seen) if seen else [],
        "greeting": _greeting(day.now),
        "waiting": waiting,
        "assessments_waiting": waits.total(),
        "assessments_group": next(iter(waits)) if len(waits) == 1 else None,
        "notes_waiting": notes_waiting(viewer),
        "leads": leads,
        "oversees": oversees,
        "overseen": overseen,
        "unanswered": flags.unanswered(viewer) if overseen else [],
    }
    _note_read(viewer, seen, waiting)
    return render(request, "today/today.html", shown)


@require_safe
def session(request: Request, session_id: int) -> HttpResponse:
    """One session: who is here, and the check-ins."""
    room = sessions.room(request.viewer, session_id)
    ended = room.session.ended_at
    note_read(request.viewer, "attendance", f"session:{session_id}", group=room.group.pk)
    return render(
        request,
        "today/session.html",
        {
            "room": room,
            "session": room.session,
            "group": room.group,
            "reasons": sessions.REASONS,
            "ended_at": ended and sessions.local_now(room.group, ended),
            "check_ins": queries.check_ins([session_id]).get(session_id),
            "talk": talk_of_session(request.viewer, session_id),
            "of_session": of_session(request.viewer, session_id, request.LANGUAGE_CODE),
        },
    )


@require_safe
def group_sessions(request: Request, group_id: int) -> HttpResponse:
    """A group's sessions, planned and past."""
    group, rows = sessions.sessions_of(request.viewer, group_id)
    note_read(request.viewer, "sessions", f"group:{group_id}", group=group_id)
    today = sessions.local_now(group).date()
    counted = queries.check_ins(row.session.pk for row in rows)
    past = [(row, counted.get(row.session.pk)) for row in reversed(rows) if row.session.held_on < today or row.is_over]
    ahead = [row for row in rows if row.session.held_on >= today and not row.is_over]
    shown = {
        "group": group,
        "past": past,
        "ahead": ahead,
        "today": today,
        "may_lead": sessions.may_lead(request.viewer, group_id),
    }
    return render(request, "today/group_sessions.html", shown)


def _note_read(viewer: Viewer, group_ids: list[int], waiting: list[flags.Waiting]) -> None:
    """One entry for the page, and one for each person whose private word is on it."""
    if not group_ids:
        return
    told = f"groups {', '.join(map(str, group_ids))}; flags {', '.join(str(f.id) for f in waiting) or 'none'}"
    note_read(viewer, "today", detail=told)
    for flag in waiting:
        note_read(viewer, "flag", f"flag:{flag.id}", group=flag.group_id, person=flag.person_id)


def _greeting(now: datetime) -> str:
    if now.hour < 5 or now.hour >= 18:
        return "today.good_evening"
    return "today.good_morning" if now.hour < 12 else "today.good_afternoon"
