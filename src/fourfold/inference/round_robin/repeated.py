"""The likelihood of complete groups over many sessions, at a cost that does not grow with the number of groups.

Ratings are a straight line in time, plus group and person effects that are each the sum of a stable and a changing part
(autocorrelation phi^|t - s|), a stable dyad effect and a residual. Source: docs/method/round_robins.md, "Several sessions".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.round_robin.pieces import LOG_2_PI
from fourfold.inference.round_robin.sessions import SessionSums


@dataclass(frozen=True, slots=True)
class SessionComponents:
    """Variances, covariances and autocorrelations; also the shape of a score, one derivative a field."""

    group_stable: float
    group_changing: float
    group_phi: float
    actor_stable: float
    partner_stable: float
    actor_partner_stable: float
    actor_changing: float
    partner_changing: float
    actor_partner_changing: float
    person_phi: float
    dyad_variance: float
    dyad_covariance: float
    residual_variance: float
    residual_covariance: float


@dataclass(frozen=True, slots=True)
class SessionLikelihood:
    """Log-likelihood with the line (intercept, slope) at its best, and its derivatives by the components."""

    value: float
    line: FloatArray
    line_covariance: FloatArray
    score: SessionComponents


def session_likelihood(sums: Sequence[SessionSums], times: FloatArray, at: SessionComponents) -> SessionLikelihood:
    """The log-likelihood of groups of several sizes; times (S,) of the sessions, the same for all groups."""
    parts = _Parts.of(times, at)
    sizes = [_Size.of(one, parts) for one in sums]
    design = np.stack([np.ones_like(times), times], axis=1)
    precision = sum((z.precision(design) for z in sizes), np.zeros((2, 2)))
    line: FloatArray = np.linalg.solve(precision, sum((z.pull(design) for z in sizes), np.zeros(2))).astype(np.float64)
    line_covariance: FloatArray = np.linalg.inv(precision).astype(np.float64)
    scored = [z.scored(design @ line) for z in sizes]
    value = sum(value for value, _ in scored)
    slopes = sum((slope for _, slope in scored), np.zeros((6, *parts.gaps.shape)))
    return SessionLikelihood(float(value), line, line_covariance, parts.score(slopes))


@dataclass(frozen=True, slots=True)
class _Parts:
    """The covariances over sessions (S, S) that the model is made of."""

    at: SessionComponents
    gaps: FloatArray
    changing_group: FloatArray
    changing_person: FloatArray

    @classmethod
    def of(cls, times: FloatArray, at: SessionComponents) -> "_Parts":
        gaps = np.abs(times[:, None] - times)
        return cls(at, gaps, at.group_phi**gaps, at.person_phi**gaps)

    def covariances(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
        """Group; a person's sum, difference and cross covariance; half-sums and half-differences of a dyad."""
        at, eye = self.at, np.eye(len(self.gaps))
        actor = at.actor_stable + at.actor_changing * self.changing_person
        partner = at.partner_stable + at.partner_changing * self.changing_person
        both = at.actor_partner_stable + at.actor_partner_changing * self.changing_person
        return (
            at.group_stable + at.group_changing * self.changing_group,
            actor + partner + 2 * both,
            actor + partner - 2 * both,
            actor - partner,
            at.dyad_variance + at.dyad_covariance + (at.residual_variance + at.residual_covariance) * eye,
            at.dyad_variance - at.dyad_covariance + (at.residual_variance - at.residual_covariance) * eye,
        )

    def score(self, slopes: FloatArray) -> SessionComponents:
        """The score out of the slopes (6, S, S) by the six covariances, in their order."""
        group, total, difference, cross, plus, minus = slopes
        persons = (total + difference + cross, total + difference - cross, 2 * (total - difference))
        at, variance, covariance = self.at, plus + minus, plus - minus
        weights = (at.actor_changing, at.partner_changing, at.actor_partner_changing)
        by_phi = sum((w * part for w, part in zip(weights, persons, strict=True)), np.zeros_like(total))
        found = (
            group.sum(),
            (group * self.changing_group).sum(),
            at.group_changing * (group * self._by_phi(at.group_phi)).sum(),
            *(part.sum() for part in persons),
            *((part * self.changing_person).sum() for part in persons),
            (by_phi * self._by_phi(at.person_phi)).sum(),
            *(variance.sum(), covariance.sum(), np.trace(variance), np.trace(covariance)),
        )
        return SessionComponents(*(float(one) for one in found))

    def _by_phi(self, phi: float) -> FloatArray:
        """The derivative of phi^gap by phi."""
        apart = self.gaps > 0
        found: FloatArray = np.where(apart, self.gaps * phi ** np.where(apart, self.gaps - 1, 0.0), 0.0)
        return found


