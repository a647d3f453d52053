"""Average information: how sharply the data curve the likelihood, from one forward substitution per parameter.

With V_k = dV/d theta_k and q = V^-1 (y - X beta), entry k, l is q'V_k V^-1 V_l q / 2.
Source: Gilmour, Thompson & Cullis (1995), eq. 7; docs/method/fitting.md, section 5.
"""

from typing import NamedTuple

import numpy as np

from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.inference.four_alliance.batch_forward import Factor, fixed_design
from fourfold.inference.four_alliance.batch_moments import solved_totals
from fourfold.inference.four_alliance.batch_panels import quick_njit
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
    """Right-hand sides: changing (sessions, parameters, k), lasting (parameters, border).

    known (parameters, parameters) is the part of the information that needs no solution.
    """

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
    right = _Right(np.zeros((len(shape.time), many, factor.lead)), np.zeros((many, factor.border)), np.zeros((many, many)))
    lasting = _mixed(solved[1], mix)
    for u in range(len(shape.kind)):
        if shape.column[u + 1] > shape.column[u]:
            where = (shape.kind[u], shape.column[u], shape.column[u + 1] - shape.column[u])
            _lasting_right(model.stable[shape.kind[u]], lasting, where, directions, right)
            _changing_right(shape, model, u, (solved[0], mix), (directions, right))
    for q in range(len(shape.dyad)):
        where = (DYAD + shape.dyad[q, 2], shape.column[-1] + 2 * q, 2)
        _lasting_right(model.dyad[shape.dyad[q, 2]], lasting, where, directions, right)
    tables = _cell_tables(model, directions)
    for s in range(len(shape.time)):
        _residual_right(shape, model, s, (solved, mix, lasting, tables), (directions, right))
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
            right.lasting[k, at + i] -= answer[i]
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
    y, push, answer, one = np.empty((n, w)), np.empty((n, w)), np.empty((n, w)), np.eye(w)
    moved = np.zeros((many, n, w))
    _whitened_in_time(shape, u, x, y)
    for k in range(many):
        target = directions.target[k]
        if target == CHANGING + kind:
            _push_all(directions.basis[k], model.changing[kind], x, moved[k])
            _push_all(directions.basis[k], model.changing[kind], y, push)
        elif target == of_phi:
            _phi_push(shape, u, y, (directions.basis[k, 0, 0], moved[k]))
            _whitened_in_time(shape, u, moved[k], push)
        else:
            continue
        _push_all(model.changing[kind], one, push, answer)
        for t in range(n):
            for i in range(w):
                right.changing[first + t, k, shape.place[first + t, u] + i] -= answer[t, i]
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
def _push_all(left: FloatArray, right: FloatArray, x: FloatArray, moved: FloatArray) -> None:
    """moved = left right x for every row x, the two matrices multiplied first."""
    w = x.shape[1]
    product = np.zeros((w, w))
    for i in range(w):
        for j in range(w):
            for k in range(w):
                product[i, j] += left[i, k] * right[k, j]
    for t in range(x.shape[0]):
        for i in range(w):
            total = 0.0
            for j in range(w):
                total += product[i, j] * x[t, j]
            moved[t, i] = total


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
def _cell_tables(model: Precisions, directions: Directions) -> FloatArray:
    """Basis x precision, and precision x that, for each parameter and which directions are there (k, 4, 2, 2, 2)."""
    tables = np.zeros((len(directions.target), 4, 2, 2, 2))
    for k in range(len(directions.target)):
        mixed = directions.target[k] - PAIR
        if mixed < 0 or mixed > 1:
            continue
        for there in range(1, 4):
            _push_all(directions.basis[k], model.cell[mixed, there], np.eye(2), tables[k, there, 0])
            _push_all(model.cell[mixed, there], directions.basis[k], model.cell[mixed, there], tables[k, there, 1])
    return tables


