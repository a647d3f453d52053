"""What the door has to know of a card, and what staff see of check-ins: who is expected, never what was answered.

The door reads by a fixed statement of its own: it is asked several hundred times a second, and the statement names every table
and column that stands behind an unauthenticated address.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection

from fourfold.vocabulary import Presence
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.checkins.models import Card, Submission
from fourfold.web.checkins.tokens import Opens, read_token, tidy_code, token_of
from fourfold.web.groups.models import MEMBER, Membership
from fourfold.web.sessions.models import Attendance, Session

LONGEST_OPEN = timedelta(days=7)
"""Check-ins that nobody closed end by themselves after a week."""
GRACE = timedelta(hours=24)
"""How long after the end answers are taken that a device without network was given before it."""
MEMBER_CHECK_IN, FACILITATOR_CHECK_IN = "member_check_in", "facilitator_check_in"
_CARD = """
SELECT c.id, c.issue, c.used_at, c.asked, c.leading, c.place, s.id, s.number, s.held_on, s.opened_at, s.closed_at,
       g.id, g.name, p.id, p.language, p.shapes
FROM web_card c JOIN web_session s ON s.id = c.session_id JOIN web_group g ON g.id = s.group_id
JOIN web_person p ON p.id = c.person_id
"""


class Way(StrEnum):
    """Whether a card opens the door now."""

    OPEN = "open"
    USED = "used"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class AtDoor:
    """A card as the door knows it: whose, for which session, and about whom it asks."""

    card_id: int
    issue: int
    used_at: datetime | None
    asked: tuple[int, ...]
    leading: tuple[int, ...]
    place: int
    session_id: int
    number: int
    held_on: date
    opened_at: datetime | None
    closed_at: datetime | None
    group_id: int
    group_name: str
    person_id: int
    language: str
    shapes: bool

    @property
    def token(self) -> str:
        """The word that opens the door with this card."""
        return token_of(Opens.CARD, self.card_id, self.issue)

    @property
    def ends_at(self) -> datetime | None:
        """When check-ins end; None where they were never opened."""
        return None if self.opened_at is None else self.closed_at or self.opened_at + LONGEST_OPEN

    def way(self, now: datetime) -> Way:
        """Whether the card opens the door."""
        if self.used_at is not None:
            return Way.USED
        if self.ends_at is None or now > self.ends_at + GRACE:
            return Way.CLOSED
        return Way.OPEN if now <= self.ends_at else Way.LATE


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """A card to hand over: its code, and the label of the one it is for."""

    card_id: int
    code: str
    label: str
    token: str
    is_used: bool


@dataclass(frozen=True, slots=True)
class SessionAtDoor:
    """What the kiosk and staff pages say of a session's check-ins."""

    session_id: int
    group_id: int
    group_name: str
    number: int
    held_on: date
    is_open: bool


def card_behind(token: str) -> AtDoor | None:
    """The card of a genuine token in its last issue. Internal to the door: the token is the right to it."""
    told = read_token(token, Opens.CARD)
    found = _cards("WHERE c.id = %s", [told.number]) if told else []
    return found[0] if told and found and found[0].issue == told.issue else None


def card_of_code(typed: str, session_id: int | None = None) -> AtDoor | None:
    """The card of a typed code; at a kiosk only of its own session. Internal to the door."""
    code = tidy_code(typed)
    found = _cards("WHERE c.code = %s", [code]) if code else []
    return found[0] if found and session_id in (None, found[0].session_id) else None


def unused_cards(session_id: int) -> list[tuple[str, AtDoor]]:
    """Cards of a session that nobody has used, with their codes. Internal: for the kiosk's sealed pack."""
    codes = dict(Card.objects.filter(session=session_id, used_at=None).values_list("pk", "code"))
    cards = _cards("WHERE c.session_id = %s AND c.used_at IS NULL ORDER BY c.id", [session_id])
    return [(codes[card.card_id], card) for card in cards if card.card_id in codes]


def labels(person_ids: Iterable[int]) -> dict[int, str]:
    """What people are called on pages, by id. Internal to the door."""
    ids = list(person_ids)
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, label FROM web_person WHERE id IN ({', '.join(['%s'] * len(ids))})", ids)
        return dict(cursor.fetchall())


def session_at_door(session_id: int) -> SessionAtDoor | None:
    """A session, for whoever holds a genuine kiosk token of it. Internal to the door."""
    session = Session.objects.filter(pk=session_id).select_related("group").first()
    return None if session is None else _at_door(session)


