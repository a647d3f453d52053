"""The interval of a share, beside another program's."""

import pytest
from statsmodels.stats.proportion import proportion_confint

from fourfold.inference.shares import wilson_interval

NORMAL_95 = 1.959963984540054


@pytest.mark.parametrize(("count", "n"), [(0, 7), (3, 10), (50, 50), (411, 1000)])
def test_it_is_that_of_statsmodels(count: int, n: int) -> None:
    assert wilson_interval(count / n, n, NORMAL_95) == pytest.approx(proportion_confint(count, n, method="wilson"), abs=1e-12)
