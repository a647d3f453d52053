"""Mel spectrograms as the voice encoder was trained on them: power, not logarithms."""

from functools import cache

import numpy as np

from fourfold.audio.checkpoint import FloatTensor
from fourfold.inference.arrays import FloatArray

RATE_HZ = 16_000
HOP = 160
"""Samples between two frames: 10 ms."""
_WINDOW = 400
_BANDS = 40
_LINEAR_HZ, _LINEAR_STEP, _OCTAVES = 1000.0, 200.0 / 3, 27.0


def mel_spectrogram(samples: FloatTensor) -> FloatTensor:
    """Frames of 25 ms every 10 ms in 40 mel bands, (frames, 40); the sound is taken as silent before and after.

    Source: Slaney (1998), Auditory Toolbox: bands linear below 1 kHz and logarithmic above, of equal area.
    """
    around = np.pad(samples.astype(np.float32), _WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(around, _WINDOW)[::HOP]
    power = np.abs(np.fft.rfft(frames * _hann(), axis=1)) ** 2
    return np.asarray(power @ _bands().T, dtype=np.float32)


@cache
def _hann() -> FloatTensor:
    return np.asarray(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WINDOW) / _WINDOW), dtype=np.float32)


@cache
def _bands() -> FloatTensor:
    """Triangles (40, 201) over the frequencies of the spectrum."""
    hz = np.arange(_WINDOW // 2 + 1) * RATE_HZ / _WINDOW
    edges = _hz_of(np.linspace(0.0, float(_mel_of(np.array(RATE_HZ / 2))), _BANDS + 2))
    rising = (hz - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - hz) / np.diff(edges)[1:, None]
    triangles = np.clip(np.minimum(rising, falling), 0.0, None)
    return np.asarray(triangles * (2.0 / (edges[2:] - edges[:-2]))[:, None], dtype=np.float32)


def _mel_of(hz: FloatArray) -> FloatArray:
    corner = _LINEAR_HZ / _LINEAR_STEP
    step = np.log(6.4) / _OCTAVES
    return np.where(hz < _LINEAR_HZ, hz / _LINEAR_STEP, corner + np.log(np.maximum(hz, _LINEAR_HZ) / _LINEAR_HZ) / step)


def _hz_of(mel: FloatArray) -> FloatArray:
    corner = _LINEAR_HZ / _LINEAR_STEP
    step = np.log(6.4) / _OCTAVES
    return np.where(mel < corner, mel * _LINEAR_STEP, _LINEAR_HZ * np.exp(step * (mel - corner)))
