"""How allauth behaves here: by invitation only, every way in and out noted, secrets of second factors sealed."""

import time
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import get_language

from fourfold.web.access import viewer_of
from fourfold.web.accounts import sealing
from fourfold.web.accounts.actions import note_entry, set_password
from fourfold.web.accounts.queries import may_lose_factor
from fourfold.web.words import site_words


def _last_factor() -> str:
    return site_words(get_language()).say("signin.last_factor")


class ByInvitation(DefaultAccountAdapter):
    """Accounts are made by invitation only. Signing in and out, and a new password, stand in the audit log."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an invitation makes its account itself."""
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """Begins the session of an account."""
        super().login(request, user)
        note_entry("sign in", user)

    def logout(self, request: HttpRequest) -> None:
        """Ends the session and tells the browser to forget what it kept."""
        note_entry("sign out", request.user)
        super().logout(request)
        vars(request)["signed_out"] = True

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Notes a refusal, of whom where there is such an account; what was typed is not kept."""
        note_entry("refuse sign-in", email=str(credentials.get("email", "")))

    def is_reauthentication_required(self, *, app: str, **given: Any) -> bool:
        """Whether to ask once more who somebody is: not within minutes of their signing in."""
        records = get_authentication_records(context.request, context.request.user)
        lately = any(time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)
        return bool(super().is_reauthentication_required(app=app, **given)) and not lately

    def set_password(self, user: Any, password: str) -> None:
        """Sets a new password: other sessions, tokens and links of the account end."""
        set_password(user, password, by=viewer_of(user))


class SecondFactor(DefaultMFAAdapter):
    """Secrets of second factors are kept sealed; staff cannot take away their last one."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": lazy(_last_factor, str)(),
    }

    def encrypt(self, text: str) -> str:
        """A secret as it is stored."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """A secret as it was."""
        return sealing.unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether a factor may go: not the last one of somebody who must have one."""
        return may_lose_factor(viewer_of(authenticator.user), authenticator.pk)
