"""Sealing what is written about a person: names, reasons, notes, free text. Whoever destroys the key has erased them all.

A sealed text is one byte of form, two bytes of key version, a nonce of 12 bytes, then AES-256-GCM. The place and the key
version are authenticated: a text moved to another row, column or person does not open.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from fourfold.web.storage.keyring import Erased, Keyring, keyring

__all__ = ["Erased", "SealBroken", "erase", "seal", "unseal"]

_FORM = 1
_HEAD, _NONCE = 3, 12


class SealBroken(ValueError):
    """The sealed text was changed, or belongs to another place or person."""


def seal(person_id: int, place: str, text: str) -> bytes:
    """`text` sealed with the person's own key for one place, "table:row uid:column". Raises `Erased`."""
    version, key = _keys().key_to_seal(person_id)
    head, nonce = bytes([_FORM]) + version.to_bytes(2), os.urandom(_NONCE)
    return head + nonce + AESGCM(key).encrypt(nonce, text.encode(), _bound(place, head))


def unseal(person_id: int, place: str, sealed: bytes) -> str:
    """The text that was sealed. Raises `Erased`, or `SealBroken` where it is not what was sealed for this place."""
    sealed = bytes(sealed)
    version, key = _keys().key(person_id)
    head, nonce, content = sealed[:_HEAD], sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
    if head != bytes([_FORM]) + version.to_bytes(2):
        raise SealBroken(f"{place}: is not sealed in a form that this version of Fourfold reads")
    try:
        return AESGCM(key).decrypt(nonce, content, _bound(place, head)).decode()
    except (InvalidTag, ValueError):
        raise SealBroken(f"{place}: was changed after it was sealed, or belongs to another place") from None


def erase(person_id: int) -> None:
    """Destroy the person's key: everything sealed with it, here and in every backup, is unreadable from now on."""
    _keys().erase(person_id)


def _keys() -> Keyring:
    return keyring(settings.KEYS)


def _bound(place: str, head: bytes) -> bytes:
    return head + place.encode()
