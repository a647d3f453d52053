"""The dynamic model on incomplete groups: one evaluation, one fit, and every posterior of a large programme.

Beside it a floor: the dense Cholesky factorisations that one evaluation of the same likelihood would cost at least.
Run: python bench/dynamic.py [--groups 2000] (one BLAS thread; two threads of our own where it says so)
"""

import argparse
import os
import resource
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from dynamic_cases import dynamic_ratings, flat_ratings, truth_parameters
from recovery import off_by
from scipy.linalg.lapack import dpotrf

from fourfold.inference.four_alliance.batch import likelihood
from fourfold.inference.four_alliance.batch_covariances import covariances_of
from fourfold.inference.four_alliance.batch_posterior import group_effects
from fourfold.inference.four_alliance.fit import fit_parameters
from fourfold.inference.four_alliance.fit_scale import directions_at, free_numbers

ALL_GROUPS = 100_000


def best(action, times):
    """Least wall and least processor seconds of several runs."""
    walls, works = [], []
    for _ in range(times):
        wall, work = time.perf_counter(), time.process_time()
        action()
        walls.append(time.perf_counter() - wall)
        works.append(time.process_time() - work)
    return min(walls), min(works)


def ratings_of(groups, sessions, seed=1):
    rng = np.random.default_rng(seed)
    return flat_ratings(dynamic_ratings(rng, groups=groups, members=8, sessions=sessions, missing=0.3).ratings)


def evaluation_rows(sessions):
    groups, covariances = ratings_of(30, sessions), covariances_of(truth_parameters(), ("MM",))
    directions, hint = directions_at(free_numbers(covariances), covariances), np.array([6.0, 0.05])
    what = {
        "log-likelihood": {"with_score": False},
        "log-likelihood and score": {},
        "log-likelihood, score and information": {"directions": directions, "hint": hint},
    }
    for name, how in what.items():
        likelihood(groups, covariances, threads=1, **how)
        yield (
            f"{name}, {sessions} sessions, one thread",
            *best(lambda how=how: likelihood(groups, covariances, threads=1, **how), 15),
        )
    size = sessions * 17
    half = np.random.default_rng(0).normal(size=(size, size))
    matrix = np.asfortranarray(half @ half.T + size * np.eye(size))
    yield (
        f"floor: 3 dense Cholesky of {size} states for each of 30 groups",
        *best(lambda: [dpotrf(matrix) for _ in range(90)], 10),
    )


def fit_rows(threads):
    prior, seconds, evaluations = off_by(truth_parameters(), 1.35), [], []
    for seed in range(6):
        groups = ratings_of(30, 12, seed)
        seconds.append(best(lambda groups=groups: fit_parameters(groups, prior=prior, threads=threads), 3))
        evaluations.append(fit_parameters(groups, prior=prior, threads=threads).evaluations)
    wall, work = np.median(np.array(seconds), axis=0)
    name = f"fit, 30 groups of 8, 12 sessions, 30 % missing, threads {threads}, {np.mean(evaluations):.1f} evaluations"
    yield name, wall, work


def posterior_rows(groups, portion):
    parameters, done, wall, work = truth_parameters(), 0, 0.0, 0.0
    checksum = 0.0
    while done < groups:
        here = ratings_of(min(portion, groups - done), 20, done)
        start, used = time.perf_counter(), time.process_time()
        for effects in group_effects(here, parameters, blocks=("MM",), threads=2):
            checksum += effects.mean[-1, 0]
        wall, work = wall + time.perf_counter() - start, work + time.process_time() - used
        done += min(portion, groups - done)
    assert np.isfinite(checksum)
    yield f"means and sds, {groups:,} groups x 20 sessions x 8 members, two threads", wall, work
    if groups < ALL_GROUPS:
        factor = ALL_GROUPS / groups
        yield f"the same for {ALL_GROUPS:,} groups, extrapolated", wall * factor, work * factor


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--groups", type=int, default=2000)
    parser.add_argument("--portion", type=int, default=1000)
    chosen = parser.parse_args()
    for _ in group_effects(ratings_of(4, 20), truth_parameters(), blocks=("MM",), threads=2):
        pass
    fit_parameters(ratings_of(4, 6), prior=truth_parameters())
    rows = [*evaluation_rows(12), *evaluation_rows(20), *fit_rows(1), *fit_rows(2)]
    rows += posterior_rows(chosen.groups, chosen.portion)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    lines = [
        f"# The dynamic model on incomplete groups, {time.strftime('%Y-%m-%d')}",
        "",
        f"`python bench/dynamic.py --groups {chosen.groups}`; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()}"
        f" processors; most memory {memory:.2f} GB. Best of several runs; the fit is the median of six programmes.",
        "",
        "| what | wall s | processor s |",
        "|---|---|---|",
        *(f"| {name} | {wall:.4g} | {work:.4g} |" for name, wall, work in rows),
    ]
    text = "\n".join(lines) + "\n"
    (Path(__file__).parent / "results" / "dynamic.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
