"""Groups with missing ratings, exactly: every dyad is integrated out, what stays are two effects a person.

A dyad with both ratings is its half-sum and half-difference, which are independent with variances `plus` and `minus`;
a lone rating has variance (plus + minus) / 2. So the likelihood needs three Gram matrices a group (half-sums,
half-differences, lone ratings) of the columns [person sums, person differences, ones, ratings], and per evaluation one
inverse of order 2 n + 1. Source: docs/method/round_robins.md, equations 10 and 11.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.round_robin.pieces import P, Pieces, pair_products, pair_traces

_CHUNK_CELLS = 1 << 21


@dataclass(frozen=True, slots=True)
class Grams:
    """Gram matrices (groups, 2 n + 2, 2 n + 2) of groups of one size, and how many dyads and lone ratings made them."""

    plus: FloatArray
    minus: FloatArray
    lone: FloatArray
    dyads: int
    lone_ratings: int

    @property
    def n(self) -> int:
        """Persons in each group."""
        return int(self.plus.shape[1]) // 2 - 1

    def chunks(self) -> Iterator["Grams"]:
        """The same groups, as many at a time as fit the memory well."""
        groups, width, _ = self.plus.shape
        step = max(1, _CHUNK_CELLS // width**2)
        for start in range(0, groups, step):
            part = slice(start, start + step)
            plus, minus, lone = self.plus[part], self.minus[part], self.lone[part]
            yield Grams(plus, minus, lone, round(plus[:, -2, -2].sum() / 2), round(lone[:, -2, -2].sum()))


def grams(ratings: FloatArray) -> Grams:
    """Gram matrices of round robins: ratings (groups, n, n), row = rater, NaN where missing and on the diagonal."""
    here = ~np.isnan(ratings)
    mutual = (here & here.transpose(0, 2, 1)).astype(np.float64)
    alone = here - mutual
    values = np.where(here, ratings, 0.0)
    return Grams(
        plus=_plus_gram(mutual, values),
        minus=_minus_gram(mutual, values),
        lone=_lone_gram(alone, values),
        dyads=round(mutual.sum() / 2),
        lone_ratings=round(alone.sum()),
    )


def incomplete_pieces(given: Grams, parameters: FloatArray) -> Pieces:
    """Likelihood pieces of groups in which any rating may be missing."""
    parts = [_chunk_pieces(part, parameters) for part in given.chunks()]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def incomplete_effects(given: Grams, parameters: FloatArray, mean: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Posterior means of actor and partner effects (groups, n) and of group effects (groups,)."""
    n = given.n
    states = slice(0, 2 * n + 1)
    weighted = _weighted(given, parameters)
    posterior, _ = _posterior_covariance(weighted[:, states, states], parameters)
    right = weighted[:, states, -1] - mean * weighted[:, states, -2]
    effects = np.einsum("gij,gj->gi", posterior, right)
    total, difference = effects[:, :n], effects[:, n : 2 * n]
    return (total + difference) / 2, (total - difference) / 2, effects[:, 2 * n]


def _plus_gram(mutual: FloatArray, values: FloatArray) -> FloatArray:
    groups, n, _ = mutual.shape
    gram = np.zeros((groups, 2 * n + 2, 2 * n + 2))
    degree = mutual.sum(axis=2)
    sums = mutual * (values + values.transpose(0, 2, 1))
    gram[:, :n, :n] = mutual / 2
    gram[:, np.arange(n), np.arange(n)] = degree / 2
    gram[:, :n, -2] = gram[:, -2, :n] = degree
    gram[:, :n, -1] = gram[:, -1, :n] = sums.sum(axis=2) / 2
    gram[:, -2, -2] = degree.sum(axis=1)
    gram[:, -2, -1] = gram[:, -1, -2] = sums.sum(axis=(1, 2)) / 2
    gram[:, -1, -1] = (sums**2).sum(axis=(1, 2)) / 4
    return gram


