"""Sound files of any rate and number of channels come out as one channel at 16 kHz."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from fourfold.audio.sound import SoundRefused, blocks_of, seconds_of


def tone(rate: int, seconds: float = 2.3) -> np.ndarray:
    at = np.arange(int(rate * seconds)) / rate
    return (0.4 * np.sin(2 * np.pi * 440 * at) + 0.1 * np.sin(2 * np.pi * 1234 * at)).astype(np.float32)


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_tone_stays_the_tone_without_seams(tmp_path: Path, rate: int, channels: int) -> None:
    path = tmp_path / "tone.flac"
    soundfile.write(path, np.stack([tone(rate)] * channels, axis=1), rate)
    heard = np.concatenate(list(blocks_of(path)))
    expected = tone(16_000)
    assert abs(len(heard) - len(expected)) <= 2
    assert seconds_of(path) == pytest.approx(2.3, abs=0.001)
    inside = slice(200, min(len(heard), len(expected)) - 200)
    assert np.abs(heard[inside] - expected[inside]).max() < 0.01


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("no sound")
    with pytest.raises(SoundRefused, match="WAV, FLAC, OGG or MP3"):
        list(blocks_of(path))
    with pytest.raises(FileNotFoundError):
        seconds_of(tmp_path / "absent.wav")
