"""Elimination and selected inversion of a bordered block tridiagonal matrix, one panel of rows at a time.

A panel holds the k rows of one session: [J_own | J_rest] before, [U | W] after elimination, where U'U = J_own and
U'W = J_rest. The rest loses W'W. Going back, the inverse C of the rest yields that of the panel's own rows.
Every array is whole and contiguous, with the place to start beside it: a slice would lose the fast arithmetic.
Source: Takahashi, Fagan & Chin (1973); docs/method/fitting.md, section 3.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

from fourfold.inference.arrays import FloatArray

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


_QUICK: dict[str, Any] = {
    "cache": True,
    "nogil": True,
    "error_model": "numpy",
    # Sums may be regrouped and fused; the tests for missing (NaN) cells stay exact.
    "fastmath": {"contract", "reassoc", "nsz"},
}
_QUICK_INSIDE: dict[str, Any] = {**_QUICK, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def entry_njit(kernel: Kernel) -> Kernel:
    """The kernel compiled, cached, free to run beside others, and callable from Python."""
    return cast(Kernel, njit(**_QUICK)(kernel))


def quick_njit(kernel: Kernel) -> Kernel:
    """The same for a kernel that only kernels call: without the wrappers, it compiles in half the time."""
    return cast(Kernel, njit(**_QUICK_INSIDE)(kernel))


@quick_njit
def subtract_multiple(mine: FloatArray, its: FloatArray, a: float) -> None:
    """mine -= a its."""
    for j in range(len(mine)):
        mine[j] -= a * its[j]


@quick_njit
def eliminate(panel: FloatArray, at: tuple[int, int], k: int, n: int) -> float:
    """Turn [J_own | J_rest] (k, n), whose corner is `at`, into [U | W]; log det J_own, NaN where not positive."""
    log_det = 0.0
    top, left = at
    for r in range(k):
        pivot = panel[top + r, left + r]
        if not pivot > 0.0:
            return np.nan
        log_det += np.log(pivot)
        scale = 1.0 / np.sqrt(pivot)
        for j in range(left + r, left + n):
            panel[top + r, j] *= scale
        for q in range(r + 1, k):
            a = panel[top + r, left + q]
            if a != 0.0:
                for j in range(left + q, left + n):
                    panel[top + q, j] -= a * panel[top + r, j]
    return log_det


@quick_njit
def subtract_gram(rest: FloatArray, at: int, panel: FloatArray, k: int, start: int) -> None:
    """Take W'W off the upper triangle of `rest` from row and column `at` on.

    W is the first k rows of the panel from column `start` on; the rows up to the next multiple of four are zero.
    Four rows by four products at a time keeps the arithmetic units busy instead of the memory.
    """
    m = rest.shape[0] - at
    stop = start + m
    for r in range(0, k, 4):
        p, q, u, v = panel[r, start:stop], panel[r + 1, start:stop], panel[r + 2, start:stop], panel[r + 3, start:stop]
        for i in range(0, m - 3, 4):
            p0, p1, p2, p3 = p[i], p[i + 1], p[i + 2], p[i + 3]
            q0, q1, q2, q3 = q[i], q[i + 1], q[i + 2], q[i + 3]
            u0, u1, u2, u3 = u[i], u[i + 1], u[i + 2], u[i + 3]
            v0, v1, v2, v3 = v[i], v[i + 1], v[i + 2], v[i + 3]
            w, e = at + i, at + m
            row0, row1, row2, row3 = rest[w, w:e], rest[w + 1, w:e], rest[w + 2, w:e], rest[w + 3, w:e]
            pj, qj, uj, vj = p[i:], q[i:], u[i:], v[i:]
            for j in range(m - i):
                row0[j] -= p0 * pj[j] + q0 * qj[j] + u0 * uj[j] + v0 * vj[j]
                row1[j] -= p1 * pj[j] + q1 * qj[j] + u1 * uj[j] + v1 * vj[j]
                row2[j] -= p2 * pj[j] + q2 * qj[j] + u2 * uj[j] + v2 * vj[j]
                row3[j] -= p3 * pj[j] + q3 * qj[j] + u3 * uj[j] + v3 * vj[j]
        for i in range(m - m % 4, m):
            for j in range(i, m):
                rest[at + i, at + j] -= p[i] * p[j] + q[i] * q[j] + u[i] * u[j] + v[i] * v[j]


@quick_njit
def back_substitute(panel: FloatArray, at: tuple[int, int], k: int, n: int) -> None:
    """Replace W by U^-1 W in the panel (k, n) whose corner is `at`."""
    top, left = at
    for r in range(k - 1, -1, -1):
        for q in range(r + 1, k):
            a = panel[top + r, left + q]
            if a != 0.0:
                for j in range(left + k, left + n):
                    panel[top + r, j] -= a * panel[top + q, j]
        scale = 1.0 / panel[top + r, left + r]
        for j in range(left + k, left + n):
            panel[top + r, j] *= scale


@quick_njit
def _subtract_product(cross: FloatArray, panel: FloatArray, at: tuple[int, int], k: int, rest: tuple[FloatArray, int]) -> None:
    """cross (k, m) -= (U^-1 W) rest, two rows by four products at a time; row k is free to be written."""
    inverse, free = rest
    top, start = at
    m = inverse.shape[0] - free
    for j in range(0, m, 4):
        if m - j < 4:
            for i in range(j, m):
                for r in range(k):
                    subtract_multiple(cross[r, :m], inverse[free + i, free:], panel[top + r, start + i])
            break
        f = free + j
        c0, c1, c2, c3 = inverse[f, free:], inverse[f + 1, free:], inverse[f + 2, free:], inverse[f + 3, free:]
        for r in range(0, k, 2):
            a, b = panel[top + r, start + j :], panel[top + min(r + 1, k - 1), start + j :]
            a0, a1, a2, a3 = a[0], a[1], a[2], a[3]
            b0, b1, b2, b3 = b[0], b[1], b[2], b[3]
            row0, row1 = cross[r, :m], cross[r + 1, :m]
            for c in range(m):
                row0[c] -= a0 * c0[c] + a1 * c1[c] + a2 * c2[c] + a3 * c3[c]
                row1[c] -= b0 * c0[c] + b1 * c1[c] + b2 * c2[c] + b3 * c3[c]


@quick_njit
def invert_rows(
    panel: FloatArray, at: tuple[int, int], k: int, rest: tuple[FloatArray, int], found: tuple[FloatArray, FloatArray]
) -> None:
    """Inverse of a panel's own rows (k, k) and of its rows against the rest (k, m), from the inverse of the rest.

    The panel, whose corner is `at`, is [U | U^-1 W]; `rest` is the inverse and where in it the rest begins; `found`
    takes own = U^-1 U^-T - cross (U^-1 W)' and cross = -U^-1 W rest, and has one free row after the last.
    """
    cross = found[1]
    m = rest[0].shape[0] - rest[1]
    for r in range(k + 1):
        for j in range(m):
            cross[r, j] = 0.0
    _subtract_product(cross, panel, (at[0], at[1] + k), k, rest)
    _invert_own(panel, at, k, m, found)


@quick_njit
def _invert_own(panel: FloatArray, at: tuple[int, int], k: int, m: int, found: tuple[FloatArray, FloatArray]) -> None:
    own, cross = found
    top, left = at
    inverse = _invert_triangle(panel, at, k)
    for r in range(k):
        for c in range(r + 1):
            total = 0.0
            for j in range(r, k):
                total += inverse[r, j] * inverse[c, j]
            for j in range(m):
                total -= cross[r, j] * panel[top + c, left + k + j]
            own[r, c] = own[c, r] = total


@quick_njit
def _invert_triangle(panel: FloatArray, at: tuple[int, int], k: int) -> FloatArray:
    inverse = np.zeros((k, k))
    top, left = at
    for r in range(k - 1, -1, -1):
        inverse[r, r] = 1.0
        for q in range(r + 1, k):
            a = panel[top + r, left + q]
            for c in range(q, k):
                inverse[r, c] -= a * inverse[q, c]
        scale = 1.0 / panel[top + r, left + r]
        for c in range(r, k):
            inverse[r, c] *= scale
    return inverse
