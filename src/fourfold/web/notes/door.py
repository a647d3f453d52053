"""How long process notes stay open: the author's key lies in a sealed cookie of the browser, for a quarter of an hour.

It takes three things at once to read it: the cookie, which only the browser has; a random half that lies in the session and
dies with it; and the site's own key. The server keeps the key of no author: not in the database, the session, a log or a file.
"""

import os
import time
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.signing import b64_decode, b64_encode
from django.http import HttpResponse

from fourfold.web.notes.process_keys import LENGTH, OpenKey
from fourfold.web.notes.queries.process import lock_of
from fourfold.web.request import Request
from fourfold.web.storage.keys import derived

COOKIE, PATH = "fourfold_process", "/process-notes/"
OPEN_SECONDS = 15 * 60
_HALF = "process_half"
_NONCE, _TIME = 12, 8


def opened(request: Request) -> OpenKey | None:
    """The key that this browser has open; None where it is shut, has been idle too long, or belongs to another session."""
    cookie, half, user_id = request.COOKIES.get(COOKIE, ""), request.session.get(_HALF, ""), request.viewer.user_id
    if not (cookie and half and user_id):
        return None
    row, lock = lock_of(request.viewer)
    try:
        sealed = b64_decode(cookie.encode())
        told = AESGCM(_key(half)).decrypt(sealed[:_NONCE], sealed[_NONCE:], _place(request, lock))
    except (InvalidTag, ValueError):
        return None
    at, secret = int.from_bytes(told[:_TIME]), told[_TIME:]
    return OpenKey(user_id, secret, row) if 0 <= time.time() - at <= OPEN_SECONDS and len(secret) == LENGTH else None


def hold_open(request: Request, response: HttpResponse, key: OpenKey) -> HttpResponse:
    """The same response; the browser keeps the key for another quarter of an hour, unless the author began anew meanwhile."""
    row, lock = lock_of(request.viewer)
    if row != key.row:
        return shut(request, response)
    if _HALF not in request.session:
        request.session[_HALF] = os.urandom(LENGTH).hex()
    nonce = os.urandom(_NONCE)
    told = int(time.time()).to_bytes(_TIME) + key.secret
    sealed = nonce + AESGCM(_key(request.session[_HALF])).encrypt(nonce, told, _place(request, lock))
    response.set_cookie(COOKIE, b64_encode(sealed).decode(), max_age=OPEN_SECONDS, **_kept())
    return response


def shut(request: Request, response: HttpResponse) -> HttpResponse:
    """The same response; the cookie goes, and no copy of it can be opened any more."""
    request.session.pop(_HALF, None)
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
    return response


def _kept() -> dict[str, Any]:
    return {"path": PATH, "httponly": True, "secure": settings.SECURE, "samesite": "Strict"}


def _key(half: str) -> bytes:
    info = b"fourfold process notes door " + half.encode()
    return HKDF(SHA256(), LENGTH, salt=None, info=info).derive(derived(settings.KEYS, "process notes"))


def _place(request: Request, lock: str) -> bytes:
    """The account, the session, and the key as the passphrase of now seals it: another passphrase shuts every other door."""
    return f"process door:{request.viewer.user_id}:{request.session.session_key}:{lock}".encode()
