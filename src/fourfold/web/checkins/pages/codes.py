"""Typing a code: on a phone, and on the pad of a kiosk; and what a kiosk needs to go on without network."""

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_safe

from fourfold.feedback.words import LANGUAGES
from fourfold.web.checkins import sheets
from fourfold.web.checkins.answers import door, is_foreign, language_of, sentence
from fourfold.web.checkins.queries import AtDoor, SessionAtDoor, Way, card_of_code, labels, session_at_door, unused_cards
from fourfold.web.checkins.seals import queue_key, sealed_pack
from fourfold.web.checkins.throttle import address_of, codes
from fourfold.web.checkins.tokens import ALPHABET, Opens, read_token
from fourfold.web.words import site_words


@door
@require_http_methods(["GET", "HEAD", "POST"])
def type_code(request: HttpRequest) -> HttpResponse:
    """The page on which a code is typed; the right one leads to its check-in."""
    return _code_page(request, None, "")


@door
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest, kiosk: str) -> HttpResponse:
    """The code page of a kiosk: no names, and nothing to go back to."""
    session = _session_of(kiosk)
    if session is None or not session.is_open:
        return sentence("kiosk_over", 410, language_of(request))
    return _code_page(request, session, f"/c/kiosk/{kiosk}")


@door
@require_safe
def pack(request: HttpRequest, kiosk: str) -> HttpResponse:
    """Everything that a kiosk needs to open check-ins without network, each card sealed with its own code."""
    session = _session_of(kiosk)
    if session is None or not session.is_open:
        return JsonResponse({"error": "kiosk_over"}, status=410)
    cards = unused_cards(session.session_id)
    named = tuple(sorted(labels({person for _, c in cards for person in (*c.leading, *c.asked)}).items()))
    sealed = _pack(session.session_id, tuple((code, card) for code, card in cards), named, f"/c/kiosk/{kiosk}")
    return JsonResponse({"session": session.session_id, "queue_key": queue_key(), "queue": "/c/queue", **sealed})


def _session_of(kiosk: str) -> SessionAtDoor | None:
    told = read_token(kiosk, Opens.KIOSK)
    return session_at_door(told.number) if told else None


def _code_page(request: HttpRequest, session: SessionAtDoor | None, kiosk: str) -> HttpResponse:
    language = language_of(request)
    if request.method != "POST":
        return HttpResponse(code_page(language, bool(kiosk)))
    if is_foreign(request):
        return sentence("foreign", 403, language)
    address, say = address_of(request), site_words(language).say
    if wait := codes.wait(address):
        response = HttpResponse(code_page(language, bool(kiosk), say("checkins.code_wait", seconds=wait)), status=429)
        response["Retry-After"] = str(wait)
        return response
    card = card_of_code(request.POST.get("code", ""), session.session_id if session else None)
    if card is None or not _opens(card):
        codes.count_wrong(address)
        return HttpResponse(code_page(language, bool(kiosk), say("checkins.code_wrong")), status=422)
    asked = f"?l={request.GET['l']}" if request.GET.get("l") in LANGUAGES else ""
    return HttpResponse(status=303, headers={"Location": f"{kiosk or '/c'}/{card.token}{asked}"})


def _opens(card: AtDoor) -> bool:
    return card.way(datetime.now(UTC)) is Way.OPEN


def code_page(language: str, is_kiosk: bool, fault: str = "") -> str:
    """The page on which a code is typed."""
    others = [other for other in LANGUAGES if other != language]
    # The handler of the door knows its own addresses only.
    elsewhere = reverse("assessment-code", urlconf=settings.ROOT_URLCONF)
    told = {"language": language, "other": others[0], "is_kiosk": is_kiosk, "fault": fault, "alphabet": ALPHABET}
    with translation.override(language):
        return render_to_string("checkins/code.html", {**told, "elsewhere": elsewhere})


@lru_cache(maxsize=8)
def _pack(
    session_id: int, cards: tuple[tuple[str, AtDoor], ...], named: tuple[tuple[int, str], ...], kiosk: str
) -> dict[str, Any]:
    """Kept until a card is made, used or given anew: sealing costs a tenth of a second a card."""
    names = dict(named)
    return sealed_pack([(code, json.dumps(_told(card, names, kiosk))) for code, card in cards])


def _told(card: AtDoor, names: dict[int, str], kiosk: str) -> dict[str, Any]:
    own = {person: names.get(person, "") for person in (*card.leading, *card.asked)}
    return {
        "token": card.token,
        "language": card.language,
        "shapes": card.shapes,
        "facilitators": [[person, own[person]] for person in card.leading],
        "peers": [[person, own[person]] for person in card.asked],
        "pages": {language: sheets.page(card, own, language, card.shapes, kiosk) for language in LANGUAGES},
    }
