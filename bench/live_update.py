"""How long one session's ratings take to update a group, and a whole history to smooth, beside the linear algebra alone.

The floor is the time of the same potrf, trsm and syrk calls on arrays of the same sizes, nothing else. Wall is what a user
waits for; cpu leaves out the time that other programs took from this one.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import time
from collections.abc import Callable

import numpy as np
from scipy.linalg.blas import dsyrk, dtrsm
from scipy.linalg.lapack import dpotrf

from fourfold.inference.four_alliance import AllianceFilter, History, Parameters, Ratings, smooth

SIZES = ((5, 1), (8, 2), (10, 2), (15, 3))


def parameters() -> Parameters:
    def alike(n: int, variance: float) -> np.ndarray:
        return variance * (0.3 + 0.7 * np.eye(n))

    return Parameters(
        beta=np.full(5, 6.0),
        slope=0.05,
        gamma0=alike(5, 0.3),
        gamma1=alike(5, 0.15),
        phi_g=0.6,
        omega_m=alike(5, 0.5),
        psi_m=alike(5, 0.2),
        omega_t=alike(3, 0.3),
        psi_t=alike(3, 0.1),
        phi_p=0.5,
        delta_mm=0.3,
        delta_mm_covariance=0.1,
        delta_mt=0.25,
        delta_tm=0.2,
        delta_mt_tm_covariance=0.08,
        eps_mm=0.8,
        eps_mm_covariance=0.2,
        eps_mt=0.7,
        eps_tm=0.5,
        eps_mt_tm_covariance=0.12,
        eps_mg=0.6,
        eps_tg=0.45,
    )


def everybody(members: int, facilitators: int) -> list[tuple[str, int, int]]:
    ms, ts = range(members), range(members, members + facilitators)
    pairs = [("MM", i, j) for i in ms for j in ms if i != j]
    pairs += [(block, i, j) for t in ts for m in ms for block, i, j in (("MT", m, t), ("TM", t, m))]
    return [*pairs, *(("MG", m, -1) for m in ms), *(("TG", t, -1) for t in ts)]


def sessions(members: int, facilitators: int, count: int, missing: float) -> tuple[Ratings, ...]:
    rng = np.random.default_rng(0)
    full = everybody(members, facilitators)
    kept = ([row for row in full if rng.random() >= missing] for _ in range(count))
    return tuple(Ratings.of((*row, rng.normal(6.0, 1.2)) for row in rows) for rows in kept)


def history(members: int, facilitators: int, count: int, missing: float) -> History:
    persons = tuple(str(k) for k in range(members + facilitators))
    roles = np.arange(members + facilitators) >= members
    return History(persons, roles, np.arange(count, dtype=float), sessions(members, facilitators, count, missing))


def milliseconds(work: Callable[[], object], times: int) -> tuple[np.ndarray, np.ndarray]:
    """Wall and cpu time of each run."""
    taken = np.empty((2, times))
    for k in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        taken[:, k] = time.perf_counter() - wall, time.process_time() - cpu
    return taken[0] * 1e3, taken[1] * 1e3


def p50_p99(taken: tuple[np.ndarray, np.ndarray]) -> list[float]:
    wall, cpu = taken
    return [*np.quantile(wall, [0.5, 0.99]), np.quantile(cpu, 0.99)]


def live(members: int, facilitators: int) -> tuple[int, int, list[float]]:
    known = AllianceFilter(parameters())
    for k in range(members + facilitators):
        known.add_person(str(k), is_facilitator=k >= members)
    coming = iter(sessions(members, facilitators, 420, 0.0))
    for _ in range(20):
        update = known.step(next(coming))
    taken = milliseconds(lambda: known.step(next(coming)), 400)
    return len(update.innovation), known.layout.size, p50_p99(taken)


def floor(ratings: int, states: int) -> list[float]:
    rng = np.random.default_rng(0)
    wide = np.asfortranarray(rng.normal(size=(states, ratings)))
    covariance = np.asfortranarray(1e6 * np.eye(states))
    square = np.asfortranarray(ratings * np.eye(ratings) + 1.0)

    def algebra() -> None:
        factor = dpotrf(square, lower=1)[0]
        dtrsm(1.0, factor, wide, side=1, lower=1, trans_a=1)
        dsyrk(-1.0, wide, beta=1.0, c=covariance, lower=1, overwrite_c=1)

    return p50_p99(milliseconds(algebra, 400))


def main() -> None:
    heads = ("p50", "p99", "p99 cpu", "floor p50", "p99", "p99 cpu")
    print(f"{'members + facilitators, ms':28}{'ratings':>8}{'states':>8}" + "".join(f"{head:>11}" for head in heads))
    for members, facilitators in SIZES:
        ratings, states, taken = live(members, facilitators)
        figures = "".join(f"{x:11.3f}" for x in [*taken, *floor(ratings, states)])
        print(f"{f'{members} + {facilitators}':28}{ratings:8}{states:8}{figures}")
    print()
    for (members, facilitators), count, missing in (((8, 2), 50, 0.0), ((8, 2), 50, 0.3), ((15, 3), 20, 0.3)):
        group = history(members, facilitators, count, missing)
        wall, cpu = milliseconds(lambda group=group: smooth(group, parameters()).effects(), 25)
        words = f"smooth {members} + {facilitators}, {count} sessions, {missing:.0%} missing"
        print(f"{words}: median {np.median(wall):.1f} ms, cpu {np.median(cpu):.1f} ms")


if __name__ == "__main__":
    main()
