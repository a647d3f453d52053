"""The parameters of the four-alliance model, and the order of its effects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from fourfold.inference.arrays import FloatArray

BLOCKS = ("MM", "MT", "TM", "MG", "TG")
MEMBER_EFFECTS = ("a_MM", "a_MT", "a_MG", "p_MM", "p_TM")
FACILITATOR_EFFECTS = ("a_TM", "a_TG", "p_MT")


@dataclass(frozen=True, slots=True)
class Parameters:
    """Fixed effects, covariances and autocorrelations of one quality of alliance.

    beta (5,) mean of each block; slope per usual gap; gamma0, gamma1 (5, 5) stable and changing group
    effects in the order of BLOCKS; omega_m, psi_m (5, 5) stable and changing member effects in the order of
    MEMBER_EFFECTS; omega_t, psi_t (3, 3) likewise for facilitators; phi_g, phi_p autocorrelation over one
    usual gap; delta_* (co)variances of stable dyads; eps_* (co)variances within a session.
    Source: docs/method/four_alliances.md, equations 1 to 6.
    """

    beta: FloatArray
    slope: float
    gamma0: FloatArray
    gamma1: FloatArray
    phi_g: float
    omega_m: FloatArray
    psi_m: FloatArray
    omega_t: FloatArray
    psi_t: FloatArray
    phi_p: float
    delta_mm: float
    delta_mm_covariance: float
    delta_mt: float
    delta_tm: float
    delta_mt_tm_covariance: float
    eps_mm: float
    eps_mm_covariance: float
    eps_mt: float
    eps_tm: float
    eps_mt_tm_covariance: float
    eps_mg: float
    eps_tg: float

    @classmethod
    def from_mapping(cls, given: Mapping[str, Any]) -> "Parameters":
        """Parameters from the JSON layout (`beta, slope, Gamma0, ..., delta {MM_v, ...}, eps {...}`).

        Raises `ValueError` naming the key that is missing or malformed.
        """
        try:
            delta, eps = given["delta"], given["eps"]
            return cls(
                beta=_vector(given["beta"]),
                slope=float(given.get("slope", 0.0)),
                gamma0=_square(given, "Gamma0", 5),
                gamma1=_square(given, "Gamma1", 5),
                phi_g=float(given["phi_g"]),
                omega_m=_square(given, "OmegaM", 5),
                psi_m=_square(given, "PsiM", 5),
                omega_t=_square(given, "OmegaT", 3),
                psi_t=_square(given, "PsiT", 3),
                phi_p=float(given["phi_p"]),
                delta_mm=float(delta["MM_v"]),
                delta_mm_covariance=float(delta["MM_c"]),
                delta_mt=float(delta["MT_v"]),
                delta_tm=float(delta["TM_v"]),
                delta_mt_tm_covariance=float(delta["MTTM_c"]),
                eps_mm=float(eps["MM_v"]),
                eps_mm_covariance=float(eps["MM_c"]),
                eps_mt=float(eps["MT_v"]),
                eps_tm=float(eps["TM_v"]),
                eps_mt_tm_covariance=float(eps["MTTM_c"]),
                eps_mg=float(eps["MG_v"]),
                eps_tg=float(eps["TG_v"]),
            )
        except KeyError as error:
            raise ValueError(f"parameters: {error} is missing") from None
        except TypeError as error:
            raise ValueError(f"parameters: {error}") from None


def _vector(given: Any) -> FloatArray:
    values = [given[b] for b in BLOCKS] if isinstance(given, Mapping) else given
    found = np.asarray(values, dtype=np.float64)
    if found.shape != (5,):
        raise ValueError(f"parameters: beta has shape {found.shape}; give one number for each of {', '.join(BLOCKS)}")
    return found


def _square(given: Mapping[str, Any], name: str, n: int) -> FloatArray:
    found = np.asarray(given[name], dtype=np.float64)
    if found.shape != (n, n):
        raise ValueError(f"parameters: {name} has shape {found.shape}, not ({n}, {n})")
    if not np.allclose(found, found.T):
        raise ValueError(f"parameters: {name} is not symmetric")
    return found
