"""What the board of a session knows: its seats, the observer's own coding with all its events, and who else codes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from fourfold.conversation.board import Event
from fourfold.conversation.board_rules import Standing
from fourfold.web.access import Viewer
from fourfold.web.sessions.models import Session
from fourfold.web.talk.models import Coding
from fourfold.web.talk.queries.codings import events_of
from fourfold.web.talk.queries.imports import session_observed
from fourfold.web.talk.queries.seats import BoardSeat, seats

TAPPED = ("live", "recall")
"""The modes in which somebody taps on the board."""


@dataclass(frozen=True, slots=True)
class Board:
    """One observer's board. `coding` is None before the first tap."""

    session: Session
    seats: Sequence[BoardSeat]
    coding: Coding | None
    events: Sequence[Event]
    others: Sequence[Coding]


def board(viewer: Viewer, session_id: int, mode: str) -> Board:
    """The viewer's own board of a session in a mode. Raises `Missing`."""
    session = session_observed(viewer, session_id)
    coding = own_coding(viewer, session, mode)
    others = Coding.objects.filter(session=session, mode__in=TAPPED).exclude(observer=viewer.user_id)
    return Board(
        session=session,
        seats=seats(session),
        coding=coding,
        events=events_of(coding) if coding else (),
        others=list(others.select_related("observer").order_by("pk")),
    )


def own_coding(viewer: Viewer, session: Session, mode: str) -> Coding | None:
    """The one coding that a viewer has of a session in a mode. Internal: the caller has checked access."""
    return Coding.objects.filter(session=session, observer=viewer.user_id, mode=mode).order_by("pk").first()


def last_number(coding: Coding) -> int:
    """The number of the last event that is kept of a coding, 0 for none. Internal."""
    return coding.events.aggregate(last=Max("number"))["last"] or 0


def standing(coding: Coding, events: Sequence[Event]) -> Standing:
    """What is known of a coding before these events come: its seats, and whatever of it they name. Internal."""
    named = {str(event.detail["of"]) for event in events if "of" in event.detail}
    kinds = {str(uid): kind for uid, kind in coding.events.filter(uid__in=named).values_list("uid", "kind")}
    seated: set[str] = set()
    for kind, detail in coding.events.filter(kind__in=("begin", "roster")).values_list("kind", "detail"):
        seated.update(detail["seats"] if kind == "begin" else [detail["seat"]])
    return Standing(last_number(coding), frozenset(seated), kinds)
