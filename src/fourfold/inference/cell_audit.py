"""What a reader with a linear program makes of tables of counts, and what must be left out so that nothing small is told.

Counts that nobody is told (`atoms`) add up to sums; each sum is a row of `parts` with one weight an atom. A told sum holds
exactly. An atom is a count of people: never below nought, and whole.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fourfold.inference.arrays import BoolArray, FloatArray, IntArray

_NEAR = 1e-6
_WHOLE = 1e-4
"""How far from a whole number a bound of a whole program may lie by the tolerance of the solver."""


class CannotProtect(ValueError):
    """What may not be left out any more tells a small count. `sum_` is its row."""

    def __init__(self, sum_: int) -> None:
        super().__init__(f"the count in row {sum_} follows from counts that are told already")
        self.sum_ = sum_


def cell_intervals(
    parts: FloatArray, told: FloatArray, asked: IntArray | None = None, *, whole: bool = False
) -> tuple[FloatArray, FloatArray]:
    """The least and the most that each asked sum can be, given all told ones.

    parts (n_sums, n_atoms); told (n_sums,), NaN where a sum is not told; asked: rows, else all. The most is infinite where
    nothing bounds it. `whole` keeps to whole atoms, which can be narrower and takes longer. Raises ValueError where no counts
    have the told sums.
    """
    rows = np.arange(len(parts)) if asked is None else asked
    program = _Program(parts, told, whole=whole)
    bounds = [(program.extreme(parts[k], 1.0), program.extreme(parts[k], -1.0)) for k in rows]
    return np.array([low for low, _ in bounds]), np.array([high for _, high in bounds])


def unprotected(parts: ArrayLike, told: ArrayLike, low: ArrayLike, high: ArrayLike, *, whole: bool = True) -> IntArray:
    """The rows of sums that cannot be as small as `low` or as large as `high`, for all that is told; NaN there asks nothing."""
    parts, told, low, high = (np.asarray(given, dtype=np.float64) for given in (parts, told, low, high))
    program = _Program(parts, told, whole=whole)
    found = []
    seen_low, seen_high = np.full(len(parts), np.inf), np.full(len(parts), -np.inf)
    for k in np.flatnonzero(~np.isnan(low)):
        for sign, aim in ((1.0, low[k]), (-1.0, high[k])):
            reached = seen_low[k] <= aim + _NEAR if sign > 0 else seen_high[k] >= aim - _NEAR
            if reached:
                continue
            extreme, atoms = program.solved(parts[k], sign)
            if atoms is not None:
                # Every solution is a whole world that fits: it answers for all other sums too.
                sums = parts @ atoms
                seen_low, seen_high = np.minimum(seen_low, sums), np.maximum(seen_high, sums)
            if extreme > aim + _NEAR if sign > 0 else extreme < aim - _NEAR:
                found.append(int(k))
                break
    return np.array(found, dtype=np.int64)


def told_sums(parts: ArrayLike, atoms: ArrayLike, small: ArrayLike, may_hide: ArrayLike, least: float) -> BoolArray:
    """Which sums may be told, so that each small one could be nobody and could be `least`, or else spans as much.

    parts (n_sums, n_atoms), atoms (n_atoms,) as they are; `small` are left out in any case and protected; of the others only
    those that `may_hide` are left out too, few and small ones first. Raises CannotProtect where that is not enough.
    Source: the cheapest change of a table that a small cell needs, Fischetti & Salazar-González (2000), taken as a linear
    program for one cell after another; then an audit of the whole, in whole numbers.
    """
    parts, atoms = np.asarray(parts, dtype=np.float64), np.asarray(atoms, dtype=np.float64)
    small, may_hide = np.asarray(small, dtype=bool), np.asarray(may_hide, dtype=bool)
    sums, told = parts @ atoms, ~small
    low = np.where(small, np.maximum(sums - least, 0.0), np.nan)
    high = np.where(small, np.maximum(sums, least), np.nan)
    lowest, highest = sums.copy(), sums.copy()
    for k in sorted(np.flatnonzero(small), key=lambda k: (sums[k], k)):
        for aim in (high[k], low[k]):
            if not lowest[k] - _NEAR <= aim <= highest[k] + _NEAR:
                found = sums + parts @ _cheapest_change(parts, atoms, told, may_hide, (int(k), float(aim - sums[k])))
                told &= np.abs(found - sums) < _NEAR
                # What fits now fits when more is left out: it answers for the other small sums too.
                lowest, highest = np.minimum(lowest, found), np.maximum(highest, found)
    while True:
        open_ones = unprotected(parts, np.where(told, sums, np.nan), low, high)
        if not len(open_ones):
            return told
        told[_next_to_hide(parts, sums, told & may_hide, int(open_ones[0]))] = False


def _cheapest_change(
    parts: FloatArray, atoms: FloatArray, told: BoolArray, may_hide: BoolArray, aim: tuple[int, float]
) -> FloatArray:
    """How the atoms change when one sum moves by so much and as few told sums, and as small ones, as possible move with it."""
    from scipy.sparse import csr_matrix, eye_array, hstack, vstack

    target, by = aim
    free, stuck = np.flatnonzero(told & may_hide), np.flatnonzero(told & ~may_hide)
    n, m = parts.shape[1], len(free)
    apart = eye_array(m, format="csr")
    rows: list[Any] = [hstack([csr_matrix(parts[free]), -apart, apart])]
    rows += [hstack([csr_matrix(parts[at]), csr_matrix((len(at), 2 * m))]) for at in (stuck, [target])]
    wanted = np.concatenate([np.zeros(m + len(stuck)), [by]])
    price = 1.0 + np.abs(parts[free] @ atoms)
    cost = np.concatenate([np.full(n, 1e-6), price, price])
    bounds = [(-count, None) for count in atoms] + [(0, None)] * (2 * m)
    found = _least(cost, A_eq=csr_matrix(vstack(rows)), b_eq=wanted, bounds=bounds)
    if found.status == 2:
        raise CannotProtect(target)
    change: FloatArray = found.x[:n]
    return change


def _next_to_hide(parts: FloatArray, sums: FloatArray, may_hide: BoolArray, target: int) -> int:
    """The smallest told sum that shares an atom with the one that is still open; then the smallest of all."""
    touching = may_hide & ((np.abs(parts) @ np.abs(parts[target])) > 0)
    for choice in (touching, may_hide):
        if choice.any():
            return int(min(np.flatnonzero(choice), key=lambda k: (sums[k], k)))
    raise CannotProtect(target)


class _Program:
    """The counts that have the told sums, over which sums are made as small or as large as can be."""

    def __init__(self, parts: FloatArray, told: FloatArray, *, whole: bool) -> None:
        from scipy.sparse import csr_matrix

        known = ~np.isnan(told)
        self.sums: Any = csr_matrix(parts[known]) if known.any() else None
        self.values = told[known] if known.any() else None
        self.whole = whole

    def extreme(self, row: NDArray[np.float64], sign: float) -> float:
        """The least (sign 1) or the most (sign -1) of one sum."""
        return self.solved(row, sign)[0]

    def solved(self, row: NDArray[np.float64], sign: float) -> tuple[float, FloatArray | None]:
        """That, and counts that reach it; none where it is endless."""
        kinds = np.ones(len(row)) if self.whole else None
        found = _least(sign * row, A_eq=self.sums, b_eq=self.values, bounds=(0, None), integrality=kinds)
        if found.status in (3, 4) and found.x is None:
            return -sign * np.inf, None
        if found.x is None:
            raise ValueError(f"no counts have the told sums: {found.message}")
        extreme = sign * float(found.fun)
        return (round(extreme) if self.whole and abs(extreme - round(extreme)) < _WHOLE else extreme), found.x


def _least(cost: FloatArray, **program: Any) -> Any:
    """What a linear program, or a whole one, finds. Source: HiGHS, Huangfu & Hall (2018)."""
    from scipy import optimize

    solver: Any = optimize.linprog
    return solver(cost, method="highs", **program)