@quick_njit
def _residual_right(
    shape: Shape,
    model: Precisions,
    s: int,
    known: tuple[tuple[FloatArray, FloatArray], FloatArray, FloatArray, FloatArray],
    into: tuple[Directions, _Right],
) -> None:
    solved, mix, lasting, tables = known
    total = _mixed(solved_totals(shape, s, solved, fixed_design(model, shape.time[s])), mix)
    cell, start, stop = shape.cell, shape.cell_start[s], shape.cell_start[s + 1]
    left = np.zeros((stop - start, 2))
    for c in range(start, stop):
        for o in range(2):
            if cell[c, 0] & (1 << o):
                i, j, k = cell[c, 3 + 3 * o], cell[c, 4 + 3 * o], cell[c, 5 + 3 * o]
                left[c - start, o] = shape.cell_value[c, o] - total[i] - total[j] - total[k] - lasting[cell[c, 2] + o]
    for k in range(len(into[0].target)):
        if PAIR <= into[0].target[k] < SOLO:
            _cells_right(shape, (s, k), (tables, left), into)
    for c in range(shape.solo_start[s], shape.solo_start[s + 1]):
        who, g, own = shape.solo[c, 0], shape.solo[c, 1], shape.solo[c, 2]
        w = model.solo[who]
        _solo_right(shape, (s, c), (w, w * (shape.solo_value[c] - total[g] - total[own])), into)


@quick_njit
def _cells_right(
    shape: Shape, at: tuple[int, int], about: tuple[FloatArray, FloatArray], into: tuple[Directions, _Right]
) -> None:
    s, k = at
    tables, left = about
    target, cell, changing, lasting, known = into[0].target, shape.cell, into[1].changing, into[1].lasting, into[1].known
    stable, start = shape.stable, shape.cell_start[s]
    for c in range(start, shape.cell_start[s + 1]):
        there, dyad, r0, r1 = cell[c, 0], cell[c, 2], left[c - start, 0], left[c - start, 1]
        if target[k] != PAIR + cell[c, 1]:
            continue
        for o in range(2):
            if not there & (1 << o):
                continue
            # The tables are transposed: what they multiply went in as rows.
            answer = tables[k, there, 1, 0, o] * r0 + tables[k, there, 1, 1, o] * r1
            for a in range(3 + 3 * o, 6 + 3 * o):
                changing[s, k, cell[c, a]] += answer
                lasting[k, stable[s, cell[c, a]]] += answer
            lasting[k, dyad + o] += answer
            for m in range(len(target)):
                if target[m] == target[k]:
                    known[k, m] += answer * (tables[m, there, 0, 0, o] * r0 + tables[m, there, 0, 1, o] * r1)


@quick_njit
def _solo_right(shape: Shape, at: tuple[int, int], pulled: tuple[float, float], into: tuple[Directions, _Right]) -> None:
    s, c = at
    directions, right = into
    for k in range(len(directions.target)):
        if directions.target[k] == SOLO + shape.solo[c, 0]:
            push = directions.basis[k, 0, 0] * pulled[1]
            right.known[k, k] += push * push * pulled[0]
            for i in (shape.solo[c, 1], shape.solo[c, 2]):
                right.changing[s, k, i] += pulled[0] * push
                right.lasting[k, shape.stable[s, i]] += pulled[0] * push


@quick_njit
def _subtract_solved(shape: Shape, factor: Factor, right: _Right, found: FloatArray) -> None:
    """Take half of F'J^-1 F off, F the right-hand sides, by forward substitution."""
    sessions, lead, border = len(shape.time), factor.lead, factor.border
    row = np.empty(len(right.lasting))
    for s in range(sessions):
        k, panel, own = shape.size[s], factor.panels[s], right.changing[s]
        following = shape.size[s + 1] if s + 1 < sessions else 0
        after = right.changing[min(s + 1, sessions - 1)]
        for r in range(k):
            for j in range(len(row)):
                row[j] = own[j, r] / panel[r, r]
            _take_off(own, row, panel, (r, r + 1, r + 1, k))
            _take_off(after, row, panel, (r, k, 0, following))
            _take_off(right.lasting, row, panel, (r, k + following, 0, border))
            _halve_square(found, row)
    for r in range(border):
        for j in range(len(row)):
            row[j] = right.lasting[j, r] / factor.trailing[lead + r, lead + r]
        _take_off(right.lasting, row, factor.trailing, (lead + r, lead + r + 1, r + 1, border))
        _halve_square(found, row)


@quick_njit
def _take_off(rows: FloatArray, row: FloatArray, panel: FloatArray, where: tuple[int, int, int, int]) -> None:
    """Take multiples of one row of the panel, from `at` on, off columns start to stop of all right-hand sides."""
    r, at, start, stop = where
    for j in range(len(row)):
        for q in range(start, stop):
            rows[j, q] -= panel[r, at + q - start] * row[j]


@quick_njit
def _halve_square(found: FloatArray, row: FloatArray) -> None:
    """Take half of the row's square off."""
    for i in range(len(row)):
        for j in range(len(row)):
            found[i, j] -= 0.5 * row[i] * row[j]
