"""Groups by the definition of their covariance: slow, but exact where a dyad variance is zero.

There the dyads cannot be integrated out (they have no inverse), though the ratings themselves may well have one.
Source: docs/method/round_robins.md, equation 1.
"""

import numpy as np

from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.inference.round_robin.pieces import TO_COMPONENTS, Pieces, pair_products, pair_traces

_SINGULAR = 1e-11


def dense_pieces(ratings: FloatArray, parameters: FloatArray) -> Pieces:
    """Likelihood pieces of round robins: ratings (groups, n, n), NaN where missing and on the diagonal."""
    parts = [_group_pieces(one, parameters) for one in ratings]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def dense_effects(ratings: FloatArray, parameters: FloatArray, mean: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Posterior means of actor and partner effects (groups, n) and of group effects (groups,)."""
    actor_variance, partner_variance, _, actor_partner, _, group_variance = TO_COMPONENTS @ parameters
    actor, partner = np.zeros(ratings.shape[:2]), np.zeros(ratings.shape[:2])
    group = np.zeros(len(ratings))
    for k, one in enumerate(ratings):
        rater, target = np.nonzero(~np.isnan(one))
        covariance = np.tensordot(parameters, _derivatives(rater, target), 1)
        weights = np.linalg.solve(covariance, one[rater, target] - mean)
        given = np.bincount(rater, weights, minlength=len(one))
        received = np.bincount(target, weights, minlength=len(one))
        actor[k] = actor_variance * given + actor_partner * received
        partner[k] = partner_variance * received + actor_partner * given
        group[k] = group_variance * weights.sum()
    return actor, partner, group


def _group_pieces(ratings: FloatArray, parameters: FloatArray) -> Pieces:
    rater, target = np.nonzero(~np.isnan(ratings))
    if not len(rater):
        return Pieces(0, np.zeros(4), np.zeros((4, 6)), np.zeros((4, 6, 6)))
    derivatives = _derivatives(rater, target)
    covariance = np.tensordot(parameters, derivatives, 1)
    try:
        factor = np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError:
        return Pieces.impossible(len(rater))
    if (np.diagonal(factor) ** 2 < _SINGULAR * np.diagonal(covariance)).any():
        return Pieces.impossible(len(rater))
    columns = np.stack([np.ones(len(rater)), ratings[rater, target]], axis=1)
    inverse: FloatArray = np.linalg.inv(covariance).astype(np.float64)
    weights = inverse @ columns
    corner = columns.T @ weights
    turned = inverse @ derivatives
    pushed = derivatives @ weights
    first = np.einsum("ic,kid->kcd", weights, pushed)
    second = pair_products(pushed[:, None], (inverse @ pushed)[:, None])
    traces = pair_traces(turned[:, None])
    return Pieces(
        len(rater),
        np.array([2 * np.log(np.diagonal(factor)).sum(), corner[0, 0], corner[0, 1], corner[1, 1]]),
        np.stack([np.einsum("kii->k", turned), -first[:, 0, 0], -first[:, 0, 1], -first[:, 1, 1]]),
        np.stack([-traces, 2 * second[..., 0, 0], second[..., 0, 1] + second[..., 1, 0], 2 * second[..., 1, 1]]),
    )


def _derivatives(rater: IntArray, target: IntArray) -> FloatArray:
    """The derivative (6, ratings, ratings) of the covariance by each parameter."""
    same_rater, same_target = np.equal.outer(rater, rater), np.equal.outer(target, target)
    crossed = np.equal.outer(rater, target)
    by_component = np.stack(
        [
            same_rater,
            same_target,
            same_rater & same_target,
            crossed.astype(np.float64) + crossed.T,
            crossed & crossed.T,
            np.ones_like(crossed),
        ]
    ).astype(np.float64)
    found: FloatArray = np.tensordot(TO_COMPONENTS.T, by_component, 1)
    return found
