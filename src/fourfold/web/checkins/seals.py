"""What a device without network may keep: answers that only the server can open, and cards that only their code opens.

Answers are sealed to the server's public key by HPKE in base mode (RFC 9180: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
AES-128-GCM); the idempotency key is bound in, so that a sealed answer cannot be sent under another. The pack of a kiosk is
sealed with keys made of the cards' codes.
"""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import pbkdf2_hmac
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from fourfold.web.storage.keys import derived

INFO = b"fourfold check-in queue 1\n"
"""What HPKE binds a sealed answer to, followed by its idempotency key."""
ITERATIONS = 300_000
LONGEST_SEALED = 16_384
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 16


class SealBroken(ValueError):
    """A sealed answer was not sealed to this server under this key, or was changed on its way."""


def queue_key() -> str:
    """The server's public key, 32 bytes in base64, to which devices seal answers."""
    return b64encode(_private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def seal_answers(fields: Mapping[str, Any], key: str, public: str | None = None) -> str:
    """An answer sealed as a device seals it: base64 of the encapsulated key (32 bytes) and the ciphertext."""
    to = X25519PublicKey.from_public_bytes(b64decode(public or queue_key()))
    return b64encode(_SUITE.encrypt(json.dumps(fields).encode(), to, info=INFO + key.encode())).decode()


def open_answers(sealed: str, key: str) -> dict[str, Any]:
    """The fields of a sealed answer. Raises `SealBroken`."""
    if len(sealed) > LONGEST_SEALED:
        raise SealBroken("the sealed answer is too long")
    try:
        raw = b64decode(sealed, validate=True)
        fields = json.loads(_SUITE.decrypt(raw, _private(), info=INFO + key.encode()))
    except (InvalidTag, ValueError, RecursionError) as fault:
        raise SealBroken("the seal does not open with this key") from fault
    if not isinstance(fields, dict):
        raise SealBroken("the sealed answer is not a form")
    return fields


def sealed_pack(cards: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Blobs that open with a code and nothing else; `cards` are pairs of a code and the JSON that it opens.

    One salt serves the pack, so that a kiosk makes one key of the code that was typed and tries it on every blob. All blobs
    are of one length, so that none tells whom it asks about.
    """
    salt = secrets.token_bytes(_SALT_BYTES)
    longest = max((len(text) for _, text in cards), default=0)
    blobs = [_blob(code, text.ljust(longest), salt) for code, text in cards]
    secrets.SystemRandom().shuffle(blobs)
    return {"salt": b64encode(salt).decode(), "iterations": ITERATIONS, "cards": blobs}


def open_blob(blob: str, code: str, salt: str, iterations: int = ITERATIONS) -> str | None:
    """What a code opens, as a kiosk opens it; None where it is another card's."""
    raw = b64decode(blob)
    key = pbkdf2_hmac("sha256", code.encode(), b64decode(salt), iterations, _KEY_BYTES)
    try:
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()
    except InvalidTag:
        return None


def _blob(code: str, text: str, salt: bytes) -> str:
    key, nonce = pbkdf2_hmac("sha256", code.encode(), salt, ITERATIONS, _KEY_BYTES), secrets.token_bytes(_NONCE_BYTES)
    return b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), None)).decode()


@lru_cache(maxsize=1)
def _private() -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(derived(settings.KEYS, "queue"))
