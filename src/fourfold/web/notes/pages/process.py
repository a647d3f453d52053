"""Pages of process notes: open, begin anew, write, read, delete, another passphrase, a sheet. All of them one's own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from fourfold.web.audit.actions import note_read
from fourfold.web.notes.actions import process as actions
from fourfold.web.notes.door import hold_open, opened, shut
from fourfold.web.notes.forms import AnewForm, BeginForm, ChangeForm, OpenForm, ProcessNoteForm
from fourfold.web.notes.process_keys import OpenKey
from fourfold.web.notes.queries import process as queries
from fourfold.web.own_device import never_on_a_kiosk
from fourfold.web.request import Request
from fourfold.web.words import site_words

Page = Callable[..., HttpResponse]


def while_open(page: Page) -> Page:
    """The page with the author's key, held open for as long again; else the way to the door. Others' notes are missing."""

    @sensitive_post_parameters()
    @wraps(page)
    def shown(request: Request, **named: Any) -> HttpResponse:
        queries.own_key(request.viewer)
        if "note_id" in named:
            queries.exists(request.viewer, named["note_id"])
        key = opened(request)
        if key is None:
            return _shut(request)
        return hold_open(request, page(request, key, **named), key)

    return never_on_a_kiosk(shown)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@never_on_a_kiosk
def start(request: Request) -> HttpResponse:
    """The notes where they are open; else the door, or how to begin."""
    if queries.own_key(request.viewer) is None:
        return _begin(request)
    key = opened(request)
    if key is None:
        return _open(request)
    if request.method == "POST":
        return redirect("process-notes")
    note_read(request.viewer, "process notes", f"user:{request.viewer.user_id}")
    shown = {"notes": queries.written(request.viewer, key)}
    return hold_open(request, render(request, "notes/process_notes.html", shown), key)


@require_POST
def close(request: Request) -> HttpResponse:
    """Shut them now."""
    queries.own_key(request.viewer)
    messages.success(request, _say("process_notes.closed"))
    return shut(request, redirect("process-notes"))


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@never_on_a_kiosk
def anew(request: Request) -> HttpResponse:
    """For whoever has lost passphrase and sheet: what would be lost, and the account's password; then all of it is gone."""
    if queries.own_key(request.viewer) is None:
        return redirect("process-notes")
    form = AnewForm(request.POST or None)
    told = form.carried_out(
        lambda: actions.begin_anew(form.cleaned_data["password"], form.cleaned_data["number"], by=request.viewer)
    )
    if told:
        messages.success(request, _say("process_notes.anew_done"))
        return shut(request, redirect("process-notes"))
    return render(request, "notes/process_anew.html", {"form": form, "number": queries.own_notes(request.viewer).count()})


