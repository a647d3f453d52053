"""Capabilities: a short signed word that opens one door, and the codes that people type.

A token says what it opens (a card, a kiosk or a self-assessment), which one, and in which issue; nothing else, so that an
address tells nothing of anybody. Whether the door is still open is looked up each time; a token alone outlives nothing.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from enum import IntEnum
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings

from fourfold.web.storage.keys import derived

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits of codes: without I, L, O, 0 and 1, which are taken for one another."""
CODE_LENGTH = 6
TOKEN = r"[A-Za-z0-9_-]{32}"
"""How a token looks in an address."""
KEY = r"[A-Za-z0-9_-]{16,64}"
"""How an idempotency key looks."""
KIOSK_COOKIE = "fourfold_kiosk"
"""Marks the browser of a device that was handed over as a kiosk: pages of one person are not shown on it."""
_NUMBER_BYTES, _ISSUE_BYTES, _SEAL_BYTES = 6, 2, 15
_TOLD_BYTES = 1 + _NUMBER_BYTES + _ISSUE_BYTES


class Opens(IntEnum):
    """What a token opens."""

    CARD = 1
    KIOSK = 2
    ASSESSMENT = 3


class Told(NamedTuple):
    """What a genuine token says."""

    opens: Opens
    number: int
    issue: int


def token_of(opens: Opens, number: int, issue: int) -> str:
    """The signed token of a card, or of the kiosk of a session: 32 letters that fit an address."""
    told = bytes((opens,)) + number.to_bytes(_NUMBER_BYTES, "big") + issue.to_bytes(_ISSUE_BYTES, "big")
    return urlsafe_b64encode(told + _seal(told)).decode()


def read_token(token: str, opens: Opens) -> Told | None:
    """What a token says, compared in constant time; None where it is not genuine or opens something else."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii"))
    except ValueError:
        return None
    told, seal = raw[:_TOLD_BYTES], raw[_TOLD_BYTES:]
    genuine = hmac.compare_digest(seal, _seal(told))
    if not genuine or told[0] != opens:
        return None
    number = int.from_bytes(told[1 : 1 + _NUMBER_BYTES], "big")
    return Told(opens, number, int.from_bytes(told[1 + _NUMBER_BYTES :], "big"))


def new_key() -> str:
    """An idempotency key: 22 letters that nobody can guess."""
    return secrets.token_urlsafe(16)


def new_code() -> str:
    """A code for a card: six letters that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def tidy_code(typed: str) -> str:
    """A code as it was meant: capitals, without spaces and dashes."""
    return "".join(letter for letter in typed.upper()[:40] if letter.isalnum())


def _seal(told: bytes) -> bytes:
    return hmac.digest(derived(settings.KEYS, "door"), told, sha256().name)[:_SEAL_BYTES]
