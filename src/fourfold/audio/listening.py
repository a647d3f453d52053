"""A whole session by ear: blocks of sound in, stretches under names out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.audio.apart import voices_apart
from fourfold.audio.checkpoint import FloatTensor
from fourfold.audio.encoder import Encoder
from fourfold.audio.following import Listener, Piece, Stretch, named
from fourfold.audio.ghosts import ghosts
from fourfold.audio.spectrum import RATE_HZ
from fourfold.audio.speech import Span
from fourfold.audio.voices import ENOUGH_S, Voices, known_voices

SOMEBODY_ELSE = "somebody else"
_STRANGE = 0.62
"""Closeness that a voice which is not known gets. Higher, quiet known voices are taken for strangers (bench/audio.py)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard: stretches in order of time, names that may be ghosts, and how much of the speech is unclear.

    `unclear`: the share of speech that lies between two names, as overlapping speech does; only one of the voices of
    overlapping speech is ever named.
    """

    stretches: Sequence[Stretch]
    ghosts: Sequence[str]
    unclear: float
    heard_s: float


def heard_by_name(
    blocks: Iterable[FloatTensor], encoder: Encoder, voices: Voices, told: Callable[[float], None] = lambda _: None
) -> Heard:
    """What was heard of known voices; a voice that is near none of them is somebody else. `told` gets the seconds heard."""
    pieces, heard_s = _pieces(blocks, encoder, told)
    closeness = _points(pieces) @ voices.points.T
    strange = np.full((len(pieces), 1), _STRANGE, np.float32)
    return _heard(pieces, [*voices.names, SOMEBODY_ELSE], np.concatenate([closeness, strange], axis=1), heard_s)


def heard_apart(
    blocks: Iterable[FloatTensor], encoder: Encoder, people: int, told: Callable[[float], None] = lambda _: None
) -> Heard:
    """What was heard of so many voices that nobody has named: "voice 1", "voice 2" …, in the order of their first words."""
    pieces, heard_s = _pieces(blocks, encoder, told)
    points = voices_apart(pieces, people)
    names = [f"voice {k + 1}" for k in range(len(points))]
    return _heard(pieces, names, _points(pieces) @ points.T, heard_s)


def enrolled(blocks: Iterable[FloatTensor], encoder: Encoder, spoken: Mapping[str, Sequence[Span]]) -> Voices:
    """The voices of the people in `spoken`, from ten seconds of each in the sound. Raises `VoicesRefused`."""
    wanted = {name: list(_first(stretches)) for name, stretches in spoken.items()}
    until = max((end for spans in wanted.values() for _, end in spans), default=0.0)
    sound, at = [], 0.0
    for block in blocks:
        if at >= until:
            break
        sound.append(block)
        at += len(block) / RATE_HZ
    return known_voices(encoder, np.concatenate(sound) if sound else np.zeros(0, np.float32), wanted)


def _first(stretches: Sequence[Span]) -> Iterator[Span]:
    """The stretches that hold somebody's first seconds, two seconds more than are taken, whole seconds before crumbs."""
    total = 0.0
    for start, end in sorted(stretches, key=lambda span: (span[1] - span[0] < 1.0, span)):
        if total >= ENOUGH_S:
            return
        yield start, min(end, start + ENOUGH_S - total)
        total += end - start


def _pieces(blocks: Iterable[FloatTensor], encoder: Encoder, told: Callable[[float], None]) -> tuple[list[Piece], float]:
    listener, pieces, samples = Listener(encoder), [], 0
    for block in blocks:
        pieces.extend(listener.hear(block))
        samples += len(block)
        told(samples / RATE_HZ)
    pieces.extend(listener.finish())
    return pieces, samples / RATE_HZ


def _points(pieces: Sequence[Piece]) -> FloatTensor:
    return np.stack([piece.point for piece in pieces]) if pieces else np.zeros((0, 256), np.float32)


def _heard(pieces: Sequence[Piece], names: Sequence[str], closeness: FloatTensor, heard_s: float) -> Heard:
    stretches = named(pieces, names, closeness)
    speech = sum(stretch.end_s - stretch.start_s for stretch in stretches)
    unclear = sum(stretch.unclear_s for stretch in stretches) / speech if speech else 0.0
    return Heard(tuple(stretches), ghosts((s.start_s, s.end_s, s.name) for s in stretches), unclear, heard_s)