@require_http_methods(["GET", "HEAD", "POST"])
@while_open
def new(request: Request, key: OpenKey) -> HttpResponse:
    """A new one."""
    form = ProcessNoteForm(request.POST or None)
    made: list[int] = []

    def write() -> None:
        told = form.cleaned_data
        made.append(actions.write(key, told["title"], told["text"], by=request.viewer).pk)

    if form.carried_out(write):
        return _kept(request, queries.note_of(request.viewer, key, made[0]))
    return _written_in(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@while_open
def note(request: Request, key: OpenKey, note_id: int) -> HttpResponse:
    """One of them, to read and to go on with."""
    found = queries.note_of(request.viewer, key, note_id)
    form = ProcessNoteForm(request.POST or None, initial={"title": found.title, "text": found.text, "version": found.version})

    def rewrite() -> None:
        told = form.cleaned_data
        actions.rewrite(key, note_id, (told["title"], told["text"], told["version"]), by=request.viewer)

    if form.carried_out(rewrite):
        return _kept(request, queries.note_of(request.viewer, key, note_id))
    if request.method != "POST":
        note_read(request.viewer, "process note", f"process_note:{note_id}")
    return _written_in(request, form, found)


@require_http_methods(["GET", "HEAD", "POST"])
@while_open
def delete(request: Request, key: OpenKey, note_id: int) -> HttpResponse:
    """Delete one: asks first."""
    if request.method == "POST":
        actions.delete(note_id, by=request.viewer)
        messages.success(request, _say("process_notes.deleted"))
        return redirect("process-notes")
    return render(request, "notes/process_delete.html", {"note": queries.note_of(request.viewer, key, note_id)})


@require_http_methods(["GET", "HEAD", "POST"])
@while_open
def passphrase(request: Request, key: OpenKey) -> HttpResponse:
    """Another passphrase."""
    return _passphrase_and_sheet(request, ChangeForm(request.POST or None), OpenForm(prefix="sheet"))


@require_POST
@while_open
def recovery(request: Request, key: OpenKey) -> HttpResponse:
    """A sheet to print, shown this once; asks for the passphrase again."""
    form = OpenForm(request.POST, prefix="sheet")
    made: list[str] = []
    if form.carried_out(lambda: made.append(actions.make_recovery_word(form.cleaned_data["passphrase"], by=request.viewer))):
        return render(request, "notes/process_recovery.html", {"word": made[0]})
    return _passphrase_and_sheet(request, ChangeForm(), form)


def _begin(request: Request) -> HttpResponse:
    form = BeginForm(request.POST or None)
    made: list[OpenKey] = []

    def begin() -> None:
        told = form.cleaned_data
        made.append(actions.begin(told["passphrase"], told["again"], by=request.viewer))

    if form.carried_out(begin):
        return hold_open(request, redirect("process-notes"), made[0])
    return render(request, "notes/process_begin.html", {"form": form})


def _open(request: Request) -> HttpResponse:
    form = OpenForm(request.POST or None)
    made: list[OpenKey] = []
    if form.carried_out(lambda: made.append(actions.open_with(form.cleaned_data["passphrase"], by=request.viewer))):
        return hold_open(request, redirect("process-notes"), made[0])
    return render(request, "notes/process_door.html", {"form": form})


def _shut(request: Request) -> HttpResponse:
    """The way to the door; what was typed cannot be kept, and a script is told so while the text is still on its page."""
    if _is_script(request):
        return JsonResponse({"said": {"": _say("process_notes.shut_meanwhile")}}, status=409)
    if request.method == "POST":
        form = OpenForm()
        typed = {name: request.POST.get(name, "") for name in ("title", "text")}
        return render(request, "notes/process_door.html", {"form": form, "typed": typed}, status=409)
    return redirect("process-notes")


def _passphrase_and_sheet(request: Request, form: ChangeForm, sheet: OpenForm) -> HttpResponse:
    def change() -> None:
        told = form.cleaned_data
        actions.change_passphrase(told["now"], told["passphrase"], told["again"], by=request.viewer)

    if form.carried_out(change):
        messages.success(request, _say("process_notes.changed"))
        return redirect("process-notes")
    sealed = queries.own_key(request.viewer)
    has_sheet = sealed is not None and sealed.sealed_for_recovery is not None
    return render(request, "notes/process_passphrase.html", {"form": form, "sheet": sheet, "has_sheet": has_sheet})


def _kept(request: Request, found: queries.Written) -> HttpResponse:
    address = reverse("process-note", args=[found.id])
    state = _say("process_notes.saved_at", time=f"{timezone.localtime():%H:%M}")
    if _is_script(request):
        return JsonResponse({"state": state, "set": {"version": found.version}, "said": {}, "address": address})
    messages.success(request, state)
    return redirect(address)


def _written_in(request: Request, form: ProcessNoteForm, found: queries.Written | None) -> HttpResponse:
    if request.method == "POST" and _is_script(request):
        said = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
        return JsonResponse({"state": _say("process_notes.not_saved"), "set": {}, "said": said})
    return render(request, "notes/process_note.html", {"form": form, "note": found})


def _is_script(request: Request) -> bool:
    return request.headers.get("Accept") == "application/json"


def _say(key: str, **given: object) -> str:
    return site_words(get_language()).say(key, None, **given)
