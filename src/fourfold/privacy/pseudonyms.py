"""Names for rows that leave the site: the same for whoever holds the key, and telling nothing to anybody else."""

import hmac
from base64 import b32encode
from hashlib import sha256

_SHORTEST_KEY = 16
_BYTES = 10


def pseudonym(key: bytes, kind: str, name: str) -> str:
    """A name of sixteen letters and digits for `name`, different for each key and each kind of thing.

    80 bits: two of a million names meet with a chance below one in a million million. Raises ValueError for a key that could be
    guessed. Source: HMAC-SHA256, RFC 2104.

    >>> pseudonym(bytes(16), "person", "A.")
    'gcvl2j5kmv4xcopu'
    >>> pseudonym(bytes(16), "group", "A.") == pseudonym(bytes(16), "person", "A.")
    False
    """
    if len(key) < _SHORTEST_KEY:
        raise ValueError(f"the key of pseudonyms has {len(key)} bytes; give at least {_SHORTEST_KEY} random ones")
    spelled = b"".join(len(part).to_bytes(4, "big") + part for part in (kind.encode(), name.encode()))
    return b32encode(hmac.new(key, spelled, sha256).digest()[:_BYTES]).decode().lower()
