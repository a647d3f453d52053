"""The compiled loops of the relational event model: sums over all pairs of all events, and who was met last."""

import numpy as np

from fourfold.inference.arrays import BoolArray, FloatArray, IntArray
from fourfold.inference.compiled import exact_njit, inside_njit


@exact_njit
def add_session(values: FloatArray, available: BoolArray, spoke: IntArray, coefficients: FloatArray, sums: FloatArray) -> float:
    """The log-likelihood of a session; into sums (k + 1, k) go its information, lower half, and last its slope.

    values (events, pairs, k), available (events, pairs), spoke (events,) the pair that spoke.
    """
    events, pairs, k = values.shape
    chance, mean, there = np.empty(pairs), np.empty(k), np.empty(k, dtype=np.int64)
    total = 0.0
    for e in range(events):
        total += _chances(values[e], available[e], spoke[e], coefficients, chance)
        for a in range(k):
            mean[a] = 0.0
        for q in range(pairs):
            if chance[q] == 0.0:
                continue
            count = 0
            for a in range(k):
                value = values[e, q, a]
                if value != 0.0:
                    there[count] = a
                    count += 1
                    mean[a] += chance[q] * value
                    for c in range(count):
                        sums[a, there[c]] += chance[q] * value * values[e, q, there[c]]
        for a in range(k):
            sums[k, a] += values[e, spoke[e], a] - mean[a]
            for c in range(a + 1):
                sums[a, c] -= mean[a] * mean[c]
    return total


@inside_njit
def _chances(values: FloatArray, available: BoolArray, spoke: int, coefficients: FloatArray, chance: FloatArray) -> float:
    """The log chance of the pair that spoke; into `chance` (pairs,) that of each, 0 where it could not."""
    pairs, k = values.shape
    top = -np.inf
    for q in range(pairs):
        score = 0.0
        for a in range(k):
            score += values[q, a] * coefficients[a]
        chance[q] = score if available[q] else -np.inf
        top = max(top, chance[q])
    said, whole = chance[spoke], 0.0
    for q in range(pairs):
        chance[q] = np.exp(chance[q] - top)
        whole += chance[q]
    for q in range(pairs):
        chance[q] /= whole
    total: float = said - top - np.log(whole)
    return total


@exact_njit
def reach(values: FloatArray, available: BoolArray, spoke: IntArray, lowest: FloatArray, highest: FloatArray) -> None:
    """The lowest and highest difference of each effect from the pair that spoke, kept where it goes beyond what is there."""
    events, pairs, k = values.shape
    for e in range(events):
        for q in range(pairs):
            if available[e, q]:
                for a in range(k):
                    apart = values[e, q, a] - values[e, spoke[e], a]
                    lowest[a] = min(lowest[a], apart)
                    highest[a] = max(highest[a], apart)


@exact_njit
def recency(one: IntArray, other: IntArray, sender: IntArray, receiver: IntArray, shares: FloatArray) -> None:
    """Into shares (events, pairs): 1, 1/2, 1/3 … for whom the sender of a pair met last, before that …; 0 for nobody yet.

    one met other at each event (other below -1: nobody known); -1, the group, is a partner like any.
    """
    seats = 0
    for q in range(len(sender)):
        seats = max(seats, sender[q] + 1, receiver[q] + 1)
    rank = np.zeros((seats, seats + 1), dtype=np.int64)
    for e in range(len(one)):
        for q in range(len(sender)):
            place = rank[sender[q], receiver[q]]
            if place > 0:
                shares[e, q] = 1.0 / place
        if one[e] < 0 or other[e] < -1:
            continue
        row = rank[one[e]]
        before = row[other[e]]
        for j in range(seats + 1):
            if row[j] > 0 and (before == 0 or row[j] < before):
                row[j] += 1
        row[other[e]] = 1
