"""Voices that are known for the length of one session: a point for each person, made from ten seconds of speech."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.audio.checkpoint import FloatTensor
from fourfold.audio.encoder import Encoder, levelled
from fourfold.audio.spectrum import RATE_HZ
from fourfold.audio.speech import Span

ENOUGH_S, FEWEST_S = 10.0, 3.0
"""Seconds of somebody's speech that are taken, and the fewest from which a voice is told at all."""
_HOP_S = 0.2


@dataclass(frozen=True, slots=True)
class Voices:
    """Names and their points (n, 256) on the sphere. They live in memory and are never written anywhere."""

    names: Sequence[str]
    points: FloatTensor


class VoicesRefused(ValueError):
    """Somebody spoke too little for a voice to be known; the message says who, and the remedy."""


def known_voices(encoder: Encoder, samples: FloatTensor, spoken: Mapping[str, Sequence[Span]]) -> Voices:
    """The voices of the people in `spoken`, from their first stretches in `samples` (16 kHz), ten seconds of each.

    Raises `VoicesRefused` naming everybody who speaks for less than three seconds in them.
    """
    taken = {name: _first_seconds(samples, stretches) for name, stretches in spoken.items()}
    short = [name for name, sound in taken.items() if len(sound) < FEWEST_S * RATE_HZ]
    if short:
        raise VoicesRefused(f"too little speech to know the voice of {', '.join(short)}: {FEWEST_S:.0f} seconds at least")
    points = [_centre(encoder.points(levelled(sound), _centres(sound))) for sound in taken.values()]
    return Voices(tuple(taken), np.stack(points) if points else np.zeros((0, 256), np.float32))


def _first_seconds(samples: FloatTensor, stretches: Sequence[Span]) -> FloatTensor:
    pieces = [samples[int(a * RATE_HZ) : int(b * RATE_HZ)] for a, b in stretches]
    sound = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
    return sound[: int(ENOUGH_S * RATE_HZ)]


def _centres(sound: FloatTensor) -> list[float]:
    end = len(sound) / RATE_HZ
    return list(np.arange(0.8, max(end - 0.8, 0.81), _HOP_S))


def _centre(points: FloatTensor) -> FloatTensor:
    mean = points.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)
