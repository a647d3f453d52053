"""Making and withdrawing tokens."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from fourfold.web.access import Viewer, one
from fourfold.web.accounts.models import User
from fourfold.web.api.models import ApiToken
from fourfold.web.api.queries import digest_of, must_be_staff, word_of
from fourfold.web.api.scopes import known
from fourfold.web.audit.actions import note
from fourfold.web.refusal import Refused
from fourfold.web.storage.writing import write_transaction

LONGEST_DAYS = 365
MOST_TOKENS = 20
_NOTED_EVERY = timedelta(minutes=1)


def make_token(name: str, scopes: Sequence[str], days: int, *, by: Viewer) -> str:
    """The word of a new token, said this once. Raises `Missing` for whoever is not staff, `Refused`."""
    must_be_staff(by)
    kept = known(scopes)
    if not kept:
        raise Refused("", "api.choose_scope")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused("days", "api.at_most_a_year")
    with write_transaction():
        user, now = User.objects.get(pk=by.user_id or 0), timezone.now()
        if ApiToken.objects.filter(user=user, withdrawn_at=None, expires_at__gt=now).count() >= MOST_TOKENS:
            raise Refused("", "api.too_many_tokens", most=MOST_TOKENS)
        secret = secrets.token_urlsafe(32)
        ends = now + timedelta(days=days)
        row = ApiToken.objects.create(
            user=user, name=name, digest=digest_of(secret, user), scope=" ".join(kept), created_at=now, expires_at=ends
        )
        note(by, "make token", f"token:{row.pk}", detail=row.scope)
    return word_of(row.pk, secret)


def withdraw_token(token_id: int, *, by: Viewer) -> str:
    """The name of one of the viewer's own tokens, which opens nothing from now on. Raises `Missing`."""
    with write_transaction():
        row = one(ApiToken.objects.filter(user=by.user_id, withdrawn_at=None), pk=token_id)
        ApiToken.objects.filter(pk=row.pk).update(withdrawn_at=timezone.now())
        note(by, "withdraw token", f"token:{row.pk}")
    return row.name


def note_use(*, by: Viewer) -> None:
    """Writes down that the token is in use, at most once a minute: it is no entry of the log, which has what was done."""
    now = timezone.now()
    stale = Q(used_at=None) | Q(used_at__lt=now - _NOTED_EVERY)
    if ApiToken.objects.filter(stale, pk=by.token_id or 0).exists():
        with write_transaction():
            ApiToken.objects.filter(pk=by.token_id or 0).update(used_at=now)
