"""Pages of a session's notes: write once, lock, add to, ask for a signature, sign, print."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourfold.web.access import Missing, Viewer
from fourfold.web.audit.actions import note_read
from fourfold.web.notes.actions import sessions as actions
from fourfold.web.notes.actions import signing
from fourfold.web.notes.actions.sessions import LONGEST, Draft, Kept
from fourfold.web.notes.forms import drafts_of
from fourfold.web.notes.queries.sessions import GROUP, SessionNotes, notes_of_session
from fourfold.web.refusal import Refused
from fourfold.web.request import Request, posted_number
from fourfold.web.sessions.queries import local_now
from fourfold.web.words import site_words


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: Request, session_id: int) -> HttpResponse:
    """The notes of a session: drafts to write in, or what is locked."""
    found = notes_of_session(request.viewer, session_id)
    if request.method != "POST":
        return _shown(request, found)
    if not found.may_write:
        raise Missing
    drafts = drafts_of(request.POST)
    for_script = request.headers.get("Accept") == "application/json"
    try:
        kept = actions.save_drafts(session_id, drafts, by=request.viewer)
    except Refused as refused:
        return _refused(request, session_id, refused, drafts, for_script=for_script)
    if for_script:
        return _told(found, kept)
    if kept.conflicts or kept.faults:
        return _both(request, session_id, drafts, kept)
    if request.POST.get("then") == "lock":
        return redirect("notes-lock", session_id)
    messages.success(request, _say("notes.saved_at", time=_time(found, kept)))
    return redirect("session-notes", session_id)


@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: Request, session_id: int) -> HttpResponse:
    """Lock them: what it means first, then by POST."""
    found = notes_of_session(request.viewer, session_id)
    if not found.may_write:
        raise Missing
    if request.method == "POST":
        return _done(
            request, session_id, lambda by: actions.lock(session_id, request.POST.get("digest", ""), by=by), "notes.locked"
        )
    if found.locked_at or found.is_empty or not found.begun:
        return redirect("session-notes", session_id)
    _note_read(request, found)
    return render(request, "notes/lock.html", _about(found))


@require_POST
def add(request: Request, session_id: int) -> HttpResponse:
    """One addendum."""
    part, text = request.POST.get("part", ""), request.POST.get("text", "")
    return _done(request, session_id, lambda by: actions.add(session_id, part, text, by=by), "notes.added", (part, text))


@require_POST
def ask(request: Request, session_id: int) -> HttpResponse:
    """Ask somebody to co-sign."""
    whom = posted_number(request.POST.get("whom", ""))
    if whom is None:
        raise Missing
    return _done(request, session_id, lambda by: signing.ask_to_sign(session_id, whom, by=by), "notes.asked")


@require_POST
def withdraw(request: Request, session_id: int) -> HttpResponse:
    """Ask no more."""
    asked = _asked(request)
    return _done(request, session_id, lambda by: signing.withdraw(session_id, asked, by=by), "notes.withdrawn")


@require_POST
def sign(request: Request, session_id: int) -> HttpResponse:
    """Sign what was shown."""
    asked, digest = _asked(request), request.POST.get("digest", "")
    return _done(request, session_id, lambda by: signing.sign(session_id, asked, digest, by=by), "notes.signed")


@require_POST
def send_back(request: Request, session_id: int) -> HttpResponse:
    """Send them back with an addendum."""
    asked, text = _asked(request), request.POST.get("text", "")
    return _done(
        request, session_id, lambda by: signing.send_back(session_id, asked, text, by=by), "notes.sent_back", (GROUP, text)
    )


@require_safe
def sheet(request: Request, session_id: int) -> HttpResponse:
    """One session's notes, to print."""
    found = notes_of_session(request.viewer, session_id)
    _note_read(request, found, "sheet")
    return render(request, "notes/sheet.html", _about(found))


def _shown(request: Request, found: SessionNotes, *, status: int = 200, **more: object) -> HttpResponse:
    _note_read(request, found)
    page = "notes/locked.html" if found.locked_at else "notes/write.html" if found.may_write else "notes/drafts.html"
    return render(request, page, {**_about(found), **more}, status=status)


def _both(request: Request, session_id: int, drafts: Mapping[str, Draft], kept: Kept) -> HttpResponse:
    """The page anew with what was typed; where somebody else has written meanwhile, with both."""
    told = {name: refused.sentence(get_language()) for name, refused in kept.faults.items()}
    typed = {name: draft.text for name, draft in drafts.items()}
    found = notes_of_session(request.viewer, session_id).with_drafts(typed, kept.conflicts, told)
    return _shown(request, found, status=409 if kept.conflicts else 200, unsaved=True)


def _refused(
    request: Request, session_id: int, refused: Refused, drafts: Mapping[str, Draft], *, for_script: bool
) -> HttpResponse:
    """Nothing was kept. What was typed stays on the page, also where the notes were locked by somebody else meanwhile."""
    told = refused.sentence(get_language())
    if for_script:
        return JsonResponse({"said": {"": told}}, status=409)
    found = notes_of_session(request.viewer, session_id)
    typed = [(part, drafts[part.name].text) for part in found.parts if part.name in drafts]
    unsaved = [(part, text) for part, text in typed if text.strip().replace("\r\n", "\n") != part.text]
    return _shown(request, found, status=409, refusal=told, lost=unsaved)


def _told(found: SessionNotes, kept: Kept) -> HttpResponse:
    """For the script that keeps drafts: when, the versions to go on from, and what could not be kept."""
    said = {f"text-{name}": refused.sentence(get_language()) for name, refused in kept.faults.items()}
    said |= {f"text-{name}": _say("notes.meanwhile") for name in kept.conflicts}
    state = _say("notes.saved_not_all" if said else "notes.saved_at", time=_time(found, kept))
    versions = {f"version-{name}": version for name, version in kept.versions.items()}
    return JsonResponse({"state": state, "set": versions, "said": said})


def _done(
    request: Request, session_id: int, act: Callable[[Viewer], Any], told: str, typed: tuple[str, str] = ("", "")
) -> HttpResponse:
    """Do it, say what happened or why it could not, and go back to the notes. Words that are refused stay on the page."""
    try:
        act(request.viewer)
    except Refused as refused:
        name, text = typed
        if text.strip():
            found = notes_of_session(request.viewer, session_id)
            lost = [(part, text) for part in found.parts if part.name == name]
            return _shown(request, found, status=409, refusal=refused.sentence(get_language()), lost=lost)
        messages.error(request, refused.sentence(get_language()))
    else:
        messages.success(request, _say(told))
    return redirect("session-notes", session_id)


def _note_read(request: Request, found: SessionNotes, detail: str = "") -> None:
    note_read(request.viewer, "notes", f"session:{found.session.pk}", group=found.group.pk, detail=detail)


def _about(found: SessionNotes) -> dict[str, Any]:
    return {"found": found, "session": found.session, "group": found.group, "longest": LONGEST}


def _asked(request: Request) -> int:
    asked = posted_number(request.POST.get("request", ""))
    if asked is None:
        raise Missing
    return asked


def _time(found: SessionNotes, kept: Kept) -> str:
    return f"{local_now(found.group, kept.at):%H:%M}"


def _say(key: str, **given: object) -> str:
    return site_words(get_language()).say(key, None, **given)
