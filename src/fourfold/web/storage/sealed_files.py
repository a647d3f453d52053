"""Whole files sealed in parts, for what is too long to hold in memory: a dump of PostgreSQL, which is not encrypted by itself.

Every part of 1 MiB is AES-256-GCM under the file's random beginning, its number, and whether it is the last: parts that
were changed, swapped, left out or cut off at the end are noticed. Source: Hoang, Reyhanitabar, Rogaway & Vizár (2015), STREAM.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_PART, _TAG, _BEGINNING = 1 << 20, 16, 7


class FileDamaged(ValueError):
    """A sealed file is not what was sealed; the message names it."""


def seal_file(source: IO[bytes], path: Path, key: bytes) -> None:
    """Everything that `source` gives, sealed into a file that only its owner may read, on the disk when this returns."""
    beginning, box = os.urandom(_BEGINNING), AESGCM(key)
    with path.open("xb") as file:
        path.chmod(0o600)
        file.write(beginning)
        part, number = source.read(_PART), 0
        while True:
            following = source.read(_PART) if len(part) == _PART else b""
            file.write(box.encrypt(_nonce(beginning, number, is_last=not following), part, None))
            if not following:
                break
            part, number = following, number + 1
        file.flush()
        os.fsync(file.fileno())


def unseal_file(path: Path, key: bytes) -> Iterator[bytes]:
    """The parts of a sealed file, in order. Raises `FileDamaged` at the first that is not what was sealed."""
    box, size = AESGCM(key), path.stat().st_size
    with path.open("rb") as file:
        beginning, number = file.read(_BEGINNING), 0
        while True:
            part = file.read(_PART + _TAG)
            is_last = file.tell() >= size
            try:
                yield box.decrypt(_nonce(beginning, number, is_last=is_last), part, None)
            except (InvalidTag, ValueError):
                raise FileDamaged(f"{path}: part {number + 1} was changed, or the file was cut short") from None
            if is_last:
                return
            number += 1


def _nonce(beginning: bytes, number: int, *, is_last: bool) -> bytes:
    return beginning + number.to_bytes(4) + bytes([is_last])
