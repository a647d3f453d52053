"""Columns out of whatever holds them."""

import numpy as np
import pytest

from fourfold.inference.arrays import coded, numbers


def test_masked_numbers_are_missing() -> None:
    column = np.ma.masked_array([1, 2, 3], mask=[False, True, False])
    np.testing.assert_array_equal(numbers({"y": column}, "y"), [1.0, np.nan, 3.0])


@pytest.mark.parametrize("unit", ["D", "ns"])
def test_dates_are_no_numbers(unit: str) -> None:
    days = np.arange(3).astype("datetime64[D]").astype(f"datetime64[{unit}]")
    for column in (days, days - days[0]):
        with pytest.raises(ValueError, match="column 'time' holds dates or spans of time"):
            numbers({"time": column}, "time")


def test_a_column_has_one_cell_a_row() -> None:
    for read in (numbers, coded):
        with pytest.raises(ValueError, match="column 'y' has 2 dimensions"):
            read({"y": np.ones((3, 1))}, "y")
