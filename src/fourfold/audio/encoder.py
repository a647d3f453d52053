"""The voice encoder: a stretch of 1.6 s becomes a point on a sphere, near others of the same voice."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from fourfold.audio.checkpoint import FloatTensor
from fourfold.audio.spectrum import mel_spectrogram

FRAMES = 160
"""Frames of one stretch: 1.6 s."""
_AT_ONCE = 64
_LAYERS = 3
_LOUDNESS = 10 ** (-30 / 20)
_KINDS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
_NAMES = (*(f"lstm.{kind}_l{layer}" for layer in range(3) for kind in _KINDS), "linear.weight", "linear.bias")


@dataclass(frozen=True, slots=True)
class _Layer:
    """One recurrent layer: weights of its input and of itself, transposed, and one bias; gates in the order i, f, g, o."""

    into: FloatTensor
    back: FloatTensor
    bias: FloatTensor


@dataclass(frozen=True, slots=True)
class Encoder:
    """Three recurrent layers and a projection. Source: Wan et al. (2018), GE2E; weights of Resemblyzer 0.1.4."""

    layers: Sequence[_Layer]
    projection: FloatTensor
    offset: FloatTensor

    def points(self, samples: FloatTensor, centres_s: Sequence[float]) -> FloatTensor:
        """The points (n, 256) of the stretches of 1.6 s around `centres_s`; at the ends the stretch is moved inwards."""
        mel = mel_spectrogram(samples)
        if len(mel) < FRAMES:
            mel = np.pad(mel, ((0, FRAMES - len(mel)), (0, 0)))
        firsts = np.clip(np.asarray(centres_s) * 100 - FRAMES // 2, 0, len(mel) - FRAMES).astype(np.int64)
        stretches = np.lib.stride_tricks.sliding_window_view(mel, FRAMES, axis=0)
        found = [self._encoded(stretches[firsts[k : k + _AT_ONCE]]) for k in range(0, len(firsts), _AT_ONCE)]
        return np.concatenate(found) if found else np.zeros((0, len(self.offset)), np.float32)

    def _encoded(self, stretches: FloatTensor) -> FloatTensor:
        """Points of stretches (n, 40, 160)."""
        sequence = np.ascontiguousarray(stretches.transpose(2, 0, 1))
        for layer in self.layers:
            sequence = _through(layer, sequence)
        points = np.maximum(sequence[-1] @ self.projection + self.offset, 0.0)
        return np.asarray(points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def encoder_of(tensors: dict[str, FloatTensor]) -> Encoder:
    """The encoder with these weights. Raises `KeyError` naming a tensor that is missing."""
    layers = []
    for k in range(_LAYERS):
        into, back, bias, own_bias = (tensors[name] for name in _NAMES[4 * k : 4 * k + 4])
        layers.append(_Layer(np.ascontiguousarray(into.T), np.ascontiguousarray(back.T), bias + own_bias))
    return Encoder(tuple(layers), np.ascontiguousarray(tensors["linear.weight"].T), tensors["linear.bias"])


def save_weights(tensors: dict[str, FloatTensor], file: BinaryIO) -> None:
    """Write the tensors that an encoder needs into a file, as .npz."""
    np.savez(file, allow_pickle=False, **{name: tensors[name] for name in _NAMES})


def load_encoder(path: Path) -> Encoder:
    """The encoder of a file that `save_weights` wrote."""
    with np.load(path, allow_pickle=False) as kept:
        return encoder_of({name: kept[name] for name in _NAMES})


def levelled(samples: FloatTensor) -> FloatTensor:
    """The sound raised to the loudness that the encoder knows; a loud sound stays as it is.

    Half a minute is raised as a whole. Each stretch for itself confused more voices where a room hums (bench/audio.py).
    """
    loudness = float(np.sqrt(np.mean(np.square(samples), dtype=np.float64))) if len(samples) else 0.0
    return samples * np.float32(max(1.0, _LOUDNESS / max(loudness, 1e-6)))


def _through(layer: _Layer, sequence: FloatTensor) -> FloatTensor:
    """The outputs (time, n, 256) of one layer for its inputs (time, n, width)."""
    time, n, width = sequence.shape
    driven = (sequence.reshape(time * n, width) @ layer.into + layer.bias).reshape(time, n, -1)
    size = layer.back.shape[0]
    state, memory = np.zeros((n, size), np.float32), np.zeros((n, size), np.float32)
    out = np.empty((time, n, size), np.float32)
    for t in range(time):
        gates = driven[t] + state @ layer.back
        opened = _sigmoid(gates)
        memory = opened[:, size : 2 * size] * memory + opened[:, :size] * np.tanh(gates[:, 2 * size : 3 * size])
        state = opened[:, 3 * size :] * np.tanh(memory)
        out[t] = state
    return out


def _sigmoid(x: FloatTensor) -> FloatTensor:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)), dtype=np.float32)
