"""How long round robins take, beside one pass over the same ratings in memory in the same run.

Wall is what a user waits for, the least of several runs; cpu leaves out the time that other programs took from this one.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import time
from collections.abc import Callable
from datetime import date

import numpy as np

from fourfold.inference.round_robin import fit_round_robin
from fourfold.inference.round_robin.anova import moments
from fourfold.inference.round_robin.complete import complete_pieces, size_sums
from fourfold.inference.round_robin.evidence import Evidence
from fourfold.inference.round_robin.maximum import largest
from fourfold.inference.round_robin.pieces import likelihood
from fourfold.inference.round_robin.sessions import session_sums
from fourfold.inference.round_robin.symmetry import coordinates


def ratings(groups: int, n: int, sessions: int | None = None) -> np.ndarray:
    rng = np.random.default_rng(1)
    middle = () if sessions is None else (sessions,)
    persons = rng.normal(size=(2, groups, *(1 for _ in middle), n))
    values = rng.normal(size=(groups, *middle, n, n))
    values += 0.6 * persons[0][..., :, None] + 0.4 * persons[1][..., None, :]
    values[..., np.eye(n, dtype=bool)] = np.nan
    return values


def milliseconds(work: Callable[[], object], times: int = 7) -> tuple[float, float]:
    taken = []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - wall, time.process_time() - cpu))
    return min(w for w, _ in taken) * 1e3, min(c for _, c in taken) * 1e3


def largest_likelihood(groups: int, n: int) -> Callable[[], object]:
    """The search alone, the pass over the ratings being done."""
    values = ratings(groups, n)
    split = coordinates(values / np.nanstd(values))
    sums = (size_sums(split),)
    starts = Evidence(((None, split),), (), sums).starts(group_variance=False)
    return lambda: largest(lambda at: likelihood(complete_pieces(sums, at), restricted=False), starts, group_variance=False)


def long_table(values: np.ndarray, missing: float) -> dict[str, np.ndarray]:
    keep = ~np.isnan(values) & (np.random.default_rng(2).random(values.shape) >= missing)
    group, rater, target = np.nonzero(keep)
    return {"group": group, "rater": rater, "target": target, "value": values[keep]}


def line(what: str, work: Callable[[], object], values: np.ndarray | None = None, times: int = 7) -> None:
    wall, cpu = milliseconds(work, times)
    floor = "" if values is None else f"{milliseconds(values.sum, times)[0]:12.2f}"
    print(f"{what:66}{wall:12.2f}{cpu:12.2f}{floor}")


def main() -> None:
    print(f"{date.today()}, {os.cpu_count()} cores")
    print(f"{'ms':66}{'wall':>12}{'cpu':>12}{'one pass':>12}")
    many = ratings(100_000, 8)
    line("anova, se, effects: 100,000 groups of 8", lambda: moments(many), many)
    thousand = ratings(1_000, 8)
    line("anova, se, effects: 1,000 groups of 8", lambda: moments(thousand), thousand)
    line("pass for ml: 1,000 groups of 8", lambda: size_sums(coordinates(thousand)), thousand)
    line("ml after the pass: 1,000 groups of 8", largest_likelihood(1_000, 8), times=200)
    line("ml after the pass: one round robin of 54", largest_likelihood(1, 54), times=200)
    table = long_table(ratings(30, 8), 0.3)
    line("reml with group variance from a table: 30 groups of 8, 30 % missing", lambda: _reml(table))
    table = long_table(ratings(18_000, 8), 0.0)
    line("reml from a table: 1,008,000 rows, complete", lambda: fit_round_robin(table, method="reml"), times=3)
    repeated = ratings(100_000, 8, 20)
    session_sums(repeated[:2_000])
    line("pass over sessions: 100,000 groups of 8, 20 sessions", lambda: session_sums(repeated), repeated, times=5)


def _reml(table: dict[str, np.ndarray]) -> object:
    return fit_round_robin(table, method="reml", group_variance=True)


if __name__ == "__main__":
    main()
