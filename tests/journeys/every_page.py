"""Every page of the site, made from its URL table: what answers a GET, for whom, with the clinic's real things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.web.routes import (
    COUNT,
    EXPECTED,
    GLASS,
    KEEP,
    LEAD,
    LEDGER,
    OVERSEE,
    OWN,
    PUBLIC,
    SIGNED,
    SITE,
    STAFF,
    STUDY,
    TOKEN,
    Route,
    routes,
)

NOBODY = ""
_WHO = {
    LEAD: ("facilitator",),
    OVERSEE: ("facilitator", "supervisor"),
    COUNT: ("manager", "supervisor"),
    STUDY: ("researcher",),
    LEDGER: ("researcher", "manager"),
    KEEP: ("administrator",),
    GLASS: ("administrator", "supervisor"),
    OWN: ("member",),
    SIGNED: ("facilitator",),
    SITE: ("facilitator",),
    STAFF: ("facilitator",),
    PUBLIC: (NOBODY,),
    TOKEN: (NOBODY,),
}
_WHO_ELSE = {
    "today": ("facilitator", "supervisor", "researcher", "beginner", "outsider"),
    "groups": ("facilitator", "supervisor", "beginner"),
    "signals": ("facilitator", "supervisor", "outsider"),
    "mfa_index": ("facilitator", "member"),
    "mfa_activate_totp": ("beginner",),
    "mfa_reauthenticate": ("facilitator",),
    "account_logout": ("facilitator",),
    "mfa_list_webauthn": ("supervisor", "facilitator"),
    "mfa_edit_webauthn": ("supervisor",),
    "mfa_remove_webauthn": ("supervisor",),
    "well-being": ("facilitator", "manager"),
    "mfa_deactivate_totp": ("facilitator",),
}
"""Routes whose page differs by role more than their right says; the beginner has no group yet, the outsider another site."""

_THINGS = {
    "my-statement-take-back": {"statement_id": "own_statement_id"},
    "notes-lock": {"session_id": "drafted_id"},
    "session-move": {"session_id": "planned_id"},
    "assessment": {"token": "assessment_token"},
    "assessment-told": {"token": "told_token"},
    "way-in": {"word": "way_word"},
    "account-member-way-in": {"person_id": "with_account_id"},
    "member-return": {"group_id": "left_group_id", "person_id": "left_person_id"},
}
"""Routes that need another thing than the usual one."""

NO_PAGE = {
    "brief-sheet": "a PDF",
    "favicon": "a picture",
    "health": "for whoever watches the server: a word",
    "robots": "for machines: a text",
    "board-state": "for the script of the board: JSON",
    "board-worker": "a script",
    "check-in-queue": "for the worker of a device: JSON",
    "check-in-words": "for the worker of a device: JSON",
    "check-in-worker": "a script",
    "kiosk-pack": "for a kiosk: JSON",
    "my-record-file": "a file",
    "my-record-fhir": "a file",
    "instrument-questionnaire": "a file",
    "wording-file": "a file",
    "process-note": "opens with its author's passphrase alone: seen in the journey of notes",
    "process-note-delete": "opens with its author's passphrase alone: seen in the journey of notes",
    "process-note-new": "opens with its author's passphrase alone: seen in the journey of notes",
    "process-notes-anew": "for whoever has lost a passphrase: seen in the journey of notes",
    "process-notes-passphrase": "opens with its author's passphrase alone: seen in the journey of notes",
    "kiosk-start": "hands a kiosk over and signs out: seen as the kiosk",
    "account_confirm_login_code": "leads to the sign-in: codes by mail are not offered",
    "account_confirm_reauthentication_code": "codes by mail are not offered",
    "account_request_reauthentication_code": "codes by mail are not offered",
    "account_confirm_email": "no address is confirmed by mail: invitations are handed over",
    "account_email_verification_sent": "no address is confirmed by mail: invitations are handed over",
    "account_email": "one address, which an administrator keeps",
    "account_set_password": "every account has a password: leads to its change",
    "set-language": "takes a form and leads back",
    "mfa_authenticate": "stands between password and session: seen in the journey of a facilitator",
    "mfa_reauthenticate_webauthn": "asks for a key that only its holder has: no journey sees it",
    "mfa_login_webauthn": "for the script of the sign-in: JSON",
    "mfa_view_recovery_codes": "shown once, when they are made",
    "mfa_download_recovery_codes": "shown once, when they are made",
}
"""Routes that answer no page to a GET, and why."""

FORMS = frozenset(
    [
        "account-close",
        "account-reopen",
        "account-sign-out",
        "amends-done",
        "amends-open",
        "appointment-end",
        "assessment-ask-undo",
        "assessment-reissue",
        "assessment-undo",
        "assessment-withdraw",
        "backup-make",
        "board-events",
        "brief-discussed",
        "card-reissue",
        "coding-count",
        "coding-end",
        "coding-go-on",
        "contact-end",
        "contact-keep",
        "facet-end",
        "facet-keep",
        "flag-ask",
        "flag-done",
        "flag-take-on",
        "flag-undo",
        "glass-agree",
        "glass-close",
        "goal-close",
        "goal-reopen",
        "goal-undo",
        "group-close",
        "group-reopen",
        "invitation-withdraw",
        "leaving-plan-undo",
        "members-undo",
        "my-amends-done",
        "my-amends-open",
        "my-idea-go-on",
        "my-idea-let-go",
        "my-practice-take-back",
        "my-step-tick",
        "my-step-untick",
        "my-strength-end",
        "my-strength-keep",
        "notes-add",
        "notes-ask",
        "notes-send-back",
        "notes-sign",
        "notes-withdraw",
        "practice-drop",
        "practice-end",
        "practice-go-on",
        "practice-led",
        "practice-log",
        "practice-not-led",
        "practice-plan",
        "practice-take-back",
        "process-notes-close",
        "process-notes-recovery",
        "recall-forget",
        "research-make",
        "resource-bring-back",
        "resource-withdraw",
        "schedule-end",
        "schedule-undo",
        "schedule-unset",
        "second-pass-count",
        "second-pass-undo",
        "session-all-here",
        "session-begin",
        "session-close",
        "session-mark",
        "session-plan-again",
        "session-reopen",
        "session-skip",
        "session-undo",
        "signal-answer",
        "signal-confirm",
        "step-tick",
        "step-undo",
        "step-untick",
        "talk-import-drop",
        "talk-import-undo",
        "token-withdraw",
        "total-withdraw",
        "well-being-count",
        "wording-take-back",
    ]
)
"""Routes that only take forms: to a GET they answer 405."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One page as one role sees it; `name` is that of its picture."""

    name: str
    path: str
    role: str
    status: int = 200


