"""What a board sends: a batch of events as JSON, checked before anything is asked of the database."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fourfold.conversation.board import Event
from fourfold.conversation.board_rules import BoardRefused, event_of
from fourfold.web.talk.actions.board import Batch
from fourfold.web.talk.queries.board import TAPPED

MOST_EVENTS = 500
MOST_BYTES = 400_000


class Unread(ValueError):
    """What was sent cannot be read; the message says what to send instead."""


def batch_of(body: bytes) -> Batch:
    """The batch in the body of a request. Raises `Unread`, `BoardRefused`."""
    sent = _object(body)
    events = sent.get("events")
    if not isinstance(events, list) or len(events) > MOST_EVENTS:
        raise Unread(f"send `events` as a list of at most {MOST_EVENTS}")
    mode = sent.get("mode", TAPPED[0])
    if mode not in TAPPED:
        raise Unread(f"send `mode` as one of {', '.join(TAPPED)}")
    found = sorted((_named(event_of(event)) for event in events), key=lambda event: event.number)
    return Batch(_uid(sent.get("coding"), "coding"), mode, _moment(sent.get("begun_at")), tuple(found))


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise Unread("send JSON: {coding, begun_at, mode, events}") from None
    if not isinstance(sent, dict):
        raise Unread("send JSON: {coding, begun_at, mode, events}")
    return sent


def _named(event: Event) -> Event:
    """The event with its uid, and the one it points at, as the database writes them."""
    if event.kind == "turn":
        raise BoardRefused(event.number, "turns of a file are not tapped")
    detail = dict(event.detail)
    if "of" in detail:
        detail["of"] = str(_uid(detail["of"], f"`of` of event {event.number}"))
    return replace(event, uid=str(_uid(event.uid, f"the uid of event {event.number}")), detail=detail)


def _uid(told: object, what: str) -> UUID:
    try:
        return UUID(str(told))
    except ValueError:
        raise Unread(f"send {what} as a UUID") from None


def _moment(told: object) -> datetime:
    """When the board began, as the device says; never later than now, since clocks are often wrong."""
    try:
        at = datetime.fromisoformat(str(told))
        utc = at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unread("send `begun_at` as a moment with its offset from UTC") from None
    if at.tzinfo is None:
        raise Unread("send `begun_at` as a moment with its offset from UTC")
    return min(utc, datetime.now(UTC))
