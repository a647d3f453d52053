"""The values that simulated groups are drawn with: assumptions, stated here, estimated from nobody."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.vocabulary import Block, Quality

_BLOCK_CORRELATION = 0.6
_GIVEN = 0.6
_RECEIVED = 0.5
_GIVEN_RECEIVED = 0.25


def _correlated(variances: list[float], correlation: FloatArray) -> FloatArray:
    sd = np.sqrt(np.asarray(variances))
    return correlation * np.outer(sd, sd)


def _roles(n_given: int, n_received: int) -> FloatArray:
    """Correlations of what a person gives and receives."""
    n = n_given + n_received
    found = np.full((n, n), _GIVEN_RECEIVED)
    found[:n_given, :n_given], found[n_given:, n_given:] = _GIVEN, _RECEIVED
    np.fill_diagonal(found, 1.0)
    return found


def _blocks() -> FloatArray:
    return np.full((5, 5), _BLOCK_CORRELATION) + (1 - _BLOCK_CORRELATION) * np.eye(5)


def assumed(beta: list[float], slope: float, scale: float = 1.0) -> Parameters:
    """Parameters under which one rating has a variance of about `scale` (points squared)."""
    return Parameters(
        beta=np.asarray(beta),
        slope=slope,
        gamma0=scale * _correlated([0.10] * 5, _blocks()),
        gamma1=scale * _correlated([0.05] * 5, _blocks()),
        phi_g=0.6,
        omega_m=scale * _correlated([0.22, 0.22, 0.22, 0.06, 0.06], _roles(3, 2)),
        psi_m=scale * _correlated([0.10, 0.10, 0.10, 0.03, 0.03], _roles(3, 2)),
        omega_t=scale * _correlated([0.15, 0.15, 0.08], _roles(2, 1)),
        psi_t=scale * _correlated([0.08, 0.08, 0.04], _roles(2, 1)),
        phi_p=0.5,
        delta_mm=0.12 * scale,
        delta_mm_covariance=0.05 * scale,
        delta_mt=0.10 * scale,
        delta_tm=0.08 * scale,
        delta_mt_tm_covariance=0.03 * scale,
        eps_mm=0.32 * scale,
        eps_mm_covariance=0.08 * scale,
        eps_mt=0.30 * scale,
        eps_tm=0.30 * scale,
        eps_mt_tm_covariance=0.04 * scale,
        eps_mg=0.30 * scale,
        eps_tg=0.30 * scale,
    )


ASSUMED: Mapping[Quality, Parameters] = MappingProxyType(
    {
        Quality.BOND: assumed([5.5, 5.8, 5.6, 5.6, 5.7], slope=0.02),
        Quality.WORK: assumed([5.3, 5.6, 5.4, 5.5, 5.5], slope=0.03),
        Quality.NEGATIVE: assumed([1.9, 1.8, 2.0, 2.1, 2.0], slope=-0.01, scale=0.7),
    }
)
"""Means near the top of a scale from 1 to 7 (near the bottom for what is negative), as check-ins usually are."""

QUALITY_CORRELATION: FloatArray = np.array([[1.0, 0.7, -0.5], [0.7, 1.0, -0.5], [-0.5, -0.5, 1.0]])
"""How every random effect of bond, work and negative goes together, in the order of `Quality`."""


def rating_sd(parameters: Parameters, block: Block) -> float:
    """The standard deviation of one rating of a block, all its effects together, in points of the scale."""
    k = list(Block).index(block)
    group = parameters.gamma0[k, k] + parameters.gamma1[k, k]
    return float(np.sqrt(group + _persons(parameters, block) + _pair(parameters, block)))


def _persons(parameters: Parameters, block: Block) -> float:
    member, facilitator = parameters.omega_m + parameters.psi_m, parameters.omega_t + parameters.psi_t
    of_block = {
        Block.MM: member[0, 0] + member[3, 3],
        Block.MT: member[1, 1] + facilitator[2, 2],
        Block.TM: facilitator[0, 0] + member[4, 4],
        Block.MG: member[2, 2],
        Block.TG: facilitator[1, 1],
    }
    return float(of_block[block])


def _pair(parameters: Parameters, block: Block) -> float:
    of_block = {
        Block.MM: parameters.delta_mm + parameters.eps_mm,
        Block.MT: parameters.delta_mt + parameters.eps_mt,
        Block.TM: parameters.delta_tm + parameters.eps_tm,
        Block.MG: parameters.eps_mg,
        Block.TG: parameters.eps_tg,
    }
    return of_block[block]
