"""The exact smoother of one open group: every session in the light of all sessions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.filter import AllianceFilter
from fourfold.inference.four_alliance.layout import Layout, Weights, weight_rows
from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.inference.four_alliance.ratings import NOBODY, History
from fourfold.inference.four_alliance.symmetric import solve_covariance
from fourfold.inference.four_alliance.update import Reading, Update
from fourfold.vocabulary import NotEnoughData


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Everything known of a group after its last session, about each of its sessions.

    The c changing effects move, the f lasting ones (stable parts, then dyads) do not. mean (sessions, c + f);
    changing (sessions, c, c), cross (sessions, c, f) and lasting (f, f) are covariances; session s given s + 1 is
    `back[s]` (c, c) times the later changing effects plus `hold[s]` (c, f) times the lasting ones.
    Source: docs/method/four_alliances.md, equation 5.
    """

    layout: Layout
    time: FloatArray
    log_likelihood: float
    updates: tuple[Update, ...]
    mean: FloatArray
    changing: FloatArray
    cross: FloatArray
    lasting: FloatArray
    back: FloatArray
    hold: FloatArray

    def readings(self, several: Sequence[Weights], session: int = -1) -> tuple[FloatArray, FloatArray]:
        """Means and joint covariance of linear combinations of effects at one session."""
        rows = weight_rows(self.layout, several)
        moving, lasting = self._split(rows)
        mixed = moving @ self.cross[session] @ lasting.T
        covariance = moving @ self.changing[session] @ moving.T + mixed + mixed.T + lasting @ self.lasting @ lasting.T
        return rows @ self.mean[session], covariance

    def trajectories(self, several: Sequence[Weights]) -> tuple[FloatArray, FloatArray]:
        """Means and sds (sessions, k) of linear combinations of effects at every session."""
        rows = weight_rows(self.layout, several)
        moving, lasting = self._split(rows)
        variance = ((moving @ self.changing) * moving).sum(axis=2) + 2.0 * ((moving @ self.cross) * lasting).sum(axis=2)
        variance += ((lasting @ self.lasting) * lasting).sum(axis=1)
        return self.mean @ rows.T, np.sqrt(np.maximum(variance, 0.0))

    def effects(self) -> tuple[FloatArray, FloatArray]:
        """Means and sds (sessions, c) of every effect but the dyads, in the order of the layout."""
        c = self.layout.width
        own = np.arange(c)
        variance = self.changing[:, own, own] + 2.0 * self.cross[:, own, own] + self.lasting[own, own]
        return self.mean[:, :c] + self.mean[:, c : 2 * c], np.sqrt(np.maximum(variance, 0.0))

    def dyads(self) -> tuple[FloatArray, FloatArray]:
        """Means and sds of the dyads, in the order of the layout."""
        c = self.layout.width
        return self.mean[-1, 2 * c :], np.sqrt(np.maximum(np.diagonal(self.lasting)[c:], 0.0))

    def change(self, weights: Weights, since: int, until: int = -1) -> Reading:
        """How much a linear combination of effects changed between two sessions."""
        last = until % len(self.time)
        moving, _ = self._split(weight_rows(self.layout, [weights]))
        later = self.changing[last] @ moving[0]
        lasting = self.cross[last].T @ moving[0]
        for s in range(last - 1, since % len(self.time) - 1, -1):
            later = self.back[s] @ later + self.hold[s] @ lasting
        first = self.changing[since] @ moving[0]
        variance = moving[0] @ (self.changing[last] @ moving[0] + first - 2.0 * later)
        width = self.layout.width
        mean = moving[0] @ (self.mean[last, :width] - self.mean[since, :width])
        return Reading(float(mean), float(np.sqrt(max(variance, 0.0))))

    def _split(self, rows: FloatArray) -> tuple[FloatArray, FloatArray]:
        return rows[:, : self.layout.width], rows[:, self.layout.width :]


def smooth(history: History, parameters: Parameters) -> Smoothed:
    """Every effect at every session given all sessions. Raises `NotEnoughData` without a session.

    Effects that cannot change are conditioned on as a whole, so only the changing ones are carried backwards.
    """
    if not history.sessions:
        raise NotEnoughData("There is no session yet, so nothing can be said about this group.")
    known = _with_everybody(history, parameters)
    gaps = np.diff(history.time, prepend=history.time[0])
    updates, means, covariances = [], [], []
    for ratings, gap in zip(history.sessions, gaps.tolist(), strict=True):
        updates.append(known.step(ratings, gap))
        means.append(known.mean.copy())
        covariances.append(known.covariance.copy(order="F"))
    c, n, sessions = known.layout.width, known.layout.size, len(gaps)
    found = Smoothed(
        layout=known.layout,
        time=history.time,
        log_likelihood=known.log_likelihood,
        updates=tuple(updates),
        mean=np.array(means),
        changing=np.empty((sessions, c, c)),
        cross=np.empty((sessions, c, n - c)),
        lasting=np.array(covariances[-1][c:, c:]),
        back=np.empty((sessions - 1, c, c)),
        hold=np.empty((sessions - 1, c, n - c)),
    )
    found.changing[-1], found.cross[-1] = covariances[-1][:c, :c], covariances[-1][:c, c:]
    for s in range(sessions - 2, -1, -1):
        _step_back(found, s, covariances[s], known.transition(float(gaps[s + 1])))
    return found


def _with_everybody(history: History, parameters: Parameters) -> AllianceFilter:
    known = AllianceFilter(parameters, time=float(history.time[0]))
    for key, is_facilitator in zip(history.persons, history.is_facilitator.tolist(), strict=True):
        known.add_person(key, is_facilitator=is_facilitator)
    for ratings in history.sessions:
        to_person = ratings.take(ratings.target != NOBODY)
        known.add_pairs(known.layout.unmet(to_person.rater, to_person.target))
    return known


def _step_back(found: Smoothed, s: int, filtered: FloatArray, transition: tuple[FloatArray, FloatArray]) -> None:
    decay, noise = transition
    c = found.layout.width
    cross = filtered[:c, c:]
    slope = solve_covariance(filtered[c:, c:], cross.T).T
    given_lasting = filtered[:c, :c] - slope @ cross.T
    decayed = given_lasting * decay
    back = solve_covariance(decay[:, None] * decayed + noise, decayed.T).T
    hold = slope - back @ (decay[:, None] * slope)
    left_over = given_lasting - back @ decayed.T
    later_mean, mean = found.mean[s + 1], found.mean[s]
    mean[:c] += back @ (later_mean[:c] - decay * mean[:c]) + hold @ (later_mean[c:] - mean[c:])
    mean[c:] = later_mean[c:]
    later = found.changing[s + 1] @ back.T + found.cross[s + 1] @ hold.T
    found.cross[s] = back @ found.cross[s + 1] + hold @ found.lasting
    changing = back @ later + hold @ found.cross[s].T + left_over
    found.changing[s] = 0.5 * (changing + changing.T)
    found.back[s], found.hold[s] = back, hold
