"""Average information: how sharply the data curve the likelihood, from one forward substitution per parameter.

With V_k = dV/d theta_k and q = V^-1 (y - X beta), entry k, l is q'V_k V^-1 V_l q / 2.
Source: Gilmour, Thompson & Cullis (1995), eq. 7; docs/method/fitting.md, section 5.
"""

from typing import NamedTuple

import numpy as np

from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.inference.four_alliance.batch_forward import Factor, fixed_design
from fourfold.inference.four_alliance.batch_moments import solved_totals
from fourfold.inference.four_alliance.batch_panels import quick_njit, subtract_multiple
from fourfold.inference.four_alliance.batch_shape import Precisions, Shape

CHANGING, PHI, DYAD, PAIR, SOLO = 3, 6, 8, 10, 12


class Directions(NamedTuple):
    """Where each parameter acts, and how: target (k,) and derivative of that covariance basis (k, w, w).

    Targets: stable 0 to 2 and changing 3 to 5 by kind of unit, phi of groups 6 and of persons 7, dyads 8 and 9,
    pairs within a session 10 and 11, ratings of the group 12 and 13.
    """

    target: IntArray
    basis: FloatArray


class _Right(NamedTuple):
    """Right-hand sides of all parameters, and `known`, the part of the information that needs no solution."""

    changing: FloatArray
    lasting: FloatArray
    known: FloatArray


@quick_njit
def add_information(
    group: tuple[Shape, Precisions, Factor],
    solved: tuple[FloatArray, FloatArray],
    about: tuple[Directions, FloatArray],
    found: FloatArray,
) -> None:
    """Add a group's average information (k, k); `about` holds the directions and (-beta, 1)."""
    shape, model, factor = group
    directions, mix = about
    many = len(directions.target)
    right = _Right(np.zeros((len(shape.time), factor.lead, many)), np.zeros((factor.border, many)), np.zeros((many, many)))
    lasting = _mixed(solved[1], mix)
    for u in range(len(shape.kind)):
        if shape.column[u + 1] > shape.column[u]:
            where = (shape.kind[u], shape.column[u], shape.column[u + 1] - shape.column[u])
            _lasting_right(model.stable[shape.kind[u]], lasting, where, directions, right)
            _changing_right(shape, model, u, (solved[0], mix), (directions, right))
    for q in range(len(shape.dyad)):
        where = (DYAD + shape.dyad[q, 2], shape.column[-1] + 2 * q, 2)
        _lasting_right(model.dyad[shape.dyad[q, 2]], lasting, where, directions, right)
    for s in range(len(shape.time)):
        _residual_right(shape, model, s, (solved, mix, lasting), (directions, right))
    for i in range(many):
        for j in range(many):
            found[i, j] += 0.5 * right.known[i, j]
    _subtract_solved(shape, factor, right, found)


@quick_njit
def _mixed(columns: FloatArray, mix: FloatArray) -> FloatArray:
    total = np.zeros(columns.shape[0])
    for i in range(columns.shape[0]):
        for a in range(len(mix)):
            total[i] += columns[i, a] * mix[a]
    return total


@quick_njit
def _times(matrix: FloatArray, vector: FloatArray, n: int, product: FloatArray) -> None:
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += matrix[i, j] * vector[j]
        product[i] = total


@quick_njit
def _lasting_right(
    precision: FloatArray, lasting: FloatArray, where: tuple[int, int, int], directions: Directions, right: _Right
) -> None:
    target, at, n = where
    pull, answer, moved = np.empty(n), np.empty(n), np.empty((len(directions.target), n))
    _times(precision, lasting[at : at + n], n, pull)
    for k in range(len(directions.target)):
        if directions.target[k] != target:
            continue
        _times(directions.basis[k], pull, n, moved[k])
        _times(precision, moved[k], n, answer)
        for i in range(n):
            right.lasting[at + i, k] -= answer[i]
        for m in range(k + 1):
            if directions.target[m] == target:
                _add_known(right.known, (k, m), answer, moved[m])


@quick_njit
def _add_known(known: FloatArray, at: tuple[int, int], answer: FloatArray, moved: FloatArray) -> None:
    value = 0.0
    for i in range(len(moved)):
        value += answer[i] * moved[i]
    known[at[0], at[1]] += value
    if at[0] != at[1]:
        known[at[1], at[0]] += value


