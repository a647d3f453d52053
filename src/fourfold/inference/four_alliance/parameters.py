"""The parameters of the four-alliance model, and the order of its effects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from fourfold.inference.arrays import FloatArray

BLOCKS = ("MM", "MT", "TM", "MG", "TG")
MEMBER_EFFECTS = ("a_MM", "a_MT", "a_MG", "p_MM", "p_TM")
FACILITATOR_EFFECTS = ("a_TM", "a_TG", "p_MT")

_ROUNDING = 1e-10


@dataclass(frozen=True, slots=True)
class Parameters:
    """Fixed effects, covariances and autocorrelations of one quality of alliance.

    beta (5,) mean of each block; slope per usual gap; gamma0, gamma1 (5, 5) stable and changing group
    effects in the order of BLOCKS; omega_m, psi_m (5, 5) stable and changing member effects in the order of
    MEMBER_EFFECTS; omega_t, psi_t (3, 3) likewise for facilitators; phi_g, phi_p autocorrelation over one
    usual gap; delta_* (co)variances of stable dyads; eps_* (co)variances within a session.
    Source: docs/method/four_alliances.md, equations 1 to 4.
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

        Raises `ValueError` naming the key that is missing or malformed, or the covariance that is none.
        """
        try:
            delta, eps = _inner(given, "delta"), _inner(given, "eps")
            found = cls(
                beta=_vector(given["beta"]),
                slope=_slope(given),
                gamma0=_square(given, "Gamma0", 5),
                gamma1=_square(given, "Gamma1", 5),
                phi_g=_number(given, "phi_g"),
                omega_m=_square(given, "OmegaM", 5),
                psi_m=_square(given, "PsiM", 5),
                omega_t=_square(given, "OmegaT", 3),
                psi_t=_square(given, "PsiT", 3),
                phi_p=_number(given, "phi_p"),
                delta_mm=_number(delta, "MM_v"),
                delta_mm_covariance=_number(delta, "MM_c"),
                delta_mt=_number(delta, "MT_v"),
                delta_tm=_number(delta, "TM_v"),
                delta_mt_tm_covariance=_number(delta, "MTTM_c"),
                eps_mm=_number(eps, "MM_v"),
                eps_mm_covariance=_number(eps, "MM_c"),
                eps_mt=_number(eps, "MT_v"),
                eps_tm=_number(eps, "TM_v"),
                eps_mt_tm_covariance=_number(eps, "MTTM_c"),
                eps_mg=_number(eps, "MG_v"),
                eps_tg=_number(eps, "TG_v"),
            )
        except KeyError as error:
            raise ValueError(f"parameters: {error} is missing") from None
        found.refuse_impossible()
        return found

    def refuse_impossible(self) -> None:
        """Raise `ValueError` where a covariance is not positive semidefinite or a number is out of its range."""
        for name, covariance in self.covariances().items():
            if not np.isfinite(covariance).all():
                raise ValueError(f"parameters: {name} holds a number that is not finite")
            if np.linalg.eigvalsh(covariance)[0] < -_ROUNDING * max(np.trace(covariance), 0.0):
                raise ValueError(f"parameters: {name} is not a covariance: it is not positive semidefinite")
        for name, phi in (("phi_g", self.phi_g), ("phi_p", self.phi_p)):
            if not 0.0 <= phi <= 1.0:
                raise ValueError(f"parameters: {name} is {phi}, not between 0 and 1")
        if not (np.isfinite(self.beta).all() and np.isfinite(self.slope)):
            raise ValueError("parameters: beta or slope is not finite")

    def covariances(self) -> dict[str, FloatArray]:
        """Every covariance matrix by name; a pair's are of the directions (there, back)."""
        return {
            "Gamma0": self.gamma0,
            "Gamma1": self.gamma1,
            "OmegaM": self.omega_m,
            "PsiM": self.psi_m,
            "OmegaT": self.omega_t,
            "PsiT": self.psi_t,
            "delta MM": _pair(self.delta_mm, self.delta_mm, self.delta_mm_covariance),
            "delta MT, TM": _pair(self.delta_mt, self.delta_tm, self.delta_mt_tm_covariance),
            "eps MM": _pair(self.eps_mm, self.eps_mm, self.eps_mm_covariance),
            "eps MT, TM": _pair(self.eps_mt, self.eps_tm, self.eps_mt_tm_covariance),
            "eps MG": np.array([[self.eps_mg]]),
            "eps TG": np.array([[self.eps_tg]]),
        }


def _pair(there: float, back: float, covariance: float) -> FloatArray:
    return np.array([[there, covariance], [covariance, back]])


def _inner(given: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise ValueError("parameters: not an object with named parameters")
    inner = given[name]
    if not isinstance(inner, Mapping):
        raise ValueError(f"parameters: {name} is not an object with named numbers")
    return inner


def _number(given: Mapping[str, Any], name: str) -> float:
    try:
        return float(given[name])
    except (TypeError, ValueError):
        raise ValueError(f"parameters: {name} is {given[name]!r}, not a number") from None


def _numbers(values: Any, name: str) -> FloatArray:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"parameters: {name} is not made of numbers, as many in each row") from None


def _slope(given: Mapping[str, Any]) -> float:
    """The slope, which may stand beside the blocks of beta."""
    beside = [part for part in (given, given["beta"]) if isinstance(part, Mapping) and "slope" in part]
    found = [_number(part, "slope") for part in beside]
    if len(set(found)) > 1:
        raise ValueError(f"parameters: slope is {found[0]}, and {found[1]} in beta")
    return found[0] if found else 0.0


def _vector(given: Any) -> FloatArray:
    if isinstance(given, Mapping):
        unknown = sorted(set(given) - {*BLOCKS, "slope"})
        if unknown:
            raise ValueError(f"parameters: beta has {unknown[0]!r}, which is none of {', '.join(BLOCKS)}")
    found = _numbers([given[b] for b in BLOCKS] if isinstance(given, Mapping) else given, "beta")
    if found.shape != (5,):
        raise ValueError(f"parameters: beta has shape {found.shape}; give one number for each of {', '.join(BLOCKS)}")
    return found


def _square(given: Mapping[str, Any], name: str, n: int) -> FloatArray:
    found = _numbers(given[name], name)
    if found.shape != (n, n):
        raise ValueError(f"parameters: {name} has shape {found.shape}, not ({n}, {n})")
    if not np.allclose(found, found.T):
        raise ValueError(f"parameters: {name} is not symmetric")
    return found
