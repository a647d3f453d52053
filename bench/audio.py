"""Listening in a simulated room: error and processor time. `python bench/audio.py FOLDER`, one file a voice, 15 s or more."""

import sys
import time
from pathlib import Path

import numpy as np
from scipy.signal import butter, fftconvolve, lfilter

from fourfold.audio.listening import Heard, heard_by_name
from fourfold.audio.setup import installed_encoder
from fourfold.audio.sound import blocks_of
from fourfold.audio.voices import known_voices

RATE, MINUTES, ENROLLED_S, TOLERANCE_S = 16_000, 8, 10, 0.25
Turns = list[tuple[float, float, str]]


def voice(path: Path) -> np.ndarray:
    """One person's speech without its silences, at one loudness."""
    sound = np.concatenate(list(blocks_of(path)))
    loud = np.convolve(sound**2, np.ones(800) / 800, "same")
    spoken = sound[loud > 1e-3 * loud.max()]
    return (0.05 * spoken / np.sqrt(np.mean(spoken**2))).astype(np.float32)


def echoes(rng: np.random.Generator, count: int) -> list[np.ndarray]:
    """A room of half a second for each seat, at a distance of its own."""
    found = []
    for _ in range(count):
        at = np.arange(RATE // 2) / RATE
        tail = rng.standard_normal(len(at)) * np.exp(-6.9 * at / 0.5)
        tail *= 10 ** (rng.uniform(-3, 6) / 20) / np.sqrt((tail**2).sum())
        tail[0] = 1.0
        found.append((tail * 10 ** (rng.uniform(-6, 0) / 20)).astype(np.float32))
    return found


def session(voices: dict[str, np.ndarray], rooms: dict[str, np.ndarray], rng: np.random.Generator) -> tuple[np.ndarray, Turns]:
    """Sound and turns: answers go back to who spoke before nearly half of the time."""
    names, length = list(voices), MINUTES * 60 * RATE
    sound, turns, at, now, before = np.zeros(length + 30 * RATE, np.float32), [], 1.0, 0, 1
    while at < MINUTES * 60 - 20:
        own = voices[names[now]]
        seconds = float(np.clip(rng.lognormal(1.0, 0.9), 0.6, min(25.0, len(own) / RATE - 0.1)))
        first = rng.integers(0, len(own) - int(seconds * RATE) - 1)
        heard = fftconvolve(own[first : first + int(seconds * RATE)], rooms[names[now]])[: int(seconds * RATE) + 4000]
        sound[int(at * RATE) : int(at * RATE) + len(heard)] += heard
        turns.append((at, at + seconds, names[now]))
        at += seconds + float(np.clip(rng.normal(0.25, 0.6), -1.2, 4.0))
        chance = rng.random()
        following = before if chance < 0.45 else 0 if chance < 0.65 else int(rng.integers(len(names)))
        before, now = now, following if following != now else (now + 1) % len(names)
    return sound[:length] + room_noise(rng, length), sorted(turns)


def room_noise(rng: np.random.Generator, length: int) -> np.ndarray:
    """A dull hum, 15 dB below the voices."""
    noise = lfilter(*butter(1, 0.1), rng.standard_normal(length))
    return (noise * 0.05 * 10 ** (-15 / 20) / np.sqrt(np.mean(noise**2))).astype(np.float32)


def errors(turns: Turns, heard: Heard, tolerance_s: float) -> tuple[float, ...]:
    """Missed, invented and confused speech, as shares of all speech, in steps of 10 ms."""
    names = sorted({t[2] for t in turns} | {s.name for s in heard.stretches})
    steps = MINUTES * 6000
    truth, found, counts = np.zeros((len(names), steps), bool), np.zeros((len(names), steps), bool), np.ones(steps, bool)
    for start, end, name in turns:
        truth[names.index(name), int(start * 100) : int(end * 100)] = True
        for edge in (start, end):
            counts[max(0, int((edge - tolerance_s) * 100)) : int((edge + tolerance_s) * 100)] = tolerance_s == 0
    for s in heard.stretches:
        found[names.index(s.name), int(s.start_s * 100) : int(s.end_s * 100)] = True
    truth, found = truth[:, counts], found[:, counts]
    said, told, both = truth.sum(0), found.sum(0), (truth & found).sum(0)
    parts = (np.maximum(said - told, 0), np.maximum(told - said, 0), np.minimum(said, told) - both)
    return tuple(float(part.sum() / said.sum()) for part in parts)


def main(folder: Path) -> None:
    encoder = installed_encoder()
    voices = {path.stem: voice(path) for path in sorted(folder.iterdir()) if path.suffix in {".wav", ".flac"}}
    print(f"{len(voices)} voices, {MINUTES} minutes a session")
    for seed in (1, 2, 3):
        rng = np.random.default_rng(seed)
        rooms = dict(zip(voices, echoes(rng, len(voices)), strict=True))
        known = {name: own[: min(ENROLLED_S * RATE, len(own) // 2)] for name, own in voices.items()}
        enrolment = {n: fftconvolve(own, rooms[n])[: len(own)] + room_noise(rng, len(own)) for n, own in known.items()}
        ends = np.cumsum([len(sound) for sound in enrolment.values()]) / RATE
        spans = {n: [(float(e) - len(s) / RATE, float(e))] for (n, s), e in zip(enrolment.items(), ends, strict=True)}
        named = known_voices(encoder, np.concatenate(list(enrolment.values())), spans)
        rest = {name: own[len(known[name]) :] for name, own in voices.items()}
        sound, turns = session(rest, rooms, rng)
        began = time.process_time()
        heard = heard_by_name((sound[k : k + RATE // 2] for k in range(0, len(sound), RATE // 2)), encoder, named)
        spent = (time.process_time() - began) / (MINUTES * 60)
        for tolerance_s in (TOLERANCE_S, 0.0):
            missed, invented, confused = errors(turns, heard, tolerance_s)
            print(
                f"session {seed}, tolerance {tolerance_s:.2f} s: error {missed + invented + confused:.3f} "
                f"(missed {missed:.3f}, invented {invented:.3f}, wrong name {confused:.3f}); processor {spent:.3f} of real time"
            )


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(Path(sys.argv[1]))
    else:
        print("left out: give a folder of voices, one sound file a person: python bench/audio.py FOLDER")
