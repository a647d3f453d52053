"""What compiled loops know of the model and of one group: columns, precisions, who met whom, what was said."""

from typing import NamedTuple

import numpy as np

from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.inference.four_alliance.batch_groups import ManyGroups
from fourfold.inference.four_alliance.batch_panels import quick_njit


class Precisions(NamedTuple):
    """The model for some blocks: columns of the effects, and inverses of every covariance.

    Units are the group (0), members (1), facilitators (2). width (3,) effects of a unit; group_column, actor_column,
    partner_column (5,) place of a block's effect within its unit, -1 where the block is not modelled; stable,
    changing (3, w, w); phi (3,); dyad (2, 2, 2) for member with member and member with facilitator; cell (2, 4, 2, 2)
    of residuals, by which directions are there; solo (2,) ratings of the group by members, by facilitators.
    `fixed` counts fixed effects: one mean for each modelled block and, where there is one more, the slope.
    """

    width: IntArray
    group_column: IntArray
    actor_column: IntArray
    partner_column: IntArray
    stable: FloatArray
    changing: FloatArray
    phi: FloatArray
    dyad: FloatArray
    cell: FloatArray
    solo: FloatArray
    fixed: int


class Shape(NamedTuple):
    """The states and ratings of one group. Unit 0 is the group, unit j + 1 person j.

    kind, column, first, last (units,); place (sessions, units) first column of a unit within the session's panel,
    -1 while it is not there; size (sessions,); stable column of each session column (sessions, size); dyad
    (dyads, 3): one unit, the other, and 1 where the other is a facilitator; rho (3, sessions) autocorrelation of each
    kind since the session before, and rho_slope its derivative with respect to phi.
    Session s owns cells `cell_start[s]` to `cell_start[s + 1]`; a cell (9,) is one dyad's ratings in one session:
    which directions are there (bits 1 and 2), 1 where mixed, lasting column, and three panel columns for each
    direction. Solos are ratings of the group: by member (0) or facilitator (1), and two panel columns.
    """

    kind: IntArray
    column: IntArray
    first: IntArray
    last: IntArray
    place: IntArray
    size: IntArray
    stable: IntArray
    dyad: IntArray
    time: FloatArray
    rho: FloatArray
    rho_slope: FloatArray
    cell_start: IntArray
    cell: IntArray
    cell_value: FloatArray
    solo_start: IntArray
    solo: IntArray
    solo_value: FloatArray


@quick_njit
def group_shape(groups: ManyGroups, g: int, model: Precisions) -> Shape:
    """States and ratings of group g as tables."""
    start = groups.person_start[g]
    sessions = groups.session_start[g + 1] - groups.session_start[g]
    units = groups.person_start[g + 1] - start + 1
    kind = np.zeros(units, dtype=np.int64)
    first = np.zeros(units, dtype=np.int64)
    last = np.full(units, sessions - 1)
    column = np.zeros(units + 1, dtype=np.int64)
    column[1] = model.width[0]
    for u in range(1, units):
        kind[u] = 2 if groups.is_facilitator[start + u - 1] else 1
        first[u], last[u] = groups.first[start + u - 1], groups.last[start + u - 1]
        column[u + 1] = column[u] + (model.width[kind[u]] if last[u] >= first[u] else 0)
    place = np.full((sessions, units), -1)
    size = np.zeros(sessions, dtype=np.int64)
    stable = np.zeros((sessions, column[units]), dtype=np.int64)
    for s in range(sessions):
        for u in range(units):
            if first[u] <= s <= last[u]:
                place[s, u] = size[s]
                for c in range(column[u], column[u + 1]):
                    stable[s, size[s]] = c
                    size[s] += 1
    dyad, pair_value, alone = _tables(groups, g, kind, sessions)
    cell_start, cell, cell_value = _cells(model, (dyad, pair_value), column[units], place)
    solo_start, solo, solo_value = _solos(model, alone, kind, place)
    time = groups.time[groups.session_start[g] : groups.session_start[g + 1]]
    rho, rho_slope = _decays(model.phi, time)
    return Shape(
        kind,
        column,
        first,
        last,
        place,
        size,
        stable,
        dyad,
        time,
        rho,
        rho_slope,
        cell_start,
        cell,
        cell_value,
        solo_start,
        solo,
        solo_value,
    )


