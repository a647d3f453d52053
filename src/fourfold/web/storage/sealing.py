"""Sealing what is written about a person: names, reasons, notes, free text. Whoever destroys the key has erased them all.

What is written about a group as a whole is sealed in the same form with the group's key.

A sealed text is one byte of form, two bytes of key version, a nonce of 12 bytes, then AES-256-GCM. The place and the key
version are authenticated: a text moved to another row, column or person does not open.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from fourfold.web.storage.keyring import VERSION, Erased, Keyring, keyring
from fourfold.web.storage.keys import KeyMissing, derived

__all__ = [
    "UNOPENED",
    "Erased",
    "SealBroken",
    "erase",
    "seal",
    "seal_for_account",
    "seal_for_group",
    "unseal",
    "unseal_for_account",
    "unseal_for_group",
]

_FORM = 1
_HEAD, _NONCE = 3, 12


class SealBroken(ValueError):
    """The sealed text was changed, or belongs to another place or person."""


UNOPENED = (SealBroken, KeyMissing)
"""Why a text of somebody who was not erased does not open: it was changed or moved, or its key is not in the keyring."""


def seal(person_id: int, place: str, text: str) -> bytes:
    """`text` sealed with the person's own key for one place, "table:row uid:column". Raises `Erased`."""
    return _sealed(_keys().key_to_seal(person_id), place, text)


def unseal(person_id: int, place: str, sealed: bytes) -> str:
    """The text that was sealed. Raises `Erased`, or `SealBroken` where it is not what was sealed for this place."""
    return _opened(_keys().key(person_id), place, bytes(sealed))


def seal_for_group(group_id: int, place: str, text: str) -> bytes:
    """`text` sealed with the group's key for one place, "table:row uid:column"."""
    return _sealed(_keys().group_key_to_seal(group_id), place, text)


def unseal_for_group(group_id: int, place: str, sealed: bytes) -> str:
    """The text that was sealed. Raises `SealBroken` where it is not what was sealed for this place."""
    return _opened(_keys().group_key(group_id), place, bytes(sealed))


def seal_for_account(user_id: int, place: str, text: str) -> bytes:
    """`text` sealed for one place with a key of an account, derived from the site's secret: it cannot be destroyed alone."""
    return _sealed(_account_key(user_id), place, text)


def unseal_for_account(user_id: int, place: str, sealed: bytes) -> str:
    """The text that was sealed. Raises `SealBroken` where it is not what was sealed for this account and place."""
    return _opened(_account_key(user_id), place, bytes(sealed))


def erase(person_id: int) -> None:
    """Destroy the person's key: everything sealed with it, here and in every backup, is unreadable from now on."""
    _keys().erase(person_id)


def _keys() -> Keyring:
    return keyring(settings.KEYS)


def _account_key(user_id: int) -> tuple[int, bytes]:
    return VERSION, derived(settings.KEYS, f"account {user_id}")


def _sealed(known: tuple[int, bytes], place: str, text: str) -> bytes:
    version, key = known
    head, nonce = bytes([_FORM]) + version.to_bytes(2), os.urandom(_NONCE)
    return head + nonce + AESGCM(key).encrypt(nonce, text.encode(), _bound(place, head))


def _opened(known: tuple[int, bytes], place: str, sealed: bytes) -> str:
    version, key = known
    head, nonce, content = sealed[:_HEAD], sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
    if head != bytes([_FORM]) + version.to_bytes(2):
        raise SealBroken(f"{place}: is not sealed in a form that this version of Fourfold reads")
    try:
        return AESGCM(key).decrypt(nonce, content, _bound(place, head)).decode()
    except (InvalidTag, ValueError):
        raise SealBroken(f"{place}: was changed after it was sealed, or belongs to another place") from None


def _bound(place: str, head: bytes) -> bytes:
    return head + place.encode()
