"""The check-in of a member: its page, taking it, and the goodbye; on a phone and at a kiosk."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from fourfold.feedback.words import LANGUAGES
from fourfold.web.checkins import answers, sheets
from fourfold.web.checkins.actions import Receipt, take
from fourfold.web.checkins.answers import door, language_of, sentence
from fourfold.web.checkins.forms import LONGEST_FORM, FormRefused, answered, read_body
from fourfold.web.checkins.queries import AtDoor, Way, card_behind, labels
from fourfold.web.checkins.tokens import Opens, read_token

_TAKEN = (Way.OPEN, Way.USED)


@door
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """A member's check-in by phone."""
    card = card_behind(token)
    if card is None:
        return sentence("unknown", 404, language_of(request))
    return _answer(request, card, "")


@door
def check_in_at_kiosk(request: HttpRequest, kiosk: str, token: str) -> HttpResponse:
    """A member's check-in at the kiosk of its session."""
    told, card = read_token(kiosk, Opens.KIOSK), card_behind(token)
    if told is None or card is None or told.number != card.session_id:
        return sentence("unknown", 404, language_of(request))
    return _answer(request, card, f"/c/kiosk/{kiosk}")


@door
def goodbye(request: HttpRequest, language: str, kiosk: str = "") -> HttpResponse:
    """Thanks, and nothing of what was answered; at a kiosk the code page comes back by itself."""
    return answers.goodbye(language if language in LANGUAGES else "en", f"/c/kiosk/{kiosk}" if kiosk else "")


def _answer(request: HttpRequest, card: AtDoor, kiosk: str) -> HttpResponse:
    if request.method == "POST":
        return _take(request, card, kiosk)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    language = language_of(request, card.language)
    way = card.way(datetime.now(UTC))
    if way is not Way.OPEN:
        return sentence("spent" if way is Way.USED else "closed", 410, language, back_to=kiosk)
    asked = request.GET.get("s", "") if request.META.get("QUERY_STRING") else ""
    shapes = asked == "1" if asked else card.shapes
    return HttpResponse(sheets.page(card, labels((*card.leading, *card.asked)), language, shapes, kiosk))


def _take(request: HttpRequest, card: AtDoor, kiosk: str) -> HttpResponse:
    language = language_of(request, card.language)
    if is_refused := _refusal(request, language):
        return is_refused
    try:
        form = read_body(request.body)
        if card.way(datetime.now(UTC)) not in _TAKEN:
            return sentence("closed", 410, language, back_to=kiosk)
        receipt = take(answered(card, form, "kiosk" if kiosk else "phone"))
    except FormRefused as fault:
        return sentence(fault.words, 400, language, where=fault.where, back_to="")
    if receipt is Receipt.KEPT_FIRST:
        return sentence("spent", 409, language, back_to=kiosk)
    if receipt is Receipt.REFUSED:
        return sentence("key_taken", 400, language)
    return HttpResponse(
        status=303, headers={"Location": f"{kiosk}/done/{form.language}" if kiosk else f"/c/goodbye/{form.language}"}
    )


def _refusal(request: HttpRequest, language: str) -> HttpResponse | None:
    """What is refused before it is read: a form from elsewhere, or one that is longer than any form of ours."""
    if answers.is_foreign(request):
        return sentence("foreign", 403, language)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LONGEST_FORM:
        return sentence("too_long", 400, language)
    return None
