"""What a facilitator does with check-ins: open and close them, print the cards, give one anew, hand over a kiosk."""

import segno
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from fourfold.web.audit.actions import note_read
from fourfold.web.checkins import actions, queries
from fourfold.web.checkins.tokens import KIOSK_COOKIE, Opens, token_of
from fourfold.web.request import Request
from fourfold.web.words import site_words

_KIOSK_DAY_S = 24 * 60 * 60
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})


def open_check_ins(request: Request, session_id: int) -> HttpResponse:
    """Opens check-ins and makes the cards; asks first where it is not posted."""
    session = queries.session_led(request.viewer, session_id)
    if request.method != "POST":
        return render(request, "checkins/ask.html", {"session": session, "what": "open"})
    cards = actions.open_check_ins(session_id, by=request.viewer)
    say = site_words(get_language()).say
    (messages.success if cards else messages.warning)(request, say(f"checkins.{'opened' if cards else 'opened_none'}"))
    return redirect(_next(request, "session-cards", session_id))


def close_check_ins(request: Request, session_id: int) -> HttpResponse:
    """Ends check-ins; asks first where it is not posted."""
    session = queries.session_led(request.viewer, session_id)
    if request.method != "POST":
        return render(request, "checkins/ask.html", {"session": session, "what": "close"})
    actions.close_check_ins(session_id, by=request.viewer)
    messages.success(request, site_words(get_language()).say("checkins.closed_now"))
    return redirect(_next(request, "session", session_id))


@require_safe
def cards(request: Request, session_id: int) -> HttpResponse:
    """The cards of a session, to print and hand over."""
    session = queries.session_led(request.viewer, session_id)
    rows = queries.cards(request.viewer, session_id)
    note_read(request.viewer, "cards", f"session:{session_id}", group=session.group_id)
    printed = [{"card": card, "drawing": _drawing(request, card.token)} for card in rows]
    address = request.build_absolute_uri(reverse("check-in-code")).partition("://")[2]
    only_here = split_domain_port(request.get_host())[0] in _THIS_MACHINE
    found = {"session": session, "printed": printed, "address": address, "only_here": only_here}
    return render(request, "checkins/cards.html", found)


@require_POST
def reissue(request: Request, session_id: int, card_id: int) -> HttpResponse:
    """Another code for one card, which ends the one it had."""
    queries.session_led(request.viewer, session_id)
    card = actions.reissue_card(card_id, by=request.viewer)
    say = site_words(get_language()).say
    messages.info(request, say(f"checkins.{'card_is_used' if card.used_at else 'card_given_anew'}"))
    return redirect("session-cards", session_id)


def start_kiosk(request: Request, session_id: int) -> HttpResponse:
    """Hands over this device as a kiosk while check-ins are open: signs out on it, and drops what the browser kept of pages."""
    session = queries.session_led(request.viewer, session_id)
    if not session.is_open:
        return redirect("session-cards", session_id)
    if request.method != "POST":
        return render(request, "checkins/ask.html", {"session": session, "what": "kiosk"})
    actions.start_kiosk(session_id, by=request.viewer)
    logout(request)
    token = token_of(Opens.KIOSK, session_id, 0)
    response = redirect("kiosk", token)
    response.status_code = 303
    # Storage stays: it holds answers that wait for the network, sealed. Signing out took the session's cookie already.
    response["Clear-Site-Data"] = '"cache"'
    response.set_cookie(
        KIOSK_COOKIE, token, max_age=_KIOSK_DAY_S, path="/", secure=request.is_secure(), httponly=True, samesite="Strict"
    )
    return response


def _next(request: Request, otherwise: str, session_id: int) -> str:
    """Where the form says to go on, if that is on this site; else where one goes from here."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return reverse(otherwise, args=[session_id])


def _drawing(request: Request, token: str) -> str:
    """A QR code of a card's address as SVG that stands in the page."""
    address = request.build_absolute_uri(reverse("check-in", args=[token]))
    return mark_safe(segno.make(address, error="m", micro=False).svg_inline(scale=3, border=2, omitsize=True))
