"""`fourfold listen` and `audio-setup`, run as people run them; and what they leave on the disk."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.audio.simulated_voices import RATE, silence, speech

VOICES = Path(sys.prefix) / "voices.npz"


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = {"HOME": str(home), "TMPDIR": str(home / "tmp"), "XDG_DATA_HOME": str(home / "data"), "XDG_CACHE_HOME": str(home)}
    environment = os.environ | own | {"FOURFOLD_VOICES": str(VOICES), "OPENBLAS_NUM_THREADS": "1", "COLUMNS": "200"}
    order = [sys.executable, "-m", "fourfold.cli", *arguments]
    return subprocess.run(order, capture_output=True, text=True, cwd=home, env=environment, check=False, timeout=300)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("tmp", "data"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture(scope="module")
def session() -> np.ndarray:
    pieces = [silence(0.5, 1)]
    for k, name in enumerate(("low", "high", "low", "high", "high")):
        pieces += [speech(name, 7.0 if k < 2 else 3.0, 20 + k), silence(0.9, k)]
    return np.round(np.concatenate(pieces) * 32767).astype(np.int16)


TAPS = "start_s,end_s,speaker\n0.5,7.5,Ann\n8.4,15.4,[/R]\n"


def test_a_file_becomes_turns_and_nothing_else_is_left_on_the_disk(home: Path, session: np.ndarray) -> None:
    soundfile.write(home / "session.wav", session, RATE, subtype="PCM_16")
    (home / "taps.csv").write_text(TAPS)
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    done = run(home, "listen", "session.wav", "--taps", "taps.csv", "--rttm", "turns.rttm")
    assert done.returncode == 0, done.stderr
    assert "Ann" in done.stdout
    assert "[/R]" in done.stdout
    assert "check it before you conclude anything" in done.stdout

    turns = [line.split() for line in (home / "turns.rttm").read_text().splitlines()]
    assert {turn[7] for turn in turns} >= {"Ann", "[/R]"}
    spoken = {name: sum(float(t[4]) for t in turns if t[7] == name) for name in ("Ann", "[/R]")}
    assert spoken["[/R]"] > spoken["Ann"]

    left = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert {path: left.get(path) for path in before} == before
    made = {path: content for path, content in left.items() if path not in before}
    assert sum(map(len, made.values())) < 20_000
    for content in made.values():
        assert not any(sample in content for sample in sound_bytes(session))


def sound_bytes(session: np.ndarray) -> Iterator[bytes]:
    """Fragments of four milliseconds of the sound, in the forms in which a program keeps it."""
    for first in range(8_000, len(session) - 64, 4_001):
        piece = session[first : first + 64]
        if np.abs(piece).max() > 300:
            yield piece.astype("<i2").tobytes()
            yield (piece / np.float32(32768)).astype("<f4").tobytes()


def test_the_search_for_sound_finds_sound(session: np.ndarray, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "kept.wav", session, RATE, subtype="PCM_16")
    kept = (tmp_path / "kept.wav").read_bytes()
    fragments = list(sound_bytes(session))
    assert len(fragments) > 20
    assert sum(fragment in kept for fragment in fragments) >= len(fragments) // 2


def test_voices_that_nobody_named_are_numbered(home: Path, session: np.ndarray) -> None:
    soundfile.write(home / "session.flac", session, RATE)
    done = run(home, "listen", "session.flac", "--people", "2")
    assert done.returncode == 0, done.stderr
    assert "voice 1" in done.stdout
    assert "voice 2" in done.stdout
    assert [path.name for path in home.rglob("*") if path.is_file()] == ["session.flac"]


def test_a_silent_file_says_so(home: Path) -> None:
    soundfile.write(home / "quiet.wav", silence(12.0, 3), RATE)
    done = run(home, "listen", "quiet.wav", "--people", "3")
    assert (done.returncode, done.stdout) == (0, "nobody was heard to speak in 0.2 minutes\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give a sound file, or --microphone"),
        (["a.wav"], "say who is present"),
        (["a.wav", "--people", "3", "--taps", "t.csv"], "leave it out"),
        (["a.wav", "--person", "Ann"], "--person is for --microphone"),
        (["--microphone", "--taps", "t.csv"], "--taps is for a file"),
    ],
)
def test_wrong_use_names_the_remedy(home: Path, arguments: list[str], said: str) -> None:
    done = run(home, "listen", *arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_too_little_speech_to_know_a_voice_is_refused(home: Path, session: np.ndarray) -> None:
    soundfile.write(home / "session.wav", session, RATE)
    (home / "taps.csv").write_text("start_s,end_s,speaker\n0.5,7.5,Ann\n8.4,9.4,R.\n")
    done = run(home, "listen", "session.wav", "--taps", "taps.csv")
    assert done.returncode == 1
    assert "too little speech to know the voice of R." in done.stderr


def test_a_package_with_other_weights_is_refused_and_nothing_kept(home: Path) -> None:
    with zipfile.ZipFile(home / "other.whl", "w") as packed:
        packed.writestr("resemblyzer/pretrained.pt", b"other weights")
    (home / "no.whl").write_bytes(b"no package")
    for name, said in (("other.whl", "its weights are not those"), ("no.whl", "holds no resemblyzer/pretrained.pt")):
        own = os.environ | {"FOURFOLD_VOICES": str(home / "kept.npz")}
        order = [sys.executable, "-m", "fourfold.cli", "audio-setup", "--package", str(home / name)]
        done = subprocess.run(order, capture_output=True, text=True, env=own, check=False)
        assert done.returncode == 1
        assert said in done.stderr
    assert not (home / "kept.npz").exists()
