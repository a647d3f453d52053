"""Ending codings, choosing the one that counts, deleting them."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import Q, QuerySet
from django.utils import timezone

from fourfold.conversation.board import reduced
from fourfold.vocabulary import SessionStatus
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.refusal import Refused
from fourfold.web.sessions.actions import begin_session
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import local_now, may_lead, sessions
from fourfold.web.storage.writing import write_transaction
from fourfold.web.talk.actions.settling import settle
from fourfold.web.talk.models import BoardEvent, Coding
from fourfold.web.talk.queries.board import TAPPED, last_number
from fourfold.web.talk.queries.codings import WHOLE, events_of
from fourfold.web.talk.queries.imports import session_observed

FORGOTTEN = timedelta(hours=12)
"""A live coding that nobody ended is ended by the night once it began so long ago."""


def end_coding(session_id: int, coding_id: int, *, by: Viewer) -> Coding:
    """A board that somebody left open, ended with its last event. Raises `Missing`."""
    with write_transaction():
        coding = access.one(changeable(by, session_id).filter(mode__in=TAPPED), pk=coding_id)
        if coding.ended_at is None:
            mark_ended(coding, reduced(events_of(coding)).last_s, by)
            settle_where_it_counts(coding)
    return coding


def go_on_with(session_id: int, coding_id: int, *, by: Viewer) -> Coding:
    """The viewer's own board, going on: an end that was tapped is undone, as on the board. Raises `Missing`."""
    with write_transaction():
        own = changeable(by, session_id).filter(observer=by.user_id, mode__in=TAPPED)
        coding = access.one(own, pk=coding_id)
        events = events_of(coding)
        if reduced(events).ended_at_s is not None:
            end = next(event for event in reversed(events) if event.kind == "end")
            undo = {"kind": "undo", "detail": {"of": end.uid}, "at_s": end.at_s}
            BoardEvent.objects.create(coding=coding, uid=uuid4(), number=last_number(coding) + 1, **undo)
        if coding.ended_at is not None:
            mark_going_on(coding, by)
    return coding


def count_coding(session_id: int, coding_id: int, *, by: Viewer) -> int | None:
    """Lets one coding give the session its turns; the id of the one that did before. Raises `Refused`, `Missing`."""
    with write_transaction():
        session = access.one(sessions(by, Right.LEAD).select_for_update(of=("self",)), pk=session_id)
        chosen = access.one(Coding.objects.filter(session=session), pk=coding_id)
        if chosen.mode not in WHOLE:
            raise Refused("", "board.cannot_count")
        whole = Coding.objects.filter(session=session, mode__in=WHOLE)
        hold(session, by)
        before = whole.filter(counts=True).values_list("pk", flat=True).first()
        whole.update(counts=False)
        Coding.objects.filter(pk=chosen.pk).update(counts=True)
        note_coding(chosen, "choose coding", by)
        settle(session)
    return before


def delete_coding(session_id: int, coding_id: int, *, by: Viewer) -> None:
    """A coding that is gone with all its events, and the second passes over it. Cannot be undone. Raises `Missing`."""
    with write_transaction():
        coding = access.one(changeable(by, session_id), pk=coding_id)
        session = coding.session
        detail = f"{coding.mode} coding {coding.pk}, {coding.events.count()} events"
        note(by, "delete coding", f"coding:{coding.uid}", group=session.group_id, detail=detail)
        coding.delete()
        settle(session)


def end_forgotten(now: datetime | None = None) -> int:
    """How many live codings that nobody ended were ended, with their last event. For the night."""
    begun_before = (now or timezone.now()) - FORGOTTEN
    open_ones = Coding.objects.filter(mode__in=TAPPED, ended_at=None, begun_at__lt=begun_before)
    ids = list(open_ones.values_list("pk", flat=True))
    for pk in ids:
        with write_transaction():
            coding = open_ones.filter(pk=pk).select_related("session").first()
            if coding is not None:
                mark_ended(coding, reduced(events_of(coding)).last_s, "system")
                settle_where_it_counts(coding)
    return len(ids)


def changeable(by: Viewer, session_id: int) -> QuerySet[Coding]:
    """The codings of a session that a viewer may end or delete: own ones, and all of a group led by them. Raises `Missing`."""
    session = session_observed(by, session_id)
    rows = Coding.objects.filter(session=session).select_related("session__group__programme__site")
    mine = Q(observer=by.user_id)
    return rows if may_lead(by, session.group_id) else rows.filter(mine)


def mark_ended(coding: Coding, at_s: float, by: Viewer | str) -> None:
    """Ends a coding at a second of it, in the transaction that is open."""
    is_new = coding.ended_at is None
    coding.ended_at = coding.begun_at + timedelta(seconds=at_s)
    coding.save(update_fields=["ended_at"])
    if is_new:
        note_coding(coding, "end coding", by)


def mark_going_on(coding: Coding, by: Viewer) -> None:
    """Lets an ended coding go on, in the transaction that is open."""
    coding.ended_at = None
    coding.save(update_fields=["ended_at"])
    note_coding(coding, "go on with coding", by)


def hold(session: Session, by: Viewer) -> None:
    """Holds a session with what is taken down of it, where the viewer leads. Raises `Refused` before its day or if skipped."""
    if session.status == SessionStatus.NOT_HELD:
        raise Refused("", "sessions.was_skipped")
    if session.held_on > local_now(session.group).date():
        raise Refused("", "sessions.not_yet", day=session.held_on)
    if may_lead(by, session.group_id) and session.status != SessionStatus.HELD:
        begin_session(session.pk, by=by)


def settle_where_it_counts(coding: Coding) -> None:
    """The turns of the session, where they come from this coding."""
    if coding.counts:
        settle(coding.session)


def note_coding(coding: Coding, verb: str, by: Viewer | str) -> None:
    """An audit entry about a coding."""
    session = coding.session
    note(by, verb, f"session:{session.pk}", group=session.group_id, detail=f"{coding.mode} coding {coding.pk}")
