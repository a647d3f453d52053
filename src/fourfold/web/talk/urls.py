"""Addresses of the talk of a session: what comes from a file, the second pass, agreement, what was recalled, the board."""

from django.urls import include, path

from fourfold.web.talk.pages import agreement, board, codings, group, imports, recall, second_pass, shell

_of_session = [
    path("<int:session_id>/board/", board.page, name="board"),
    path("<int:session_id>/board/state", board.state, name="board-state"),
    path("<int:session_id>/board/events", board.events, name="board-events"),
    path("<int:session_id>/codings/", codings.page, name="codings"),
    path("<int:session_id>/codings/<int:coding_id>/count/", codings.count, name="coding-count"),
    path("<int:session_id>/codings/<int:coding_id>/end/", codings.end, name="coding-end"),
    path("<int:session_id>/codings/<int:coding_id>/go-on/", codings.go_on, name="coding-go-on"),
    path("<int:session_id>/codings/<int:coding_id>/delete/", codings.delete, name="coding-delete"),
    path("<int:session_id>/board/worker.js", shell.worker, name="board-worker"),
    path("<int:session_id>/talk/import/", imports.upload, name="talk-import"),
    path("<int:session_id>/talk/import/who/", imports.who, name="talk-import-who"),
    path("<int:session_id>/talk/import/look/", imports.look, name="talk-import-look"),
    path("<int:session_id>/talk/import/drop/", imports.drop, name="talk-import-drop"),
    path("<int:session_id>/talk/import/undo/", imports.undo, name="talk-import-undo"),
    path("<int:session_id>/second-pass/", second_pass.page, name="second-pass"),
    path("<int:session_id>/second-pass/undo/", second_pass.undo, name="second-pass-undo"),
    path("<int:session_id>/second-pass/count/", second_pass.count, name="second-pass-count"),
    path("<int:session_id>/agreement/", agreement.page, name="agreement"),
    path("<int:session_id>/recall/", recall.page, name="recall"),
    path("<int:session_id>/recall/enter/", recall.enter, name="recall-enter"),
    path("<int:session_id>/recall/forget/", recall.forget, name="recall-forget"),
]

urlpatterns = [
    path("groups/<int:group_id>/talk/", group.page, name="group-talk"),
    path("sessions/", include(_of_session)),
]
