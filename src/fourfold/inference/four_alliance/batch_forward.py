"""The precision matrix of one group's states, eliminated session by session up to the fixed effects."""

from typing import NamedTuple

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.batch_panels import eliminate, quick_njit, subtract_gram
from fourfold.inference.four_alliance.batch_shape import Precisions, Shape

BORDER_ROWS = 16


class Factor(NamedTuple):
    """The eliminated precision matrix.

    panels (sessions, k + 3, n): own columns, next session's, border's (stable effects, then dyads), extra (one
    column for each fixed effect, then the ratings). trailing: a next session's columns, ending at `lead`, border
    and extra. log_det of the states' precision.
    """

    panels: FloatArray
    trailing: FloatArray
    lead: int
    stable: int
    border: int
    log_det: float


@quick_njit
def factorise(shape: Shape, model: Precisions) -> Factor:
    """Eliminate all states of a group; the corner of `trailing` is left with X'V^-1 X, X'V^-1 y and y'V^-1 y."""
    sessions, lead = len(shape.time), shape.size.max()
    stable = shape.column[-1]
    border = stable + 2 * len(shape.dyad)
    all_columns = lead + border + model.fixed + 1
    panels = np.zeros((sessions, lead + 3, lead + all_columns))
    trailing = np.zeros((all_columns, all_columns))
    _add_lasting_prior(shape, model, trailing, lead)
    log_det = 0.0
    for s in range(sessions):
        k = shape.size[s]
        following = shape.size[s + 1] if s + 1 < sessions else 0
        panel = panels[s]
        _fetch(panel, trailing, k, (following, lead))
        _add_ratings(shape, model, s, (panel, k + following), (trailing, lead))
        _add_changing_prior(shape, model, s, panel)
        log_det += eliminate(panel, (0, 0), k, k + following + all_columns - lead)
        subtract_gram(trailing, lead - following, panel, k, k)
    log_det += _eliminate_border(trailing, lead, border)
    return Factor(panels, trailing, lead, stable, border, log_det)


@quick_njit
def _fetch(panel: FloatArray, trailing: FloatArray, k: int, after: tuple[int, int]) -> None:
    """Move the k rows that wait in `trailing` into the panel and leave zeros."""
    following, lead = after
    n = trailing.shape[0]
    for i in range(k):
        for j in range(k):
            panel[i, j] = trailing[lead - k + i, lead - k + j]
        for j in range(lead, n):
            panel[i, k + following + j - lead] = trailing[lead - k + i, j]
    for i in range(lead):
        for j in range(n):
            trailing[i, j] = 0.0


@quick_njit
def _eliminate_border(trailing: FloatArray, lead: int, border: int) -> float:
    n = trailing.shape[0]
    work = np.zeros((BORDER_ROWS, n))
    log_det = 0.0
    for start in range(lead, lead + border, BORDER_ROWS):
        k = min(BORDER_ROWS, lead + border - start)
        log_det += eliminate(trailing, (start, start), k, n - start)
        for r in range(BORDER_ROWS):
            for j in range(start + k, n):
                work[r, j] = trailing[start + r, j] if r < k else 0.0
        subtract_gram(trailing, start + k, work, k, start + k)
    return log_det


@quick_njit
def _add_lasting_prior(shape: Shape, model: Precisions, trailing: FloatArray, lead: int) -> None:
    for u in range(len(shape.kind)):
        c = lead + shape.column[u]
        for i in range(shape.column[u + 1] - shape.column[u]):
            for j in range(shape.column[u + 1] - shape.column[u]):
                trailing[c + i, c + j] += model.stable[shape.kind[u], i, j]
    for q in range(len(shape.dyad)):
        c = lead + shape.column[-1] + 2 * q
        for i in range(2):
            for j in range(2):
                trailing[c + i, c + j] += model.dyad[shape.dyad[q, 2], i, j]


@quick_njit
def _add_changing_prior(shape: Shape, model: Precisions, s: int, panel: FloatArray) -> None:
    for u in range(len(shape.kind)):
        at = shape.place[s, u]
        if at < 0:
            continue
        kind = shape.kind[u]
        own, step = 1.0, 0.0
        if shape.first[u] < s:
            before = shape.rho[kind, s]
            own = 1.0 / (1.0 - before * before)
        if s < shape.last[u]:
            after = shape.rho[kind, s + 1]
            own += after * after / (1.0 - after * after)
            step = -after / (1.0 - after * after)
        for i in range(model.width[kind]):
            for j in range(model.width[kind]):
                panel[at + i, at + j] += own * model.changing[kind, i, j]
                if s < shape.last[u]:
                    panel[at + i, shape.size[s] + shape.place[s + 1, u] + j] = step * model.changing[kind, i, j]


