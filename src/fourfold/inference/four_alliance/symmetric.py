"""Symmetric matrices: whole from their lower triangle, and solved where they may be singular."""

import numpy as np
from scipy.linalg.blas import dtrsm
from scipy.linalg.lapack import dpotrf

from fourfold.inference.arrays import FloatArray

_SINGULAR = 1e-9
_TILE = 64
_ABOVE = np.triu(np.ones((_TILE, _TILE), dtype=np.bool_), 1)


def mirror_lower(matrix: FloatArray) -> None:
    """Copy the lower triangle onto the upper one, in place."""
    n = len(matrix)
    for start in range(0, n, _TILE):
        stop = min(start + _TILE, n)
        tile = matrix[start:stop, start:stop]
        size = stop - start
        np.copyto(tile, tile.T.copy(), where=_ABOVE[:size, :size])
        matrix[start:stop, stop:] = matrix[stop:, start:stop].T


def divided_by_covariance(left: FloatArray, covariance: FloatArray) -> FloatArray:
    """The solution X of X covariance = left, of least length where the covariance is singular.

    left (k, n) has to lie in the range of the covariance, as every cross-covariance does.
    """
    scale = np.sqrt(np.maximum(np.diagonal(covariance), 0.0))
    live = scale > 0
    inverse_scale = np.divide(1.0, scale, out=np.zeros_like(scale), where=live)
    correlation = covariance * inverse_scale
    correlation *= inverse_scale[:, None]
    correlation[~live, ~live] = 1.0
    solution = np.asfortranarray(left * inverse_scale)
    factor, trouble = dpotrf(correlation, lower=1)
    if trouble or np.diagonal(factor).min() < _SINGULAR**0.5:
        return _least_length(solution, correlation) * inverse_scale
    solution = dtrsm(1.0, factor, solution, side=1, lower=1, trans_a=1, overwrite_b=1)
    solution = dtrsm(1.0, factor, solution, side=1, lower=1, overwrite_b=1)
    solution *= inverse_scale
    return solution


def _least_length(left: FloatArray, matrix: FloatArray) -> FloatArray:
    values, vectors = np.linalg.eigh(matrix)
    kept = values > _SINGULAR * values[-1]
    axes = vectors[:, kept]
    solution: FloatArray = ((left @ axes) / values[kept]) @ axes.T
    return solution