def _minus_gram(mutual: FloatArray, values: FloatArray) -> FloatArray:
    groups, n, _ = mutual.shape
    gram = np.zeros((groups, 2 * n + 2, 2 * n + 2))
    differences = mutual * (values - values.transpose(0, 2, 1))
    at = np.arange(n, 2 * n)
    gram[:, n : 2 * n, n : 2 * n] = -mutual / 2
    gram[:, at, at] = mutual.sum(axis=2) / 2
    gram[:, n : 2 * n, -1] = gram[:, -1, n : 2 * n] = differences.sum(axis=2) / 2
    gram[:, -1, -1] = (differences**2).sum(axis=(1, 2)) / 4
    return gram


def _lone_gram(alone: FloatArray, values: FloatArray) -> FloatArray:
    groups, n, _ = alone.shape
    gram = np.zeros((groups, 2 * n + 2, 2 * n + 2))
    reverse, lone_values = alone.transpose(0, 2, 1), alone * values
    at = np.arange(n)
    given, received = alone.sum(axis=2), alone.sum(axis=1)
    gram[:, :n, :n] = (alone + reverse) / 4
    gram[:, at, at] = (given + received) / 4
    gram[:, n : 2 * n, n : 2 * n] = -(alone + reverse) / 4
    gram[:, n + at, n + at] = (given + received) / 4
    gram[:, :n, n : 2 * n] = (reverse - alone) / 4
    gram[:, at, n + at] = (given - received) / 4
    gram[:, n : 2 * n, :n] = gram[:, :n, n : 2 * n].transpose(0, 2, 1)
    for column, cells in ((-2, alone), (-1, lone_values)):
        row_sums, column_sums = cells.sum(axis=2), cells.sum(axis=1)
        gram[:, :n, column] = gram[:, column, :n] = (row_sums + column_sums) / 2
        gram[:, n : 2 * n, column] = gram[:, column, n : 2 * n] = (row_sums - column_sums) / 2
    gram[:, -2, -2] = given.sum(axis=1)
    gram[:, -2, -1] = gram[:, -1, -2] = lone_values.sum(axis=(1, 2))
    gram[:, -1, -1] = (lone_values**2).sum(axis=(1, 2))
    return gram


def _weighted(given: Grams, parameters: FloatArray) -> FloatArray:
    plus, minus = parameters[P.PLUS], parameters[P.MINUS]
    found: FloatArray = given.plus / plus + given.minus / minus + given.lone * (2 / (plus + minus))
    return found


