"""The tokens of an account, and who a token speaks for just now."""

import hmac
import re
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.utils import timezone

from fourfold.web.access import Missing, Viewer, viewer_of
from fourfold.web.accounts.models import User
from fourfold.web.api.models import ApiToken
from fourfold.web.api.scopes import granted

_WORD = re.compile(r"fourfold_([0-9]{1,18})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Token:
    """One token for its owner to see: never the word itself. `state` is working, expired or withdrawn."""

    id: int
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    state: str


def tokens(viewer: Viewer) -> list[Token]:
    """The viewer's own tokens: working ones first, then newest first. Raises `Missing` for whoever is not staff."""
    must_be_staff(viewer)
    rows = ApiToken.objects.filter(user=viewer.user_id).order_by("-created_at", "-pk")
    found = [Token(t.pk, t.name, tuple(t.scope.split()), t.created_at, t.expires_at, t.used_at, _state(t)) for t in rows]
    return sorted(found, key=lambda token: token.state != "working")


def must_be_staff(viewer: Viewer) -> None:
    """Nothing for staff; raises `Missing` for anybody else: members have no tokens, and what is theirs has a page."""
    if not viewer.is_staff:
        raise Missing


def viewer_behind(word: str) -> Viewer | None:
    """The viewer that a token's word speaks for now, with its scope; None where it opens nothing, for whatever reason.

    Rights are looked up anew. A look that an administrator was granted for an hour is for eyes and not for programs.
    """
    told = _WORD.fullmatch(word)
    row = ApiToken.objects.filter(pk=int(told[1])).select_related("user").first() if told else None
    if told is None or row is None or not hmac.compare_digest(row.digest, digest_of(told[2], row.user)):
        return None
    viewer = viewer_of(row.user)
    if _state(row) != "working" or not viewer.is_staff:
        return None
    return replace(viewer, token_id=row.pk, scope=granted(row.scope), glass=frozenset())


def digest_of(secret: str, user: User) -> str:
    """What is kept of a token. Whatever ends the sessions of its account, a new password above all, ends it too."""
    return sha256(f"{secret}\x1f{user.get_session_auth_hash()}".encode()).hexdigest()


def word_of(token_id: int, secret: str) -> str:
    """A token as it is shown once."""
    return f"fourfold_{token_id}_{secret}"


def _state(row: ApiToken) -> str:
    if row.withdrawn_at is not None:
        return "withdrawn"
    return "working" if row.expires_at > timezone.now() else "expired"
