"""The rota of peer items: whom a member is asked about next, so that every ordered pair is met in the fewest sessions."""

import numpy as np

from fourfold.inference.arrays import BoolArray, IntArray


def next_asked(asked: IntArray, may_answer: BoolArray, may_be_rated: BoolArray, items: int) -> BoolArray:
    """Who is asked about whom in the coming session, (n, n), rater first.

    asked (n, n) counts how often each ordered pair was asked about so far. Each rater gets the `items` people asked
    about least, ties by distance round the circle; so with everybody there all pairs are met after
    ceil((n - 1) / items) sessions, and everybody is rated equally often.
    """
    n = len(asked)
    distance = (np.arange(n)[None, :] - np.arange(n)[:, None]) % n
    open_pairs = may_answer[:, None] & may_be_rated[None, :] & (distance > 0)
    order = np.where(open_pairs, asked * n + distance, np.iinfo(np.int64).max)
    rank = order.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    return np.asarray(open_pairs & (rank < items), dtype=np.bool_)


def rota(may_answer: BoolArray, may_be_rated: BoolArray, items: int) -> BoolArray:
    """The rota of a whole history: (sessions, n, n), from who is there (sessions, n) and who may be rated (sessions, n)."""
    sessions, n = may_answer.shape
    asked, found = np.zeros((n, n), dtype=np.int64), np.zeros((sessions, n, n), dtype=np.bool_)
    for s in range(sessions):
        found[s] = next_asked(asked, may_answer[s], may_be_rated[s], items)
        asked += found[s]
    return found
