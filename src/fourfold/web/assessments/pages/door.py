"""The door of a self-assessment: no sign-in, one item at a time, each answer kept as it is given; works without scripts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_safe

from fourfold.feedback.words import LANGUAGES
from fourfold.web.access import NOBODY, Right, may
from fourfold.web.assessments.actions.answering import NotOpen, OffScale, keep_answer, take_instead
from fourfold.web.assessments.pages.shared_device import KIOSK_S, came_by_code, going_on, left
from fourfold.web.assessments.queries.door import AtDoor, behind, of_code
from fourfold.web.checkins.answers import door, is_foreign, language_of
from fourfold.web.checkins.throttle import address_of, codes
from fourfold.web.checkins.tokens import ALPHABET, KIOSK_COOKIE
from fourfold.web.request import posted_number
from fourfold.web.words import site_words

_METHODS = ["GET", "HEAD", "POST"]


@door
@require_http_methods(_METHODS)
def assessment(request: HttpRequest, token: str) -> HttpResponse:
    """One item, or what comes before the first; by POST an answer."""
    if _is_kiosk(request) and not came_by_code(request, token):
        return _see_other(reverse("assessment-code"))
    found = behind(token, request.GET.get("l", ""))
    if found is None:
        return _sentence(request, "unknown", 404)
    return going_on(_take(request, found) if request.method == "POST" else _asked(request, found), request, token)


def _asked(request: HttpRequest, found: AtDoor) -> HttpResponse:
    if not found.is_open:
        return _sentence(request, "spent" if found.finished_at else "closed", 410, found.chosen.language)
    if _is_kiosk(request) and found.asks_about_safety:
        return _page(request, "door_not_here", found, {"instead": found.instead})
    place = _place(request, found)
    return _opening(request, found) if place == 0 else _item(request, found, place)


@door
@require_safe
def told(request: HttpRequest, token: str) -> HttpResponse:
    """What happens after an answer about safety; a plain page that says who is told, and what to do if it cannot wait."""
    if _is_kiosk(request) and not came_by_code(request, token):
        return _see_other(reverse("assessment-code"))
    found = behind(token, request.GET.get("l", ""))
    if found is None:
        return _sentence(request, "unknown", 404)
    if not found.is_told:
        return _sentence(request, "spent" if found.finished_at else "closed", 410, found.chosen.language)
    # Not one sentence of the instrument stands here, so that every language is there.
    language = language_of(request, found.chosen.language)
    shown = {"door": found, "token": found.token, "goodbye": found.finished_at is not None}
    page = _bare(request, "door_told", language, shown)
    return left(page) if shown["goodbye"] else going_on(page, request, token)


@door
@require_safe
def goodbye(request: HttpRequest, language: str) -> HttpResponse:
    """Thanks, and nothing of what was answered; members who are signed in on a device of their own find back to their page."""
    is_own = may(getattr(request, "viewer", NOBODY), Right.OWN) and not _is_kiosk(request)
    shown = {"leaves": True, "is_own": is_own}
    return left(_bare(request, "door_goodbye", language if language in LANGUAGES else "en", shown))


@door
@require_http_methods(_METHODS)
def type_code(request: HttpRequest) -> HttpResponse:
    """The page on which a code is typed; the right one leads to its self-assessment."""
    language = language_of(request)
    if request.method != "POST":
        return left(_bare(request, "door_code", language, _pad(language)))
    if is_foreign(request):
        return _sentence(request, "foreign", 403)
    address, say = address_of(request), site_words(language).say
    if wait := codes.wait(address):
        response = _bare(request, "door_code", language, _pad(language, say("checkins.code_wait", seconds=wait)), 429)
        response["Retry-After"] = str(wait)
        return response
    found = of_code(request.POST.get("code", ""))
    if found is None or not found.is_open:
        codes.count_wrong(address)
        return _bare(request, "door_code", language, _pad(language, say("assess_door.code_wrong")), 422)
    return going_on(_see_other(reverse("assessment", args=[found.token])), request, found.token)


def _take(request: HttpRequest, found: AtDoor) -> HttpResponse:
    language, is_kiosk = found.chosen.language, _is_kiosk(request)
    if refusal := _refused(request, found):
        return refusal
    if request.POST.get("instead") and is_kiosk and take_instead(found):
        return _see_other(_address(found))
    if is_kiosk and found.asks_about_safety:
        return _page(request, "door_not_here", found, {"instead": found.instead}, 409)
    try:
        return _keep(request, found, "kiosk" if is_kiosk else "phone")
    except OffScale:
        return _sentence(request, "off_scale", 400, language)
    except NotOpen:
        return _too_late(request, behind(found.token, language) or found)


def _refused(request: HttpRequest, found: AtDoor) -> HttpResponse | None:
    """Why nothing is taken, before anything is shown: what was answered at a door that is shut is read back to nobody."""
    if is_foreign(request):
        return _sentence(request, "foreign", 403, found.chosen.language)
    return None if found.is_open else _too_late(request, found)


def _too_late(request: HttpRequest, found: AtDoor) -> HttpResponse:
    """That it takes no answers; after one about safety again who is told. Never whether it is the same as before."""
    language = found.chosen.language
    if found.is_told:
        return _see_other(f"{reverse('assessment-told', args=[found.token])}?l={language}")
    about = {"not_kept": True, "urgent": found.urgent} if found.asks_about_safety and not found.finished_at else {}
    return _sentence(request, "spent" if found.finished_at else "closed", 410, language, **about)


def _keep(request: HttpRequest, found: AtDoor, source: str) -> HttpResponse:
    """One answer kept, and the way on; asked again where none was chosen. Raises `OffScale`, `NotOpen`."""
    language, key, given = found.chosen.language, request.POST.get("item", ""), request.POST.get("answer")
    if key not in {item.key for item in found.sentences.items}:
        raise OffScale(key)
    if given is None:
        return _item(request, found, found.sentences.place_of(key), fault=True)
    value = posted_number(given)
    if given and value is None:
        raise OffScale(key)
    kept = keep_answer(found, key, value, source)
    if kept.is_danger:
        return _see_other(f"{reverse('assessment-told', args=[found.token])}?l={language}")
    if kept.is_last:
        return _see_other(reverse("assessment-goodbye", args=[language]))
    return _see_other(_address(found, found.sentences.place_of(key) + 1))


def _place(request: HttpRequest, found: AtDoor) -> int:
    """Which item to show: the one asked for, as far as one has come; else the first without an answer, 0 before the first."""
    asked = posted_number(request.GET.get("at", ""))
    if asked is not None:
        return min(asked, found.next_place, len(found.sentences.items))
    return found.next_place if found.answers else 0


def _opening(request: HttpRequest, found: AtDoor) -> HttpResponse:
    others = [language for language in found.ways if language != found.chosen.language]
    return _page(request, "door_opening", found, {"others": others})


def _item(request: HttpRequest, found: AtDoor, place: int, *, fault: bool = False) -> HttpResponse:
    sentence, shared = found.sentences.items[place - 1], _is_kiosk(request) or found.by_kiosk
    shown: Any = {
        "place": place,
        "total": len(found.sentences.items),
        "before": place - 1,
        "sentence": sentence,
        # Nothing can be read back on a shared device, nor elsewhere with a card that was left beside one.
        "given": None if shared else found.answers.get(sentence.key, ""),
        "was_left_out": not shared and found.answers.get(sentence.key, "") is None,
        "fault": fault,
    }
    return _page(request, "door_item", found, shown, 422 if fault else 200)


def _page(request: HttpRequest, template: str, found: AtDoor, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    about = {"door": found, "texts": found.sentences, "token": found.token}
    return _bare(request, template, found.chosen.language, {**about, **shown}, status)


def _sentence(request: HttpRequest, words: str, status: int, language: str = "", **about: Any) -> HttpResponse:
    return _bare(request, "door_sentence", language_of(request, language), {"says": words, **about}, status)


def _bare(request: HttpRequest, template: str, language: str, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    surroundings = {"language": language, "is_kiosk": _is_kiosk(request), "kiosk_seconds": KIOSK_S}
    with translation.override(language):
        html = render_to_string(f"assessments/{template}.html", {**surroundings, **shown})
    return HttpResponse(html, status=status)


def _pad(language: str, fault: str = "") -> dict[str, Any]:
    return {"other": next(one for one in LANGUAGES if one != language), "fault": fault, "alphabet": ALPHABET}


def _address(found: AtDoor, place: int | None = None) -> str:
    asked = f"?l={found.chosen.language}" + (f"&at={place}" if place else "")
    return reverse("assessment", args=[found.token]) + asked


def _is_kiosk(request: HttpRequest) -> bool:
    return KIOSK_COOKIE in request.COOKIES


def _see_other(address: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": address})
