"""Drawn relationships have the means, variances and covariances that the parameters say, over persons, pairs and time."""

from dataclasses import replace

import numpy as np
import pytest

from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.simulate import ASSUMED, stable_groups, weekly
from fourfold.simulate.latent import Normals, Shape, draw_answers, draw_latent, on_scale
from fourfold.simulate.parameters import QUALITY_CORRELATION, rating_sd
from fourfold.vocabulary import Block, Quality

ASSUMED_BOND = ASSUMED[Quality.BOND]
# What changes is made to weigh as much as what stays, so that forgetting shows.
P = replace(ASSUMED_BOND, gamma1=4 * ASSUMED_BOND.gamma1, psi_m=3 * ASSUMED_BOND.psi_m, phi_g=0.7, phi_p=0.4)
GROUPS = 6000


def latent(times: list[float]) -> tuple[Parameters, object, object]:
    normals = Normals((4,))
    drawn = draw_latent(P, Shape(GROUPS, 4, 2, np.array(times)), normals)
    return drawn, draw_answers(P, drawn, normals)


DRAWN, ANSWERS = latent([0.0, 1.0, 3.0])


def near(found: np.ndarray, wanted: np.ndarray) -> bool:
    """Within what some 20,000 draws allow."""
    return bool(np.allclose(found, wanted, rtol=0.08, atol=0.012))


def test_groups_have_their_mean_slope_and_covariance() -> None:
    for s, t in enumerate([0.0, 1.0, 3.0]):
        assert np.allclose(DRAWN.levels[:, s].mean(axis=0), P.beta + P.slope * t, atol=0.03)
        assert near(np.cov(DRAWN.levels[:, s].T), P.gamma0 + P.gamma1)


@pytest.mark.parametrize(("one", "other"), [(0, 1), (1, 2), (0, 2)])
def test_what_changes_is_forgotten_in_real_time(one: int, other: int) -> None:
    gap = [0.0, 1.0, 3.0][other] - [0.0, 1.0, 3.0][one]
    across = np.cov(np.c_[DRAWN.levels[:, one], DRAWN.levels[:, other]].T)[:5, 5:]
    assert near(across, P.gamma0 + P.gamma1 * P.phi_g**gap)
    member = DRAWN.members.reshape(GROUPS, 3, -1, 5).transpose(1, 0, 2, 3).reshape(3, -1, 5)
    across = np.cov(np.c_[member[one], member[other]].T)[:5, 5:]
    assert near(across, P.omega_m + P.psi_m * P.phi_p**gap)


def test_persons_have_their_covariance() -> None:
    assert near(np.cov(DRAWN.members[:, 0].reshape(-1, 5).T), P.omega_m + P.psi_m)
    assert near(np.cov(DRAWN.facilitators[:, 2].reshape(-1, 3).T), P.omega_t + P.psi_t)


def test_stable_pairs_have_their_variance_and_reciprocity() -> None:
    assert (DRAWN.mm[:, 0] == DRAWN.mm[:, 2]).all()
    assert near(np.cov(DRAWN.mm[:, 0, 0, 1], DRAWN.mm[:, 0, 1, 0]), _pair(P.delta_mm, P.delta_mm_covariance, P.delta_mm))
    found = np.cov(DRAWN.mt[:, 0, :, 1].ravel(), DRAWN.tm[:, 0, 1, :].ravel())
    assert near(found, _pair(P.delta_mt, P.delta_mt_tm_covariance, P.delta_tm))


def test_answers_add_what_is_particular_to_a_session() -> None:
    level, member, leader = DRAWN.levels, DRAWN.members, DRAWN.facilitators
    mm = ANSWERS.mm - level[:, :, None, None, 0] - member[..., 0][..., None] - member[..., 3][:, :, None] - DRAWN.mm
    assert near(np.cov(mm[:, :, 0, 1].ravel(), mm[:, :, 1, 0].ravel()), _pair(P.eps_mm, P.eps_mm_covariance, P.eps_mm))
    mt = ANSWERS.mt - level[:, :, None, None, 1] - member[..., 1][..., None] - leader[..., 2][:, :, None] - DRAWN.mt
    tm = ANSWERS.tm - level[:, :, None, None, 2] - leader[..., 0][..., None] - member[..., 4][:, :, None] - DRAWN.tm
    assert near(np.cov(mt[..., 1].ravel(), tm[:, :, 1].ravel()), _pair(P.eps_mt, P.eps_mt_tm_covariance, P.eps_tm))
    mg = ANSWERS.mg - level[:, :, None, 3] - member[..., 2]
    tg = ANSWERS.tg - level[:, :, None, 4] - leader[..., 1]
    assert near(np.array([mg.var(), tg.var()]), np.array([P.eps_mg, P.eps_tg]))


def test_standard_deviation_of_a_rating_is_that_of_its_answers() -> None:
    off = ANSWERS.mm[:, :, ~np.eye(4, dtype=bool)]
    answers = {Block.MM: off, Block.MT: ANSWERS.mt, Block.TM: ANSWERS.tm, Block.MG: ANSWERS.mg, Block.TG: ANSWERS.tg}
    for block, values in answers.items():
        across_groups = values.reshape(GROUPS, 3, -1)[:, 0]
        assert across_groups.std() == pytest.approx(rating_sd(P, block), rel=0.03)
        assert rating_sd(ASSUMED_BOND, block) == pytest.approx(1.0, abs=0.2)


def test_qualities_go_together_as_stated() -> None:
    rows = np.linalg.cholesky(QUALITY_CORRELATION)
    draws = [Normals((9,), tuple(row)).draw(40_000) for row in rows]
    assert np.allclose(np.corrcoef(draws), QUALITY_CORRELATION, atol=0.02)


def test_answers_are_whole_and_cut_off_at_the_ends() -> None:
    given = np.array([-3.0, 1.2, 6.6, 9.0, np.nan])
    assert on_scale(given, 1, 7).tolist()[:4] == [1, 1, 7, 7]
    assert np.isnan(on_scale(given, 1, 7)[4])
    assert on_scale(given, 1, 7, whole=False).tolist()[:4] == [1, 1.2, 6.6, 7]


def test_stable_groups_leave_out_what_is_missing() -> None:
    answers, truth = stable_groups(P, weekly(50, 6, 8, 2), seed=3, missing=0.3)
    off = answers.mm[:, :, ~np.eye(8, dtype=bool)]
    assert answers.mm.shape == (50, 6, 8, 8)
    assert truth.facilitators.shape == (50, 6, 2, 3)
    assert np.isnan(answers.mm[:, :, np.arange(8), np.arange(8)]).all()
    assert np.isnan(off).mean() == pytest.approx(0.3, abs=0.01)
    assert set(np.unique(off[~np.isnan(off)])) <= {1, 2, 3, 4, 5, 6, 7}
    again, _ = stable_groups(P, weekly(50, 6, 8, 2), seed=3, missing=0.3)
    assert np.array_equal(again.mm, answers.mm, equal_nan=True)
    unbounded, _ = stable_groups(P, weekly(50, 6, 8, 2), seed=3, scale=None)
    assert unbounded.mm[:, :, 0, 1].max() > 7


def _pair(forth: float, covariance: float, back: float) -> np.ndarray:
    return np.array([[forth, covariance], [covariance, back]])
