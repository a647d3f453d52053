"""Symmetric matrices: whole from their lower triangle, and solved where they may be singular."""

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotrs

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


def solve_covariance(covariance: FloatArray, right: FloatArray) -> FloatArray:
    """The solution X of covariance X = right, of least length where the covariance is singular.

    right (n, k) has to lie in the range of the covariance, as every cross-covariance does.
    """
    scale = np.sqrt(np.maximum(np.diagonal(covariance), 0.0))
    live = scale > 0
    inverse_scale = np.divide(1.0, scale, out=np.zeros_like(scale), where=live)
    correlation = covariance * np.outer(inverse_scale, inverse_scale)
    correlation[~live, ~live] = 1.0
    scaled = right * inverse_scale[:, None]
    factor, trouble = dpotrf(correlation, lower=1)
    if trouble or np.diagonal(factor).min() < _SINGULAR**0.5:
        return _least_length(correlation, scaled) * inverse_scale[:, None]
    solution: FloatArray = dpotrs(factor, scaled, lower=1)[0] * inverse_scale[:, None]
    return solution


def _least_length(matrix: FloatArray, right: FloatArray) -> FloatArray:
    values, vectors = np.linalg.eigh(matrix)
    kept = values > _SINGULAR * values[-1]
    axes = vectors[:, kept]
    solution: FloatArray = axes @ ((axes.T @ right) / values[kept, None])
    return solution
