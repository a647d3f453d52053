"""The site's one secret, kept outside the data folder; every other key is derived from it."""

import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_FILE = "fourfold.key"
LENGTH = 32


class KeyMissing(ValueError):
    """There is no usable key; the message names the file and the remedy."""


def make_key(folder: Path) -> Path:
    """The file of a secret made now. Raises `FileExistsError` rather than replace one: what it sealed would be lost."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / KEY_FILE
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(LENGTH) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return path


def read_key(folder: Path) -> bytes:
    """The secret. Raises `KeyMissing` where the file is absent or is not a key."""
    path = folder / KEY_FILE
    try:
        secret = bytes.fromhex(path.read_text().strip())
    except FileNotFoundError:
        raise KeyMissing(f"{path}: there is no key; make one with: fourfold init, or bring back the one of this site") from None
    except ValueError:
        raise KeyMissing(f"{path}: this is not a key; bring back the one of this site") from None
    if len(secret) != LENGTH:
        raise KeyMissing(f"{path}: the key is {len(secret)} bytes long and should be {LENGTH}; bring back the one of this site")
    return secret


@cache
def derived(folder: Path, purpose: str, length: int = LENGTH) -> bytes:
    """The key of one purpose: database, signing, audit, door, cards, people, queue. Source: RFC 5869 (HKDF)."""
    return HKDF(SHA256(), length, salt=None, info=b"fourfold " + purpose.encode()).derive(read_key(folder))
