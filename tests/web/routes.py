"""Every route of the site by its name, and what the matrix expects of it: a route that is not named here fails the matrix."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

LEAD, OVERSEE, COUNT, KEEP, OWN = "lead", "oversee", "count", "keep", "own"
GLASS, SIGNED, PUBLIC, TOKEN, NEVER = "administrator or supervisor", "signed in", "public", "token", "never here"
STAFF = "everybody but members"
SITE = "facilitators and supervisors of a site"
STUDY, LEDGER = "study", "researcher, manager or supervisor"
"""NEVER: missing to everybody in the small world, because it is not offered, or belongs to a factor that nobody has set up."""


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its name and the names of its parameters, in order."""

    name: str
    params: tuple[str, ...]
    path: str


_TABLE: tuple[tuple[str, str], ...] = (
    # Accounts, sites, safety
    (KEEP, "accounts account-invite account-of account-close account-reopen account-sign-out appointment-end account-way-in"),
    (KEEP, "invitation-withdraw audit safety backup-make sites site-new site-edit programme-new programme-edit person-erase"),
    (GLASS, "glass glass-agree glass-close"),
    (LEAD, "account-invite-member account-member-way-in"),
    (TOKEN, "invitation way-in"),
    # Signing in
    (
        PUBLIC,
        "account_login account_logout account_inactive account_signup account_email_verification_sent account_reset_password",
    ),
    (PUBLIC, "account_reset_password_done account_reset_password_from_key account_reset_password_from_key_done"),
    (PUBLIC, "account_confirm_login_code account_confirm_email mfa_authenticate mfa_login_webauthn set-language"),
    (SIGNED, "account_change_password account_set_password account_reauthenticate account_request_reauthentication_code"),
    (SIGNED, "account_confirm_reauthentication_code mfa_index mfa_reauthenticate mfa_activate_totp"),
    (SIGNED, "mfa_generate_recovery_codes mfa_list_webauthn mfa_add_webauthn mfa_reauthenticate_webauthn"),
    (SIGNED, "mfa_remove_webauthn mfa_edit_webauthn"),
    (NEVER, "account_email mfa_view_recovery_codes mfa_download_recovery_codes mfa_deactivate_totp"),
    # Groups and people
    (COUNT, "programme"),
    (STUDY, "research research-make"),
    (LEDGER, "research-ledger"),
    (OVERSEE, "groups group group-members person member consent-form"),
    (LEAD, "group-new group-edit group-close group-reopen member-enrol member-enrol-known guest-admit facilitator-add"),
    (LEAD, "members-undo member-leave member-transfer member-return person-edit consent-give consent-withdraw"),
    # Sessions, today, flags
    (SIGNED, "today"),
    (OVERSEE, "group-sessions session session-sheet"),
    (LEAD, "sessions-plan session-move session-skip session-plan-again session-begin session-close session-reopen"),
    (LEAD, "session-mark session-all-here session-undo flags flag-take-on flag-ask flag-done flag-undo"),
    # The circle board and the codings of a session
    (OVERSEE, "board board-state board-events codings group-talk session-talk"),
    (LEAD, "coding-count coding-end coding-go-on coding-delete"),
    # Talk: from a file, second pass, two observers, recall
    (OVERSEE, "talk-import talk-import-who talk-import-look talk-import-drop talk-import-undo"),
    (OVERSEE, "second-pass second-pass-undo agreement recall recall-enter recall-forget"),
    (LEAD, "second-pass-count"),
    # Goals and accountability
    (OVERSEE, "member-goals leaving-plan"),
    (LEAD, "facet-new facet-end facet-keep goal-new goal-edit goal-close goal-reopen step-new step-edit step-tick step-untick"),
    (LEAD, "statement-new amends-done amends-open statement-take-back total-new total-withdraw leaving-plan-edit"),
    (LEAD, "contact-new contact-end contact-keep goal-undo step-undo leaving-plan-undo"),
    (OWN, "my-goals my-strength-new my-strength-end my-strength-keep my-goal-new my-step-tick my-step-untick"),
    (OWN, "my-idea-let-go my-idea-go-on"),
    (OWN, "my-statement-new my-amends-done my-amends-open my-statement-take-back"),
    # Notes, and process notes apart
    (OVERSEE, "group-notes session-notes notes-sheet member-notes notes-sign notes-send-back"),
    (LEAD, "notes-lock notes-add notes-ask notes-withdraw"),
    (LEAD, "process-notes process-notes-anew process-notes-close process-notes-passphrase process-notes-recovery"),
    (LEAD, "process-note process-note-new process-note-delete"),
    # Practices
    (STAFF, "practices practice"),
    (OVERSEE, "group-practices"),
    (LEAD, "practice-plan practice-drop practice-led practice-not-led practice-log"),
    (LEAD, "practice-assign practice-end practice-go-on practice-take-back"),
    (OWN, "my-practices my-practice my-practice-log my-practice-take-back"),
    # Check-ins
    (PUBLIC, "health robots favicon"),
    (PUBLIC, "check-in-code check-in-queue check-in-goodbye kiosk-goodbye"),
    (PUBLIC, "check-in-offline check-in-pad check-in-words check-in-worker board-worker"),
    (TOKEN, "check-in kiosk kiosk-pack kiosk-check-in"),
    (LEAD, "kiosk-start check-ins-open check-ins-close session-cards card-reissue facilitator-check-in"),
    # Programs: the interface itself is tried operation by operation in tests/web/api
    (STAFF, "tokens"),
    (LEAD, "token-withdraw"),
    # The well-being of staff
    (STAFF, "well-being well-being-answer"),
    (LEAD, "well-being-take-back well-being-count"),
    # Self-assessment: instruments, asking, the door, scores
    (STAFF, "instruments instrument instrument-questionnaire"),
    (SITE, "instrument-wording wording-file wording-take-back urgent-words"),
    (OVERSEE, "group-assessments member-assessments"),
    (LEAD, "assessment-ask-undo"),
    (LEAD, "assessment-ask assessment-cards assessment-schedule assessment-totals assessment-type assessment-withdraw"),
    (LEAD, "assessment-undo assessment-reissue schedule-end schedule-undo schedule-unset"),
    (OWN, "my-assessments"),
    (PUBLIC, "assessment-code assessment-goodbye"),
    (TOKEN, "assessment assessment-told"),
    # The library
    (STAFF, "library evidence definitions resources"),
    (SITE, "resource-add resource-withdraw resource-bring-back"),
    (OWN, "my-resources"),
    # Reading
    (OVERSEE, "brief brief-sheet signals"),
    (LEAD, "brief-discussed signal-answer signal-confirm"),
    (OWN, "my-page my-record my-record-file my-record-fhir my-withdraw"),
)
FOR_SCRIPTS = frozenset({"board-state", "board-events"})
"""Whoever is not signed in is told so: a script cannot follow the way to sign in."""
EXPECTED = {name: need for need, names in _TABLE for name in names.split()}


def routes() -> list[Route]:
    """Every route that the site answers, in the order of the URL table; the first of a name and path counts."""
    found = {route.path: route for route in reversed(list(_walk(get_resolver(), "", "", ())))}
    return sorted(found.values(), key=lambda route: (route.name, route.path))


def _walk(resolver: URLResolver, before: str, space: str, params: tuple[str, ...]) -> Iterator[Route]:
    for part in resolver.url_patterns:
        path = before + str(part.pattern)
        taken = (*params, *(part.pattern.converters or part.pattern.regex.groupindex))
        if isinstance(part, URLResolver) and part.namespace == "api":
            continue
        if isinstance(part, URLResolver):
            yield from _walk(part, path, f"{space}{part.namespace}:" if part.namespace else space, taken)
        elif isinstance(part, URLPattern):
            yield Route(f"{space}{part.name}", taken, path)
