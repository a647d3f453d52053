"""The keys of process notes: nobody but the author can have them, not even who holds the site's own key.

Each author has one random key. It is stored twice at most, sealed each time with a key made by argon2id of something only the
author has: the passphrase, and the word of a printed sheet. A sealed key is one byte of form, 16 bytes of salt, a nonce of
12 bytes, then AES-256-GCM; a sealed note the same without salt. Places are authenticated: a key or a note moved to another
author, row or column does not open.
"""

import os
import secrets
import threading
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LENGTH = 32
_FORM = b"\x01"
_SALT, _NONCE = 16, 12
_PASSES, _KIBIBYTES, _LANES = 3, 64 * 1024, 1
_WORD_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_WORD_PARTS, _WORD_PART = 6, 5
_two_at_a_time = threading.BoundedSemaphore(2)


class Shut(Exception):
    """It does not open: another passphrase, another author, another place, or it was changed."""


@dataclass(frozen=True, slots=True, repr=False)
class OpenKey:
    """The key of one author's process notes, open for one request. Never stored, never logged, never said.

    `row` is the stored row that it came from: whoever begins anew has another, also where the passphrase is the same.
    """

    user_id: int
    secret: bytes
    row: int = 0

    def seal(self, uid: UUID, text: str) -> bytes:
        """A note's text, sealed for this note of this author."""
        nonce = os.urandom(_NONCE)
        return _FORM + nonce + AESGCM(self.secret).encrypt(nonce, text.encode(), self._place(uid))

    def unseal(self, uid: UUID, sealed: bytes) -> str:
        """What a note says. Raises `Shut`."""
        return _decrypted(self.secret, bytes(sealed), self._place(uid)).decode()

    def _place(self, uid: UUID) -> bytes:
        return f"process_note:{uid}:text:{self.user_id}".encode()


def made(user_id: int) -> OpenKey:
    """A random key for an author who has none yet."""
    return OpenKey(user_id, secrets.token_bytes(LENGTH))


def locked_with(key: OpenKey, passphrase: str) -> bytes:
    """The key, sealed with a passphrase."""
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    sealed = AESGCM(_derived(passphrase, salt)).encrypt(nonce, key.secret, _place(key.user_id))
    return _FORM + salt + nonce + sealed


def opened_with(user_id: int, sealed: bytes, passphrase: str) -> OpenKey:
    """The key of an author. Raises `Shut` where the passphrase, or the author, is another."""
    sealed = bytes(sealed)
    salt, rest = sealed[1 : 1 + _SALT], sealed[:1] + sealed[1 + _SALT :]
    return OpenKey(user_id, _decrypted(_derived(passphrase, salt), rest, _place(user_id)))


def recovery_word() -> str:
    """A word of 30 letters for a printed sheet, in parts of five: 147 bits, without letters that look alike."""
    letters = [secrets.choice(_WORD_LETTERS) for _ in range(_WORD_PARTS * _WORD_PART)]
    return "-".join("".join(letters[k : k + _WORD_PART]) for k in range(0, len(letters), _WORD_PART))


def as_word(typed: str) -> str:
    """What somebody typed off a sheet, as it was printed."""
    letters = "".join(letter for letter in typed.upper() if letter in _WORD_LETTERS)
    return "-".join(letters[k : k + _WORD_PART] for k in range(0, len(letters), _WORD_PART))


def _derived(passphrase: str, salt: bytes) -> bytes:
    """Argon2id with 64 MiB and three passes: it is made seldom, and tried offline by whoever steals everything else."""
    told = unicodedata.normalize("NFKC", passphrase).encode()
    with _two_at_a_time:
        return hash_secret_raw(told, salt, _PASSES, _KIBIBYTES, _LANES, LENGTH, Type.ID)


def _decrypted(key: bytes, sealed: bytes, place: bytes) -> bytes:
    if sealed[:1] != _FORM:
        raise Shut
    nonce, content = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, content, place)
    except (InvalidTag, ValueError):
        raise Shut from None


def _place(user_id: int) -> bytes:
    return f"process_key:{user_id}:sealed_key".encode()
