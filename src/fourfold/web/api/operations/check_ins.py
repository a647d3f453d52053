"""Check-ins: opening and closing them, the cards, and handing in what somebody answered. Answers never come out again."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.api.door import ProgramRequest, operation
from fourfold.web.api.kinds import Code, Id, Label, Language, Page, Slice, Told, page_of
from fourfold.web.audit.actions import note_read
from fourfold.web.checkins import actions, queries
from fourfold.web.checkins.actions import Receipt
from fourfold.web.checkins.forms import Sent, answered, questions_at
from fourfold.web.checkins.queries import AtDoor, Way
from fourfold.web.refusal import Refused
from fourfold.web.sessions.queries import session

router = Router(tags=["check-ins"])
_FROM_A_DEVICE = "import"


class CheckIns(Schema):
    """How far the check-ins of a session are: how many members' are in, of how many."""

    session_id: int
    opened_at: datetime | None
    closed_at: datetime | None
    came_in: int
    expected: int


class Card(Schema):
    """A card: its code and its token are each the right to one member's check-in, once. Keep them as one keeps a key."""

    id: int
    label: str
    code: str
    token: str
    is_used: bool


class AskedQuestion(Schema):
    """One question of a card, and every answer that may be sent for it, as text."""

    key: str
    wording: str
    answers: list[str]


class CheckIn(Told):
    """A member's check-in, by the card's `code` or `token`. A question left out is one that was not answered.

    `key` names this sending: the same again does nothing twice.
    """

    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
    answers: Annotated[dict[Label, Label], Field(max_length=100)]
    code: Code | None = None
    token: Code | None = None
    language: Language = "en"
    private_word: bool = False


class Taken(Schema):
    """What became of a check-in: stored now, or already stored by the same sending."""

    receipt: Literal["stored", "already"]


@operation(router, "GET /sessions/{session_id}/check-ins", needs="check-ins:read", gives=CheckIns)
def how_far(request: ProgramRequest, session_id: Path[Id]) -> Any:
    """How many check-ins of a session are in."""
    return _how_far(request.auth, session_id)


@operation(router, "POST /sessions/{session_id}/check-ins/open", needs="check-ins:write", gives=CheckIns)
def open_check_ins(request: ProgramRequest, session_id: Path[Id]) -> Any:
    """Open check-ins: whoever is written down as present is given a card."""
    actions.open_check_ins(session_id, by=request.auth)
    return _how_far(request.auth, session_id)


@operation(router, "POST /sessions/{session_id}/check-ins/close", needs="check-ins:write", gives=CheckIns)
def close_check_ins(request: ProgramRequest, session_id: Path[Id]) -> Any:
    """End check-ins."""
    actions.close_check_ins(session_id, by=request.auth)
    return _how_far(request.auth, session_id)


@operation(router, "GET /sessions/{session_id}/cards", needs="check-ins:write", gives=Page[Card])
def list_cards(request: ProgramRequest, session_id: Path[Id], part: Query[Slice]) -> Any:
    """The cards of a session with their codes, which is why this needs the right to write."""
    rows = queries.cards(request.auth, session_id)
    note_read(request.auth, "cards", f"session:{session_id}", group=_group_of(request.auth, session_id))
    told = [{"id": c.card_id, "label": c.label, "code": c.code, "token": c.token, "is_used": c.is_used} for c in rows]
    return page_of(sorted(told, key=lambda card: card["id"]), part)


@operation(router, "GET /sessions/{session_id}/cards/{card_id}", needs="check-ins:write", gives=Page[AskedQuestion])
def list_questions(
    request: ProgramRequest, session_id: Path[Id], card_id: Path[Id], part: Query[Slice], language: Language = "en"
) -> Any:
    """What a card asks: about whom depends on who was present."""
    found = next((c for c in queries.cards(request.auth, session_id) if c.card_id == card_id), None)
    card = queries.card_behind(found.token) if found else None
    if card is None:
        raise Missing
    note_read(request.auth, "card", f"card:{card_id}", group=card.group_id, person=card.person_id)
    questions = questions_at(card, language, queries.labels((*card.leading, *card.asked)))
    return page_of(questions, part)


@operation(router, "POST /sessions/{session_id}/check-ins", needs="check-ins:write", gives=Taken, status=201)
def take_check_in(request: ProgramRequest, session_id: Path[Id], told: CheckIn) -> Any:
    """Hand in a member's check-in; say either `code` or `token`."""
    queries.session_led(request.auth, session_id)
    card = _card(told, session_id)
    sent = Sent(told.key, told.language, told.private_word, told.answers)
    ready = replace(answered(card, sent, _FROM_A_DEVICE), actor=request.auth.actor)
    if card.way(datetime.now(UTC)) not in (Way.OPEN, Way.USED):
        raise Refused("", "api.card_closed")
    receipt = actions.take(ready)
    if receipt is Receipt.KEPT_FIRST:
        raise Refused("", "api.card_used")
    if receipt is Receipt.REFUSED:
        raise Refused("key", "api.key_taken")
    return Status(201, {"receipt": str(receipt)})


def _card(told: CheckIn, session_id: int) -> AtDoor:
    """The card of the session. Raises `Missing`, alike for one of another session and one that there is not, and `Refused`."""
    if (told.code is None) == (told.token is None):
        raise Refused("code", "api.one_of")
    card = queries.card_of_code(told.code, session_id) if told.code else queries.card_behind(told.token or "")
    if card is None or card.session_id != session_id:
        raise Missing
    return card


def _how_far(viewer: Viewer, session_id: int) -> dict[str, Any]:
    found = session(viewer, Right.OVERSEE, session_id)
    came_in, expected = queries.check_ins_in(session_id)
    told = {"opened_at": found.opened_at, "closed_at": found.closed_at, "came_in": came_in, "expected": expected}
    return {"session_id": session_id, **told}


def _group_of(viewer: Viewer, session_id: int) -> int:
    return queries.session_led(viewer, session_id).group_id
