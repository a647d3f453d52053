"""Audits of tables of counts, beside the counting of every table that fits; and that what is left out cannot be worked out."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from fourfold.inference.cell_audit import CannotProtect, cell_intervals, told_sums, unprotected

LEAST = 3
CAP = 7
"""Up to which count of one cell all tables are counted out."""


def with_margins(*shape: int) -> NDArray[np.float64]:
    """Which cells make up each cell of a table with all its margins."""
    rows = []
    for at in product(*(range(size + 1) for size in shape)):
        mask = np.zeros(shape)
        mask[tuple(slice(None) if place == size else place for place, size in zip(at, shape, strict=True))] = 1
        rows.append(mask.ravel())
    return np.array(rows)


def every_table(parts: NDArray[np.float64], told: NDArray[np.float64], cap: int) -> NDArray[np.float64]:
    """The sums of every table of counts up to `cap` that has the told ones."""
    atoms = np.array(list(product(range(cap + 1), repeat=parts.shape[1])), dtype=float)
    sums = atoms @ parts.T
    known = ~np.isnan(told)
    return sums[(sums[:, known] == told[known]).all(axis=1)]


def told_of(counts: list[int], parts: NDArray[np.float64], least: float = LEAST) -> NDArray[np.float64]:
    sums = parts @ np.array(counts, dtype=float)
    told = told_sums(parts, counts, sums < least, np.ones(len(sums), dtype=bool), least)
    return np.where(told, sums, np.nan)


small_tables = st.lists(st.integers(0, 4), min_size=4, max_size=4)
cubes = st.lists(st.integers(0, 2), min_size=8, max_size=8)


@settings(deadline=None, max_examples=40)
@given(small_tables, st.lists(st.booleans(), min_size=9, max_size=9))
def test_the_interval_is_what_counting_out_every_table_gives(counts: list[int], hidden: list[bool]) -> None:
    parts = with_margins(2, 2)
    told = np.where(hidden, np.nan, parts @ np.array(counts, dtype=float))
    low, high = cell_intervals(parts, told, whole=True)
    fitting = every_table(parts, told, 8)
    bounded = high <= 8
    assert np.array_equal(low, fitting.min(axis=0))
    assert np.array_equal(high[bounded], fitting.max(axis=0)[bounded])
    assert (fitting.max(axis=0)[~bounded] >= 8).all()


@settings(deadline=None, max_examples=60)
@given(small_tables)
def test_a_small_count_could_be_nobody_and_could_be_large_for_all_that_is_told(counts: list[int]) -> None:
    parts = with_margins(2, 2)
    told = told_of(counts, parts)
    sums = parts @ np.array(counts, dtype=float)
    fitting = every_table(parts, told, CAP)
    for k in np.flatnonzero(sums < LEAST):
        assert np.isnan(told[k])
        assert fitting[:, k].min() == 0
        assert fitting[:, k].max() >= LEAST


@settings(deadline=None, max_examples=25)
@given(cubes)
def test_the_same_holds_of_three_categories(counts: list[int]) -> None:
    parts = with_margins(2, 2, 2)
    told = told_of(counts, parts, least=2)
    sums = parts @ np.array(counts, dtype=float)
    fitting = every_table(parts, told, 4)
    for k in np.flatnonzero(sums < 2):
        assert fitting[:, k].min() == 0
        assert fitting[:, k].max() >= 2


@settings(deadline=None, max_examples=60)
@given(small_tables)
def test_what_is_told_is_never_small_and_a_table_without_small_counts_is_told_whole(counts: list[int]) -> None:
    parts = with_margins(2, 2)
    told = told_of(counts, parts)
    assert not (told < LEAST).any()
    assert not np.isnan(told_of([count + LEAST for count in counts], parts)).any()


def test_three_categories_hide_what_each_pair_of_them_would_tell() -> None:
    """The control: with the small count alone left out, the margins pin it."""
    parts = with_margins(2, 2, 2)
    counts = np.array([1, 20, 20, 20, 20, 20, 20, 20], dtype=float)
    sums = parts @ counts
    naive = np.where(sums < 11, np.nan, sums)
    low, high = cell_intervals(parts, naive, np.array([0]))
    assert (low[0], high[0]) == (1, 1)
    assert unprotected(parts, naive, *_asked(sums)).tolist() == [0]
    told = told_sums(parts, counts, sums < 11, np.ones(len(sums), dtype=bool), 11)
    assert not len(unprotected(parts, np.where(told, sums, np.nan), *_asked(sums)))


def test_what_was_told_before_cannot_be_left_out_and_is_said_to_be_too_much() -> None:
    parts = with_margins(1, 2)
    counts = np.array([3.0, 20.0])
    sums = parts @ counts
    with pytest.raises(CannotProtect) as refused:
        told_sums(parts, counts, sums < 11, np.zeros(len(sums), dtype=bool), 11)
    assert refused.value.sum_ == 0


def test_nothing_told_bounds_nothing() -> None:
    low, high = cell_intervals(np.eye(2), np.array([np.nan, 4.0]))
    assert low.tolist() == [0, 4]
    assert high.tolist() == [np.inf, 4]


def test_sums_that_no_counts_have_are_refused() -> None:
    with pytest.raises(ValueError, match="no counts have the told sums"):
        cell_intervals(np.array([[1.0], [1.0]]), np.array([1.0, 2.0]))


def _asked(sums: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    small = sums < 11
    return np.where(small, np.maximum(sums - 11, 0), np.nan), np.where(small, np.maximum(sums, 11), np.nan)