@quick_njit
def _whitened_in_time(shape: Shape, u: int, x: FloatArray, y: FloatArray) -> None:
    """y = inverse correlation in time of unit u's changing effects, times x (sessions there, w)."""
    rho = shape.rho[shape.kind[u]]
    first = shape.first[u]
    for t in range(x.shape[0]):
        own, back, forth = 1.0, 0.0, 0.0
        if t > 0:
            r = rho[first + t]
            own, back = 1.0 / (1.0 - r * r), r / (1.0 - r * r)
        if t < x.shape[0] - 1:
            r = rho[first + t + 1]
            own, forth = own + r * r / (1.0 - r * r), r / (1.0 - r * r)
        for i in range(x.shape[1]):
            total = own * x[t, i]
            if t > 0:
                total -= back * x[t - 1, i]
            if t < x.shape[0] - 1:
                total -= forth * x[t + 1, i]
            y[t, i] = total


@quick_njit
def _changing_right(
    shape: Shape, model: Precisions, u: int, solved: tuple[FloatArray, FloatArray], into: tuple[Directions, _Right]
) -> None:
    directions, right = into
    kind, first = shape.kind[u], shape.first[u]
    many, of_phi = len(directions.target), PHI if kind == 0 else PHI + 1
    x = _unit_states(shape, u, solved, model.width[kind])
    n, w = x.shape
    y, pull, push, answer = np.empty((n, w)), np.empty((n, w)), np.empty((n, w)), np.empty((n, w))
    moved = np.zeros((many, n, w))
    _whitened_in_time(shape, u, x, y)
    for k in range(many):
        target = directions.target[k]
        if target == CHANGING + kind:
            _push_all(model.changing[kind], directions.basis[k], x, (pull, moved[k]))
            _push_all(model.changing[kind], directions.basis[k], y, (pull, push))
        elif target == of_phi:
            _phi_push(shape, u, y, (directions.basis[k, 0, 0], moved[k]))
            _whitened_in_time(shape, u, moved[k], push)
        else:
            continue
        for t in range(n):
            _times(model.changing[kind], push[t], w, answer[t])
            for i in range(w):
                right.changing[first + t, shape.place[first + t, u] + i, k] -= answer[t, i]
        for m in range(k + 1):
            if directions.target[m] == CHANGING + kind or m == k:
                _add_known(right.known, (k, m), answer.ravel(), moved[m].ravel())


@quick_njit
def _unit_states(shape: Shape, u: int, solved: tuple[FloatArray, FloatArray], w: int) -> FloatArray:
    changing, mix = solved
    x = np.zeros((shape.last[u] - shape.first[u] + 1, w))
    for t in range(len(x)):
        s = shape.first[u] + t
        for i in range(w):
            for a in range(len(mix)):
                x[t, i] += changing[s, shape.place[s, u] + i, a] * mix[a]
    return x


@quick_njit
def _push_all(precision: FloatArray, basis: FloatArray, x: FloatArray, into: tuple[FloatArray, FloatArray]) -> None:
    """basis precision x for every session."""
    for t in range(x.shape[0]):
        _times(precision, x[t], x.shape[1], into[0][t])
        _times(basis, into[0][t], x.shape[1], into[1][t])


@quick_njit
def _phi_push(shape: Shape, u: int, y: FloatArray, into: tuple[float, FloatArray]) -> None:
    """Derivative of the correlation in time with respect to phi, times y and a scale."""
    scale, push = into
    rho, slope, first = shape.rho[shape.kind[u]], shape.rho_slope[shape.kind[u]], shape.first[u]
    for t in range(y.shape[0]):
        correlation, relative = 1.0, 0.0
        for r in range(t + 1, y.shape[0]):
            correlation *= rho[first + r]
            relative += slope[first + r] / rho[first + r]
            d = scale * correlation * relative
            for i in range(y.shape[1]):
                push[t, i] += d * y[r, i]
                push[r, i] += d * y[t, i]


