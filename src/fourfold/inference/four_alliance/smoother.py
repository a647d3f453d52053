"""The exact smoother of one open group: every session in the light of all sessions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.filter import AllianceFilter
from fourfold.inference.four_alliance.layout import Layout, Weights, weight_rows
from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.inference.four_alliance.ratings import NOBODY, History
from fourfold.inference.four_alliance.symmetric import divided_by_covariance
from fourfold.inference.four_alliance.update import Reading, Update
from fourfold.vocabulary import NotEnoughData


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Everything known of a group after its last session, about each of its sessions.

    The c changing effects move, the f lasting ones (stable parts, then dyads) do not, and given the lasting ones the
    changing ones are a chain. mean (sessions, c + f); lasting (f, f) covariance; leaning (sessions, c, f) regression of
    the changing effects on the lasting ones; apart (sessions, c, c) their covariance given the lasting ones;
    back (sessions - 1, c, c) regression on the next session, given the lasting ones.
    Source: docs/method/four_alliances.md, equation 5.
    """

    layout: Layout
    time: FloatArray
    log_likelihood: float
    updates: tuple[Update, ...]
    mean: FloatArray
    lasting: FloatArray
    leaning: FloatArray
    apart: FloatArray
    back: FloatArray

    def readings(self, several: Sequence[Weights], session: int = -1) -> tuple[FloatArray, FloatArray]:
        """Means and joint covariance of linear combinations of effects at one session."""
        rows = weight_rows(self.layout, several)
        moving, lasting = self._split(rows)
        on_lasting = moving @ self.leaning[session] + lasting
        covariance = moving @ self.apart[session] @ moving.T + on_lasting @ self.lasting @ on_lasting.T
        return rows @ self.mean[session], 0.5 * (covariance + covariance.T)

    def trajectories(self, several: Sequence[Weights]) -> tuple[FloatArray, FloatArray]:
        """Means and sds (sessions, k) of linear combinations of effects at every session."""
        rows = weight_rows(self.layout, several)
        moving, lasting = self._split(rows)
        on_lasting = moving @ self.leaning + lasting
        variance = ((moving @ self.apart) * moving).sum(axis=2) + self._variance_of_lasting(on_lasting)
        return self.mean @ rows.T, np.sqrt(np.maximum(variance, 0.0))

    def effects(self) -> tuple[FloatArray, FloatArray]:
        """Means and sds (sessions, c) of every effect but the dyads, in the order of the layout."""
        c = self.layout.width
        own = np.arange(c)
        on_lasting = self.leaning.copy()
        on_lasting[:, own, own] += 1.0
        variance = self.apart[:, own, own] + self._variance_of_lasting(on_lasting)
        return self.mean[:, :c] + self.mean[:, c : 2 * c], np.sqrt(np.maximum(variance, 0.0))

    def dyads(self) -> tuple[FloatArray, FloatArray]:
        """Means and sds of the dyads, in the order of the layout."""
        c = self.layout.width
        return self.mean[-1, 2 * c :], np.sqrt(np.maximum(np.diagonal(self.lasting)[c:], 0.0))

    def change(self, weights: Weights, since: int, until: int = -1) -> Reading:
        """How much a linear combination of effects changed between two sessions."""
        first, last = sorted((since % len(self.time), until % len(self.time)))
        moving = self._split(weight_rows(self.layout, [weights]))[0][0]
        shared = self.apart[last] @ moving
        for s in range(last - 1, first - 1, -1):
            shared = self.back[s] @ shared
        on_lasting = moving @ (self.leaning[last] - self.leaning[first])
        variance = moving @ ((self.apart[last] + self.apart[first]) @ moving - 2.0 * shared)
        variance += on_lasting @ self.lasting @ on_lasting
        mean = moving @ (self.mean[until] - self.mean[since])[: len(moving)]
        return Reading(float(mean), float(np.sqrt(max(variance, 0.0))))

    def _split(self, rows: FloatArray) -> tuple[FloatArray, FloatArray]:
        return rows[:, : self.layout.width], rows[:, self.layout.width :]

    def _variance_of_lasting(self, rows: FloatArray) -> FloatArray:
        flat = rows.reshape(-1, rows.shape[-1])
        variance: FloatArray = np.einsum("kf,kf->k", flat @ self.lasting, flat).reshape(rows.shape[:-1])
        return variance


def smooth(history: History, parameters: Parameters) -> Smoothed:
    """Every effect at every session given all sessions. Raises `NotEnoughData` without a session."""
    if not history.sessions:
        raise NotEnoughData("There is no session yet, so nothing can be said about this group.")
    known = _with_everybody(history, parameters)
    c, n, sessions = known.layout.width, known.layout.size, len(history.sessions)
    mean, back = np.empty((sessions, n)), np.empty((sessions - 1, c, c))
    leaning, apart = np.empty((sessions, c, n - c)), np.empty((sessions, c, c))
    gaps = np.diff(history.time, prepend=history.time[0]).tolist()
    updates = []
    for s, ratings in enumerate(history.sessions):
        updates.append(known.step(ratings, gaps[s]))
        mean[s] = known.mean
        leaning[s], apart[s] = _given_lasting(known.covariance, c)
    found = Smoothed(
        layout=known.layout,
        time=history.time,
        log_likelihood=known.log_likelihood,
        updates=tuple(updates),
        mean=mean,
        lasting=np.array(known.covariance[c:, c:]),
        leaning=leaning,
        apart=apart,
        back=back,
    )
    for s in range(sessions - 2, -1, -1):
        _step_back(found, s, known.transition(gaps[s + 1]))
    return found


def _with_everybody(history: History, parameters: Parameters) -> AllianceFilter:
    known = AllianceFilter(parameters, time=float(history.time[0]))
    for key, is_facilitator in zip(history.persons, history.is_facilitator.tolist(), strict=True):
        known.add_person(key, is_facilitator=is_facilitator)
    for ratings in history.sessions:
        to_person = ratings.take(ratings.target != NOBODY)
        known.add_pairs(known.layout.unmet(to_person.rater, to_person.target))
    return known


def _given_lasting(covariance: FloatArray, c: int) -> tuple[FloatArray, FloatArray]:
    cross = covariance[:c, c:]
    leaning = divided_by_covariance(cross, covariance[c:, c:])
    apart = covariance[:c, :c] - leaning @ cross.T
    return leaning, 0.5 * (apart + apart.T)


def _step_back(found: Smoothed, s: int, transition: tuple[FloatArray, FloatArray]) -> None:
    """Replace what the filter knew of session s by what is known in the light of s + 1."""
    decay, noise = transition
    c = found.layout.width
    leaning, apart = found.leaning[s], found.apart[s]
    foreseen = decay[:, None] * apart * decay + noise
    back = found.back[s] = divided_by_covariance(apart * decay, foreseen)
    found.mean[s, :c] += leaning @ (found.mean[s + 1, c:] - found.mean[s, c:])
    found.mean[s, :c] += back @ (found.mean[s + 1, :c] - decay * found.mean[s, :c])
    found.mean[s, c:] = found.mean[s + 1, c:]
    apart += back @ (found.apart[s + 1] - foreseen) @ back.T
    leaning += back @ (found.leaning[s + 1] - decay[:, None] * leaning)
