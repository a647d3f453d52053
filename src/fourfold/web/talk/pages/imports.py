"""Pages of an import: which file, who is who in it, what would be kept of it."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from fourfold.web.audit.actions import note_read
from fourfold.web.refusal import Refused
from fourfold.web.request import Request, posted_number
from fourfold.web.talk.actions import imports as actions
from fourfold.web.talk.forms.imports import ImportForm, WhoForm
from fourfold.web.talk.queries import imports as queries
from fourfold.web.talk.uploading import MOST_BYTES, OneFileInMemory
from fourfold.web.words import site_words

if TYPE_CHECKING:
    from fourfold.web.sessions.models import Session


@csrf_exempt
def upload(request: Request, session_id: int) -> HttpResponse:
    """Which file; whoever may not import here is refused before a byte of it is read, and the form's token comes first too."""
    session = queries.session_observed(request.viewer, session_id)
    request.upload_handlers = [OneFileInMemory(request)]
    return _upload(request, session)


@csrf_protect
def _upload(request: Request, session: "Session") -> HttpResponse:
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if _is_too_large(request):
        form.add_error("file", _say("coding.file_too_large", most=MOST_BYTES // 1_000_000))
        form.errors["file"] = form.error_class(form.errors["file"][-1:])

    def read() -> None:
        file, begins_s = form.cleaned_data["file"], form.cleaned_data["begins_at"]
        actions.begin_import(session.pk, file.name, file.read(), begins_s, by=request.viewer)

    if form.carried_out(read):
        return redirect("talk-import-who", session.pk)
    about = {
        "session": session,
        "group": session.group,
        "form": form,
        "waiting": queries.waiting(request.viewer, session),
        "kept": queries.kept_before(request.viewer, session.pk),
    }
    return render(request, "talk/import.html", about, status=422 if form.errors else 200)


def who(request: Request, session_id: int) -> HttpResponse:
    """Who is who in the file."""
    found = queries.who_is_who(request.viewer, session_id)
    if found is None:
        return redirect("talk-import", session_id)
    note_read(request.viewer, "talk import", f"session:{session_id}", group=found.session.group_id)
    form = WhoForm(request.POST if request.method == "POST" else None, found.guesses, found.places)
    if form.is_valid():
        try:
            actions.say_who(session_id, form.who(), by=request.viewer)
        except Refused as refused:
            form.add_error(None, refused.sentence(get_language()))
        else:
            return redirect("talk-import-look", session_id)
    about = {"found": found, "session": found.session, "group": found.session.group, "form": form}
    return render(request, "talk/import_who.html", about, status=422 if form.errors else 200)


def look(request: Request, session_id: int) -> HttpResponse:
    """What would be kept; kept at the press of a button."""
    found = queries.look(request.viewer, session_id)
    if found is None:
        return redirect("talk-import", session_id)
    if request.method == "POST":
        try:
            coding = actions.keep_import(session_id, by=request.viewer)
        except Refused as refused:
            messages.error(request, refused.sentence(get_language()))
            return redirect("talk-import-who", session_id)
        undo = f"undo:{reverse('talk-import-undo', args=[session_id])}?coding={coding.pk}"
        messages.success(request, _say("coding.kept" if coding.counts else "coding.kept_beside"), extra_tags=undo)
        return redirect("session", session_id)
    note_read(request.viewer, "talk import", f"session:{session_id}", group=found.session.group_id)
    about = {"found": found, "session": found.session, "group": found.session.group}
    return render(request, "talk/import_look.html", about)


@require_POST
def drop(request: Request, session_id: int) -> HttpResponse:
    """The file thrown away."""
    actions.drop_import(session_id, by=request.viewer)
    messages.success(request, _say("coding.dropped"))
    return redirect("talk-import", session_id)


@require_POST
def undo(request: Request, session_id: int) -> HttpResponse:
    """A kept file taken back."""
    actions.take_back_import(session_id, posted_number(request.GET.get("coding", "")) or 0, by=request.viewer)
    messages.success(request, _say("coding.taken_back"))
    return redirect("talk-import", session_id)


def _is_too_large(request: Request) -> bool:
    """Whether a file came along that was let through unread."""
    sent = posted_number(request.META.get("CONTENT_LENGTH") or "") or 0
    return request.method == "POST" and sent > MOST_BYTES and "file" not in request.FILES


def _say(key: str, count: int | None = None, **given: object) -> str:
    return site_words(get_language()).say(key, count, **given)