@quick_njit
def _residual_right(
    shape: Shape,
    model: Precisions,
    s: int,
    known: tuple[tuple[FloatArray, FloatArray], FloatArray, FloatArray],
    into: tuple[Directions, _Right],
) -> None:
    solved, mix, lasting = known
    total = _mixed(solved_totals(shape, s, solved, fixed_design(model, shape.time[s])), mix)
    pull, r = np.empty(2), np.zeros(2)
    for c in range(shape.cell_start[s], shape.cell_start[s + 1]):
        there, mixed, dyad = shape.cell[c, 0], shape.cell[c, 1], shape.cell[c, 2]
        for o in range(2):
            r[o] = 0.0
            if there & (1 << o):
                i, j, k = shape.cell[c, 3 + 3 * o], shape.cell[c, 4 + 3 * o], shape.cell[c, 5 + 3 * o]
                r[o] = shape.cell_value[c, o] - total[i] - total[j] - total[k] - lasting[dyad + o]
        _times(model.cell[mixed, there], r, 2, pull)
        _cell_right(shape, (s, c), (model.cell[mixed, there], pull), into)
    for c in range(shape.solo_start[s], shape.solo_start[s + 1]):
        who, g, own = shape.solo[c, 0], shape.solo[c, 1], shape.solo[c, 2]
        w = model.solo[who]
        pull[0] = w * (shape.solo_value[c] - total[g] - total[own])
        _solo_right(shape, (s, c), (w, pull[0]), into)


@quick_njit
def _cell_right(
    shape: Shape, at: tuple[int, int], pulled: tuple[FloatArray, FloatArray], into: tuple[Directions, _Right]
) -> None:
    s, c = at
    directions, right = into
    target, cell, dyad = directions.target, shape.cell, shape.cell[c, 2]
    answer, moved = np.empty(2), np.empty((len(target), 2))
    for k in range(len(target)):
        if target[k] != PAIR + cell[c, 1]:
            continue
        _times(directions.basis[k], pulled[1], 2, moved[k])
        _times(pulled[0], moved[k], 2, answer)
        for o in range(2):
            if cell[c, 0] & (1 << o):
                for a in range(3 + 3 * o, 6 + 3 * o):
                    right.changing[s, cell[c, a], k] += answer[o]
                    right.lasting[shape.stable[s, cell[c, a]], k] += answer[o]
                right.lasting[dyad + o, k] += answer[o]
        for m in range(k + 1):
            if target[m] == target[k]:
                _add_known(right.known, (k, m), answer, moved[m])


@quick_njit
def _solo_right(shape: Shape, at: tuple[int, int], pulled: tuple[float, float], into: tuple[Directions, _Right]) -> None:
    s, c = at
    directions, right = into
    for k in range(len(directions.target)):
        if directions.target[k] == SOLO + shape.solo[c, 0]:
            push = directions.basis[k, 0, 0] * pulled[1]
            right.known[k, k] += push * push * pulled[0]
            for i in (shape.solo[c, 1], shape.solo[c, 2]):
                right.changing[s, i, k] += pulled[0] * push
                right.lasting[shape.stable[s, i], k] += pulled[0] * push


@quick_njit
def _subtract_solved(shape: Shape, factor: Factor, right: _Right, found: FloatArray) -> None:
    """Take half of F'J^-1 F off, F the right-hand sides, by forward substitution."""
    sessions, lead, border = len(shape.time), factor.lead, factor.border
    for s in range(sessions):
        k = shape.size[s]
        following = shape.size[s + 1] if s + 1 < sessions else 0
        panel = factor.panels[s]
        for r in range(k):
            row = right.changing[s, r]
            _halve_square(found, row, panel[r, r])
            for q in range(r + 1, k):
                subtract_multiple(right.changing[s, q], row, panel[r, q])
            for q in range(following):
                if panel[r, k + q] != 0.0:
                    subtract_multiple(right.changing[s + 1, q], row, panel[r, k + q])
            for q in range(border):
                subtract_multiple(right.lasting[q], row, panel[r, k + following + q])
    for r in range(border):
        row, its = right.lasting[r], factor.trailing[lead + r]
        _halve_square(found, row, its[lead + r])
        for q in range(r + 1, border):
            subtract_multiple(right.lasting[q], row, its[lead + q])


@quick_njit
def _halve_square(found: FloatArray, row: FloatArray, pivot: float) -> None:
    """Divide the row by its pivot and take half of its square off."""
    for i in range(len(row)):
        row[i] /= pivot
    for i in range(len(row)):
        subtract_multiple(found[i], row, 0.5 * row[i])
