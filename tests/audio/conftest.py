"""The voice encoder that the setup of the tests puts beside the interpreter; three simulated people in one room."""

import sys
from pathlib import Path

import numpy as np
import pytest

from fourfold.audio.encoder import Encoder, load_encoder
from tests.audio.simulated_voices import PEOPLE, RATE, silence, speech

VOICES = Path(sys.prefix) / "voices.npz"


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    assert VOICES.is_file(), f"make test fetches it: FOURFOLD_VOICES={VOICES} fourfold audio-setup"
    return load_encoder(VOICES)


@pytest.fixture(scope="session")
def room() -> tuple[np.ndarray, list[tuple[float, float, str]]]:
    """A minute of sound, and who speaks when in it: first each alone for eleven seconds, then in turn."""
    sound, turns, at = [silence(1.0, 0)], [], 1.0
    order = [*PEOPLE, "low", "high", "middle", "low", "middle", "high", "low"]
    for k, name in enumerate(order):
        seconds = 11.0 if k < len(PEOPLE) else 4.0
        sound += [speech(name, seconds, k), silence(0.8, k)]
        turns.append((at, at + seconds, name))
        at += len(sound[-2]) / RATE + len(sound[-1]) / RATE
    return np.concatenate(sound), turns
