"""What observers took down of a session: the codings, what each comes to, and which of them counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fourfold.conversation.board import BoardState, Event, Stretch, reduced
from fourfold.vocabulary import GROUP
from fourfold.web import access
from fourfold.web.access import Viewer
from fourfold.web.people.models import Person
from fourfold.web.sessions.models import Session
from fourfold.web.talk.models import BoardEvent, Coding
from fourfold.web.talk.queries.seats import sitting_in

WHOLE = ("live", "imported")
"""Modes that say who spoke when."""
SEEN = "seen"
"""The kind of event with which a second pass says which turns were looked at: {turns: [uid, …]}."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A second pass over the turns of a coding: what it marks, which turns were looked at, and its last number."""

    state: BoardState
    seen: frozenset[str]
    last: int

    @property
    def marks(self) -> frozenset[tuple[str, str]]:
        """Each marked act with the uid of its turn."""
        return frozenset((marked.of, marked.act) for marked in self.state.acts)


def events_of(coding: Coding) -> list[Event]:
    """The events of a coding in their order. Internal: the caller has checked access."""
    rows = BoardEvent.objects.filter(coding=coding).order_by("number").values_list("uid", "number", "at_s", "kind", "detail")
    return [Event(str(uid), number, at_s, kind, detail) for uid, number, at_s, kind, detail in rows]


def turns_of(coding: Coding) -> tuple[Stretch, ...]:
    """The turns of those who take part, in the order of their starts; an addressee who does not is not known. Internal."""
    may = sitting_in(coding.session).taking_part
    turns = [
        turn if turn.whom in (None, GROUP, *may) else replace(turn, whom=None)
        for turn in reduced(events_of(coding)).closed
        if turn.seat in may
    ]
    return tuple(sorted(turns, key=lambda turn: (turn.start_s, turn.end_s or 0.0, turn.uid)))


def pass_of(coding: Coding) -> Pass:
    """What a second pass marks in the turns of the coding that it looks at. Internal."""
    under = [event for event in events_of(coding.of) if event.kind != "act"] if coding.of else []
    own, after = events_of(coding), len(under) and under[-1].number
    after += 1_000_000
    marking = [Event(e.uid, e.number + after, e.at_s, e.kind, e.detail) for e in own if e.kind in {"act", "undo"}]
    seen = frozenset(uid for e in own if e.kind == SEEN for uid in e.detail["turns"])
    return Pass(reduced([*under, *marking]), seen, own[-1].number if own else 0)


def codings(session: Session, modes: Sequence[str]) -> list[Coding]:
    """The codings of a session in some modes, the one that counts first, then the oldest. Internal."""
    rows = Coding.objects.filter(session=session, mode__in=modes).select_related("observer", "of__observer", "session__group")
    return sorted(rows, key=lambda coding: (not coding.counts, coding.pk))


def coding_of(session: Session, modes: Sequence[str], coding_id: int | None) -> Coding | None:
    """One of them: the named one, else the one that counts, else the oldest; None where there is none. Raises `Missing`."""
    rows = codings(session, modes)
    if coding_id is None:
        return rows[0] if rows else None
    return access.one(Coding.objects.filter(pk__in=[row.pk for row in rows]).select_related("observer"), pk=coding_id)


def labels(session: Session, seats: Sequence[str]) -> Mapping[str, str]:
    """The labels of the people behind seats. Internal."""
    rows = Person.objects.filter(pk__in=[int(seat) for seat in seats if seat.isdecimal()])
    return {str(pk): label for pk, label in rows.values_list("pk", "label")}


def is_own(coding: Coding, viewer: Viewer) -> bool:
    """Whether the viewer made a coding."""
    return coding.observer_id == viewer.user_id
