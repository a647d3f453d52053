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

    def sum_of_rows(self, name: str, *parts: tuple[FloatArray, IntArray]) -> FloatArray:
        """For each place the sum of one row of each part, kept under a name; parts may end early."""
        source, rows = parts[0]
        columns = source.shape[1]
        total = np.take(source, rows, axis=0, out=self.matrix(name, len(rows), columns), mode="clip")
        for source, rows in parts[1:]:
            one = self.matrix("one part", len(rows), columns)
            total[: len(rows)] += np.take(source, rows, axis=0, out=one, mode="clip")
        return total
