"""The page of a group."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from fourfold.web.accounts.queries import told_looks
from fourfold.web.audit.actions import note_read
from fourfold.web.estimates.shelf import Shelf
from fourfold.web.overview import queries
from fourfold.web.records.queries import RecordRefused
from fourfold.web.request import Request
from fourfold.web.signals.queries import REASONS


@require_safe
def page(request: Request, group_id: int) -> HttpResponse:
    """How a group is, and whether an administrator may look into it."""
    try:
        found = queries.overview_of(request.viewer, group_id, request.LANGUAGE_CODE)
    except RecordRefused as refused:
        return render(request, "overview/unreadable.html", {"problems": refused.problems}, status=409)
    note_read(request.viewer, "group", f"group:{group_id}", group=group_id)
    about = {"found": found, "group": found.group, "reasons": REASONS, "glass": told_looks([group_id])}
    return render(request, "overview/group.html", {**about, **_rendered(found, request.LANGUAGE_CODE)})


@require_safe
def session_talk(request: Request, session_id: int) -> HttpResponse:
    """Who spoke to whom in one session, in words and as a circle."""
    try:
        found = queries.talk_of(request.viewer, session_id, request.LANGUAGE_CODE)
    except RecordRefused as refused:
        return render(request, "overview/unreadable.html", {"problems": refused.problems}, status=409)
    note_read(request.viewer, "talk", f"session:{session_id}", group=found.session.group_id)
    about = {"found": found, "session": found.session, "group": found.session.group, "keys": _KEYS}
    return render(request, "overview/session_talk.html", about)


def _rendered(found: queries.Overview, language: str) -> dict[str, SafeString]:
    """The parts above and below the signals, which nothing but the record and the language changes."""
    about = {"parts": found.parts, "found": found, "keys": _KEYS}
    key = (found.known.key, language)
    return {name: rendered.get((*key, name), partial(render_to_string, f"overview/{name}.html", about)) for name in _KEPT}


_KEPT = ("standing", "rest")
rendered: Shelf[SafeString] = Shelf(128)


_KEYS = (
    {"css": "", "words": "talk.key_members"},
    {"css": "by-chair", "words": "talk.key_chairs"},
    {"css": "faint", "words": "talk.key_faint"},
)
