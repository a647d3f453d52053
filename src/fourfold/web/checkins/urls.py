"""Addresses of the check-in: the door (no sign-in, a token is the right to it), and what staff do with it."""

from django.urls import path, re_path

from fourfold.web.checkins.pages import codes, lead, member, queue, shell, staff
from fourfold.web.checkins.tokens import TOKEN

_KIOSK = rf"^kiosk/(?P<kiosk>{TOKEN})"
_LANGUAGE = r"(?P<language>[a-z]{2})"
door = [
    re_path(rf"^(?P<token>{TOKEN})$", member.check_in, name="check-in"),
    re_path(rf"^goodbye/{_LANGUAGE}$", member.goodbye, name="check-in-goodbye"),
    path("", codes.type_code, name="check-in-code"),
    path("queue", queue.queue, name="check-in-queue"),
    path("worker.js", shell.worker, name="check-in-worker"),
    re_path(rf"^words/{_LANGUAGE}$", shell.words, name="check-in-words"),
    re_path(rf"^shell/pad/{_LANGUAGE}$", shell.pad, name="check-in-pad"),
    re_path(rf"^shell/offline/{_LANGUAGE}$", shell.offline, name="check-in-offline"),
    re_path(rf"{_KIOSK}$", codes.kiosk, name="kiosk"),
    re_path(rf"{_KIOSK}/pack$", codes.pack, name="kiosk-pack"),
    re_path(rf"{_KIOSK}/done/{_LANGUAGE}$", member.goodbye, name="kiosk-goodbye"),
    re_path(rf"{_KIOSK}/(?P<token>{TOKEN})$", member.check_in_at_kiosk, name="kiosk-check-in"),
]
urlpatterns = [
    *door,
    path("kiosk/start/<int:session_id>/", staff.start_kiosk, name="kiosk-start"),
    path("open/<int:session_id>/", staff.open_check_ins, name="check-ins-open"),
    path("close/<int:session_id>/", staff.close_check_ins, name="check-ins-close"),
    path("cards/<int:session_id>/", staff.cards, name="session-cards"),
    path("cards/<int:session_id>/<int:card_id>/", staff.reissue, name="card-reissue"),
    path("lead/<int:session_id>/", lead.lead, name="facilitator-check-in"),
]