def session_led(viewer: Viewer, session_id: int) -> SessionAtDoor:
    """A session of a group that the viewer leads. Raises `Missing`."""
    led = Session.objects.filter(group__in=access.groups(viewer, Right.LEAD)).select_related("group")
    return _at_door(access.one(led, pk=session_id))


def check_ins_in(session_id: int) -> tuple[int, int]:
    """How many members' check-ins are in, and how many are expected. Internal: the caller has checked access."""
    came_in = Submission.objects.filter(session=session_id, instrument=MEMBER_CHECK_IN).count()
    cards = set(Card.objects.filter(session=session_id).values_list("person_id", flat=True))
    away = {person_id for _, person_id in away_without_answer([session_id])}
    return came_in, max(came_in, len((cards | present_ids(session_id)) - away) if cards or came_in else 0)


def away_without_answer(session_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Sessions and who is written down as away from them and handed nothing in: nothing is expected of them. Internal."""
    ids = list(session_ids)
    away = Attendance.objects.filter(session__in=ids, presence=Presence.ABSENT).values_list("session_id", "person_id")
    return set(away) - set(Submission.objects.filter(session__in=ids).values_list("session_id", "person_id"))


def cards(viewer: Viewer, session_id: int) -> list[PrintedCard]:
    """The cards of a session of a group that the viewer leads, by label, but of those who are away. Raises `Missing`."""
    session_led(viewer, session_id)
    away = {person_id for _, person_id in away_without_answer([session_id])}
    rows = (
        Card.objects.filter(session=session_id)
        .exclude(person__in=away)
        .select_related("person")
        .order_by("person__label", "pk")
    )
    return [PrintedCard(c.pk, c.code, c.person.label, token_of(Opens.CARD, c.pk, c.issue), c.used_at is not None) for c in rows]


def has_answered(session_id: int, person_id: int, instrument: str) -> bool:
    """Whether a person's check-in of a session is in. Internal: the caller has checked access."""
    return Submission.objects.filter(session=session_id, person=person_id, instrument=instrument).exists()


def present_ids(session_id: int) -> set[int]:
    """The members who were there, late ones and those who left early too. Internal."""
    session = Session.objects.get(pk=session_id)
    members = set(circle_of(session.group_id))
    here = session.attendance.exclude(presence=Presence.ABSENT).values_list("person_id", flat=True)
    return members & set(here)


def circle_of(group_id: int) -> list[int]:
    """Every member that a group ever had, in the order in which they came: the circle of the rota. Internal."""
    spells = Membership.objects.filter(group=group_id, seat=MEMBER).order_by("joined_on", "pk")
    return list(dict.fromkeys(spells.values_list("person_id", flat=True)))


def asked_counts(group_id: int) -> Mapping[tuple[str, str], int]:
    """How often each ordered pair was asked about on the cards of a group. Internal."""
    rows = Card.objects.filter(session__group=group_id).values_list("person_id", "asked")
    return Counter((str(person), str(peer)) for person, asked in rows for peer in asked)


def _cards(where: str, given: list[Any]) -> list[AtDoor]:
    with connection.cursor() as cursor:
        cursor.execute(_CARD + where, given)
        return [_card(row) for row in cursor.fetchall()]


def _card(row: tuple[Any, ...]) -> AtDoor:
    card_id, issue, used_at, asked, leading, place, session_id, number, held_on, opened_at, closed_at, *rest = row
    group_id, group_name, person_id, language, shapes = rest
    return AtDoor(
        card_id=card_id,
        issue=issue,
        used_at=_instant(used_at),
        asked=tuple(json.loads(asked) if isinstance(asked, str) else asked),
        leading=tuple(json.loads(leading) if isinstance(leading, str) else leading),
        place=place,
        session_id=session_id,
        number=number,
        held_on=date.fromisoformat(held_on) if isinstance(held_on, str) else held_on,
        opened_at=_instant(opened_at),
        closed_at=_instant(closed_at),
        group_id=group_id,
        group_name=group_name,
        person_id=person_id,
        language=language,
        shapes=bool(shapes),
    )


def _instant(stored: "str | datetime | None") -> datetime | None:
    """SQLite keeps an instant as text in UTC, PostgreSQL as what it is."""
    if stored is None:
        return None
    at = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _at_door(session: Session) -> SessionAtDoor:
    ends = None if session.opened_at is None else session.closed_at or session.opened_at + LONGEST_OPEN
    is_open = ends is not None and datetime.now(UTC) <= ends
    return SessionAtDoor(session.pk, session.group_id, session.group.name, session.number, session.held_on, is_open)
