"""Secrets of second factors at rest: AES-256-GCM with a key derived for them alone."""

import base64
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from fourfold.web.storage.keys import derived

_PLACE = b"second factor 1"
_NONCE = 12


def seal(text: str) -> str:
    """The sealed form of a secret."""
    nonce = os.urandom(_NONCE)
    return base64.b64encode(nonce + _key().encrypt(nonce, text.encode(), _PLACE)).decode()


def unseal(sealed: str) -> str:
    """The secret. Raises `InvalidTag` where it was changed or sealed with another key."""
    raw = base64.b64decode(sealed)
    return _key().decrypt(raw[:_NONCE], raw[_NONCE:], _PLACE).decode()


def _key() -> AESGCM:
    return AESGCM(derived(settings.KEYS, "second factor"))
