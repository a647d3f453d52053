"""Fits and posteriors hold the truth as often as they say, and agree with outside answers."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from fourfold.inference.four_alliance import History, Parameters, Ratings
from fourfold.inference.four_alliance.batch import likelihood
from fourfold.inference.four_alliance.batch_covariances import covariances_of
from fourfold.inference.four_alliance.batch_groups import many_groups
from fourfold.inference.four_alliance.batch_posterior import group_effects
from fourfold.inference.four_alliance.fit import fit_parameters
from fourfold.inference.four_alliance.fit_intervals import intervals, observed_information
from fourfold.inference.four_alliance.long_table import histories_of
from tests.reference.data import shared

pytestmark = pytest.mark.reference

MEMBERS, SESSIONS, GROUPS, MISSING = 8, 12, 30, 0.3


def truth() -> Parameters:
    """The round-robin part is the point of docs/method/fitting.md, section 6; the rest is arbitrary."""
    omega, psi = np.diag([0.6, 0.5, 0.5, 0.3, 0.3]), np.diag([0.2, 0.2, 0.2, 0.15, 0.1])
    omega[0, 3] = omega[3, 0] = 0.1
    psi[0, 3] = psi[3, 0] = 0.05
    pairs = {"delta_mm": 0.3, "delta_mm_covariance": 0.1, "eps_mm": 0.8, "eps_mm_covariance": 0.2}
    mixed = {f"{n}_{k}": v for n in ("delta", "eps") for k, v in (("mt", 0.5), ("tm", 0.5), ("mt_tm_covariance", 0.1))}
    return Parameters(
        beta=np.full(5, 6.0),
        slope=0.05,
        gamma0=np.eye(5) * 0.3,
        gamma1=np.eye(5) * 0.15,
        phi_g=0.6,
        omega_m=omega,
        psi_m=psi,
        omega_t=np.eye(3) * 0.3,
        psi_t=np.eye(3) * 0.1,
        phi_p=0.5,
        eps_mg=0.5,
        eps_tg=0.5,
        **pairs,
        **mixed,
    )


def pairs(rng: np.random.Generator, shape: tuple[int, ...], variance: float, covariance: float) -> np.ndarray:
    x = rng.normal(size=(*shape, shape[-1]))
    plus, minus = np.sqrt(variance + covariance), np.sqrt(variance - covariance)
    return (plus + minus) / 2 * x + (plus - minus) / 2 * np.swapaxes(x, -1, -2)


def simulated(rng: np.random.Generator, p: Parameters) -> tuple[History, np.ndarray, np.ndarray]:
    """One group's ratings, its states (sessions, 1 + 2 members) and its dyads (members, members)."""
    gap = np.abs(np.subtract.outer(np.arange(SESSIONS), np.arange(SESSIONS)))
    once, own = np.ones_like(gap), np.ix_([0, 3], [0, 3])
    gamma = np.linalg.cholesky(p.gamma0[0, 0] * once + p.gamma1[0, 0] * p.phi_g**gap) @ rng.normal(size=SESSIONS)
    root = np.linalg.cholesky(
        np.kron(p.omega_m[own], once) + np.kron(p.psi_m[own], p.phi_p**gap) + 1e-12 * np.eye(2 * SESSIONS)
    )
    actor, partner = (rng.normal(size=(MEMBERS, 2 * SESSIONS)) @ root.T).reshape(MEMBERS, 2, SESSIONS).transpose(1, 2, 0)
    dyads = pairs(rng, (MEMBERS,), p.delta_mm, p.delta_mm_covariance)
    noise = pairs(rng, (SESSIONS, MEMBERS), p.eps_mm, p.eps_mm_covariance)
    level = p.beta[0] + p.slope * np.arange(SESSIONS) + gamma
    y = level[:, None, None] + actor[:, :, None] + partner[:, None, :] + dyads + noise
    there = (rng.random(y.shape) > MISSING) & ~np.eye(MEMBERS, dtype=bool)
    sessions = []
    for s in range(SESSIONS):
        i, j = np.nonzero(there[s])
        sessions.append(Ratings(np.zeros(len(i), dtype=np.int64), i, j, y[s, i, j]))
    names = tuple(f"m{k}" for k in range(MEMBERS))
    history = History(names, np.zeros(MEMBERS, dtype=bool), np.arange(SESSIONS, dtype=float), tuple(sessions))
    both = np.stack([actor, partner], axis=2).reshape(SESSIONS, 2 * MEMBERS)
    return history, np.column_stack([gamma, both]), dyads


def off(p: Parameters) -> Parameters:
    """A prior that is wrong by 35 %."""
    return replace(
        p, gamma0=p.gamma0 * 1.35, gamma1=p.gamma1 / 1.35, omega_m=p.omega_m * 1.35, psi_m=p.psi_m / 1.35, phi_p=0.37
    )


TRUE = {
    "mean[MM]": 6.0,
    "slope": 0.05,
    "stable_group[MM]": 0.3,
    "changing_group[MM]": 0.15,
    "phi_group[phi]": 0.6,
    "stable_member[a_MM]": 0.6,
    "stable_member[a_MM, p_MM]": 0.1,
    "stable_member[p_MM]": 0.3,
    "changing_member[a_MM]": 0.2,
    "changing_member[a_MM, p_MM]": 0.05,
    "changing_member[p_MM]": 0.15,
    "phi_person[phi]": 0.5,
    "dyad[MM]": 0.3,
    "dyad[MM, reversed]": 0.1,
    "residual[MM]": 0.8,
    "residual[MM, reversed]": 0.2,
}


