"""What allauth tells of second factors by its signals: set up, taken away, renewed, refused. Each stands in the audit log."""

from typing import Any

from allauth.mfa import signals

from fourfold.web.accounts.actions import note_entry
from fourfold.web.accounts.second_factor import remember_set_up
from fourfold.web.request import Request


def listen() -> None:
    """Begins to listen; once, when the site starts."""
    signals.authenticator_added.connect(_added)
    signals.authenticator_removed.connect(_removed)
    signals.authenticator_reset.connect(_renewed)
    signals.authentication_failed.connect(_refused)


def _added(request: Request, user: Any, **given: Any) -> None:
    remember_set_up(request)
    note_entry("set up second factor", user)


def _removed(user: Any, **given: Any) -> None:
    note_entry("remove second factor", user)


def _renewed(user: Any, **given: Any) -> None:
    note_entry("renew recovery codes", user)


def _refused(user: Any, **given: Any) -> None:
    note_entry("refuse second factor", user)
