"""Answers that a device kept while it had no network: sealed envelopes, up to two hundred a request, one reply for each."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from fourfold.web.checkins.actions import Answered, Receipt, take_all
from fourfold.web.checkins.answers import RETRY_S, door, is_foreign
from fourfold.web.checkins.forms import FormRefused, answered, sent
from fourfold.web.checkins.queries import AtDoor, Way, card_behind
from fourfold.web.checkins.seals import SealBroken, open_answers
from fourfold.web.checkins.writer import Unavailable

MOST_ENVELOPES = 200
_LONGEST_BODY = 1_900_000
_CLOCKS_DIFFER = timedelta(minutes=5)
_FARTHEST_OFFSET = 14 * 60
_SAID = {
    Receipt.STORED: {"answer": "stored"},
    Receipt.ALREADY: {"answer": "already"},
    Receipt.KEPT_FIRST: {"answer": "refused", "reason": "first_kept"},
    Receipt.REFUSED: {"answer": "refused", "reason": "key_taken"},
}


class _EnvelopeRefused(ValueError):
    """An envelope that can never be stored; its text is the reason as the device reads it."""


@door
@require_POST
def queue(request: HttpRequest) -> HttpResponse:
    """For each envelope by its key: stored, already stored, or refused with a reason. 503: keep all and try again later."""
    if is_foreign(request):
        return JsonResponse({"error": "foreign"}, status=403)
    envelopes = _envelopes(request)
    if envelopes is None:
        return JsonResponse({"error": f"send {{'envelopes': [...]}} of at most {MOST_ENVELOPES}"}, status=400)
    opened = [_opened(envelope) for envelope in envelopes]
    try:
        receipts = iter(take_all([one for one in opened if isinstance(one, Answered)]))
    except Unavailable:
        return JsonResponse({"error": "unavailable", "retry_after": RETRY_S}, status=503)
    return JsonResponse({"results": [_said(envelope, one, receipts) for envelope, one in zip(envelopes, opened, strict=True)]})


def _said(envelope: Any, one: "Answered | str", receipts: Any) -> dict[str, str]:
    key = str(envelope.get("key", ""))[:64] if isinstance(envelope, dict) else ""
    if isinstance(one, str):
        return {"key": key, "answer": "refused", "reason": one}
    return {"key": key, **_SAID[next(receipts)]}


def _envelopes(request: HttpRequest) -> list[Any] | None:
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length) > _LONGEST_BODY:
        return None
    try:
        sent_in = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    envelopes = sent_in.get("envelopes") if isinstance(sent_in, dict) else None
    return envelopes if isinstance(envelopes, list) and len(envelopes) <= MOST_ENVELOPES else None


def _opened(envelope: Any) -> "Answered | str":
    """The check-in in an envelope, or why it can never be stored."""
    try:
        return _unsealed(envelope, datetime.now(UTC))
    except _EnvelopeRefused as why:
        return str(why)
    except SealBroken:
        return "seal"
    except FormRefused as fault:
        return fault.words


def _unsealed(envelope: Any, now: datetime) -> Answered:
    if not isinstance(envelope, dict) or not all(isinstance(envelope.get(name), str) for name in ("key", "sealed")):
        raise _EnvelopeRefused("envelope")
    fields = open_answers(envelope["sealed"], envelope["key"])
    given = fields.get("answers")
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise _EnvelopeRefused("envelope")
    card = card_behind(str(fields.get("token", "")))
    if card is None:
        raise _EnvelopeRefused("unknown")
    at, offset = _given_at(envelope, now)
    _check_time(card, at, now)
    form = sent(
        {
            **given,
            "key": envelope["key"],
            "language": str(fields.get("language", "")),
            "private_word": "1" if fields.get("private_word") is True else "",
        }
    )
    return answered(card, form, "kiosk" if fields.get("kiosk") is True else "phone", at, offset)


def _given_at(envelope: dict[str, Any], now: datetime) -> tuple[datetime, int]:
    """When and how far from UTC the device says; never later than now, since clocks are often wrong."""
    offset = envelope.get("offset", 0)
    try:
        at = datetime.fromisoformat(str(envelope.get("answered_at")))
        utc = at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _EnvelopeRefused("answered_at") from None
    if at.tzinfo is None or type(offset) is not int or abs(offset) > _FARTHEST_OFFSET:
        raise _EnvelopeRefused("answered_at")
    return min(utc, now), offset


def _check_time(card: AtDoor, at: datetime, now: datetime) -> None:
    """Answers given before check-ins ended are taken for a day after; a card that was used is answered by the store."""
    way = card.way(now)
    in_time = card.ends_at is not None and at <= card.ends_at + _CLOCKS_DIFFER
    if way is Way.CLOSED or (way is Way.LATE and not in_time):
        raise _EnvelopeRefused("closed")
