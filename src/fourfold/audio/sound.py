"""Sound as it comes in: a file or a microphone, in blocks of half a second, one channel at 16 kHz. Nothing is written."""

from collections.abc import Generator, Iterator
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np

from fourfold.audio.checkpoint import FloatTensor
from fourfold.audio.spectrum import RATE_HZ

_BLOCK_S = 0.5
_AROUND = 64


class SoundRefused(ValueError):
    """A file holds no sound that can be read, or there is no microphone; the message names the remedy."""


def seconds_of(path: Path) -> float:
    """How long the sound in a file lasts. Raises `SoundRefused` or `OSError`."""
    with _opened(path) as file:
        return float(file.frames / file.samplerate)


def blocks_of(path: Path) -> Iterator[FloatTensor]:
    """The sound of a file, block after block. Raises `SoundRefused` or `OSError`."""
    with _opened(path) as file:
        rate = int(file.samplerate)
        wanted = (_one_channel(block) for block in file.blocks(int(rate * _BLOCK_S), dtype="float32", always_2d=True))
        yield from wanted if rate == RATE_HZ else _resampled(wanted, rate)


def blocks_of_microphone() -> Generator[FloatTensor, None, None]:
    """The sound of this device's microphone, block after block, until the reader stops. Raises `SoundRefused`."""
    try:
        import sounddevice
    except (ImportError, OSError) as missing:
        remedy = "pip install 'fourfold[audio]', and on Debian: apt-get install libportaudio2"
        raise SoundRefused(f"the microphone needs an optional part: {remedy}") from missing
    try:
        with sounddevice.InputStream(samplerate=RATE_HZ, channels=1, dtype="float32") as stream:
            while True:
                block, _ = stream.read(int(RATE_HZ * _BLOCK_S))
                yield _one_channel(block)
    except sounddevice.PortAudioError as fault:
        raise SoundRefused(f"no microphone can be heard ({fault}); connect one and allow its use") from fault


def _opened(path: Path) -> Any:
    try:
        import soundfile
    except (ImportError, OSError) as missing:
        raise SoundRefused("reading sound needs an optional part: pip install 'fourfold[audio]'") from missing
    if not path.is_file():
        raise FileNotFoundError(f"{path}: there is no such file")
    try:
        return soundfile.SoundFile(path)
    except soundfile.LibsndfileError as fault:
        raise SoundRefused(f"{path.name}: no sound that can be read; give a WAV, FLAC, OGG or MP3 file") from fault


def _one_channel(block: FloatTensor) -> FloatTensor:
    return np.ascontiguousarray(block.mean(axis=1), dtype=np.float32)


def _resampled(blocks: Iterator[FloatTensor], rate: int) -> Iterator[FloatTensor]:
    """Blocks at 16 kHz; each is resampled with a little of its neighbours, so that no seam is heard."""
    from scipy.signal import resample_poly

    common = gcd(rate, RATE_HZ)
    up, down = RATE_HZ // common, rate // common
    around = -(-_AROUND // down) * down
    before = np.zeros(around, np.float32)
    held = np.zeros(0, np.float32)
    for block in blocks:
        held = np.concatenate([held, block])
        usable = (len(held) - around) // down * down
        if usable > 0:
            yield _middle(
                resample_poly(np.concatenate([before, held[: usable + around]]), up, down), (around, usable), (up, down)
            )
            before, held = np.concatenate([before, held[:usable]])[-around:], held[usable:]
    rest = np.concatenate([before, held, np.zeros(around, np.float32)])
    yield _middle(resample_poly(rest, up, down), (around, len(held)), (up, down))


def _middle(sound: Any, span: tuple[int, int], ratio: tuple[int, int]) -> FloatTensor:
    first, last = (int(at * ratio[0] / ratio[1]) for at in (span[0], sum(span)))
    return np.asarray(sound[first:last], dtype=np.float32)
