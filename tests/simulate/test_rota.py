"""The rota meets every ordered pair in the fewest sessions, and asks nobody about somebody who must not be asked about."""

from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fourfold.simulate.rota import next_asked, rota


@pytest.mark.parametrize("n", [2, 3, 5, 8, 12])
@pytest.mark.parametrize("items", [1, 2, 3])
def test_every_ordered_pair_is_met_in_the_fewest_sessions(n: int, items: int) -> None:
    sessions = ceil((n - 1) / items)
    everybody = np.ones((sessions, n), dtype=bool)
    asked = rota(everybody, everybody, items)
    off_diagonal = ~np.eye(n, dtype=bool)
    assert asked.any(axis=0)[off_diagonal].all()
    assert not asked[:, np.arange(n), np.arange(n)].any()
    assert (asked[:-1].sum(axis=0) <= 1).all()


@given(st.integers(2, 9), st.integers(1, 3), st.integers(1, 12))
def test_everybody_is_rated_equally_often(n: int, items: int, sessions: int) -> None:
    everybody = np.ones((sessions, n), dtype=bool)
    asked = rota(everybody, everybody, items)
    assert (asked.sum(axis=1) == min(items, n - 1)).all()
    assert (asked.sum(axis=2) == min(items, n - 1)).all()


@given(hnp.arrays(bool, (7, 6)), hnp.arrays(bool, (7, 6)), st.integers(1, 3))
def test_only_those_who_may_are_asked_and_asked_about(answer: np.ndarray, rated: np.ndarray, items: int) -> None:
    asked = rota(answer, rated, items)
    assert not asked[~answer].any()
    assert not asked.swapaxes(1, 2)[~rated].any()
    others = rated.sum(axis=1)[:, None] - rated
    assert (asked.sum(axis=2) == np.where(answer, np.minimum(items, others), 0)).all()


def test_who_was_missed_is_asked_about_first() -> None:
    asked = np.array([[0, 2, 1, 2], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    everybody = np.ones(4, dtype=bool)
    assert next_asked(asked, everybody, everybody, 1)[0].tolist() == [False, False, True, False]