def _posterior_covariance(precision: FloatArray, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Covariance of the states given the ratings, and log|I + L' precision L| where LL' is their prior covariance.

    Written with a factor of the prior and never its inverse, so a variance of exactly zero is an ordinary case.
    """
    states = precision.shape[1]
    factor = _prior_factor((states - 1) // 2, parameters)
    inner = np.eye(states) + factor.T @ precision @ factor
    inverse, log_determinant = np.linalg.inv(inner), np.linalg.slogdet(inner)[1]
    covariance = factor @ inverse @ factor.T
    return (covariance + covariance.transpose(0, 2, 1)) / 2, log_determinant


def _prior_factor(n: int, parameters: FloatArray) -> FloatArray:
    cross = parameters[P.CROSS]
    values, vectors = np.linalg.eigh([[parameters[P.SUM], cross], [cross, parameters[P.DIFFERENCE]]])
    factor = np.zeros((2 * n + 1, 2 * n + 1))
    factor[:-1, :-1] = np.kron(vectors * np.sqrt(np.maximum(values, 0.0)), np.eye(n))
    factor[-1, -1] = np.sqrt(parameters[P.GROUP])
    return factor


@dataclass(frozen=True, slots=True)
class _Dyads:
    """How the dyad variances enter: inverse covariance W, W dR W and W dR W dR W as weights of the three Gram matrices."""

    inverse: tuple[float, float]
    lone: float

    def first(self, given: Grams) -> FloatArray:
        plus, minus = self.inverse
        lone = given.lone * (self.lone**2 / 2)
        return np.stack([given.plus * plus**2 + lone, given.minus * minus**2 + lone])

    def second(self, given: Grams) -> tuple[FloatArray, FloatArray, FloatArray]:
        plus, minus = self.inverse
        lone = given.lone * (self.lone**3 / 4)
        return given.plus * plus**3 + lone, lone, given.minus * minus**3 + lone

    def first_traces(self, given: Grams) -> FloatArray:
        lone = given.lone_ratings * self.lone / 2
        return np.array([given.dyads * w + lone for w in self.inverse])

    def second_traces(self, given: Grams) -> FloatArray:
        lone = given.lone_ratings * self.lone**2 / 4
        plus, minus = (given.dyads * w**2 + lone for w in self.inverse)
        return np.array([[plus, lone], [lone, minus]])


def _chunk_pieces(given: Grams, parameters: FloatArray) -> Pieces:
    plus, minus = float(parameters[P.PLUS]), float(parameters[P.MINUS])
    dyads = _Dyads((1 / plus, 1 / minus), 2 / (plus + minus))
    states = 2 * given.n + 1
    weighted = _weighted(given, parameters)
    covariance, log_determinant = _posterior_covariance(weighted[:, :states, :states], parameters)
    projection = -covariance @ weighted[:, :states, :]
    inverse = weighted + weighted[:, :, :states] @ projection
    to_ratings = np.broadcast_to(np.eye(weighted.shape[1]), weighted.shape).copy()
    to_ratings[:, :states, :] += projection
    first = dyads.first(given)
    dyad_first = to_ratings.transpose(0, 2, 1) @ first @ to_ratings
    group = _Group(dyads, given, covariance, to_ratings, inverse, first, dyad_first)
    corner = inverse[:, -2:, -2:].sum(axis=0)
    values = np.array(
        [
            given.dyads * np.log(plus * minus) - given.lone_ratings * np.log(dyads.lone) + log_determinant.sum(),
            corner[0, 0],
            corner[0, 1],
            corner[1, 1],
        ]
    )
    gradients = np.vstack([group.trace_first(), -_three(group.quadratic_first())])
    hessians = np.concatenate([-group.trace_second()[None], 2 * _three(group.quadratic_second())])
    return Pieces(2 * given.dyads + given.lone_ratings, values, gradients, hessians)


def _three(quadratic: FloatArray) -> FloatArray:
    """x'..x, x'..y and y'..y out of the 2 x 2 tables at the end."""
    mixed = (quadratic[..., 0, 1] + quadratic[..., 1, 0]) / 2
    return np.stack([quadratic[..., 0, 0], mixed, quadratic[..., 1, 1]])


@dataclass(frozen=True, slots=True)
class _Group:
    """What the derivatives of a chunk of groups are made of; V' is the derivative of V by one parameter.

    inverse is E'V⁻¹E for the columns E of the Gram matrices; V⁻¹E = W E to_ratings; dyad_first is E'V⁻¹V'V⁻¹E for the
    two dyad variances.
    """

    dyads: _Dyads
    given: Grams
    covariance: FloatArray
    to_ratings: FloatArray
    inverse: FloatArray
    first: FloatArray
    dyad_first: FloatArray

    @property
    def states(self) -> slice:
        """The columns that are effects of persons and of the group."""
        return slice(0, 2 * self.given.n + 1)

    def trace_first(self) -> FloatArray:
        """tr(V⁻¹V') for each parameter (6,)."""
        n, u = self.given.n, self.states
        diagonal = np.einsum("gii->i", self.inverse)
        crossed = np.einsum("gii->", self.inverse[:, :n, n : 2 * n])
        dyad = self.dyads.first_traces(self.given) - np.einsum("kgij,gji->k", self.first[:, :, u, u], self.covariance)
        return np.array([diagonal[:n].sum(), diagonal[n : 2 * n].sum(), 2 * crossed, *dyad, diagonal[2 * n]])

    def quadratic_first(self) -> FloatArray:
        """[x, y]'V⁻¹V'V⁻¹[x, y] for each parameter (6, 2, 2)."""
        columns = self.inverse[:, self.states, -2:]
        state = np.einsum("gic,kgid->kcd", columns, self._spread(columns))
        return _in_order(state, self.dyad_first[:, :, -2:, -2:].sum(axis=1))

    def trace_second(self) -> FloatArray:
        """tr(V⁻¹V'V⁻¹V'') for each pair of parameters (6, 6)."""
        u = self.states
        spread = self._spread(self.inverse[:, u, u])
        mixed = [np.einsum("kgii->k", self._spread(one[:, u, u])) for one in self.dyad_first]
        return _symmetric_table(pair_traces(spread), np.stack(mixed, axis=1), self._dyad_trace_second())

    def _dyad_trace_second(self) -> FloatArray:
        u = self.states
        second = [np.einsum("gij,gji->", part[:, u, u], self.covariance) for part in self.dyads.second(self.given)]
        product = self.first[:, :, u, u] @ self.covariance
        inner = np.array([[second[0], second[1]], [second[1], second[2]]])
        found: FloatArray = self.dyads.second_traces(self.given) - 2 * inner + pair_traces(product)
        return found

    def quadratic_second(self) -> FloatArray:
        """[x, y]'V⁻¹V'V⁻¹V''V⁻¹[x, y] for each pair of parameters (6, 6, 2, 2), made symmetric in the pair."""
        u = self.states
        spread = self._spread(self.inverse[:, u, -2:])
        state = pair_products(spread, self.inverse[:, u, u] @ spread)
        mixed = pair_products(spread, self.dyad_first[:, :, u, -2:])
        found = _symmetric_table(state, mixed, self._dyad_quadratic_second())
        return (found + found.swapaxes(-1, -2)) / 2

    def _dyad_quadratic_second(self) -> FloatArray:
        columns = self.to_ratings[:, :, -2:]
        plus, both, minus = (
            np.einsum("gic,gij,gjd->cd", columns, part, columns, optimize=True) for part in self.dyads.second(self.given)
        )
        pushed = self.first[:, :, self.states, :] @ columns
        lost = np.einsum("kgic,gij,lgjd->klcd", pushed, self.covariance, pushed, optimize=True)
        found: FloatArray = np.array([[plus, both], [both, minus]]) - lost
        return found

    def _spread(self, rows: FloatArray) -> FloatArray:
        """V' of the four state parameters (sum, difference, cross, group) between H' and H, times rows (groups, states, .)."""
        n = self.given.n
        out = np.zeros((4, *rows.shape))
        out[0, :, :n] = rows[:, :n]
        out[1, :, n : 2 * n] = rows[:, n : 2 * n]
        out[2, :, :n], out[2, :, n : 2 * n] = rows[:, n : 2 * n], rows[:, :n]
        out[3, :, 2 * n] = rows[:, 2 * n]
        return out


_STATE, _DYAD = [P.SUM, P.DIFFERENCE, P.CROSS, P.GROUP], [P.PLUS, P.MINUS]


def _in_order(state: FloatArray, dyad: FloatArray) -> FloatArray:
    found = np.empty((6, *state.shape[1:]))
    found[_STATE], found[_DYAD] = state, dyad
    return found


def _symmetric_table(state: FloatArray, mixed: FloatArray, dyad: FloatArray) -> FloatArray:
    found = np.empty((6, 6, *state.shape[2:]))
    found[np.ix_(_STATE, _STATE)] = state
    found[np.ix_(_STATE, _DYAD)] = mixed
    found[np.ix_(_DYAD, _STATE)] = mixed.swapaxes(0, 1)
    found[np.ix_(_DYAD, _DYAD)] = dyad
    return found