@quick_njit
def _add_ratings(shape: Shape, model: Precisions, s: int, rows: tuple[FloatArray, int], border: tuple[FloatArray, int]) -> None:
    """Add H'R^-1 [H X y] of session s to the session's own rows, and to the border for the lasting effects."""
    panel, at_border = rows
    trailing, lead = border
    k, stable, fixed = shape.size[s], shape.column[-1], model.fixed
    dyads = 2 * len(shape.dyad)
    inner = np.zeros((k, k + dyads + fixed + 1))
    right = np.zeros(dyads)
    _add_pairs(shape, model, s, (inner, right), border)
    _add_solos(shape, model, s, inner, border)
    design = fixed_design(model, shape.time[s])
    _add_slants(inner, k, k + dyads, design)
    where = shape.stable
    for i in range(k):
        below = lead + where[s, i]
        for j in range(k):
            panel[i, j] += inner[i, j]
            panel[i, at_border + where[s, j]] += inner[i, j]
            trailing[below, lead + where[s, j]] += inner[i, j]
        for j in range(dyads + fixed + 1):
            panel[i, at_border + stable + j] += inner[i, k + j]
            trailing[below, lead + stable + j] += inner[i, k + j]
    extra = lead + stable + dyads
    for d in range(dyads):
        trailing[lead + stable + d, extra + fixed] += right[d]
    for q in range(fixed):
        for b in range(design.shape[1]):
            a = design[q, b]
            if a != 0.0:
                for d in range(dyads):
                    trailing[lead + stable + d, extra + q] += a * inner[b, k + d]
                for r in range(fixed + 1):
                    trailing[extra + q, extra + r] += a * inner[b, k + dyads + r]


@quick_njit
def _add_slants(inner: FloatArray, k: int, at: int, design: FloatArray) -> None:
    """H'R^-1 X beside H'R^-1 H, since the fixed effects act through the group's own columns."""
    for i in range(k):
        for q in range(design.shape[0]):
            for b in range(design.shape[1]):
                inner[i, at + q] += inner[i, b] * design[q, b]


@quick_njit
def fixed_design(model: Precisions, time: float) -> FloatArray:
    """Fixed effects as combinations (fixed, blocks) of the group's own columns: the means, then the slope."""
    means = model.width[0]
    design = np.zeros((model.fixed, means))
    for b in range(means):
        design[b, b] = 1.0
        if model.fixed > means:
            design[means, b] = time
    return design


@quick_njit
def _add_pairs(
    shape: Shape, model: Precisions, s: int, sums: tuple[FloatArray, FloatArray], border: tuple[FloatArray, int]
) -> None:
    inner, right = sums
    trailing, lead = border
    k, stable, last, y_column = shape.size[s], shape.column[-1], trailing.shape[0] - 1, inner.shape[1] - 1
    cell, value, weights = shape.cell, shape.cell_value, model.cell
    square = 0.0
    for c in range(shape.cell_start[s], shape.cell_start[s + 1]):
        there, mixed, dyad = cell[c, 0], cell[c, 1], cell[c, 2]
        for o in range(2):
            if not there & (1 << o):
                continue
            for p in range(2):
                w = weights[mixed, there, o, p]
                if not there & (1 << p):
                    continue
                wy = w * value[c, p]
                trailing[lead + dyad + o, lead + dyad + p] += w
                right[dyad - stable + o] += wy
                square += wy * value[c, o]
                for a in range(3 + 3 * o, 6 + 3 * o):
                    i = cell[c, a]
                    inner[i, y_column] += wy
                    inner[i, k + dyad - stable + p] += w
                    for b in range(3 + 3 * p, 6 + 3 * p):
                        inner[i, cell[c, b]] += w
    trailing[last, last] += square


@quick_njit
def _add_solos(shape: Shape, model: Precisions, s: int, inner: FloatArray, border: tuple[FloatArray, int]) -> None:
    trailing, last, y_column = border[0], border[0].shape[0] - 1, inner.shape[1] - 1
    for c in range(shape.solo_start[s], shape.solo_start[s + 1]):
        w, y = model.solo[shape.solo[c, 0]], shape.solo_value[c]
        g, a = shape.solo[c, 1], shape.solo[c, 2]
        inner[g, g] += w
        inner[a, a] += w
        inner[g, a] += w
        inner[a, g] += w
        inner[g, y_column] += w * y
        inner[a, y_column] += w * y
        trailing[last, last] += w * y * y


@quick_njit
def solve_states(shape: Shape, factor: Factor, extra: int) -> tuple[FloatArray, FloatArray]:
    """J^-1 [H'R^-1 X, H'R^-1 y]: changing effects (sessions, k, extra) and lasting ones (border, extra)."""
    sessions, border = len(shape.time), factor.border
    lasting = np.zeros((border, extra))
    for r in range(border - 1, -1, -1):
        row = factor.trailing[factor.lead + r, factor.lead :]
        for c in range(extra):
            total = row[border + c]
            for q in range(r + 1, border):
                total -= row[q] * lasting[q, c]
            lasting[r, c] = total / row[r]
    changing = np.zeros((sessions, factor.lead, extra))
    for s in range(sessions - 1, -1, -1):
        k = shape.size[s]
        following = shape.size[s + 1] if s + 1 < sessions else 0
        panel, own = factor.panels[s], changing[s]
        for r in range(k - 1, -1, -1):
            for c in range(extra):
                total = panel[r, k + following + border + c]
                for q in range(r + 1, k):
                    total -= panel[r, q] * own[q, c]
                for q in range(following):
                    total -= panel[r, k + q] * changing[s + 1, q, c]
                for q in range(border):
                    total -= panel[r, k + following + q] * lasting[q, c]
                own[r, c] = total / panel[r, r]
    return changing, lasting
