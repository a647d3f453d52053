"""Writing down from memory who spoke to whom. No times are made up: nothing of it becomes a turn."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.utils import timezone

from fourfold.conversation.board import Event, reduced
from fourfold.vocabulary import GROUP
from fourfold.web import access
from fourfold.web.access import Viewer
from fourfold.web.audit.actions import note
from fourfold.web.refusal import Refused
from fourfold.web.sessions.models import Session
from fourfold.web.storage.writing import write_transaction
from fourfold.web.talk.models import BoardEvent, Coding
from fourfold.web.talk.queries.codings import events_of
from fourfold.web.talk.queries.imports import observed, places
from fourfold.web.talk.queries.recall import WEIGHTS, own_recall

Pair = tuple[str, str]


def write_recall(session_id: int, weights: Mapping[Pair, int], *, by: Viewer) -> Coding:
    """The viewer's memory of a session: for each pair (who, to whom or GROUP) 1, 2 or 3; pairs left out are not remembered.

    Raises `Refused`, `Missing`.
    """
    with write_transaction():
        session = access.one(observed(by).select_for_update(of=("self",)), pk=session_id)
        sitting = [str(place.person_id) for place in places(session) if place.takes_part]
        wrong = [p for p, w in weights.items() if w not in WEIGHTS or p[0] == p[1] or not set(p) <= {GROUP, *sitting}]
        if wrong or any(seat == GROUP for seat, _ in weights):
            raise Refused("", "coding.recall_changed")
        own = own_recall(by, session)
        if own is None and not weights:
            raise Refused("", "coding.recall_empty")
        own = own or _begun(session, sitting, by)
        _change(own, weights)
        note(by, "write down recall", f"session:{session.pk}", group=session.group_id, detail=f"{len(weights)} lines")
    return own


def forget_recall(session_id: int, *, by: Viewer) -> None:
    """The viewer's memory of a session, deleted. Raises `Missing`."""
    with write_transaction():
        session = access.one(observed(by), pk=session_id)
        own = own_recall(by, session)
        if own is not None:
            # By this entry the board knows what not to take again from a device that still holds it.
            note(by, "forget recall", f"coding:{own.uid}", group=session.group_id)
            own.delete()


def _begun(session: Session, seats: list[str], by: Viewer) -> Coding:
    now = timezone.now()
    coding = Coding.objects.create(session=session, observer_id=by.user_id or 0, mode="recall", begun_at=now, ended_at=now)
    _add(coding, [("begin", {"seats": seats, "mode": "recall"}), ("end", {})])
    return coding


def _change(coding: Coding, weights: Mapping[Pair, int]) -> None:
    """The events that lead from what stood to what is remembered now."""
    events = events_of(coding)
    stood = {(line.seat, line.whom): line.weight for line in reduced(events).lines}
    undone = _undone(events)
    gone = [
        ("undo", {"of": event.uid})
        for event in events
        if event.kind == "line"
        and event.uid not in undone
        and (event.detail["from"], event.detail["to"]) in stood.keys() - weights.keys()
    ]
    new = [("line", {"from": a, "to": b, "weight": w}) for (a, b), w in sorted(weights.items()) if stood.get((a, b)) != w]
    _add(coding, [*gone, *new])


def _undone(events: Sequence[Event]) -> set[str]:
    """The uids of what was taken back; an undo that was taken back itself takes back nothing."""
    gone: set[str] = set()
    for event in reversed(events):
        if event.kind == "undo" and event.uid not in gone:
            gone.add(str(event.detail["of"]))
    return gone


def _add(coding: Coding, events: list[tuple[str, dict[str, Any]]]) -> None:
    last = BoardEvent.objects.filter(coding=coding).count()
    BoardEvent.objects.bulk_create(
        BoardEvent(coding=coding, uid=uuid4(), number=k, at_s=0.0, kind=kind, detail=detail)
        for k, (kind, detail) in enumerate(events, start=last + 1)
    )
