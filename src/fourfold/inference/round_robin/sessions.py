"""Complete groups that rate at every session: one pass over the ratings, five matrices over sessions a group size.

The symmetry of one round robin holds at every session alike, so its scalars become matrices over sessions.
Source: docs/method/round_robins.md, equations 2 to 5.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.vocabulary import NotEnoughData

_COMPILED_FROM = 2_000_000
_CHUNK = 256
_THREADS = 2
_MINIMUM_PERSONS = 4

Fill = Callable[[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray], None]


@dataclass(frozen=True, slots=True)
class SessionSums:
    """All that groups of one size n say over S sessions.

    totals (S,) and total_products (S, S) of t; person_products (2 S, 2 S) of (u, v); symmetric, antisymmetric (S, S) of
    what is left of the dyads.
    """

    groups: int
    n: int
    totals: FloatArray
    total_products: FloatArray
    person_products: FloatArray
    symmetric: FloatArray
    antisymmetric: FloatArray

    def __add__(self, other: "SessionSums") -> "SessionSums":
        return SessionSums(
            self.groups + other.groups,
            self.n,
            self.totals + other.totals,
            self.total_products + other.total_products,
            self.person_products + other.person_products,
            self.symmetric + other.symmetric,
            self.antisymmetric + other.antisymmetric,
        )


@dataclass(frozen=True, slots=True)
class _Coordinates:
    """Room for a chunk: total (groups, S), person (groups, n, 2 S), plus and minus (groups, dyads, S)."""

    total: FloatArray
    person: FloatArray
    plus: FloatArray
    minus: FloatArray

    @classmethod
    def room(cls, groups: int, sessions: int, n: int) -> "_Coordinates":
        dyads = n * (n - 1) // 2
        shapes = (groups, sessions), (groups, n, 2 * sessions), (groups, dyads, sessions), (groups, dyads, sessions)
        return cls(*(np.empty(shape) for shape in shapes))

    def sums(self, groups: int) -> SessionSums:
        total, n, sessions = self.total[:groups], self.person.shape[1], self.total.shape[1]
        persons, plus, minus = (_products(part[:groups]) for part in (self.person, self.plus, self.minus))
        totals = total.T @ total
        return SessionSums(
            groups=groups,
            n=n,
            totals=total.sum(axis=0),
            total_products=totals,
            person_products=persons,
            symmetric=plus - totals - persons[:sessions, :sessions],
            antisymmetric=minus - persons[sessions:, sessions:],
        )


def session_sums(ratings: FloatArray) -> SessionSums:
    """The sums of complete groups of one size: ratings (groups, sessions, n, n), row = rater, diagonal ignored.

    Raises `NotEnoughData` below four persons or without a group, `ValueError` where a rating is missing.
    """
    groups, _, n, _ = ratings.shape
    if n < _MINIMUM_PERSONS or not groups:
        raise NotEnoughData(f"round robins over sessions need a group of at least {_MINIMUM_PERSONS} persons")
    shares = np.array_split(np.arange(0, groups, _CHUNK), _THREADS if ratings.size >= _COMPILED_FROM else 1)
    with ThreadPoolExecutor(_THREADS) as pool:
        found = reduce(SessionSums.__add__, pool.map(lambda starts: _share(ratings, starts), filter(len, shares)))
    if not np.isfinite(found.total_products).all():
        raise ValueError("ratings are missing; the symmetry of round robins holds for complete groups only")
    return found


def _share(ratings: FloatArray, starts: np.ndarray) -> SessionSums:
    fill = _compiled() if ratings.size >= _COMPILED_FROM else _fill
    _, sessions, n, _ = ratings.shape
    room = _Coordinates.room(_CHUNK, sessions, n)
    return reduce(SessionSums.__add__, _filled(ratings, starts, room, fill))


def _compiled() -> Fill:
    from fourfold.inference.round_robin.session_kernel import fill

    found: Fill = fill
    return found


def _filled(ratings: FloatArray, starts: np.ndarray, room: _Coordinates, fill: Fill) -> Iterator[SessionSums]:
    for start in starts.tolist():
        part = ratings[start : start + _CHUNK]
        fill(part, room.total, room.person, room.plus, room.minus)
        yield room.sums(len(part))


def _fill(ratings: FloatArray, total: FloatArray, person: FloatArray, plus: FloatArray, minus: FloatArray) -> None:
    """The coordinates of a chunk, without compilation."""
    groups, sessions, n, _ = ratings.shape
    first, second = np.triu_indices(n, 1)
    upper, lower = ratings[:, :, first, second], ratings[:, :, second, first]
    plus[:groups] = ((upper + lower) / np.sqrt(2)).swapaxes(1, 2)
    minus[:groups] = ((upper - lower) / np.sqrt(2)).swapaxes(1, 2)
    off_diagonal = np.where(np.eye(n, dtype=bool), 0.0, ratings)
    given, received = off_diagonal.sum(axis=3), off_diagonal.sum(axis=2)
    everything = given.sum(axis=2)
    total[:groups] = everything / np.sqrt(n * (n - 1))
    centred = given + received - 2 / n * everything[:, :, None]
    person[:groups, :, :sessions] = (centred / np.sqrt(2 * (n - 2))).swapaxes(1, 2)
    person[:groups, :, sessions:] = ((given - received) / np.sqrt(2 * n)).swapaxes(1, 2)


def _products(part: FloatArray) -> FloatArray:
    rows = part.reshape(-1, part.shape[2])
    found: FloatArray = rows.T @ rows
    return found
