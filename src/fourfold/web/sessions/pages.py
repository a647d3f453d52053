"""Pages of sessions: plan, move and skip; attendance by one tap; the sign-in sheet."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from fourfold.web.access import Right, Viewer
from fourfold.web.audit.actions import note_read
from fourfold.web.refusal import Refused
from fourfold.web.request import Request, posted_number
from fourfold.web.sessions import actions, queries
from fourfold.web.sessions.forms import MarkForm, MoveForm, PlanForm, beginning
from fourfold.web.words import site_words

if TYPE_CHECKING:
    from fourfold.web.sessions.models import Session

_BLANK_LINES = 3


def plan(request: Request, group_id: int) -> HttpResponse:
    """Plan a series, or more of it."""
    group, last = queries.last_session(request.viewer, group_id)
    today = queries.local_now(group).date()
    initial = beginning(last.held_on if last else None, group.usual_gap_days, today)
    initial["starts_at"] = (last.starts_at if last else None) or group.starts_at
    form = PlanForm(request.POST or None, initial=initial)
    planned: list[Session] = []
    if form.carried_out(lambda: planned.extend(actions.plan_series(group_id, form.series(), by=request.viewer))):
        messages.success(request, _say("sessions.planned", len(planned), first=_day(planned[0].held_on)))
        return redirect("group-sessions", group_id)
    return render(request, "sessions/plan.html", {"group": group, "last": last, "form": form})


def move(request: Request, session_id: int) -> HttpResponse:
    """Another day for one session."""
    session = queries.session(request.viewer, Right.LEAD, session_id)
    form = MoveForm(request.POST or None, initial={"held_on": session.held_on, "starts_at": session.starts_at})

    def move_it() -> None:
        told = form.cleaned_data
        actions.move_session(session_id, told["held_on"], told["starts_at"], by=request.viewer)

    if form.carried_out(move_it):
        messages.success(request, _say("sessions.moved", number=session.number, day=_day(form.cleaned_data["held_on"])))
        return redirect("group-sessions", session.group_id)
    return render(request, "sessions/move.html", {"session": session, "group": session.group, "form": form})


@require_POST
def skip(request: Request, session_id: int) -> HttpResponse:
    """This session does not take place."""
    session = queries.session(request.viewer, Right.LEAD, session_id)
    undo = f"undo:{reverse('session-plan-again', args=[session_id])}"
    _tried(request, lambda by: actions.skip_session(session_id, by=by), ("sessions.skipped", session.number), undo)
    return redirect("group-sessions", session.group_id)


@require_POST
def plan_again(request: Request, session_id: int) -> HttpResponse:
    """It does take place after all."""
    session = queries.session(request.viewer, Right.LEAD, session_id)
    _tried(request, lambda by: actions.plan_again(session_id, by=by), ("sessions.planned_again", session.number))
    return redirect("group-sessions", session.group_id)


@require_POST
def begin(request: Request, session_id: int) -> HttpResponse:
    """It begins."""
    _tried(request, lambda by: actions.begin_session(session_id, by=by))
    return redirect("session", session_id)


@require_POST
def close(request: Request, session_id: int) -> HttpResponse:
    """It is over."""
    session = queries.session(request.viewer, Right.LEAD, session_id)
    undo = f"undo:{reverse('session-reopen', args=[session_id])}"
    _tried(request, lambda by: actions.close_session(session_id, by=by), ("sessions.closed", session.number), undo)
    return redirect("session", session_id)


@require_POST
def reopen(request: Request, session_id: int) -> HttpResponse:
    """It goes on."""
    actions.reopen_session(session_id, by=request.viewer)
    return redirect("session", session_id)


@require_POST
def mark(request: Request, session_id: int) -> HttpResponse:
    """One tap: how somebody attended."""
    queries.session(request.viewer, Right.LEAD, session_id)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _attendance(request, session_id, _say("sessions.mark_unread"))
    person, presence, reason = form.mark()
    return _tapped(
        request,
        session_id,
        lambda by: actions.mark_attendance(session_id, person, presence, reason, by=by, **form.times()),
        f"#person-{person}",
    )


@require_POST
def all_here(request: Request, session_id: int) -> HttpResponse:
    """One tap: everybody not written down yet is here."""
    return _tapped(request, session_id, lambda by: actions.mark_others_present(session_id, by=by))


@require_POST
def undo(request: Request, session_id: int) -> HttpResponse:
    """The last tap taken back."""
    step = posted_number(request.POST.get("step", "")) or 0
    undone = actions.undo_attendance(session_id, step, by=request.viewer)
    return _attendance(request, session_id, "" if undone else _say("sessions.undo_too_late"))


@require_safe
def sheet(request: Request, session_id: int) -> HttpResponse:
    """The sign-in sheet, to print."""
    room = queries.room(request.viewer, session_id)
    note_read(request.viewer, "sign-in sheet", f"session:{session_id}", group=room.group.pk)
    return render(request, "sessions/sheet.html", {"room": room, "session": room.session, "blank": range(_BLANK_LINES)})


def _tapped(request: Request, session_id: int, tap: Callable[[Viewer], Any], place: str = "") -> HttpResponse:
    try:
        tap(request.viewer)
    except Refused as refused:
        return _attendance(request, session_id, refused.sentence(get_language()))
    return _attendance(request, session_id, place=place)


def _attendance(request: Request, session_id: int, fault: str = "", place: str = "") -> HttpResponse:
    """The list of attendance as it is now: that part of the page alone with what can be done next, or the page anew."""
    if not request.htmx:
        if fault:
            messages.error(request, fault)
        return redirect(reverse("session", args=[session_id]) + place)
    room = queries.room(request.viewer, session_id)
    note_read(request.viewer, "attendance", f"session:{session_id}", group=room.group.pk)
    return render(
        request,
        "sessions/attendance.html",
        {
            "room": room,
            "session": room.session,
            "fault": fault,
            "reasons": queries.REASONS,
            "tapped": True,
        },
    )


def _tried(request: Request, act: Callable[[Viewer], Any], told: tuple[str, int] | None = None, undo: str = "") -> None:
    """Do it, and say what happened or why it could not."""
    try:
        act(request.viewer)
    except Refused as refused:
        messages.error(request, refused.sentence(get_language()))
        return
    if told:
        messages.success(request, _say(told[0], number=told[1]), extra_tags=undo)


def _say(key: str, count: int | None = None, **given: object) -> str:
    return site_words(get_language()).say(key, count, **given)


def _day(value: date) -> str:
    return site_words(get_language()).day(value)
