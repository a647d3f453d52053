"""Following a session by ear: sound comes in blocks, stretches with names come out, and the sound is forgotten."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from fourfold.audio.checkpoint import FloatTensor
from fourfold.audio.encoder import Encoder, levelled
from fourfold.audio.smoothing import best_path
from fourfold.audio.spectrum import RATE_HZ
from fourfold.audio.speech import QUIET, STEP_S, WINDOW, Span, SpeechDetector, spans

HOP_S = 0.4
_LEAST_S, _MOST_S, _PAUSE_S = 10.0, 30.0, 0.4


@dataclass(frozen=True, slots=True)
class Piece:
    """Four tenths of a second or less of speech, and the point of the voice around it."""

    start_s: float
    end_s: float
    span: int
    point: FloatTensor


@dataclass(slots=True)
class Listener:
    """Takes sound at 16 kHz in any portions and gives the pieces of speech in it; keeps at most half a minute of sound."""

    encoder: Encoder
    _detector: SpeechDetector = field(default_factory=SpeechDetector)
    _sound: list[FloatTensor] = field(default_factory=list)
    _chances: list[float] = field(default_factory=list)
    _rest: FloatTensor = field(default_factory=lambda: np.zeros(0, np.float32))
    _heard_s: float = 0.0
    _spans: int = 0

    def hear(self, samples: FloatTensor) -> list[Piece]:
        """The pieces that are settled after hearing `samples` too."""
        sound = np.concatenate([self._rest, samples.astype(np.float32)])
        whole = len(sound) // WINDOW * WINDOW
        self._rest = sound[whole:]
        settled: list[Piece] = []
        for window, chance in zip(sound[:whole].reshape(-1, WINDOW), self._detector.chances(sound[:whole]), strict=True):
            self._sound.append(window)
            self._chances.append(float(chance))
            if self._may_settle():
                settled.extend(self._settle())
        return settled

    def finish(self) -> list[Piece]:
        """The pieces of what is left; the sound is gone afterwards."""
        return list(self._settle())

    @property
    def kept_s(self) -> float:
        """Seconds of sound in memory."""
        return len(self._sound) * STEP_S + len(self._rest) / RATE_HZ

    def _may_settle(self) -> bool:
        """In a pause once ten seconds are there; at thirty seconds in any case."""
        length = len(self._chances) * STEP_S
        quiet = max(self._chances[-int(_PAUSE_S / STEP_S) :]) < QUIET
        return length >= _MOST_S or (length >= _LEAST_S and quiet)

    def _settle(self) -> Iterator[Piece]:
        if not self._sound:
            return
        sound, began = np.concatenate(self._sound), self._heard_s
        found = spans(self._chances)
        self._heard_s += len(self._chances) * STEP_S
        self._sound, self._chances = [], []
        cells = [(a, b, k) for k, span in enumerate(found) for a, b in _cells(span)]
        points = self.encoder.points(levelled(sound), [(a + b) / 2 for a, b, _ in cells])
        for (a, b, k), point in zip(cells, points, strict=True):
            yield Piece(began + a, began + b, self._spans + k, point)
        self._spans += len(found)


def _cells(span: Span) -> list[Span]:
    """A stretch of speech cut every four tenths of a second."""
    cuts = [*np.arange(span[0], span[1] - HOP_S / 2, HOP_S), span[1]]
    return list(pairwise(cuts)) if len(cuts) > 1 else [span]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of speech under a name; `unclear` says how much of it sounds like two voices or none that is known."""

    start_s: float
    end_s: float
    name: str
    unclear_s: float = 0.0


def named(pieces: Sequence[Piece], names: Sequence[str], closeness: FloatTensor) -> list[Stretch]:
    """Pieces as stretches: in each span of speech the likeliest course of names, neighbours of one name joined.

    closeness (pieces, names): how near each piece is to each name; a voice that is not known is a name like others.
    """
    found: list[Stretch] = []
    order = np.sort(closeness, axis=1) if closeness.shape[1] > 1 else None
    for first, last in _runs([piece.span for piece in pieces]):
        for k, name in zip(range(first, last), best_path(closeness[first:last]), strict=True):
            piece = pieces[k]
            unclear = piece.end_s - piece.start_s if order is not None and order[k, -1] - order[k, -2] < 0.02 else 0.0
            found.append(Stretch(piece.start_s, piece.end_s, names[name], unclear))
    return _joined(found)


def _runs(spans_of: Sequence[int]) -> list[tuple[int, int]]:
    firsts = [k for k, span in enumerate(spans_of) if k == 0 or span != spans_of[k - 1]]
    return list(pairwise([*firsts, len(spans_of)]))


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    out: list[Stretch] = []
    for stretch in stretches:
        if out and out[-1].name == stretch.name and stretch.start_s - out[-1].end_s < 0.02:
            before = out.pop()
            out.append(Stretch(before.start_s, stretch.end_s, stretch.name, before.unclear_s + stretch.unclear_s))
        else:
            out.append(stretch)
    return out
