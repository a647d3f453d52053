"""Posterior covariances of one group's states, session by session from the last to the first."""

from typing import NamedTuple

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.batch_forward import BORDER_ROWS, Factor
from fourfold.inference.four_alliance.batch_panels import back_substitute, invert_rows, quick_njit
from fourfold.inference.four_alliance.batch_shape import Shape


class Inverse(NamedTuple):
    """Posterior covariances at one session.

    rest: the next session's changing effects, ending at row `lead`, then stable effects and dyads; own (k, k) of
    this session's changing effects, and cross their rows against the next session's and the lasting ones; total
    (k, k + dyads) of the sums of stable and changing effects, among themselves and against the dyads.
    """

    rest: FloatArray
    own: FloatArray
    cross: FloatArray
    total: FloatArray


@quick_njit
def start_inverse(factor: Factor) -> Inverse:
    """Covariances of the lasting effects, before any session. The factor's border is used up."""
    lead, border = factor.lead, factor.border
    size = lead + border
    rest = np.zeros((size, size))
    most = max(lead, BORDER_ROWS)
    own, cross = np.zeros((most, most)), np.zeros((most + 1, size))
    for start in range(lead + (border - 1) // BORDER_ROWS * BORDER_ROWS, lead - 1, -BORDER_ROWS):
        k = min(BORDER_ROWS, size - start)
        stop = start + k
        back_substitute(factor.trailing, (start, start), k, size - start)
        invert_rows(factor.trailing, (start, start), k, (rest, stop), (own, cross))
        for i in range(k):
            for j in range(k):
                rest[start + i, start + j] = own[i, j]
            for j in range(size - stop):
                rest[start + i, stop + j] = rest[stop + j, start + i] = cross[i, j]
    return Inverse(rest, own, cross, np.zeros((lead, lead + border - factor.stable)))


@quick_njit
def step_inverse(shape: Shape, factor: Factor, s: int, inverse: Inverse) -> None:
    """Covariances of session s from those of the next session and the lasting effects. The panel is used up."""
    k, lead = shape.size[s], factor.lead
    following = shape.size[s + 1] if s + 1 < len(shape.time) else 0
    panel = factor.panels[s]
    back_substitute(panel, (0, 0), k, k + following + factor.border)
    invert_rows(panel, (0, 0), k, (inverse.rest, lead - following), (inverse.own, inverse.cross))
    stable = shape.stable[s]
    for i in range(k):
        mine, lasting = inverse.cross[i, following:], inverse.rest[lead + stable[i], lead:]
        for j in range(k):
            its = inverse.cross[j, following + stable[i]]
            inverse.total[i, j] = inverse.own[i, j] + mine[stable[j]] + its + lasting[stable[j]]
        for d in range(factor.border - factor.stable):
            inverse.total[i, k + d] = mine[factor.stable + d] + lasting[factor.stable + d]


@quick_njit
def hand_on(shape: Shape, factor: Factor, s: int, inverse: Inverse) -> None:
    """Put session s in the place of the next session, for the step to the session before."""
    k, lead = shape.size[s], factor.lead
    following = shape.size[s + 1] if s + 1 < len(shape.time) else 0
    for i in range(k):
        row = lead - k + i
        for j in range(k):
            inverse.rest[row, lead - k + j] = inverse.own[i, j]
        for j in range(factor.border):
            inverse.rest[row, lead + j] = inverse.rest[lead + j, row] = inverse.cross[i, following + j]
