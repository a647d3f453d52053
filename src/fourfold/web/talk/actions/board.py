"""Taking down what was tapped on the board: each event once, in order, whatever a device sends twice or late."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from fourfold.conversation.board import Event, reduced
from fourfold.conversation.board_rules import BoardRefused, Standing, check, taken_down
from fourfold.web import access
from fourfold.web.access import Missing, Viewer
from fourfold.web.audit.actions import in_one_quarter, note
from fourfold.web.audit.models import AuditEntry
from fourfold.web.groups.models import Membership
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import may_lead
from fourfold.web.storage.writing import write_transaction
from fourfold.web.talk.actions.attendance import write_attendance
from fourfold.web.talk.actions.codings import hold, mark_ended, mark_going_on, note_coding, settle_where_it_counts
from fourfold.web.talk.actions.settling import settle
from fourfold.web.talk.models import BoardEvent, Coding
from fourfold.web.talk.queries.board import last_number, own_coding, standing
from fourfold.web.talk.queries.codings import events_of
from fourfold.web.talk.queries.imports import observed
from fourfold.web.talk.queries.seats import sitting_in

__all__ = ["MOST_IN_A_CODING", "Batch", "Clash", "Deleted", "Kept", "settle", "take_down"]

MOST_IN_A_CODING = 20_000
_DELETES = ("delete coding", "forget recall")
_WEIGHTY = frozenset({"end", "roster", "undo"})


@dataclass(frozen=True, slots=True)
class Batch:
    """Events of one coding as a device sends them, by number. `begun_at` counts where the coding is not known yet."""

    coding: UUID
    mode: str
    begun_at: datetime
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept: the coding, and its last number without a gap."""

    coding: UUID
    number: int


class Clash(ValueError):
    """Other events stand where these should: the device reads what stands, and goes on from there."""

    def __init__(self, coding: Coding) -> None:
        super().__init__(f"coding {coding.uid} stands otherwise")
        self.coding = coding.uid
        self.events = events_of(coding)


class Deleted(ValueError):
    """The coding was deleted; whatever a device still has of it goes too."""


def take_down(session_id: int, batch: Batch, *, by: Viewer) -> Kept:
    """What is kept of the observer's own coding after a batch; told only after it was committed.

    Events that are there already are passed over, those behind a gap are left for later. Raises `BoardRefused`, `Refused`,
    `Clash`, `Deleted`, `Missing`.
    """
    with write_transaction():
        session = access.one(observed(by).select_for_update(of=("self",)), pk=session_id)
        coding = own_coding(by, session, batch.mode)
        if coding is None:
            if not batch.events or batch.events[0].number != 1:
                _refuse_deleted(batch.coding, session)
                return Kept(batch.coding, 0)
            coding = _begun(session, batch, by)
        if coding.uid != batch.coding:
            raise Clash(coding)
        kept = last_number(coding)
        new = _new(coding, batch.events, kept)
        if new:
            _keep(coding, new, by)
        return Kept(coding.uid, kept + len(new))


def _begun(session: Session, batch: Batch, by: Viewer) -> Coding:
    """A coding that begins; whoever leads the group holds the session with it, and the first of them counts."""
    _refuse_deleted(batch.coding, session)
    if Coding.objects.filter(uid=batch.coding).exists():
        raise Missing
    hold(session, by)
    leads = may_lead(by, session.group_id)
    counted = Coding.objects.filter(session=session, counts=True).exclude(mode="second_pass").exists()
    coding = Coding.objects.create(
        uid=batch.coding,
        session=session,
        observer_id=by.user_id or 0,
        mode=batch.mode,
        begun_at=batch.begun_at,
        counts=leads and batch.mode == "live" and not counted,
    )
    note_coding(coding, "begin coding", by)
    return coding


def _refuse_deleted(uid: UUID, session: Session) -> None:
    if AuditEntry.objects.filter(group_id=session.group_id, verb__in=_DELETES, subject=f"coding:{uid}").exists():
        raise Deleted


