"""My page: what a member gave and was told, what they agreed to, who has seen it, and all of it to take along.

It is a page for one's own device: on a device that serves as a kiosk it is not there.
"""

import json
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from fourfold.instruments import Item, check_in_of
from fourfold.vocabulary import Role
from fourfold.web.access import Missing
from fourfold.web.assessments.queries.parts import on_my_page as assessments_on_my_page
from fourfold.web.audit.actions import note_read
from fourfold.web.audit.queries import seen_by
from fourfold.web.blocks import queries as blocks
from fourfold.web.dots import HEIGHT, WIDTH, dots
from fourfold.web.goals.queries.own import on_my_page as goals_on_my_page
from fourfold.web.knowledge.queries import own_resources
from fourfold.web.mypage import actions, queries
from fourfold.web.mypage.in_fhir import in_fhir
from fourfold.web.mypage.looks import looks
from fourfold.web.mypage.queries import OwnAnswers, own_person
from fourfold.web.own_device import own_device
from fourfold.web.practices.queries.member import own_practices, titled_parts
from fourfold.web.request import Request
from fourfold.web.words import site_words

_DAYS = ("_on", "known_since")


@require_safe
@own_device
def start(request: Request) -> HttpResponse:
    """Everything that is the member's own."""
    viewer, person = request.viewer, own_person(request.viewer)
    note_read(viewer, "own page", f"person:{person.pk}", person=person.pk)
    sessions, answers, consents = queries.own_sessions(viewer), queries.own_answers(viewer), queries.own_consents(viewer)
    answered_on = {day for own in answers for day, _ in own.answers}
    shown = {
        "sentences": [_drawn(own) for own in answers],
        "n_answered": len(answered_on),
        "answered_on": max(answered_on, default=None),
        "width": WIDTH,
        "height": HEIGHT,
        "sessions": sessions,
        "n_about_others": sum(session.n_about_others for session in sessions),
        "several": len({session.group_name for session in sessions}) > 1,
        "blocks": blocks.told_to(viewer),
        "waiting": blocks.waiting_for(viewer),
        "consents": consents,
        "n_in_force": sum(consent.in_force for consent in consents),
        "looks": looks(seen_by(viewer, person)),
        "n_resources": len(own_resources(viewer)),
        "practices": own_practices(viewer, _language()),
        "assessed": assessments_on_my_page(viewer, _language()),
        "own_goals": goals_on_my_page(viewer),
    }
    return render(request, "mypage/start.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@own_device
def withdraw(request: Request, kind: str) -> HttpResponse:
    """Ending an agreement: what it means first, then by POST."""
    consent = next((c for c in queries.own_consents(request.viewer) if c.kind == kind and c.in_force), None)
    if consent is None:
        raise Missing
    if request.method == "POST":
        actions.withdraw(kind, by=request.viewer)
        messages.success(request, site_words(get_language()).say(f"mypage.withdrawn_{kind}"))
        return redirect("my-page")
    return render(request, "mypage/withdraw.html", {"consent": consent})


@require_safe
@own_device
def record(request: Request) -> HttpResponse:
    """The member's record, to read or to print."""
    found = _record(request, "read")
    items = {item.key: _wording(item) for item in check_in_of(Role.MEMBER).items}
    answered = [{**told, "answers": _worded(told["answers"], items)} for told in found["check_ins"]]
    others = [{"wording": items[key], **told} for key, told in found["about_others"].items()]
    practised = titled_parts(found["practices"], _language())
    shown = {"record": found, "check_ins": answered, "others": others, "practised": practised}
    return render(request, "mypage/record.html", _with_days(shown))


@require_safe
@own_device
def record_file(request: Request) -> HttpResponse:
    """The member's record as a file that programs read."""
    body = json.dumps(_record(request, "file"), ensure_ascii=False, indent=2)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-record.json"'
    return response


@require_safe
@own_device
def record_fhir(request: Request) -> HttpResponse:
    """The member's record as a FHIR Bundle, for the programs of others."""
    made = in_fhir(_record(request, "fhir"), _language(), timezone.now())
    response = HttpResponse(json.dumps(made, ensure_ascii=False, indent=2), content_type="application/fhir+json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-record-fhir.json"'
    return response


def _record(request: Request, detail: str) -> dict[str, Any]:
    person = own_person(request.viewer)
    note_read(request.viewer, "own record", f"person:{person.pk}", person=person.pk, detail=detail)
    return queries.own_record(request.viewer)


def _drawn(own: OwnAnswers) -> dict[str, Any]:
    item = check_in_of(Role.MEMBER).item(own.key)
    low, high = item.ends[_language()]
    drawn = dots(own.answers, item.lowest, item.highest)
    return {"key": own.key, "wording": _wording(item), "low": low, "high": high, "dots": drawn, "answers": own.answers[::-1]}


def _worded(answers: dict[str, Any], items: dict[str, str]) -> list[tuple[str, Any]]:
    return [(items[key], answer) for key, answer in answers.items()]


def _wording(item: Item) -> str:
    """The sentence of an item; where it names somebody, with dots in place of the name."""
    return (item.wording or {}).get(_language(), item.key).replace("{name}", "…")


def _with_days(told: Any) -> Any:
    """The same with dates in place of their spelling, so that the page says them in its language."""
    if isinstance(told, dict):
        return {key: date.fromisoformat(v) if v and key.endswith(_DAYS) else _with_days(v) for key, v in told.items()}
    return [_with_days(part) for part in told] if isinstance(told, list) else told


def _language() -> str:
    return "es" if (get_language() or "en").startswith("es") else "en"
