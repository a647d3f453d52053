"""Published numbers of agreement between observers."""

import numpy as np
import pytest

from fourfold.conversation.agreement_numbers import icc, kappa

pytestmark = pytest.mark.reference


def coded(table: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Two codings with this table of counts, rows the one and columns the other."""
    counts = np.array(table)
    one, other = np.indices(counts.shape)
    return np.repeat(one.ravel(), counts.ravel()), np.repeat(other.ravel(), counts.ravel())


def test_six_targets_of_shrout_and_fleiss() -> None:
    """Shrout & Fleiss (1979), Psychological Bulletin 86, tables 2 and 4: ICC(2,1) = .29 with four judges."""
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    found = icc(np.array(ratings, dtype=np.float64))
    assert found.icc == pytest.approx(0.29, abs=0.005)
    # By hand from their table 3: mean squares 11.24 between targets, 32.49 between judges, 1.02 left.
    assert found.icc == pytest.approx((11.24 - 1.02) / (11.24 + 3 * 1.02 + 4 * (32.49 - 1.02) / 6), abs=2e-4)
    # What ICC() of the R package psych prints for them.
    assert (found.low, found.high) == pytest.approx((0.019, 0.761), abs=5e-4)


def test_simple_kappa_of_sas() -> None:
    """Output of SAS PROC FREQ for a 3 by 3 table of 19, as kept in the tests of statsmodels 0.15 (BSD)."""
    found = kappa(*coded([[0, 4, 1], [0, 8, 0], [0, 1, 5]]))
    assert found.kappa == pytest.approx(0.4842, abs=5e-5)
    assert found.standard_error == pytest.approx(0.1380, abs=5e-5)
    assert (found.kappa - 1.96 * found.standard_error, found.kappa + 1.96 * found.standard_error) == pytest.approx(
        (0.2137, 0.7547), abs=1e-4
    )


def test_a_hundred_diagnoses_of_fleiss() -> None:
    """Fleiss (1981), Statistical Methods for Rates and Proportions, chapter 13: kappa .68, standard error .087 to .088."""
    found = kappa(*coded([[75, 1, 4], [5, 4, 1], [0, 0, 10]]))
    assert found.kappa == pytest.approx(0.23 / 0.34)
    assert found.standard_error == pytest.approx(0.0877, abs=5e-4)