def _new(coding: Coding, sent: Sequence[Event], kept: int) -> list[Event]:
    """Those of the events that follow on what is kept without a gap. Raises `Clash` where others stand in their place."""
    old = [event.number for event in sent if event.number <= kept]
    stand = {n: str(uid) for n, uid in coding.events.filter(number__in=old).values_list("number", "uid")} if old else {}
    new = list({(event.number, event.uid): event for event in sent if event.number > kept}.values())
    taken = BoardEvent.objects.filter(uid__in=[event.uid for event in new]).exists()
    if taken or any(stand[event.number] != event.uid for event in sent if event.number <= kept):
        raise Clash(coding)
    return [event for k, event in enumerate(new, kept + 1) if event.number == k]


def _keep(coding: Coding, new: Sequence[Event], by: Viewer) -> None:
    if new[-1].number > MOST_IN_A_CODING:
        raise BoardRefused(new[-1].number, f"a coding holds at most {MOST_IN_A_CODING} events")
    stands = standing(coding, new)
    check(new, stands)
    sitting = sitting_in(coding.session)
    _refuse_strangers(new, sitting.seats, coding.session.group_id)
    _note_taps(coding, new[0].number, by)
    BoardEvent.objects.bulk_create(_rows(coding, new, stands, sitting.taking_part))
    if coding.ended_at is not None or any(event.kind in _WEIGHTY for event in new):
        _follow(coding, new[0].number, by)


def _refuse_strangers(new: Sequence[Event], seats: Collection[str], group_id: int) -> None:
    """Who left the group since may still sit on a board that was begun without network: nothing of them is taken down."""
    for event in new:
        if event.kind in ("begin", "roster"):
            strange = set(event.detail.get("seats", [event.detail.get("seat")])) - set(seats)
            once = Membership.objects.filter(group=group_id).values_list("person", flat=True) if strange else ()
            if not strange <= set(map(str, once)):
                raise BoardRefused(event.number, "somebody in it is not expected in this session")


def _note_taps(coding: Coding, first: int, by: Viewer) -> None:
    """One entry for the taps of a quarter of an hour: one for each batch would bury everything else in the log."""
    last = coding.events.order_by("-number").values_list("received_at", flat=True).first()
    if last is not None and not in_one_quarter(last, timezone.now()):
        session = coding.session
        note(by, "keep taps", f"session:{session.pk}", group=session.group_id, detail=f"coding {coding.pk} from number {first}")


def _rows(coding: Coding, new: Sequence[Event], stands: Standing, may: Collection[str]) -> Iterator[BoardEvent]:
    """The events as they may be kept; a `stops` that others point at stands for somebody who did not agree."""
    unheard = {uid for uid, kind in stands.kinds.items() if kind == "stops"}
    for event in new:
        kept = taken_down(event, may, unheard)
        if kept.kind == "stops":
            unheard.add(kept.uid)
        yield _row(coding, kept)


def _row(coding: Coding, event: Event) -> BoardEvent:
    kept = {"uid": event.uid, "number": event.number, "at_s": event.at_s, "kind": event.kind, "detail": dict(event.detail)}
    return BoardEvent(coding=coding, **kept)


def _follow(coding: Coding, first: int, by: Viewer) -> None:
    """What follows from a coming or going, from the end, and from what came after it or was taken back."""
    events = events_of(coding)
    before, after = reduced(event for event in events if event.number < first), reduced(events)
    if coding.mode == "live" and before.comings != after.comings and may_lead(by, coding.session.group_id):
        write_attendance(coding, before.comings, after.comings, by=by)
    if after.ended_at_s is not None:
        mark_ended(coding, after.ended_at_s, by)
    elif before.ended_at_s is not None:
        mark_going_on(coding, by)
    if coding.ended_at is not None:
        settle_where_it_counts(coding)
