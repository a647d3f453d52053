"""Two weighted ridge regressions by Newton's method: one chooses a candidate, one tells two kinds apart."""

import numpy as np

from fourfold.conversation.addressee.prior import chance
from fourfold.conversation.addressee.scoring import chances_of
from fourfold.inference.arrays import BoolArray, FloatArray, IntArray

_STEPS = 60
_TOLERANCE = 1e-9


def fit_choice(features: FloatArray, possible: BoolArray, chosen: IntArray, weight: FloatArray, *, ridge: float) -> FloatArray:
    """Coefficients of a conditional logit: features (F, seats, n), possible (seats, n), chosen (n,) a seat, weight (n,).

    The ridge acts on features brought to a root mean square of one. Source: McFadden (1974).
    """
    scale = np.sqrt(np.mean(features[:, possible] ** 2, axis=1)) + 1e-12
    x = np.where(possible, features / scale[:, None, None], 0.0)
    picked = x[:, chosen, np.arange(len(chosen))]
    beta = np.zeros(len(x))
    for _ in range(_STEPS):
        chances = chances_of(np.tensordot(beta, x, axes=1), possible)
        mean = np.einsum("fsn,sn->fn", x, chances)
        slope = (picked - mean) @ weight - ridge * beta
        spread = ((x - mean[:, None, :]) * np.sqrt(chances * weight)).reshape(len(beta), -1)
        step = np.linalg.solve(spread @ spread.T + ridge * np.eye(len(beta)), slope)
        beta = beta + step
        if np.abs(step).max() < _TOLERANCE:
            break
    return np.asarray(beta / scale)


def fit_kind(features: FloatArray, kind: BoolArray, weight: FloatArray, *, ridge: float) -> tuple[FloatArray, float]:
    """Coefficients and constant of a logistic regression: features (n, F), kind (n,) what is to be told, weight (n,)."""
    centre, scale = features.mean(axis=0), features.std(axis=0) + 1e-12
    x = np.column_stack([(features - centre) / scale, np.ones(len(features))])
    penalty = np.append(np.full(features.shape[1], ridge), 1e-6)
    beta = np.zeros(len(penalty))
    for _ in range(_STEPS):
        fitted = chance(x @ beta)
        slope = x.T @ (weight * (kind - fitted)) - penalty * beta
        curve = (x * (weight * fitted * (1 - fitted))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        beta = beta + step
        if np.abs(step).max() < _TOLERANCE:
            break
    coefficients = beta[:-1] / scale
    return coefficients, float(beta[-1] - centre @ coefficients)