@dataclass(frozen=True, slots=True)
class _Size:
    """Groups of one size: their sums and the covariance of each part of their symmetry, inverted."""

    sums: SessionSums
    cross_scale: float
    total: FloatArray
    person: FloatArray
    plus: FloatArray
    minus: FloatArray

    @classmethod
    def of(cls, sums: SessionSums, parts: _Parts) -> "_Size":
        n = sums.n
        group, total, difference, cross, plus, minus = parts.covariances()
        scale = sqrt(n * (n - 2)) / 2
        person = np.block([[(n - 2) / 2 * total + plus, scale * cross], [scale * cross, n / 2 * difference + minus]])
        return cls(sums, scale, n * (n - 1) * group + (n - 1) * total + plus, person, plus, minus)

    @property
    def ratings_a_session(self) -> int:
        """n (n - 1)."""
        return self.sums.n * (self.sums.n - 1)

    def precision(self, design: FloatArray) -> FloatArray:
        """X'V⁻¹X of the line's design (S, 2)."""
        found: FloatArray = self.sums.groups * self.ratings_a_session * design.T @ np.linalg.solve(self.total, design)
        return found

    def pull(self, design: FloatArray) -> FloatArray:
        """X'V⁻¹y."""
        found: FloatArray = sqrt(self.ratings_a_session) * design.T @ np.linalg.solve(self.total, self.sums.totals)
        return found

    def scored(self, level: FloatArray) -> tuple[float, FloatArray]:
        """Log-likelihood at mean ratings level (S,), and its slopes (6, S, S) by the six covariances."""
        z, n, sessions = self.sums, self.sums.n, len(level)
        mean = sqrt(self.ratings_a_session) * level
        around = z.total_products - np.outer(mean, z.totals) - np.outer(z.totals, mean) + z.groups * np.outer(mean, mean)
        total, by_total = _wishart(self.total, around, z.groups)
        person, by_person = _wishart(self.person, z.person_products, z.groups * (n - 1))
        plus, by_plus = _wishart(self.plus, z.symmetric, z.groups * n * (n - 3) / 2)
        minus, by_minus = _wishart(self.minus, z.antisymmetric, z.groups * (n - 1) * (n - 2) / 2)
        u, v = by_person[:sessions, :sessions], by_person[sessions:, sessions:]
        mixed = by_person[:sessions, sessions:] + by_person[sessions:, :sessions]
        slopes = np.stack(
            [
                self.ratings_a_session * by_total,
                (n - 1) * by_total + (n - 2) / 2 * u,
                n / 2 * v,
                self.cross_scale * mixed,
                by_total + u + by_plus,
                v + by_minus,
            ]
        )
        constant = -0.5 * z.groups * self.ratings_a_session * sessions * LOG_2_PI
        return constant + total + person + plus + minus, slopes


def _wishart(covariance: FloatArray, products: FloatArray, df: float) -> tuple[float, FloatArray]:
    """Log-likelihood (without its constant) of `df` normal rows with these sums of products, and its slope."""
    inverse = np.linalg.inv(covariance)
    pulled = inverse @ products
    value = -0.5 * (df * np.linalg.slogdet(covariance)[1] + np.trace(pulled))
    return float(value), 0.5 * (pulled @ inverse - df * inverse)
