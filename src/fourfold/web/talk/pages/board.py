"""The circle board: the page, what it has to know, and the taps that it sends. No name stands in the page itself."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe

from fourfold.conversation.acts import GROUP_STATES, LIVE_ACTS
from fourfold.conversation.board import Event
from fourfold.conversation.board_rules import BoardRefused
from fourfold.web.audit.actions import note_read
from fourfold.web.request import Request, posted_number
from fourfold.web.talk.actions.board import Clash, Deleted, take_down
from fourfold.web.talk.forms.board import MOST_BYTES, Unread, batch_of
from fourfold.web.talk.pages.answers import answers_script, fault
from fourfold.web.talk.queries import board as queries
from fourfold.web.talk.queries.imports import session_observed
from fourfold.web.talk.queries.seats import BoardSeat
from fourfold.web.told_by_readers import retold
from fourfold.web.words import site_words


@require_safe
@ensure_csrf_cookie
def page(request: Request, session_id: int) -> HttpResponse:
    """The board of a session: live, or from memory with `?mode=recall`."""
    session_observed(request.viewer, session_id)
    return render(request, "talk/board.html", {"session_id": session_id, "mode": _mode(request)})


@answers_script
@require_safe
def state(request: Request, session_id: int) -> HttpResponse:
    """Everything that a board has to know, with the observer's own coding so far."""
    board = queries.board(request.viewer, session_id, _mode(request))
    note_read(request.viewer, "board", f"session:{session_id}", group=board.session.group_id)
    return JsonResponse(_told(board) | {"token": get_token(request)})


@answers_script
@require_http_methods(["POST"])
def events(request: Request, session_id: int) -> HttpResponse:
    """Taps, taken down once each; what comes back is the last number that is kept."""
    session_observed(request.viewer, session_id)
    length = posted_number(request.META.get("CONTENT_LENGTH") or "0")
    if length is None or length > MOST_BYTES:
        return fault(413, "too_large")
    try:
        kept = take_down(session_id, batch_of(_body(request)), by=request.viewer)
    except (Unread, BoardRefused) as refused:
        said = retold(str(refused), get_language(), "readers.board_otherwise")
        return JsonResponse({"error": said}, status=400 if isinstance(refused, Unread) else 422)
    except Deleted:
        return fault(410, "deleted")
    except Clash as clash:
        return fault(409, "clash", coding=str(clash.coding), kept=len(clash.events), events=_rows(clash.events))
    return JsonResponse({"kept": kept.number, "coding": str(kept.coding)})


def _body(request: Request) -> bytes:
    """What was sent. Raises `Unread` for a form: what protects forms has read it to its end, and nothing is left."""
    try:
        return request.body
    except RawPostDataException:
        raise Unread("send JSON, as application/json") from None


def _mode(request: Request) -> str:
    asked = request.GET.get("mode", "")
    return asked if asked in queries.TAPPED else queries.TAPPED[0]


def _told(board: queries.Board) -> dict[str, Any]:
    session, group = board.session, board.session.group
    say = site_words(get_language()).say
    return {
        "coding": _coding(board),
        "session": {"id": session.pk, "number": session.number, "minutes": group.minutes, "held_on": str(session.held_on)},
        "group": {"id": group.pk, "name": group.name, "simulated": group.simulated},
        "seats": [_seat(seat) for seat in board.seats],
        "acts": [{"key": act, "label": say(f"board.act_{act}")} for act in LIVE_ACTS],
        "states": [{"key": name, "label": say(f"board.state_{name}")} for name in GROUP_STATES],
        "events": _rows(board.events),
        "others": [{"observer": c.observer.name, "mode": c.mode, "ended": c.ended_at is not None} for c in board.others],
    }


def _coding(board: queries.Board) -> dict[str, Any] | None:
    coding = board.coding
    if coding is None:
        return None
    ended_at = coding.ended_at.isoformat() if coding.ended_at else None
    known = {"uid": str(coding.uid), "mode": coding.mode, "begun_at": coding.begun_at.isoformat(), "ended_at": ended_at}
    return known | {"number": len(board.events), "counts": coding.counts}


def _seat(seat: BoardSeat) -> dict[str, Any]:
    return {
        "seat": seat.seat,
        "label": seat.label,
        "chair": seat.chair,
        "presence": seat.presence,
        "place": seat.place,
        "is_new": seat.is_new,
        "taken_down": seat.taken_down,
    }


def _rows(events: Sequence[Event]) -> list[dict[str, Any]]:
    return [{"uid": e.uid, "number": e.number, "at_s": e.at_s, "kind": e.kind, "detail": e.detail} for e in events]
