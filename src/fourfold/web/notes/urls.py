"""Addresses of the slice notes."""

from django.urls import path

from fourfold.web.notes.pages import lists, process, sessions

_SESSION, _PROCESS = "sessions/<int:session_id>/notes/", "process-notes/"

urlpatterns = [
    path("groups/<int:group_id>/notes/", lists.group, name="group-notes"),
    path("people/<int:person_id>/in/<int:group_id>/notes/", lists.member, name="member-notes"),
    path(_SESSION, sessions.session, name="session-notes"),
    path(f"{_SESSION}lock/", sessions.lock, name="notes-lock"),
    path(f"{_SESSION}add/", sessions.add, name="notes-add"),
    path(f"{_SESSION}ask/", sessions.ask, name="notes-ask"),
    path(f"{_SESSION}withdraw/", sessions.withdraw, name="notes-withdraw"),
    path(f"{_SESSION}sign/", sessions.sign, name="notes-sign"),
    path(f"{_SESSION}send-back/", sessions.send_back, name="notes-send-back"),
    path(f"{_SESSION}sheet/", sessions.sheet, name="notes-sheet"),
    path(_PROCESS, process.start, name="process-notes"),
    path(f"{_PROCESS}close/", process.close, name="process-notes-close"),
    path(f"{_PROCESS}anew/", process.anew, name="process-notes-anew"),
    path(f"{_PROCESS}new/", process.new, name="process-note-new"),
    path(f"{_PROCESS}passphrase/", process.passphrase, name="process-notes-passphrase"),
    path(f"{_PROCESS}recovery/", process.recovery, name="process-notes-recovery"),
    path(f"{_PROCESS}<int:note_id>/", process.note, name="process-note"),
    path(f"{_PROCESS}<int:note_id>/delete/", process.delete, name="process-note-delete"),
]
