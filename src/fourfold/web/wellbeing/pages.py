"""How are we: one's own week and trend, one's own guesses against what was said, and a team where it is large enough."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourfold.instruments import Instrument
from fourfold.web.access import Viewer
from fourfold.web.assessments.sentences import sentences
from fourfold.web.audit.actions import note_read
from fourfold.web.dots import HEIGHT, WIDTH
from fourfold.web.own_device import never_on_a_kiosk
from fourfold.web.request import Request
from fourfold.web.wellbeing import actions, shown
from fourfold.web.wellbeing.forms import AnswerMissing, answers_of
from fourfold.web.wellbeing.queries.own import (
    WEEKLY,
    asked,
    of_this_week,
    own_answers,
    own_id,
    own_readings,
    today_of,
    worded_here,
)
from fourfold.web.wellbeing.queries.own_gaps import own_gaps
from fourfold.web.wellbeing.queries.team import team
from fourfold.web.words import site_words


@require_safe
@never_on_a_kiosk
def page(request: Request) -> HttpResponse:
    """Everything about the viewer's own well-being, and what their team was told."""
    viewer, language = request.viewer, _language()
    user_id = own_id(viewer)
    note_read(viewer, "own well-being", f"user:{user_id}")
    weekly, given = asked(viewer, WEEKLY, language), own_answers(viewer, WEEKLY)
    about = {
        "asked": weekly,
        "read": sentences(weekly, language),
        "week": of_this_week(viewer),
        "sentences": shown.own_sentences(weekly, given, language, today_of(viewer)),
        "unopened": [row.day for row in given if not row.opens],
        "published": [_published(viewer, one, language) for one in worded_here(viewer, language).values()],
        "gaps": own_gaps(viewer),
        "team": shown.team_words(team(viewer), weekly, language),
        "width": WIDTH,
        "height": HEIGHT,
    }
    return render(request, "wellbeing/page.html", about)


@require_http_methods(["GET", "HEAD", "POST"])
@never_on_a_kiosk
def answer(request: Request, instrument: str) -> HttpResponse:
    """One instrument, asked of the viewer alone; by POST its answers are kept."""
    language = _language()
    one = asked(request.viewer, instrument, language)
    about = {"asked": one, "read": sentences(one, language)}
    if request.method != "POST":
        return render(request, "wellbeing/answer.html", about)
    try:
        answers = answers_of(one, request.POST)
    except AnswerMissing:
        answers = {}
    if not any(value is not None for value in answers.values()):
        return render(request, "wellbeing/answer.html", {**about, "fault": True}, status=422)
    actions.answer(one, answers, counts="counts" in request.POST, by=request.viewer)
    messages.success(request, _say("kept"))
    return redirect("well-being")


@require_http_methods(["GET", "HEAD", "POST"])
@never_on_a_kiosk
def take_back(request: Request, answers_id: int) -> HttpResponse:
    """Taking one's own answers back: what it means first, then by POST."""
    found = shown.owned(request.viewer, answers_id)
    if request.method == "POST":
        actions.take_back(answers_id, by=request.viewer)
        messages.success(request, _say("taken_back"))
        return redirect("well-being")
    return render(request, "wellbeing/take_back.html", {"given": found})


@require_POST
@never_on_a_kiosk
def let_count(request: Request, answers_id: int) -> HttpResponse:
    """Whether this week's answers count for the team."""
    counts = request.POST.get("counts") == "yes"
    actions.let_count(answers_id, counts, by=request.viewer)
    messages.success(request, _say("counted" if counts else "not_counted"))
    return redirect("well-being")


def _published(viewer: Viewer, one: Instrument, language: str) -> dict[str, Any]:
    given = own_answers(viewer, one.key)
    return {
        "asked": one,
        "title": sentences(one, language).title,
        "readings": own_readings(viewer, one.key, language),
        "given": given[::-1],
        "unopened": [row.day for row in given if not row.opens],
    }


def _say(key: str) -> str:
    return site_words(get_language()).say(f"wellbeing.{key}")


def _language() -> str:
    return "es" if (get_language() or "en").startswith("es") else "en"
