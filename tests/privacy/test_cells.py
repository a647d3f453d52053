"""Small cells: what is shown is true, nothing small is shown, and no arithmetic tells what is left out."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from fourfold.privacy import LEAST, protected_table, shown

counts_of = st.one_of(st.integers(0, 12), st.integers(0, 60))
tables = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda size: st.lists(
        st.lists(counts_of, min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)


def with_totals(counts: list[list[int]]) -> np.ndarray:
    inner = np.array(counts)
    rows = np.column_stack([inner, inner.sum(1)])
    return np.vstack([rows, rows.sum(0)])


def largest_possible(told: list[list[int | None]], cell: tuple[int, int]) -> float:
    """The most that a cell can be, given everything that is shown: what a reader with a linear program knows."""
    rows, columns = len(told) - 1, len(told[0]) - 1
    sums, values = [], []
    for i, j in product(range(rows + 1), range(columns + 1)):
        if (value := told[i][j]) is not None:
            sums.append(covered(rows, columns, (i, j)))
            values.append(value)
    aim = covered(rows, columns, cell)
    found = linprog(-aim, A_eq=np.array(sums) if sums else None, b_eq=values or None, bounds=(0, 1000))
    return -float(found.fun)


def covered(rows: int, columns: int, cell: tuple[int, int]) -> np.ndarray:
    """Which inner cells make up a cell of the table with totals."""
    mask = np.zeros((rows, columns))
    mask[slice(None) if cell[0] == rows else cell[0], slice(None) if cell[1] == columns else cell[1]] = 1
    return mask.ravel()


@settings(deadline=None, max_examples=150)
@given(tables)
def test_every_small_cell_could_be_a_large_one_for_all_that_is_shown(counts: list[list[int]]) -> None:
    told, full = protected_table(counts), with_totals(counts)
    for i, j in np.argwhere(full < LEAST):
        assert told[i][j] is None
        assert largest_possible(told, (int(i), int(j))) >= LEAST - 1e-6


@given(tables)
def test_what_is_shown_is_true_and_never_small(counts: list[list[int]]) -> None:
    told, full = protected_table(counts), with_totals(counts)
    for row, truth in zip(told, full, strict=True):
        assert all(cell is None or (cell == true and cell >= LEAST) for cell, true in zip(row, truth, strict=True))


@given(tables)
def test_a_table_without_small_cells_is_shown_whole(counts: list[list[int]]) -> None:
    large = [[count + LEAST for count in row] for row in counts]
    assert protected_table(large) == with_totals(large).tolist()


def test_one_small_cell_takes_a_partner_in_its_row_and_its_column() -> None:
    told = protected_table([[50, 3, 40], [30, 40, 20], [60, 70, 80]])
    assert [sum(cell is None for cell in row) for row in told] == [2, 2, 0, 0]
    assert told[-1] == [140, 113, 140, 393]


def test_leaving_out_only_the_small_cells_would_tell_them() -> None:
    """The control: without partners the largest possible value of the small cell is the cell itself."""
    told = with_totals([[50, 3, 40], [30, 40, 20], [60, 70, 80]]).tolist()
    told[0][1] = None
    assert largest_possible(told, (0, 1)) == pytest.approx(3)


def test_a_single_count_is_shown_from_eleven() -> None:
    assert [shown(n) for n in (0, 10, 11, 500)] == [None, None, 11, 500]


@pytest.mark.parametrize("counts", [[], [[]], [[1, 2], [3]]])
def test_what_is_no_table_is_refused(counts: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="rows of one length"):
        protected_table(counts)


def test_a_count_below_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="never below nought"):
        protected_table([[-1]])
