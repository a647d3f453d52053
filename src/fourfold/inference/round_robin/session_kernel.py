"""The coordinates of many sessions, compiled; worth its compilation from some millions of ratings on."""

import numpy as np
from numba import njit

from fourfold.inference.arrays import FloatArray


@njit(cache=True, nogil=True, error_model="numpy")
def fill(ratings: FloatArray, total: FloatArray, person: FloatArray, plus: FloatArray, minus: FloatArray) -> None:
    """The coordinates of a chunk: ratings (groups, S, n, n) into total, person, plus, minus, which hold at least as many."""
    groups, sessions, n, _ = ratings.shape
    half, to_sum, to_difference = np.sqrt(0.5), 1 / np.sqrt(2.0 * (n - 2)), 1 / np.sqrt(2.0 * n)
    given, received = np.empty(n), np.empty(n)
    for g in range(groups):
        for s in range(sessions):
            given[:] = 0.0
            received[:] = 0.0
            everything = 0.0
            dyad = 0
            for i in range(n):
                for j in range(i + 1, n):
                    forth, back = ratings[g, s, i, j], ratings[g, s, j, i]
                    given[i] += forth
                    received[j] += forth
                    given[j] += back
                    received[i] += back
                    plus[g, dyad, s] = (forth + back) * half
                    minus[g, dyad, s] = (forth - back) * half
                    everything += forth + back
                    dyad += 1
            total[g, s] = everything / np.sqrt(n * (n - 1.0))
            for i in range(n):
                person[g, i, s] = (given[i] + received[i] - 2 * everything / n) * to_sum
                person[g, i, sessions + s] = (given[i] - received[i]) * to_difference
