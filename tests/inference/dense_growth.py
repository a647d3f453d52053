"""The growth model written out: one covariance matrix a group, the residual variance not profiled, any optimiser."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

Table = dict[str, np.ndarray]


@dataclass(frozen=True)
class Dense:
    """The log-likelihood at given variances, and what follows from them."""

    log_likelihood: float
    fixed: np.ndarray
    fixed_covariance: np.ndarray
    member_effects: dict[tuple, np.ndarray]
    group_effects: dict[object, np.ndarray]


def simulated(seed: int, groups: int = 6, members: int = 4, sessions: int = 6, **spread: float) -> Table:
    """Unbalanced growth in which some variances may be zero: keyword sd of member_intercept and so on."""
    rng = np.random.default_rng(seed)
    sd = {"member_intercept": 1.0, "member_slope": 0.2, "group_intercept": 0.6, "group_slope": 0.1, **spread}
    rows = []
    for g in range(groups):
        of_group = rng.normal(size=2) * [sd["group_intercept"], sd["group_slope"]]
        for m in range(rng.integers(1, members + 1)):
            line = [3.0, 0.2] + of_group + rng.normal(size=2) * [sd["member_intercept"], sd["member_slope"]]
            for t in np.sort(rng.permutation(sessions)[: rng.integers(1, sessions + 1)]):
                rows.append((line[0] + line[1] * t + rng.normal(), t, m, g))
    outcome, time, member, group = np.array(rows).T
    return {"outcome": outcome, "time": time, "member": member.astype(int), "group": group.astype(int)}


def one_session_each_but_few(table: Table) -> Table:
    """The same members, most with their first session only."""
    key = table["group"] * 1000 + table["member"]
    first = np.r_[True, key[1:] != key[:-1]]
    return {name: column[first | (table["group"] < 3)] for name, column in table.items()}


def dense(table: Table, covariances: list[np.ndarray], residual: float, reml: bool = True) -> Dense:
    """The model at covariances [members, groups] (groups may be left out); 1x1 covariances leave time out."""
    size = len(covariances[0])
    design = np.column_stack([np.ones(len(table["outcome"])), table["time"]])[:, :size]
    blocks = []
    information, score, log_det, square = np.zeros((size, size)), np.zeros(size), 0.0, 0.0
    group = table["group"] if len(covariances) == 2 else np.zeros(len(design), dtype=int)
    key = np.array([hash((g, m)) for g, m in zip(table["group"], table["member"], strict=True)])
    for g in np.unique(group):
        here = group == g
        X, y, same = design[here], table["outcome"][here], key[here][:, None] == key[here]
        V = residual * np.eye(len(y)) + X @ covariances[0] @ X.T * same
        if len(covariances) == 2:
            V = V + X @ covariances[1] @ X.T
        inverse = np.linalg.inv(V)
        information += X.T @ inverse @ X
        score += X.T @ inverse @ y
        square += y @ inverse @ y
        log_det += np.linalg.slogdet(V)[1]
        blocks.append((g, here, X, y, inverse))
    fixed = np.linalg.solve(information, score)
    deviance = log_det + square - fixed @ score + (len(design) - size * reml) * np.log(2 * np.pi)
    deviance += np.linalg.slogdet(information)[1] if reml else 0.0
    of_members, of_groups = {}, {}
    for g, here, X, y, inverse in blocks:
        weighed = inverse @ (y - X @ fixed)
        if len(covariances) == 2:
            of_groups[g] = covariances[1] @ X.T @ weighed
        for pair in set(zip(table["group"][here], table["member"][here], strict=True)):
            own = key[here] == hash(pair)
            of_members[pair] = covariances[0] @ X[own].T @ weighed[own]
    return Dense(float(-deviance / 2), fixed, np.linalg.inv(information), of_members, of_groups)


@dataclass(frozen=True)
class Highest:
    """Where the written-out likelihood is highest."""

    at: Dense
    covariances: list[np.ndarray]
    residual: float


def highest(table: Table, levels: int = 2, size: int = 2, reml: bool = True) -> Highest:
    """The maximum by a general optimiser with numerical slopes, from three starts."""
    span = np.std(table["outcome"])
    step = np.std(table["time"]) if size == 2 else 1.0

    def unpack(x: np.ndarray) -> tuple[list[np.ndarray], float]:
        found = []
        for part in np.reshape(x[1:], (levels, -1)):
            L = np.array([[part[0], 0], [part[1] / step, part[2] / step]]) if size == 2 else part[None]
            found.append(span**2 * L @ L.T)
        return found, span**2 * np.exp(2 * x[0])

    def deviance(x: np.ndarray) -> float:
        return -2 * dense(table, *unpack(x), reml=reml).log_likelihood

    best = None
    for scale in (0.2, 0.5, 1.0):
        start = np.r_[-0.5, np.tile([1.0, 0.1, 0.4][: 3 if size == 2 else 1], levels) * scale]
        found = minimize(deviance, start, jac="3-point", method="BFGS", options={"gtol": 1e-6, "maxiter": 300})
        best = found if best is None or found.fun < best.fun else best
    covariances, residual = unpack(best.x)
    return Highest(dense(table, covariances, residual, reml), covariances, residual)
