"""Opening and closing check-ins, and taking what people answer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import connection
from django.utils import timezone

from fourfold.instruments import MOST_FACILITATORS, next_asked, peer_items
from fourfold.vocabulary import Presence
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.audit.actions import note, note_all
from fourfold.web.audit.models import AuditEntry
from fourfold.web.checkins.models import Card
from fourfold.web.checkins.queries import asked_counts, circle_of, present_ids
from fourfold.web.checkins.tokens import new_code
from fourfold.web.checkins.writer import Unavailable, Writer
from fourfold.web.groups.models import FACILITATOR
from fourfold.web.groups.queries import Seat, roster
from fourfold.web.people.queries import consented
from fourfold.web.sessions.models import Session
from fourfold.web.storage.writing import write_transaction

_COLUMNS = (
    *("key", "group_id", "session_id", "person_id", "instrument", "version", "language", "source", "answers"),
    *("private_word", "answered_at", "received_at", "offset_minutes"),
)
_POSTGRESQL_TURN = 0x444F4F52
Identity = tuple[str, int, int, str]
"""What makes two sendings the same one: key, session, person and instrument."""


class Receipt(StrEnum):
    """What became of answers: stored now; stored before by the same sending; others of the same person kept; refused."""

    STORED = "stored"
    ALREADY = "already"
    KEPT_FIRST = "kept_first"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answered:
    """One check-in to be stored. `answers` hold every question that was asked; None is 'prefers not to say' or left out.

    `actor` is how the audit log calls whoever handed it in; `card_id` is the card that is used up by it.
    """

    key: str
    group_id: int
    session_id: int
    person_id: int
    instrument: str
    version: str
    language: str
    source: str
    answers: Mapping[str, int | str | None]
    private_word: bool
    answered_at: datetime
    actor: str
    card_id: int | None = None
    offset_minutes: int = 0


def open_check_ins(session_id: int, *, by: Viewer) -> list[Card]:
    """The cards of a session, opened now or again: those there are keep their codes, members without one are given theirs."""
    with write_transaction():
        session = _session_led(session_id, by)
        Session.objects.filter(pk=session.pk).update(opened_at=session.opened_at or timezone.now(), closed_at=None)
        made = Card.objects.bulk_create(_missing_cards(session))
        note(by, "open check-ins", f"session:{session.pk}", group=session.group_id, detail=f"{len(made)} cards made")
        return list(Card.objects.filter(session=session).order_by("pk"))


def close_check_ins(session_id: int, *, by: Viewer) -> None:
    """Ends check-ins: no card of the session opens the door any more."""
    with write_transaction():
        session = _session_led(session_id, by)
        Session.objects.filter(pk=session.pk, closed_at=None).update(closed_at=timezone.now())
        note(by, "close check-ins", f"session:{session.pk}", group=session.group_id)


def reissue_card(card_id: int, *, by: Viewer) -> Card:
    """The card with another code; the code and the address it had are worth nothing from now on. A used card stays as it is."""
    with write_transaction():
        led = Card.objects.filter(session__group__in=access.groups(by, Right.LEAD)).select_related("session")
        card = access.one(led, pk=card_id)
        if card.used_at is None:
            card.code, card.issue = _codes(1)[0], card.issue + 1
            card.save(update_fields=["code", "issue"])
            note(by, "reissue card", f"card:{card.pk}", group=card.session.group_id, person=card.person_id)
        return card


def start_kiosk(session_id: int, *, by: Viewer) -> None:
    """Writes down that a device was handed over as the kiosk of a session."""
    with write_transaction():
        session = _session_led(session_id, by)
        note(by, "start kiosk", f"session:{session.pk}", group=session.group_id)


def take(answered: Answered) -> Receipt:
    """What became of one check-in, told only after it was committed. Raises `Unavailable`: sending it again later is safe."""
    return take_all([answered])[0]


def take_all(rows: Sequence[Answered]) -> list[Receipt]:
    """What became of each check-in. One that cannot be stored is refused and never spoils another. Raises `Unavailable`."""
    if not rows:
        return []
    if connection.in_atomic_block:
        return list(_store(rows))
    return [outcome if isinstance(outcome, Receipt) else Receipt.REFUSED for outcome in _writer.hand_in(rows)]


def finish_writing() -> None:
    """Stores what still waits and lets go of the database; called by itself when a server stops."""
    _writer.close()


def _session_led(session_id: int, by: Viewer) -> Session:
    return access.one(Session.objects.filter(group__in=access.groups(by, Right.LEAD)).select_related("group"), pk=session_id)


def _missing_cards(session: Session) -> list[Card]:
    """Cards for members who are there, agreed to take part, and have none yet."""
    seats = roster(session.group_id, session.held_on)
    leading = _leading(session, seats)
    here = present_ids(session.pk) & consented(present_ids(session.pk), "taking_part", session.held_on)
    have = set(Card.objects.filter(session=session).values_list("person_id", flat=True))
    asked = _asked(session, here, _may_be_rated(seats, session.held_on) & here, len(leading))
    circle = {person: place for place, person in enumerate(circle_of(session.group_id))}
    wanting = sorted(here - have, key=circle.__getitem__)
    now = timezone.now()
    return [
        Card(session=session, person_id=p, code=code, asked=asked.get(p, []), leading=leading, place=circle[p], made_at=now)
        for p, code in zip(wanting, _codes(len(wanting)), strict=True)
    ]


def _asked(session: Session, here: set[int], rated: set[int], facilitators: int) -> dict[int, list[int]]:
    items = min(session.group.peer_items, peer_items(facilitators))
    circle = [str(person) for person in circle_of(session.group_id)]
    answering, targets = {str(p) for p in here}, {str(p) for p in rated}
    chosen = next_asked(asked_counts(session.group_id), circle, answering, targets, items)
    return {int(person): [int(peer) for peer in peers] for person, peers in chosen.items()}


def _may_be_rated(seats: Sequence[Seat], day: date) -> set[int]:
    seated = {seat.person_id for seat in seats if seat.may_be_rated}
    return seated & consented(seated, "being_rated", day)


def _leading(session: Session, seats: Sequence[Seat]) -> list[int]:
    """The facilitators to ask about: those not written down as absent, at most two, who have led the group longest."""
    absent = set(session.attendance.filter(presence=Presence.ABSENT).values_list("person_id", flat=True))
    leading = [s for s in seats if s.seat == FACILITATOR and s.person_id not in absent]
    longest = sorted(leading, key=lambda seat: (seat.joined_on, seat.person_id))
    return [seat.person_id for seat in longest[:MOST_FACILITATORS]]


def _codes(count: int) -> list[str]:
    codes: set[str] = set()
    while len(codes) < count:
        drawn = {new_code() for _ in range(count - len(codes))}
        codes |= drawn - set(Card.objects.filter(code__in=drawn).values_list("code", flat=True))
    return list(codes)


def _store(rows: Sequence[Answered]) -> Sequence[Receipt]:
    """In an open transaction: answers, the card that is used up, the private word and the audit entry, all or none."""
    if not connection.in_atomic_block:
        raise RuntimeError("check-ins: answers are stored in a transaction; call take()")
    now = timezone.now()
    ids = _insert(rows, now)
    new = {_identity(row): row for row in rows if _identity(row) in ids}
    if new:
        _raise_flags([row for row in new.values() if row.private_word], ids, now)
        _use_up([row.card_id for row in new.values() if row.card_id is not None], now)
        note_all([_entry(row, ids[identity], now) for identity, row in new.items()])
    fresh = dict.fromkeys(ids)
    return [_receipt(row, fresh) for row in rows]


def _identity(row: Answered) -> Identity:
    return row.key, row.session_id, row.person_id, row.instrument


def _insert(rows: Sequence[Answered], now: datetime) -> dict[Identity, int]:
    """The id of each row that is new, by its identity."""
    instant = connection.ops.adapt_datetimefield_value
    received = instant(now)
    values: list[Any] = []
    for row in rows:
        answers = json.dumps(row.answers, separators=(",", ":"))
        values += (row.key, row.group_id, row.session_id, row.person_id, row.instrument, row.version, row.language)
        values += (row.source, answers, row.private_word, instant(row.answered_at), received, row.offset_minutes)
    one = f"({', '.join(['%s'] * len(_COLUMNS))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_POSTGRESQL_TURN])
        cursor.execute(
            f"INSERT INTO web_submission ({', '.join(_COLUMNS)}) VALUES {', '.join([one] * len(rows))} "
            "ON CONFLICT DO NOTHING RETURNING key, session_id, person_id, instrument, id",
            values,
        )
        return {(key, session, person, instrument): row_id for key, session, person, instrument, row_id in cursor.fetchall()}


def _raise_flags(rows: Sequence[Answered], ids: Mapping[Identity, int], now: datetime) -> None:
    raised = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(
                "INSERT INTO web_flag (submission_id, group_id, person_id, kind, raised_at) VALUES (%s, %s, %s, %s, %s)",
                [ids[_identity(row)], row.group_id, row.person_id, "private_word", raised],
            )


def _use_up(card_ids: Sequence[int], now: datetime) -> None:
    if not card_ids:
        return
    with connection.cursor() as cursor:
        which = ", ".join(["%s"] * len(card_ids))
        used = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(f"UPDATE web_card SET used_at = %s WHERE used_at IS NULL AND id IN ({which})", [used, *card_ids])


def _entry(row: Answered, submission_id: int, now: datetime) -> AuditEntry:
    told = f"submission:{submission_id}"
    return AuditEntry(at=now, actor=row.actor, verb="check in", subject=told, group_id=row.group_id, person_id=row.person_id)


def _receipt(row: Answered, fresh: dict[Identity, None]) -> Receipt:
    """The first row of a new identity was stored; whatever else met a row that was there."""
    if _identity(row) in fresh:
        del fresh[_identity(row)]
        return Receipt.STORED
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, session_id, person_id, instrument FROM web_submission WHERE key = %s", [row.key])
        found = cursor.fetchone()
    if found is None:
        return Receipt.KEPT_FIRST
    return Receipt.ALREADY if tuple(found) == _identity(row) else Receipt.REFUSED


_writer: Writer[Answered, Receipt] = Writer(_store)

__all__ = [
    "Answered",
    "Receipt",
    "Unavailable",
    "close_check_ins",
    "finish_writing",
    "open_check_ins",
    "reissue_card",
    "start_kiosk",
    "take",
    "take_all",
]