def test_intervals_and_posteriors_hold_the_truth() -> None:
    hits: dict[str, list[float]] = {name: [] for name in (*TRUE, "group", "actor", "partner", "dyads")}
    for seed in range(10):
        rng = np.random.default_rng(seed)
        drawn = [simulated(rng, truth()) for _ in range(GROUPS)]
        groups = many_groups([history for history, _, _ in drawn])
        fit = fit_parameters(groups, prior=off(truth()))
        assert fit.converged
        for i in intervals(fit):
            hits[i.name].append(float(i.low <= TRUE[i.name] <= i.high))
        found = group_effects(groups, fit.parameters, blocks=("MM",), beta=fit.beta, beta_covariance=fit.beta_covariance)
        for effects, (_, states, dyads) in zip(found, drawn, strict=True):
            inside = np.abs(effects.mean - states) < 1.96 * effects.sd
            hits["group"].append(inside[:, 0].mean())
            hits["actor"].append(inside[:, 1::2].mean())
            hits["partner"].append(inside[:, 2::2].mean())
            rater, target = effects.dyad.T
            hits["dyads"].append(float(np.mean(np.abs(effects.dyad_mean - dyads[rater, target]) < 1.96 * effects.dyad_sd)))
    pooled = np.mean([np.mean(hits[name]) for name in TRUE])
    assert 0.90 <= pooled <= 0.99
    assert all(np.mean(hits[name]) >= 0.7 for name in TRUE)
    for name in ("group", "actor", "partner", "dyads"):
        assert np.mean(hits[name]) == pytest.approx(0.95, abs=0.02)


def test_score_differences_give_the_standard_errors() -> None:
    rng = np.random.default_rng(3)
    groups = many_groups([simulated(rng, truth())[0] for _ in range(12)])
    fit = fit_parameters(groups, prior=truth())
    observed = observed_information(fit, groups, prior=truth())
    for average, exact in zip(intervals(fit), intervals(fit, observed), strict=True):
        assert exact.se == pytest.approx(average.se, rel=0.35)


def gold() -> tuple[dict, Parameters, list[History]]:
    answers = json.loads(shared("round_robin/fouralliance_gold.json").read_text())
    with shared("round_robin/fouralliance_gold_data.csv").open() as file:
        rows = list(csv.DictReader(file))
    histories = list(histories_of({name: [row[name] for row in rows] for name in rows[0]}).values())
    return answers, Parameters.from_mapping(answers["parameters"]), histories


def test_four_alliance_gold() -> None:
    answers, parameters, histories = gold()
    groups, covariances = many_groups(histories), covariances_of(parameters, answers["parameters"]["blocks"])
    beta = np.append(parameters.beta, parameters.slope)
    assert likelihood(groups, covariances, beta=beta).value == pytest.approx(answers["logLik_at_true_fixed_effects"], rel=1e-10)
    profile = likelihood(groups, covariances, restricted=False).value
    assert profile == pytest.approx(answers["logLik_profile_ML"], rel=1e-10)
    found = likelihood(groups, covariances)
    assert found.value == pytest.approx(answers["logLik_REML"], rel=1e-10)
    np.testing.assert_allclose(found.beta, list(answers["gls_beta"].values()), rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(np.sqrt(np.diagonal(found.beta_covariance)), list(answers["gls_se"].values()), rtol=1e-8)


def test_gold_group_effects() -> None:
    answers, parameters, histories = gold()
    found = {str(g + 1): e for g, e in enumerate(group_effects(many_groups(histories), parameters))}
    checked = 0
    for row in answers["latent"]:
        if row["effect"].startswith("gamma_"):
            _, block, session = row["effect"].split("_")
            place = int(session[1:]) - 1, answers["parameters"]["blocks"].index(block)
            effects = found[row["group"]]
            assert effects.mean[place] == pytest.approx(row["mean"], abs=1e-8)
            assert effects.sd[place] == pytest.approx(row["sd"], abs=1e-8)
            checked += 1
    assert checked > 20


@pytest.mark.parametrize("item", ["Wert1", "Wert2", "Wert3"])
def test_one_incomplete_session_is_the_static_model(item: str) -> None:
    """Dense base-R likelihood of srm's data with 30 % missing, maximal over everything."""
    answers = json.loads(shared("round_robin/incomplete_dense.json").read_text())[f"srm01miss30_{item}_ML"]
    with shared("round_robin/srm_data.srm01_miss30.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row[item] not in ("", "NA")]
    histories = []
    for group in sorted({row["Group"] for row in rows}):
        own = [row for row in rows if row["Group"] == group]
        names = sorted({row[k] for row in own for k in ("Actor", "Partner")})
        listed = [("MM", names.index(r["Actor"]), names.index(r["Partner"]), float(r[item])) for r in own]
        histories.append(History(tuple(names), np.zeros(len(names), dtype=bool), np.zeros(1), (Ratings.of(listed),)))
    half = np.eye(5)
    half[0, 0], half[3, 3] = answers["actor_var"] / 2, answers["partner_var"] / 2
    half[0, 3] = half[3, 0] = answers["actor_partner_cov"] / 2
    fixed = replace(
        truth(),
        gamma0=np.eye(5) * 1e-10,
        gamma1=np.eye(5) * 1e-10,
        omega_m=half,
        psi_m=half,
        delta_mm=answers["rel_var"] / 2,
        delta_mm_covariance=answers["rel_cov"] / 2,
        eps_mm=answers["rel_var"] / 2,
        eps_mm_covariance=answers["rel_cov"] / 2,
    )
    found = likelihood(many_groups(histories), covariances_of(fixed, ("MM",), with_slope=False), restricted=False)
    assert found.ratings == answers["n"]
    assert found.value == pytest.approx(answers["logLik"], rel=1e-8)
    assert found.beta[0] == pytest.approx(answers["mu"], abs=1e-5)
