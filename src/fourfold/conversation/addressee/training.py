"""Fits the coefficient table: two ridge regressions by Newton's method, one choosing a candidate, one group or person."""

from collections.abc import Sequence

import numpy as np

from fourfold.conversation.addressee.coefficients import Coefficients
from fourfold.conversation.addressee.features import Seen, seen
from fourfold.conversation.addressee.scoring import chances_of, strongest
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk
from fourfold.inference.arrays import BoolArray, FloatArray, IntArray

RIDGE = 30.0

_STEPS = 60
_TOLERANCE = 1e-9


def train(cases: Sequence[tuple[Talk, Sequence[str]]], *, with_text: bool, ridge: float = RIDGE) -> Coefficients:
    """The coefficients of talks whose addressees are known, in part at least, with what was said in each turn."""
    views = [seen(talk, text if with_text else None) for talk, text in cases]
    to = np.concatenate([talk.addressee for talk, _ in cases])
    candidate = fit_choice(*_choices(views, [talk for talk, _ in cases]), ridge)
    best = np.concatenate([strongest(view, view.candidate @ candidate) for view in views])
    turns = np.column_stack([best, np.concatenate([view.turn for view in views])])[to != NOT_KNOWN]
    group = to[to != NOT_KNOWN] == TO_GROUP
    weights, constant = fit_group(turns, group, ridge)
    return Coefficients(candidate, weights[1:], float(weights[0]), constant, float(group.mean()))


def _choices(views: Sequence[Seen], talks: Sequence[Talk]) -> tuple[FloatArray, BoolArray, IntArray]:
    """The turns for one person, of talks of different sizes: seats that a talk does not have are not possible there."""
    seats = max(talk.seats for talk in talks)
    rows = []
    for view, talk in zip(views, talks, strict=True):
        picked = talk.addressee >= 0
        wider = ((0, 0), (0, seats - talk.seats))
        rows.append(
            (np.pad(view.candidate[picked], (*wider, (0, 0))), np.pad(view.possible[picked], wider), talk.addressee[picked])
        )
    features, possible, chosen = zip(*rows, strict=True)
    return np.concatenate(features), np.concatenate(possible), np.concatenate(chosen)


def fit_choice(features: FloatArray, possible: BoolArray, chosen: IntArray, ridge: float) -> FloatArray:
    """Coefficients of a conditional logit: features (n, seats, F), possible (n, seats), chosen (n,) a seat.

    The ridge acts on features brought to a root mean square of one. Source: McFadden (1974).
    """
    scale = np.sqrt(np.mean(features[possible] ** 2, axis=0)) + 1e-12
    x = features / scale
    beta = np.zeros(x.shape[2])
    for _ in range(_STEPS):
        chance = chances_of(x @ beta, possible)
        mean = np.einsum("nsf,ns->nf", x, chance)
        slope = (x[np.arange(len(chosen)), chosen] - mean).sum(axis=0) - ridge * beta
        spread = ((x - mean[:, None, :]) * np.sqrt(chance)[:, :, None]).reshape(-1, len(beta))
        step = np.linalg.solve(spread.T @ spread + ridge * np.eye(len(beta)), slope)
        beta = beta + step
        if np.abs(step).max() < _TOLERANCE:
            break
    return np.asarray(beta / scale)


def fit_group(features: FloatArray, group: BoolArray, ridge: float) -> tuple[FloatArray, float]:
    """Coefficients and constant of a logistic regression: features (n, F), group (n,) true where everybody was addressed."""
    centre, scale = features.mean(axis=0), features.std(axis=0) + 1e-12
    x = np.column_stack([(features - centre) / scale, np.ones(len(features))])
    penalty = np.append(np.full(features.shape[1], ridge), 1e-6)
    beta = np.zeros(len(penalty))
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-x @ beta))
        slope = x.T @ (group - chance) - penalty * beta
        curve = (x * (chance * (1 - chance))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        beta = beta + step
        if np.abs(step).max() < _TOLERANCE:
            break
    weights = beta[:-1] / scale
    return weights, float(beta[-1] - centre @ weights)
