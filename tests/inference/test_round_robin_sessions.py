"""Round robins over many sessions: the pass over the ratings, and the likelihood against its definition."""

from dataclasses import asdict, replace
from itertools import permutations

import numpy as np
import pytest

from fourfold.inference.arrays import FloatArray
from fourfold.inference.round_robin import sessions
from fourfold.inference.round_robin.repeated import SessionComponents, session_likelihood
from fourfold.inference.round_robin.sessions import SessionSums, session_sums
from fourfold.inference.round_robin.symmetry import coordinates
from fourfold.vocabulary import NotEnoughData

AT = SessionComponents(0.3, 0.15, 0.6, 0.6, 0.3, 0.1, 0.2, 0.15, 0.05, 0.5, 0.3, 0.1, 0.8, 0.2)
TIMES = np.array([0.0, 1.0, 2.5])


def _ratings(groups: int, n: int, seed: int = 0) -> FloatArray:
    return np.random.default_rng(seed).normal(size=(groups, len(TIMES), n, n)) + 3


def _same(one: SessionSums, other: SessionSums) -> bool:
    return all(
        np.allclose(x, y, rtol=1e-12, atol=1e-10) for x, y in zip(asdict(one).values(), asdict(other).values(), strict=True)
    )


def test_one_session_is_the_static_symmetry() -> None:
    ratings = _ratings(7, 5)[:, :1]
    found, expected = session_sums(ratings), coordinates(ratings[:, 0])
    assert found.person_products[0, 0] == pytest.approx(expected.scatter[:, 0, 0].sum())
    assert found.person_products[1, 0] == pytest.approx(expected.scatter[:, 0, 1].sum())
    assert found.person_products[1, 1] == pytest.approx(expected.scatter[:, 1, 1].sum())
    assert found.symmetric[0, 0] == pytest.approx(expected.symmetric.sum())
    assert found.antisymmetric[0, 0] == pytest.approx(expected.antisymmetric.sum())
    assert found.totals[0] == pytest.approx(expected.mean.sum() * np.sqrt(20))


def test_the_compiled_pass_is_the_plain_one(monkeypatch: pytest.MonkeyPatch) -> None:
    ratings = _ratings(600, 5)
    ratings[:, :, np.eye(5, dtype=bool)] = np.nan
    plain = session_sums(ratings)
    monkeypatch.setattr(sessions, "_COMPILED_FROM", 0)
    assert _same(session_sums(ratings), plain)


def test_sums_of_groups_add_up() -> None:
    ratings = _ratings(300, 4)
    assert _same(session_sums(ratings[:100]) + session_sums(ratings[100:]), session_sums(ratings))


def _dense(ratings: FloatArray, at: SessionComponents) -> float:
    n = ratings.shape[2]
    rows = [(s, i, j) for s in range(len(TIMES)) for i, j in permutations(range(n), 2)]
    covariance = np.array([[_covariance(at, one, other) for other in rows] for one in rows])
    design = np.array([[1.0, TIMES[s]] for s, _, _ in rows])
    values = np.array([[group[row] for row in rows] for group in ratings])
    inverse = np.linalg.inv(covariance)
    precision = len(values) * design.T @ inverse @ design
    line = np.linalg.solve(precision, design.T @ inverse @ values.sum(axis=0))
    rest = values - design @ line
    determinant = np.linalg.slogdet(covariance)[1]
    return -0.5 * (values.size * np.log(2 * np.pi) + len(values) * determinant + np.einsum("gi,ij,gj", rest, inverse, rest))


def _covariance(at: SessionComponents, one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    (s, i, j), (r, k, m) = one, other
    gap, now = abs(TIMES[s] - TIMES[r]), float(s == r)
    person = at.person_phi**gap
    found = at.group_stable + at.group_changing * at.group_phi**gap
    found += (i == k) * (at.actor_stable + at.actor_changing * person)
    found += (j == m) * (at.partner_stable + at.partner_changing * person)
    found += (int(i == m) + int(j == k)) * (at.actor_partner_stable + at.actor_partner_changing * person)
    found += ((i, j) == (k, m)) * (at.dyad_variance + at.residual_variance * now)
    return found + ((i, j) == (m, k)) * (at.dyad_covariance + at.residual_covariance * now)


def test_the_likelihood_is_the_definition() -> None:
    small, large = _ratings(3, 4), _ratings(2, 5, seed=1)
    assert session_likelihood([session_sums(small)], TIMES, AT).value == pytest.approx(_dense(small, AT), rel=1e-12)
    together = session_likelihood([session_sums(small), session_sums(large)], TIMES, AT)
    assert together.value <= _dense(small, AT) + _dense(large, AT) + 1e-9


def test_the_score_is_the_slope_of_the_likelihood() -> None:
    sums = [session_sums(_ratings(3, 4)), session_sums(_ratings(2, 6, seed=1))]
    score, step = asdict(session_likelihood(sums, TIMES, AT).score), 1e-6
    for name, value in asdict(AT).items():
        up, down = (session_likelihood(sums, TIMES, replace(AT, **{name: value + d})).value for d in (step, -step))
        assert score[name] == pytest.approx((up - down) / 2 / step, abs=1e-5), name


def test_the_line_is_found_where_it_is() -> None:
    rising = _ratings(200, 6) * 0.1 + 0.5 * TIMES[:, None, None]
    found = session_likelihood([session_sums(rising)], TIMES, AT)
    np.testing.assert_allclose(found.line, [0.3, 0.5], atol=0.01)
    assert (np.diagonal(found.line_covariance) > 0).all()


def test_doubling_the_groups_doubles_the_log_likelihood() -> None:
    sums = session_sums(_ratings(5, 5))
    one, other = session_likelihood([sums], TIMES, AT), session_likelihood([sums, sums], TIMES, AT)
    assert other.value == pytest.approx(2 * one.value, rel=1e-12)


def test_too_little_and_missing_ratings_are_refused() -> None:
    with pytest.raises(NotEnoughData, match="at least 4 persons"):
        session_sums(_ratings(3, 3))
    with pytest.raises(NotEnoughData):
        session_sums(_ratings(3, 5)[:0])
    holed = _ratings(3, 5)
    holed[0, 0, 1, 2] = np.nan
    with pytest.raises(ValueError, match="ratings are missing"):
        session_sums(holed)