def pages(things: dict[str, Any], language: str = "en") -> list[Seen]:
    """Every page, each for every role whose page differs; those that carry their language in the address are in this one."""
    named = {**things, "language": language}
    return [*_of_routes(named), *_faults(named)]


def forms(things: dict[str, Any]) -> list[str]:
    """The addresses that only take forms."""
    return [address(route, things) for route in routes() if route.name in FORMS]


def _of_routes(things: dict[str, Any]) -> Iterator[Seen]:
    for route in routes():
        if route.name in NO_PAGE or route.name in FORMS:
            continue
        roles = _WHO_ELSE.get(route.name) or _WHO[EXPECTED[route.name]]
        for role in roles:
            yield Seen(f"{route.name}-as-{role}" if role != roles[0] else route.name, address(route, things), role)


def _faults(things: dict[str, Any]) -> Iterator[Seen]:
    yield Seen("not-found", "/groups/999999/", "facilitator", 404)
    yield Seen("no-invitation", "/accounts/invitation/" + "w" * 32 + "/", NOBODY, 404)
    yield Seen("old-link", "/accounts/password/reset/key/1-nothing/", NOBODY)
    yield Seen("check-in-unknown", f"/c/{things['token'][:-4]}AAAA", NOBODY, 404)
    yield Seen("other-site", f"/groups/{things['group_id']}/", "outsider", 404)
    yield Seen("session-ahead", f"/sessions/{things['planned_id']}/", "facilitator")
    for state, thing in (("locked", "locked_id"), ("draft", "drafted_id")):
        for role in ("facilitator", "supervisor"):
            yield Seen(f"session-notes-{state}-as-{role}", f"/sessions/{things[thing]}/notes/", role)
    here = f"/people/{things['with_account_id']}/in/{things['group_id']}"
    yield Seen("member-goals-written", f"{here}/goals/", "facilitator")
    yield Seen("total-new-numbers", f"{here}/goals/totals/?tool=static_99r", "facilitator")
    yield Seen("leaving-plan-written", f"{here}/leaving-plan/", "facilitator")
    yield Seen("my-withdraw-taking-part", "/my/agreements/taking_part/end/", "member")


def address(route: Route, things: dict[str, Any]) -> str:
    """The address of a route for the clinic's things. Raises `KeyError` for a parameter that nobody has named."""
    path = route.path.replace("^", "").replace("$", "").replace("\\Z", "")
    for param in route.params:
        value = str(things[_THINGS.get(route.name, {}).get(param, param)])
        at = path.find(f"(?P<{param}>")
        path = path[:at] + value + path[_end(path, at) :] if at >= 0 else re.sub(rf"<(?:\w+:)?{param}>", value, path)
    return f"/{path}"


def _end(path: str, at: int) -> int:
    """Where the bracket that opens at a place has closed."""
    depth = 0
    for place in range(at, len(path)):
        depth += {"(": 1, ")": -1}.get(path[place], 0)
        if not depth:
            return place + 1
    raise ValueError(f"{path}: a bracket stays open")
