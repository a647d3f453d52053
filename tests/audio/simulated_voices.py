"""Voices that nobody has: pulses of a pitch through the resonances of a throat, in syllables. Simulated, for tests."""

import numpy as np
from scipy.signal import lfilter

RATE = 16_000
PEOPLE = {"low": (95.0, 0.88), "middle": (150.0, 1.0), "high": (240.0, 1.2)}
"""A pitch in hertz and the size of a throat (its resonances against those of a usual one)."""
_VOWELS = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480), (570, 840, 2410))


def speech(name: str, seconds: float, seed: int) -> np.ndarray:
    """So many seconds of somebody's babble, float32 at 16 kHz."""
    rng = np.random.default_rng(seed)
    pitch, size = PEOPLE[name]
    pieces, length = [], 0
    while length < seconds * RATE:
        pieces.append(_syllable(rng, pitch, size))
        length += len(pieces[-1])
    return np.concatenate(pieces)[: int(seconds * RATE)].astype(np.float32)


def silence(seconds: float, seed: int) -> np.ndarray:
    """Nearly nothing: the noise of a room."""
    return (np.random.default_rng(seed).standard_normal(int(seconds * RATE)) * 2e-4).astype(np.float32)


def _syllable(rng: np.random.Generator, pitch: float, size: float) -> np.ndarray:
    n = int(rng.uniform(0.12, 0.28) * RATE)
    hertz = pitch * (1 + 0.12 * np.sin(np.linspace(0, np.pi, n)) + rng.normal(0, 0.03))
    pulses = np.diff(np.floor(np.cumsum(hertz) / RATE), prepend=0.0) + 0.02 * rng.standard_normal(n)
    sound = lfilter([1.0], [1.0, -0.96], pulses)
    for hertz_of, width in zip(_VOWELS[rng.integers(len(_VOWELS))], (80, 100, 140), strict=True):
        radius, angle = np.exp(-np.pi * width / RATE), 2 * np.pi * hertz_of * size / RATE
        sound = lfilter([1 - radius], [1.0, -2 * radius * np.cos(angle), radius**2], sound)
    shaped = sound * np.hanning(n) ** 0.5
    return 0.08 * shaped / max(np.sqrt(np.mean(shaped**2)), 1e-9)
