"""Posterior second moments of states and residuals, the sufficient statistics of every covariance.

A second moment is a posterior covariance plus the product of posterior means. The means depend on the fixed effects,
which are known only after the last group; so each mean is kept as its columns (one for each fixed effect, then the
ratings), and products are taken of whole vectors of w effects x columns.
"""

from typing import NamedTuple

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.batch_forward import Factor, fixed_design
from fourfold.inference.four_alliance.batch_inverse import Inverse, hand_on, start_inverse, step_inverse
from fourfold.inference.four_alliance.batch_panels import quick_njit
from fourfold.inference.four_alliance.batch_shape import Precisions, Shape


class Moments(NamedTuple):
    """Sums over units, dyads and cells of matrices with w x columns rows; covariances have one column.

    unit (3 kinds, 3 parts, rows, rows): stable, changing (innovations scaled to the stationary covariance), and
    derivative with respect to phi; dyad, pair (2, rows, rows); single (2, 2, rows, rows) by which direction is
    there; solo (2, rows, rows).
    """

    unit: FloatArray
    dyad: FloatArray
    pair: FloatArray
    single: FloatArray
    solo: FloatArray


class Counts(NamedTuple):
    """How often each covariance occurs; gaps (3, 2) sum the log determinant in time and its derivative in phi."""

    units: FloatArray
    states: FloatArray
    gaps: FloatArray
    dyads: FloatArray
    pairs: FloatArray
    singles: FloatArray
    solos: FloatArray


@quick_njit
def add_counts(shape: Shape, counts: Counts) -> None:
    """Count what one group holds."""
    for u in range(len(shape.kind)):
        kind = shape.kind[u]
        if shape.last[u] >= shape.first[u]:
            counts.units[kind] += 1
            counts.states[kind] += shape.last[u] - shape.first[u] + 1
        for s in range(shape.first[u] + 1, shape.last[u] + 1):
            rho = shape.rho[kind, s]
            counts.gaps[kind, 0] += np.log(1.0 - rho * rho)
            counts.gaps[kind, 1] += shape.rho_slope[kind, s] * rho / (1.0 - rho * rho)
    for q in range(len(shape.dyad)):
        counts.dyads[shape.dyad[q, 2]] += 1
    for c in range(shape.cell_start[-1]):
        there, mixed = shape.cell[c, 0], shape.cell[c, 1]
        if there == 3:
            counts.pairs[mixed] += 1
        else:
            counts.singles[mixed, there - 1] += 1
    for c in range(shape.solo_start[-1]):
        counts.solos[shape.solo[c, 0]] += 1


@quick_njit
def _add_square(table: FloatArray, x: FloatArray, n: int) -> None:
    for i in range(n):
        for j in range(n):
            table[i, j] += x[i] * x[j]


@quick_njit
def add_mean_products(shape: Shape, model: Precisions, solved: tuple[FloatArray, FloatArray], moments: Moments) -> None:
    """Add the products of the solved columns of every unit, dyad and residual."""
    changing, lasting = solved
    extra = lasting.shape[1]
    x, z = np.zeros(5 * extra), np.zeros(5 * extra)
    for u in range(len(shape.kind)):
        n = shape.column[u + 1] - shape.column[u]
        if n == 0:
            continue
        table = moments.unit[shape.kind[u]]
        _gather(x, lasting, shape.column[u], n)
        _add_square(table[0], x, n * extra)
        for s in range(shape.first[u], shape.last[u] + 1):
            _gather(x, changing[s], shape.place[s, u], n)
            if s == shape.first[u]:
                _add_square(table[1], x, n * extra)
            else:
                _add_innovation(table, (shape.rho[shape.kind[u], s], shape.rho_slope[shape.kind[u], s]), (x, z), n * extra)
            x, z = z, x
    for q in range(len(shape.dyad)):
        _gather(x, lasting, shape.column[-1] + 2 * q, 2)
        _add_square(moments.dyad[shape.dyad[q, 2]], x, 2 * extra)
    for s in range(len(shape.time)):
        _add_residual_products(shape, model, s, solved, moments)


@quick_njit
def _gather(x: FloatArray, columns: FloatArray, at: int, n: int) -> None:
    extra = columns.shape[1]
    for i in range(n):
        for a in range(extra):
            x[i * extra + a] = columns[at + i, a]


@quick_njit
def _add_innovation(table: FloatArray, rho: tuple[float, float], states: tuple[FloatArray, FloatArray], n: int) -> None:
    later, earlier = states
    r, slope = rho
    v = 1.0 - r * r
    for i in range(n):
        step = later[i] - r * earlier[i]
        pull = slope * (earlier[i] - step * r / v) / v
        for j in range(n):
            its = later[j] - r * earlier[j]
            table[1, i, j] += step * its / v
            table[2, i, j] += pull * its


@quick_njit
def solved_totals(shape: Shape, s: int, solved: tuple[FloatArray, FloatArray], design: FloatArray) -> FloatArray:
    """Solved columns of stable plus changing effects in session s, less the fixed effects' own columns (k, extra)."""
    changing, lasting = solved
    totals = np.empty((shape.size[s], lasting.shape[1]))
    for i in range(shape.size[s]):
        for a in range(lasting.shape[1]):
            totals[i, a] = changing[s, i, a] + lasting[shape.stable[s, i], a]
    for q in range(design.shape[0]):
        for b in range(design.shape[1]):
            totals[b, q] -= design[q, b]
    return totals


