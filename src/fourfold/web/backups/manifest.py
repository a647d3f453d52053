"""What a backup says of itself: when it was made, from which version, its digest, and where its audit log ends."""

import hmac
import json
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from fourfold.web.storage.keyring import sync
from fourfold.web.storage.keys import derived

NAME = "manifest.json"


class BackupDamaged(ValueError):
    """A backup is not whole; the message names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts of one backup; no content stands here. `made_at` is ISO 8601 in UTC, `migrations` are those it holds."""

    made_at: str
    version: str
    vendor: str
    file: str
    size: int
    sha256: str
    audit_count: int
    audit_head: str
    migrations: tuple[str, ...]


def write(manifest: Manifest, folder: Path, keys: Path) -> None:
    """Write the manifest of a backup's folder, sealed with a key of the site, so that nobody can make another fit."""
    told = asdict(manifest)
    path = folder / NAME
    path.write_text(json.dumps({**told, "seal": _seal(told, keys)}, indent=1) + "\n", encoding="utf-8")
    sync(path)


def read(folder: Path, keys: Path) -> Manifest:
    """The manifest of a backup's folder, whose file is the one it tells of. Raises `BackupDamaged`."""
    path = folder / NAME
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        seal = told.pop("seal")
        manifest = Manifest(**{**told, "migrations": tuple(told["migrations"])})
    except FileNotFoundError:
        raise BackupDamaged(f"{path}: is missing; this is not a finished backup") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BackupDamaged(f"{path}: cannot be read; take another backup") from None
    if not hmac.compare_digest(seal, _seal(told, keys)):
        raise BackupDamaged(f"{path}: was changed, or was made with the key of another site")
    file = folder / manifest.file
    if not file.is_file():
        raise BackupDamaged(f"{file}: is missing; take another backup")
    if digest(file) != manifest.sha256:
        raise BackupDamaged(f"{file}: is not what was written (its sha256 differs); take another backup")
    return manifest


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _seal(told: dict[str, object], keys: Path) -> str:
    return hmac.new(derived(keys, "backups"), json.dumps(told, sort_keys=True).encode(), sha256).hexdigest()