@quick_njit
def _decays(phi: FloatArray, time: FloatArray) -> tuple[FloatArray, FloatArray]:
    rho, slope = np.zeros((3, len(time))), np.zeros((3, len(time)))
    for s in range(1, len(time)):
        # Two sessions at the same moment share their changing effects; a tiny gap keeps the precision finite.
        gap = max(time[s] - time[s - 1], 1e-7)
        for kind in range(3):
            power = phi[kind] ** (gap - 1.0)
            rho[kind, s], slope[kind, s] = power * phi[kind], gap * power
    return rho, slope


@quick_njit
def _tables(groups: ManyGroups, g: int, kind: IntArray, sessions: int) -> tuple[IntArray, FloatArray, FloatArray]:
    ratings = range(groups.rating_start[g], groups.rating_start[g + 1])
    units = len(kind)
    number = np.full((units, units), -1)
    met = 0
    for r in ratings:
        a, b = groups.rater[r] + 1, groups.target[r] + 1
        if b > 0 and number[a, b] < 0:
            number[a, b] = number[b, a] = met
            met += 1
    dyad = np.zeros((met, 3), dtype=np.int64)
    pair_value = np.full((met, sessions, 2), np.nan)
    solo_value = np.full((units, sessions), np.nan)
    for r in ratings:
        a, b, s = groups.rater[r] + 1, groups.target[r] + 1, groups.session[r]
        if b == 0:
            solo_value[a, s] = groups.value[r]
            continue
        mixed = kind[a] != kind[b]
        forward = kind[a] < kind[b] if mixed else a < b
        q = number[a, b]
        dyad[q, 0], dyad[q, 1] = (a, b) if forward else (b, a)
        dyad[q, 2] = 1 if mixed else 0
        pair_value[q, s, 0 if forward else 1] = groups.value[r]
    return dyad, pair_value, solo_value


@quick_njit
def _cells(
    model: Precisions, pairs: tuple[IntArray, FloatArray], at: int, place: IntArray
) -> tuple[IntArray, IntArray, FloatArray]:
    dyad, value = pairs
    sessions, many = len(place), 0
    start = np.zeros(sessions + 1, dtype=np.int64)
    cell = np.zeros((len(dyad) * sessions, 9), dtype=np.int64)
    cell_value = np.zeros((len(dyad) * sessions, 2))
    for s in range(sessions):
        for q in range(len(dyad)):
            there = int(not np.isnan(value[q, s, 0])) + 2 * int(not np.isnan(value[q, s, 1]))
            if there == 0:
                continue
            mixed = dyad[q, 2]
            cell[many, 0], cell[many, 1], cell[many, 2] = there, mixed, at + 2 * q
            for o in range(2):
                block = o + 1 if mixed else 0
                cell[many, 3 + 3 * o] = model.group_column[block]
                cell[many, 4 + 3 * o] = place[s, dyad[q, o]] + model.actor_column[block]
                cell[many, 5 + 3 * o] = place[s, dyad[q, 1 - o]] + model.partner_column[block]
                cell_value[many, o] = value[q, s, o] if there & (1 << o) else 0.0
            many += 1
        start[s + 1] = many
    return start, cell, cell_value


@quick_njit
def _solos(model: Precisions, value: FloatArray, kind: IntArray, place: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
    sessions, many = len(place), 0
    start = np.zeros(sessions + 1, dtype=np.int64)
    solo, solo_value = np.zeros((value.size, 3), dtype=np.int64), np.zeros(value.size)
    for s in range(sessions):
        for u in range(1, len(kind)):
            if not np.isnan(value[u, s]):
                solo[many, 0] = kind[u] - 1
                solo[many, 1] = model.group_column[2 + kind[u]]
                solo[many, 2] = place[s, u] + model.actor_column[2 + kind[u]]
                solo_value[many] = value[u, s]
                many += 1
        start[s + 1] = many
    return start, solo, solo_value
