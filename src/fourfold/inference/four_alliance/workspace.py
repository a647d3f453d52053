"""Memory that one session's update leaves to the next: fresh pages cost more than the sums written on them."""

import numpy as np

from fourfold.inference.arrays import FloatArray, IntArray


class Workspace:
    """Matrices by name, made once and handed out again; what was in them is lost."""

    def __init__(self) -> None:
        self._held: dict[str, FloatArray] = {}

    def matrix(self, name: str, rows: int, columns: int) -> FloatArray:
        """A matrix (rows, columns) with anything in it."""
        size = rows * columns
        held = self._held.get(name)
        if held is None or held.size < size:
            held = self._held[name] = np.empty(size)
        return held[:size].reshape(rows, columns)

    def rows(self, name: str, source: FloatArray, which: IntArray) -> FloatArray:
        """The chosen rows of a matrix, kept under a name."""
        kept = self.matrix(name, len(which), source.shape[1])
        return np.take(source, which, axis=0, out=kept, mode="clip")
