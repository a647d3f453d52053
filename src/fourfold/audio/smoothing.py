"""The likeliest course of names over the pieces of one stretch of speech: changing the speaker costs something."""

import numpy as np

from fourfold.audio.checkpoint import FloatTensor

CHANGE = 0.1
"""What a change of speaker must gain in closeness, over all pieces after it."""


def best_path(closeness: FloatTensor, change: float = CHANGE) -> list[int]:
    """The column of each row whose sum, less `change` for each change of column, is the largest. Viterbi (1967)."""
    steps, names = closeness.shape
    came_from = np.zeros((steps, names), dtype=np.int64)
    score = closeness[0].astype(np.float64)
    for t in range(1, steps):
        best = int(score.argmax())
        stays = score >= score[best] - change
        came_from[t] = np.where(stays, np.arange(names), best)
        score = closeness[t] + np.where(stays, score, score[best] - change)
    path = [int(score.argmax())]
    for t in range(steps - 1, 0, -1):
        path.append(int(came_from[t, path[-1]]))
    return path[::-1]
