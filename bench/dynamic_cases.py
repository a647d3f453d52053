"""Simulated round robins over sessions with known truth, for the benchmarks of the dynamic model."""

from dataclasses import dataclass

import numpy as np

from fourfold.inference.four_alliance.batch_groups import flat_groups
from fourfold.inference.four_alliance.parameters import Parameters

TRUTH = {
    "mean[MM]": 6.0,
    "slope": 0.05,
    "stable_group[MM]": 0.30,
    "changing_group[MM]": 0.15,
    "phi_group[phi]": 0.6,
    "stable_member[a_MM]": 0.60,
    "stable_member[a_MM, p_MM]": 0.10,
    "stable_member[p_MM]": 0.30,
    "changing_member[a_MM]": 0.20,
    "changing_member[a_MM, p_MM]": 0.05,
    "changing_member[p_MM]": 0.15,
    "phi_person[phi]": 0.5,
    "dyad[MM]": 0.30,
    "dyad[MM, reversed]": 0.10,
    "residual[MM]": 0.80,
    "residual[MM, reversed]": 0.20,
}


@dataclass(frozen=True, slots=True)
class Simulated:
    """ratings (groups, sessions, n, n), states (groups, sessions, 1 + 2 n): group, then actor and partner of each."""

    ratings: np.ndarray
    states: np.ndarray
    dyads: np.ndarray


def truth_parameters():
    """The truth as Parameters; what round robins do not show is arbitrary."""
    t = TRUTH
    omega, psi = np.diag([t["stable_member[a_MM]"], 0.5, 0.5, t["stable_member[p_MM]"], 0.3]), np.eye(5) * 0.15
    psi[0, 0], psi[3, 3] = t["changing_member[a_MM]"], t["changing_member[p_MM]"]
    omega[0, 3] = omega[3, 0] = t["stable_member[a_MM, p_MM]"]
    psi[0, 3] = psi[3, 0] = t["changing_member[a_MM, p_MM]"]
    return Parameters(
        beta=np.full(5, t["mean[MM]"]),
        slope=t["slope"],
        gamma0=np.eye(5) * t["stable_group[MM]"],
        gamma1=np.eye(5) * t["changing_group[MM]"],
        phi_g=t["phi_group[phi]"],
        omega_m=omega,
        psi_m=psi,
        omega_t=np.eye(3) * 0.3,
        psi_t=np.eye(3) * 0.1,
        phi_p=t["phi_person[phi]"],
        delta_mm=t["dyad[MM]"],
        delta_mm_covariance=t["dyad[MM, reversed]"],
        delta_mt=0.25,
        delta_tm=0.2,
        delta_mt_tm_covariance=0.08,
        eps_mm=t["residual[MM]"],
        eps_mm_covariance=t["residual[MM, reversed]"],
        eps_mt=0.7,
        eps_tm=0.5,
        eps_mt_tm_covariance=0.12,
        eps_mg=0.6,
        eps_tg=0.45,
    )


def dynamic_ratings(rng, *, groups, members, sessions, missing):
    """Round robins of closed groups, each rating missing by chance."""
    t, s = TRUTH, np.arange(sessions)
    gap = np.abs(np.subtract.outer(s, s))
    common = np.ones((sessions, sessions))
    of_group = t["stable_group[MM]"] * common + t["changing_group[MM]"] * t["phi_group[phi]"] ** gap
    p = truth_parameters()
    own = np.ix_([0, 3], [0, 3])
    of_member = np.kron(p.omega_m[own], common) + np.kron(p.psi_m[own], p.phi_p**gap)
    gamma = rng.normal(size=(groups, sessions)) @ _root(of_group).T
    person = (rng.normal(size=(groups, members, 2 * sessions)) @ _root(of_member).T).reshape(groups, members, 2, sessions)
    dyads = _pairs(rng, (groups, members), p.delta_mm, p.delta_mm_covariance)
    noise = _pairs(rng, (groups, sessions, members), p.eps_mm, p.eps_mm_covariance)
    actor, partner = person[:, :, 0].swapaxes(1, 2), person[:, :, 1].swapaxes(1, 2)
    level = t["mean[MM]"] + t["slope"] * s[None, :] + gamma
    ratings = level[:, :, None, None] + actor[:, :, :, None] + partner[:, :, None, :] + dyads[:, None] + noise
    ratings[rng.random(ratings.shape) < missing] = np.nan
    ratings[:, :, np.arange(members), np.arange(members)] = np.nan
    both = np.stack([actor, partner], axis=3).reshape(groups, sessions, 2 * members)
    return Simulated(ratings, np.concatenate([gamma[:, :, None], both], axis=2), dyads)


def _root(covariance):
    return np.linalg.cholesky(covariance + 1e-12 * np.eye(len(covariance)))


def _pairs(rng, shape, variance, covariance):
    x = rng.normal(size=(*shape, shape[-1]))
    plus, minus = np.sqrt(variance + covariance), np.sqrt(variance - covariance)
    return (plus + minus) / 2 * x + (plus - minus) / 2 * np.swapaxes(x, -1, -2)


def flat_ratings(ratings):
    """Round robins (groups, sessions, n, n) as flat arrays."""
    groups, sessions, members, _ = ratings.shape
    g, s, i, j = np.nonzero(np.isfinite(ratings))
    return flat_groups(
        persons=[members] * groups,
        is_facilitator=np.zeros(groups * members, dtype=bool),
        sessions=[sessions] * groups,
        time=np.tile(np.arange(sessions, dtype=float), groups),
        ratings=np.bincount(g, minlength=groups),
        session=s,
        block=np.zeros(len(s), dtype=np.int64),
        rater=i,
        target=j,
        value=ratings[g, s, i, j],
    )