@quick_njit
def _add_residual_products(
    shape: Shape, model: Precisions, s: int, solved: tuple[FloatArray, FloatArray], moments: Moments
) -> None:
    totals, lasting = solved_totals(shape, s, solved, fixed_design(model, shape.time[s])), solved[1]
    extra = totals.shape[1]
    cell, value, solo = shape.cell, shape.cell_value, shape.solo
    left = np.zeros(2 * extra)
    for c in range(shape.cell_start[s], shape.cell_start[s + 1]):
        there, mixed, dyad = cell[c, 0], cell[c, 1], cell[c, 2]
        for o in range(2):
            if there & (1 << o):
                at = extra * o if there == 3 else 0
                i, j, k = cell[c, 3 + 3 * o], cell[c, 4 + 3 * o], cell[c, 5 + 3 * o]
                for a in range(extra):
                    left[at + a] = -totals[i, a] - totals[j, a] - totals[k, a] - lasting[dyad + o, a]
                left[at + extra - 1] += value[c, o]
        if there == 3:
            _add_square(moments.pair[mixed], left, 2 * extra)
        else:
            _add_square(moments.single[mixed, there - 1], left, extra)
    for c in range(shape.solo_start[s], shape.solo_start[s + 1]):
        for a in range(extra):
            left[a] = -totals[solo[c, 1], a] - totals[solo[c, 2], a]
        left[extra - 1] += shape.solo_value[c]
        _add_square(moments.solo[solo[c, 0]], left, extra)


@quick_njit
def add_covariances(shape: Shape, factor: Factor, moments: Moments) -> None:
    """Add every posterior covariance that a parameter needs. The factor is used up."""
    inverse = start_inverse(factor)
    for u in range(len(shape.kind)):
        _add_block(
            moments.unit[shape.kind[u], 0], inverse.rest, factor.lead + shape.column[u], shape.column[u + 1] - shape.column[u]
        )
    for q in range(len(shape.dyad)):
        _add_block(moments.dyad[shape.dyad[q, 2]], inverse.rest, factor.lead + factor.stable + 2 * q, 2)
    for s in range(len(shape.time) - 1, -1, -1):
        step_inverse(shape, factor, s, inverse)
        for u in range(len(shape.kind)):
            n = shape.column[u + 1] - shape.column[u]
            if shape.place[s, u] < 0 or n == 0:
                continue
            if s == shape.first[u]:
                _add_block(moments.unit[shape.kind[u], 1], inverse.own, shape.place[s, u], n)
            if s < shape.last[u]:
                free = factor.lead - shape.size[s + 1]
                _add_transition(shape, (u, s, free), inverse, moments.unit[shape.kind[u]])
        _add_residual_covariances(shape, s, (inverse, factor.lead), moments)
        hand_on(shape, factor, s, inverse)


@quick_njit
def _add_block(table: FloatArray, covariance: FloatArray, at: int, n: int) -> None:
    for i in range(n):
        for j in range(n):
            table[i, j] += covariance[at + i, at + j]


@quick_njit
def _add_transition(shape: Shape, which: tuple[int, int, int], inverse: Inverse, table: FloatArray) -> None:
    """Covariance of unit u's innovation between sessions s and s + 1, and its share of the derivative in phi."""
    u, s, free = which
    r, slope = shape.rho[shape.kind[u], s + 1], shape.rho_slope[shape.kind[u], s + 1]
    v = 1.0 - r * r
    at, after = shape.place[s, u], shape.place[s + 1, u]
    n = shape.column[u + 1] - shape.column[u]
    for i in range(n):
        for j in range(n):
            mixed = 0.5 * (inverse.cross[at + i, after + j] + inverse.cross[at + j, after + i])
            earlier = inverse.own[at + i, at + j]
            step = inverse.rest[free + after + i, free + after + j] - 2.0 * r * mixed + r * r * earlier
            table[1, i, j] += step / v
            table[2, i, j] += slope * ((mixed - r * earlier) / v - r * step / (v * v))


@quick_njit
def _add_residual_covariances(shape: Shape, s: int, known: tuple[Inverse, int], moments: Moments) -> None:
    inverse, lead = known
    total, rest, k, stable = inverse.total, inverse.rest, shape.size[s], shape.column[-1]
    cell, solo, pair, single = shape.cell, shape.solo, moments.pair, moments.single
    for c in range(shape.cell_start[s], shape.cell_start[s + 1]):
        there, mixed, dyad = cell[c, 0], cell[c, 1], cell[c, 2]
        for o in range(2):
            for p in range(o + 1):
                if not (there & (1 << o) and there & (1 << p)):
                    continue
                found = rest[lead + dyad + o, lead + dyad + p]
                for a in range(3):
                    i, j = cell[c, 3 + 3 * o + a], cell[c, 3 + 3 * p + a]
                    found += total[i, k + dyad - stable + p] + total[j, k + dyad - stable + o]
                    for b in range(3):
                        found += total[i, cell[c, 3 + 3 * p + b]]
                if there < 3:
                    single[mixed, o, 0, 0] += found
                else:
                    pair[mixed, o, p] += found
                    pair[mixed, p, o] += found if o != p else 0.0
    for c in range(shape.solo_start[s], shape.solo_start[s + 1]):
        g, a = solo[c, 1], solo[c, 2]
        moments.solo[solo[c, 0], 0, 0] += total[g, g] + total[a, a] + 2.0 * total[g, a]
