"""The facilitator's own check-in: first the guesses of the members' answers, and only then how it was for them."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from fourfold.instruments import Question, guessed_level, instrument, questions_for
from fourfold.web.access import Missing
from fourfold.web.checkins.actions import Answered, Receipt, take
from fourfold.web.checkins.forms import Answers, FormRefused, answers_to
from fourfold.web.checkins.queries import FACILITATOR_CHECK_IN, SessionAtDoor, has_answered, session_led
from fourfold.web.checkins.tokens import new_key
from fourfold.web.request import Request
from fourfold.web.words import site_words

_LONGEST_S = 4 * 60 * 60
_SALT = "fourfold facilitator's guesses"
_NO_GUESS = "no_guess"
_OWN = frozenset({"csrfmiddlewaretoken", "guesses", _NO_GUESS})


def lead(request: Request, session_id: int) -> HttpResponse:
    """A facilitator's check-in in two parts, once for each session."""
    session = session_led(request.viewer, session_id)
    person_id = request.viewer.person_id
    if person_id is None:
        raise Missing
    if has_answered(session_id, person_id, FACILITATOR_CHECK_IN):
        return render(request, "checkins/lead_in.html", {"session": session, "already": True})
    guesses, own = _parts(session, _language())
    if request.method != "POST":
        return _part(request, session, guesses, {"step": 1})
    kept = _kept(request, person_id)
    if kept is None and (told := _still_to_guess(request)):
        return _part(request, session, guesses, {"step": 1, **told})
    try:
        answers = answers_to(own if kept else guesses, _given(request))
    except FormRefused:
        step = 2 if kept else 1
        told = {"step": step, "fault": "checkins.lead_fault", "kept": request.POST.get("guesses")}
        return _part(request, session, own if kept else guesses, told)
    if kept is None:
        sealed = signing.dumps([session_id, person_id, new_key(), answers], salt=_SALT)
        return _part(request, session, own, {"step": 2, "kept": sealed})
    return _store(request, session, kept, answers)


def _still_to_guess(request: Request) -> dict[str, Any]:
    """What is said where the guesses are not what they were, or none is chosen; the latter is asked about once."""
    if "guesses" in request.POST:
        return {"fault": "checkins.lead_guesses_first"}
    if _given(request) or _NO_GUESS in request.POST:
        return {}
    return {"fault": "checkins.lead_no_guess", "asked": _NO_GUESS}


def _store(request: Request, session: SessionAtDoor, kept: tuple[str, Answers], answers: Answers) -> HttpResponse:
    check_in = instrument(FACILITATOR_CHECK_IN)
    key, guesses = kept
    receipt = take(
        Answered(
            key=key,
            group_id=session.group_id,
            session_id=session.session_id,
            person_id=request.viewer.person_id or 0,
            instrument=check_in.key,
            version=check_in.version,
            language=_language(),
            source="staff",
            answers={**guesses, **answers},
            private_word=False,
            answered_at=datetime.now(UTC),
            actor=request.viewer.actor,
        )
    )
    said = "lead_done" if receipt in (Receipt.STORED, Receipt.ALREADY) else "lead_already"
    messages.success(request, site_words(get_language()).say(f"checkins.{said}"))
    return redirect("facilitator-check-in", session.session_id)


def _parts(session: SessionAtDoor, language: str) -> tuple[list[Question], list[Question]]:
    """The guesses, and the questions that come after them."""
    questions = questions_for(instrument(FACILITATOR_CHECK_IN), session.number, 0, language=language)
    guesses = [question for question in questions if guessed_level(question.key) is not None]
    return guesses, [question for question in questions if question not in guesses]


def _part(request: Request, session: SessionAtDoor, questions: list[Question], told: dict[str, Any]) -> HttpResponse:
    texts = instrument(FACILITATOR_CHECK_IN).texts[_language()]
    surroundings = {"session": session, "questions": questions, "texts": texts, **told}
    return render(request, "checkins/lead.html", surroundings, status=422 if "fault" in told else 200)


def _kept(request: Request, person_id: int) -> tuple[str, Answers] | None:
    """The guesses that this facilitator made for this session, as they were made; None where there are none yet."""
    try:
        session_id, by, key, answers = signing.loads(request.POST.get("guesses", ""), salt=_SALT, max_age=_LONGEST_S)
    except signing.BadSignature:
        return None
    mine = request.resolver_match is not None and request.resolver_match.kwargs["session_id"] == session_id
    return (key, answers) if mine and by == person_id else None


def _given(request: Request) -> dict[str, str]:
    return {name: request.POST[name] for name in request.POST if name not in _OWN}


def _language() -> str:
    language = (get_language() or "en").partition("-")[0]
    return language if language in instrument(FACILITATOR_CHECK_IN).languages else "en"
