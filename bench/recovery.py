"""Recovery: 200 simulated programmes, fitted anew each time; how often do 95 % intervals hold the truth?

30 groups of 8 members, 12 sessions, 30 % of ratings missing; the prior is off by 35 % in every variance.
Run: python bench/recovery.py --replications 200 --processes 2
"""

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from dynamic_cases import TRUTH, dynamic_ratings, flat_ratings, truth_parameters

from fourfold.inference.four_alliance.batch_posterior import group_effects
from fourfold.inference.four_alliance.fit import fit_parameters
from fourfold.inference.four_alliance.fit_intervals import intervals, observed_information

STATES = ("group", "actor", "partner", "dyad")


def off_by(truth, factor):
    """The truth with variances wrong by a factor, one up and the next down."""
    up, down = factor, 1 / factor
    return replace(
        truth,
        gamma0=truth.gamma0 * up,
        gamma1=truth.gamma1 * down,
        omega_m=truth.omega_m * up,
        psi_m=truth.psi_m * down,
        phi_g=truth.phi_g * down,
        phi_p=truth.phi_p * down,
        delta_mm=truth.delta_mm * up,
        delta_mm_covariance=truth.delta_mm_covariance * up,
        eps_mm=truth.eps_mm * down,
        eps_mm_covariance=truth.eps_mm_covariance * down,
    )


def one(seed):
    simulated = dynamic_ratings(np.random.default_rng(seed), groups=30, members=8, sessions=12, missing=0.3)
    groups = flat_ratings(simulated.ratings)
    prior = off_by(truth_parameters(), 1.35)
    start = time.thread_time()
    fit = fit_parameters(groups, prior=prior, threads=1)
    seconds = time.thread_time() - start
    observed = observed_information(fit, groups, prior=prior)
    rows = [(i.name, i.estimate, i.se, i.low <= TRUTH[i.name] <= i.high) for i in intervals(fit, observed)]
    states = state_coverage(simulated, groups, fit)
    return rows, states, seconds, fit.evaluations, fit.converged


def state_coverage(simulated, groups, fit):
    hits = {s: [] for s in STATES}
    found = group_effects(groups, fit.parameters, blocks=("MM",), beta=fit.beta, beta_covariance=fit.beta_covariance, threads=1)
    for g, effects in enumerate(found):
        inside = np.abs(effects.mean - simulated.states[g]) < 1.96 * effects.sd
        hits["group"].append(inside[:, :1].mean())
        hits["actor"].append(inside[:, 1::2].mean())
        hits["partner"].append(inside[:, 2::2].mean())
        truth = simulated.dyads[g][effects.dyad[:, 0], effects.dyad[:, 1]]
        hits["dyad"].append(np.mean(np.abs(effects.dyad_mean - truth) < 1.96 * effects.dyad_sd))
    return {k: float(np.mean(v)) for k, v in hits.items()}


def table(results, command):
    names = [row[0] for row in results[0][0]]
    lines = [
        f"# Recovery, {time.strftime('%Y-%m-%d')}",
        "",
        f"`{command}`: {len(results)} programmes of 30 groups x 8 members x 12 sessions,"
        " 30 % of ratings missing; prior off by 35 %.",
        f"Fit: {np.mean([r[2] for r in results]):.3f} s of one core, {np.mean([r[3] for r in results]):.1f} evaluations,"
        f" {np.mean([r[4] for r in results]):.0%} converged.",
        f"Monte Carlo error of a coverage of .95 is {np.sqrt(0.95 * 0.05 / len(results)):.3f}.",
        "",
        "| parameter | truth | mean estimate | sd of estimates | mean standard error | coverage of 95 % |",
        "|---|---|---|---|---|---|",
    ]
    for k, name in enumerate(names):
        estimates, ses, hit = (np.array([r[0][k][c] for r in results], dtype=float) for c in (1, 2, 3))
        numbers = (TRUTH[name], estimates.mean(), estimates.std(ddof=1), ses.mean(), hit.mean())
        lines.append(f"| {name} | " + " | ".join(f"{x:.3f}" for x in numbers) + " |")
    lines += ["", "| states | coverage of 95 % |", "|---|---|"]
    lines += [f"| {s} | {np.mean([r[1][s] for r in results]):.3f} |" for s in STATES]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--replications", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--output", default="recovery.md", help="file in bench/results")
    chosen = parser.parse_args()
    results = []
    one(0)
    with ProcessPoolExecutor(chosen.processes) as pool:
        runs = [pool.submit(one, chosen.seed + k) for k in range(chosen.replications)]
        for done in as_completed(runs):
            results.append(done.result())
            print(f"\r{len(results)} of {chosen.replications}", end="", flush=True)
    command = f"python bench/recovery.py --replications {chosen.replications} --seed {chosen.seed}"
    text = table(results, command)
    (Path(__file__).parent / "results" / chosen.output).write_text(text)
    print("\n" + text)


if __name__ == "__main__":
    main()
