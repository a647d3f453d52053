"""Symmetric matrices whose lower triangle alone was computed."""

import numpy as np

from fourfold.inference.arrays import FloatArray

_TILE = 64
_ABOVE = np.triu(np.ones((_TILE, _TILE), dtype=np.bool_), 1)


def mirror_lower(matrix: FloatArray) -> None:
    """Copy the lower triangle onto the upper one, in place."""
    n = len(matrix)
    for start in range(0, n, _TILE):
        stop = min(start + _TILE, n)
        tile = matrix[start:stop, start:stop]
        size = stop - start
        np.copyto(tile, tile.T.copy(), where=_ABOVE[:size, :size])
        matrix[start:stop, stop:] = matrix[stop:, start:stop].T
