"""Telling voices apart that nobody has named: pieces of speech that sound alike become one voice."""

from collections.abc import Sequence

import numpy as np

from fourfold.audio.checkpoint import FloatTensor
from fourfold.audio.following import Piece
from fourfold.inference.arrays import IntArray

_MOST_UNITS = 1500


def voices_apart(pieces: Sequence[Piece], people: int) -> FloatTensor:
    """A point (voices, 256) for each voice, in the order in which they are first heard; at most `people`.

    Stretches of speech are joined from the nearest on (average linkage of cosine distances). How many voices there are
    cannot be told from the sound alone: in a simulated room with eight, a fixed distance found one.
    """
    from scipy.cluster.hierarchy import fcluster, linkage

    units = _units(pieces)
    if len(units) < 2:
        return units
    joined = linkage(units.astype(np.float64), method="average", metric="cosine")
    labels = fcluster(joined, people, "maxclust")
    return _centres(units, labels.astype(np.int64))


def _units(pieces: Sequence[Piece]) -> FloatTensor:
    """One point a stretch of speech, longer ones first if there are too many to compare each with each."""
    if not pieces:
        return np.zeros((0, 256), np.float32)
    spans = np.array([piece.span for piece in pieces])
    points = np.stack([piece.point for piece in pieces])
    of_span, counts = np.unique(spans, return_inverse=True, return_counts=True)[1:]
    sums = np.zeros((len(counts), points.shape[1]), np.float32)
    np.add.at(sums, of_span, points)
    longest = np.sort(np.argsort(-counts, kind="stable")[:_MOST_UNITS])
    return np.asarray(sums[longest] / np.linalg.norm(sums[longest], axis=1, keepdims=True), dtype=np.float32)


def _centres(units: FloatTensor, labels: IntArray) -> FloatTensor:
    first = {int(label): k for k, label in reversed(list(enumerate(labels)))}
    centres = np.stack([units[labels == label].mean(axis=0) for label in sorted(first, key=lambda label: first[label])])
    return np.asarray(centres / np.linalg.norm(centres, axis=1, keepdims=True), dtype=np.float32)
