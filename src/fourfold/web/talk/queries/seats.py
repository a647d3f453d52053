"""Who sits in a session, as the board knows them: a seat is the id of a person, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from fourfold.conversation.board import Event, reduced
from fourfold.vocabulary import Presence
from fourfold.web.groups.models import FACILITATOR
from fourfold.web.people.queries import consented
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import Attender, expected
from fourfold.web.talk.models import BoardEvent, Coding

_WORD_OF = {
    Presence.PRESENT: "here",
    Presence.LATE: "late",
    Presence.LEFT_EARLY: "left",
    Presence.LATE_AND_LEFT_EARLY: "left",
    Presence.ABSENT: "away",
}
_PLACING = ("begin", "seats", "roster", "undo")


@dataclass(frozen=True, slots=True)
class BoardSeat:
    """One seat of the ring. `presence` is a word of the roster, empty where nobody wrote it down.

    `taken_down` is false for who has not agreed to take part: that they speak is seen by nobody later.
    """

    seat: str
    label: str
    chair: bool
    presence: str
    place: int
    is_new: bool
    taken_down: bool


def seats(session: Session) -> list[BoardSeat]:
    """Everybody expected in a session, in the order of the ring. Internal: the caller has checked access."""
    people = expected(session)
    may = _agreed(session, people)
    by_id = {str(someone.person_id): someone for someone in people}
    return [_seat(seat, by_id[seat], place, may) for place, seat in enumerate(_ring(session, people))]


@dataclass(frozen=True, slots=True)
class Sitting:
    """The seats of a session, and those of them that may be taken down."""

    seats: frozenset[str]
    taking_part: frozenset[str]


def sitting_in(session: Session) -> Sitting:
    """Who is expected in a session, and who agreed to take part; who leads is there as staff. Internal: access was checked."""
    people = expected(session)
    return Sitting(frozenset(str(someone.person_id) for someone in people), _agreed(session, people))


def _agreed(session: Session, people: Sequence[Attender]) -> frozenset[str]:
    members = [someone.person_id for someone in people if someone.seat != FACILITATOR]
    agreed = consented(members, "taking_part", session.held_on)
    return frozenset(str(a.person_id) for a in people if a.seat == FACILITATOR or a.person_id in agreed)


def _seat(seat: str, someone: Attender, place: int, may: frozenset[str]) -> BoardSeat:
    word = _WORD_OF[Presence(someone.presence)] if someone.presence else ""
    return BoardSeat(seat, someone.label, someone.seat == FACILITATOR, word, place, someone.is_new, seat in may)


def _ring(session: Session, people: Sequence[Attender]) -> list[str]:
    """The seats as they stood the last time, else those who lead spread evenly among the members."""
    here = _spread(people)
    stood = [seat for seat in _last_order(session) if seat in here]
    return stood + [seat for seat in here if seat not in stood]


def _last_order(session: Session) -> Sequence[str]:
    """How the group sat on the board that was begun last, in this session or before."""
    last = Coding.objects.filter(session__group=session.group_id, mode="live").order_by("-begun_at", "-pk").first()
    if last is None:
        return ()
    rows = BoardEvent.objects.filter(coding=last, kind__in=_PLACING).order_by("number")
    return reduced(Event(str(row.uid), row.number, row.at_s, row.kind, row.detail) for row in rows).order


def _spread(people: Sequence[Attender]) -> list[str]:
    lead = [str(someone.person_id) for someone in people if someone.seat == FACILITATOR]
    ring = [str(someone.person_id) for someone in people if someone.seat != FACILITATOR]
    step = len(ring) / len(lead) if lead else 0.0
    for k, seat in enumerate(lead):
        ring.insert(k + round(k * step), seat)
    return ring
