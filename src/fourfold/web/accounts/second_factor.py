"""Staff prove who they are twice: with a password and a code, or with a passkey."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from fourfold.web.request import Request

ASKED = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
OPEN_WITHOUT = frozenset({"account_logout", "account_login", "account_reauthenticate", "set-language"})
PROOFS = frozenset({"mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
_SESSION = "second_factor"


def wants_second_factor(request: Request) -> HttpResponse | None:
    """Where to send staff whose session has not passed a second factor; None for everybody else, and in the demonstration.

    It is the session that must have passed it: one begun with the password alone, before the factor was set up, may be
    somebody else's.
    """
    if settings.DEMO or not request.viewer.is_staff or has_passed(request) or _is_open(request):
        return None
    held = set(Authenticator.objects.filter(user=request.viewer.user_id, type__in=ASKED).values_list("type", flat=True))
    if _may_set_up(request, holds_one=bool(held)):
        return None
    if not held:
        return redirect("mfa_index")
    page = "mfa_reauthenticate" if Authenticator.Type.TOTP in held else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(page)}?{urlencode({'next': request.path})}")


def has_passed(request: Request) -> bool:
    """Whether this session proved a second factor, at sign-in or since, or set one up itself."""
    if request.session.get(_SESSION) == request.viewer.user_id:
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def remember_set_up(request: Request) -> None:
    """Lets the session that set up a factor go on with it."""
    request.session[_SESSION] = request.user.pk


def _is_open(request: Request) -> bool:
    """Whether a page is open before the second factor: the way out, and what is public."""
    match = request.resolver_match
    if match is None or not getattr(match.func, "login_required", True):
        return True
    return _name(request) in OPEN_WITHOUT


def _may_set_up(request: Request, *, holds_one: bool) -> bool:
    """Whether a page belongs to the second factor: where there is one, only to its proof. Adding another would get past it."""
    name = _name(request)
    return name in PROOFS or (not holds_one and name.startswith("mfa_"))


def _name(request: Request) -> str:
    return (request.resolver_match and request.resolver_match.url_name) or ""
