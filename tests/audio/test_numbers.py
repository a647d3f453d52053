"""The parts of listening that are plain arithmetic, against slower or hand-made answers."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fourfold.audio.encoder import FRAMES, Encoder, encoder_of, levelled
from fourfold.audio.ghosts import ghosts
from fourfold.audio.smoothing import best_path
from fourfold.audio.spectrum import HOP, RATE_HZ, mel_spectrogram
from fourfold.audio.speech import STEP_S, spans


@pytest.mark.parametrize(("hertz", "band"), [(500, 7), (1000, 14), (4000, 30)])
def test_a_tone_is_in_its_band(hertz: int, band: int) -> None:
    tone = np.sin(2 * np.pi * hertz * np.arange(RATE_HZ) / RATE_HZ).astype(np.float32)
    mel = mel_spectrogram(tone)
    assert mel.shape == (RATE_HZ // HOP + 1, 40)
    assert abs(int(mel[50].argmax()) - band) <= 1


def test_a_tone_twice_as_loud_has_four_times_the_power() -> None:
    tone = np.sin(np.arange(RATE_HZ) / 7).astype(np.float32)
    np.testing.assert_allclose(mel_spectrogram(2 * tone), 4 * mel_spectrogram(tone), rtol=1e-3, atol=1e-5)


def test_silence_has_no_power() -> None:
    assert not mel_spectrogram(np.zeros(RATE_HZ, np.float32)).any()


def small_encoder(seed: int) -> tuple[Encoder, dict[str, np.ndarray]]:
    rng = np.random.default_rng(seed)
    tensors = {}
    for layer in range(3):
        width = 40 if layer == 0 else 8
        shapes = {"weight_ih": (32, width), "weight_hh": (32, 8), "bias_ih": (32,), "bias_hh": (32,)}
        tensors |= {f"lstm.{k}_l{layer}": (0.4 * rng.standard_normal(s)).astype(np.float32) for k, s in shapes.items()}
    tensors |= {"linear.weight": rng.standard_normal((6, 8)).astype(np.float32), "linear.bias": np.ones(6, np.float32)}
    return encoder_of(tensors), tensors


def by_hand(tensors: dict[str, np.ndarray], frames: np.ndarray) -> np.ndarray:
    """The same network for one stretch, gate by gate."""

    def sigmoid(x: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-x))

    inputs = list(frames.astype(np.float64))
    for layer in range(3):
        into, back, bias, own = (tensors[f"lstm.{k}_l{layer}"] for k in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
        state, memory, out = np.zeros(8), np.zeros(8), []
        for x in inputs:
            entry, forget, candidate, exit_ = np.split(into @ x + bias + back @ state + own, 4)
            memory = sigmoid(forget) * memory + sigmoid(entry) * np.tanh(candidate)
            state = sigmoid(exit_) * np.tanh(memory)
            out.append(state)
        inputs = out
    point = np.maximum(tensors["linear.weight"] @ inputs[-1] + tensors["linear.bias"], 0)
    return point / np.linalg.norm(point)


def test_the_network_is_the_one_written_out_by_hand() -> None:
    encoder, tensors = small_encoder(3)
    sound = (0.1 * np.random.default_rng(4).standard_normal(3 * RATE_HZ)).astype(np.float32)
    points = encoder.points(sound, [1.0, 1.7])
    mel = mel_spectrogram(sound)
    for point, centre in zip(points, (1.0, 1.7), strict=True):
        first = round(centre * 100) - FRAMES // 2
        np.testing.assert_allclose(point, by_hand(tensors, mel[first : first + FRAMES]), atol=1e-4)


def test_a_sound_shorter_than_a_stretch_has_a_point_of_length_one() -> None:
    encoder, _ = small_encoder(5)
    assert np.linalg.norm(encoder.points(np.ones(400, np.float32), [0.01])) == pytest.approx(1.0, abs=1e-5)
    assert encoder.points(np.ones(400, np.float32), []).shape == (0, 6)


def test_a_quiet_sound_is_raised_and_a_loud_one_left() -> None:
    quiet, loud = np.full(1000, 1e-3, np.float32), np.full(1000, 0.5, np.float32)
    assert np.sqrt(np.mean(levelled(quiet) ** 2)) == pytest.approx(10**-1.5, rel=1e-3)
    assert (levelled(loud) == loud).all()


@given(arrays(np.float32, st.tuples(st.integers(1, 6), st.integers(1, 3)), elements=st.floats(0, 1, width=32)))
def test_the_path_is_the_best_of_all_paths(closeness: np.ndarray) -> None:
    def worth(path: tuple[int, ...]) -> float:
        changes = sum(a != b for a, b in pairwise(path))
        return float(sum(closeness[t, k] for t, k in enumerate(path))) - 0.1 * changes

    best = max(worth(path) for path in product(range(closeness.shape[1]), repeat=len(closeness)))
    assert worth(tuple(best_path(closeness, 0.1))) == pytest.approx(best, abs=1e-5)


def test_a_short_pause_does_not_end_a_stretch_and_a_long_one_does() -> None:
    short = [0.0] * 20 + [0.9] * 20 + [0.0] * 6 + [0.9] * 20 + [0.0] * 20
    long = [0.0] * 20 + [0.9] * 20 + [0.0] * 15 + [0.9] * 20 + [0.0] * 20
    assert len(spans(short)) == 1
    assert len(spans(long)) == 2
    (start, end), *_ = spans(short)
    assert start == pytest.approx(20 * STEP_S - 0.1)
    assert end == pytest.approx(66 * STEP_S + 0.1)


def test_a_crackle_is_no_speech() -> None:
    assert spans([0.0] * 10 + [1.0] * 3 + [0.0] * 20) == []
    assert spans([]) == []


def test_a_name_that_hardly_speaks_may_be_a_ghost() -> None:
    turns = [(0.0, 60.0, "A"), (60.0, 119.0, "B"), (119.0, 120.5, "C")]
    assert ghosts(turns) == ["C"]
    assert ghosts([*turns, (121.0, 124.0, "C")]) == []
    assert ghosts([(0.0, 200.0, "A"), (200.0, 400.0, "B"), (400.0, 402.5, "C")]) == []
    assert ghosts([]) == []
