"""The exact filter of one open group: every session's ratings update all effects at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg.blas import dsyrk, dtrsm
from scipy.linalg.lapack import dpotrf

from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.inference.four_alliance.layout import (
    Layout,
    Places,
    Weights,
    pair_covariance,
    person_covariances,
    weight_rows,
)
from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.inference.four_alliance.ratings import Ratings, reverse_ratings
from fourfold.inference.four_alliance.symmetric import mirror_lower
from fourfold.inference.four_alliance.update import Reading, Update, log_density
from fourfold.inference.four_alliance.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FilterState:
    """All that is known of a group after a session; `about` fits into JSON."""

    about: dict[str, Any]
    mean: FloatArray
    covariance: FloatArray


class AllianceFilter:
    """What the sessions so far say about every effect of one open group.

    Time runs in usual gaps and is `time` at the first session. People who left keep their effects, so a second
    spell goes on from the first. Source: docs/method/four_alliances.md, equations 1 to 5.
    """

    def __init__(self, parameters: Parameters, *, time: float = 0.0) -> None:
        p = self.parameters = parameters
        self.layout = Layout()
        self.time = time
        self.log_likelihood = 0.0
        self.sessions = 0
        self.mean: FloatArray = np.zeros(10)
        self.covariance: FloatArray = np.zeros((10, 10), order="F")
        self.covariance[:5, :5], self.covariance[5:, 5:] = p.gamma1, p.gamma0
        self._work = Workspace()
        self._changing_prior: FloatArray = np.array(p.gamma1)
        self._eps = np.array([p.eps_mm, p.eps_mt, p.eps_tm, p.eps_mg, p.eps_tg])
        self._eps_covariance = np.array([p.eps_mm_covariance, p.eps_mt_tm_covariance, p.eps_mt_tm_covariance, 0.0, 0.0])

    @classmethod
    def resume(cls, state: FilterState, parameters: Parameters) -> "AllianceFilter":
        """The filter as it was when its state was kept."""
        found = cls(parameters, time=float(state.about["time"]))
        for key, is_facilitator in state.about["persons"]:
            found.layout.add_person(key, is_facilitator)
            found._extend_changing_prior(is_facilitator)
        found.layout.add_pairs([(i, j) for i, j in state.about["pairs"]])
        found.log_likelihood = float(state.about["log_likelihood"])
        found.sessions = int(state.about["sessions"])
        found.mean = state.mean.copy()
        found.covariance = np.array(state.covariance, order="F")
        return found

    def state(self) -> FilterState:
        """What has to be kept so that the next session can be added without the history."""
        layout = self.layout
        about = {
            "time": self.time,
            "sessions": self.sessions,
            "log_likelihood": self.log_likelihood,
            "persons": list(zip(layout.persons, layout.is_facilitator.tolist(), strict=True)),
            "pairs": layout.dyads[::2],
        }
        return FilterState(about, self.mean.copy(), self.covariance.copy(order="F"))

    def add_person(self, key: str, *, is_facilitator: bool = False) -> int:
        """Let somebody join; returns the person's number for `Ratings`. Raises `ValueError` for a known person."""
        width = self.layout.width
        number = self.layout.add_person(key, is_facilitator)
        self._extend_changing_prior(is_facilitator)
        stable, changing = person_covariances(self.parameters, is_facilitator)
        self._make_room(width)
        new = self.layout.width
        self.covariance[width:new, width:new] = changing
        self.covariance[new + width : 2 * new, new + width : 2 * new] = stable
        return number

    def add_pairs(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Let pairs of persons meet, by number; `step` does so by itself for whoever rates.

        Raises `ValueError` for one person twice, and for two facilitators.
        """
        layout = self.layout
        strangers = list(dict.fromkeys((min(pair), max(pair)) for pair in pairs if layout.dyad[pair] < 0))
        if not strangers:
            return
        priors = [pair_covariance(self.parameters, layout.roles(pair)) for pair in strangers]
        known = layout.size
        layout.add_pairs(strangers)
        self._make_room(layout.width)
        for k, prior in enumerate(priors):
            a = known + 2 * k
            self.covariance[a : a + 2, a : a + 2] = prior

    def step(self, ratings: Ratings, gap: float = 1.0) -> Update:
        """Go on by `gap` usual gaps (the first session has none before it) and take in a session's ratings.

        Raises `ValueError` for ratings that cannot be, with nothing changed.
        """
        seen = ratings.take(~np.isnan(ratings.value))
        reverse = reverse_ratings(seen, self.layout.is_facilitator)
        if self.sessions:
            self._evolve(gap)
        self.sessions += 1
        directed = seen.target >= 0
        self.add_pairs(self.layout.unmet(seen.rater[directed], seen.target[directed]))
        expected = self.parameters.beta[seen.block] + self.parameters.slope * self.time
        update = self._absorb(seen, seen.value - expected, self._noise(seen, reverse))
        self.log_likelihood += update.log_likelihood
        return update

    def reading(self, weights: Weights) -> Reading:
        """Mean and sd of a linear combination of effects."""
        mean, covariance = self.readings([weights])
        return Reading(float(mean[0]), float(np.sqrt(covariance[0, 0])))

    def readings(self, several: Sequence[Weights]) -> tuple[FloatArray, FloatArray]:
        """Means and joint covariance of several linear combinations of effects (stable plus changing parts)."""
        self.add_pairs(self.layout.unmet_pairs(several))
        rows = weight_rows(self.layout, several)
        covariance = rows @ self.covariance @ rows.T
        np.fill_diagonal(covariance, np.maximum(np.diagonal(covariance), 0.0))
        return rows @ self.mean, 0.5 * (covariance + covariance.T)

    def transition(self, gap: float) -> tuple[FloatArray, FloatArray]:
        """Decay (c,) of the changing effects over a gap, and the covariance (c, c) of what is new after it."""
        if not gap >= 0:
            raise ValueError(f"the gap between two sessions is {gap}; it cannot be negative or unknown")
        decay = np.full(self.layout.width, self.parameters.phi_p**gap)
        decay[:5] = self.parameters.phi_g**gap
        return decay, self._changing_prior * (1.0 - np.outer(decay, decay))

    def _absorb(self, seen: Ratings, deviation: FloatArray, noise: FloatArray) -> Update:
        if not len(seen):
            return Update(seen, deviation, noise, deviation, 0.0)
        places = self.layout.places(seen)
        innovation = deviation - self._shown(self.mean[:, None], places, "mean")[:, 0]
        cross = self._shown(self.covariance.T, places, "cross")
        turned = self._work.matrix("turned", cross.shape[1], cross.shape[0])
        turned[:] = cross.T
        noise += self._shown(turned, places, "square")
        factor, trouble = dpotrf(noise.T, lower=1, clean=1, overwrite_a=1)
        if trouble:
            raise ValueError("parameters: ratings without any error variance cannot be filtered")
        whitened = dtrsm(1.0, factor, innovation[:, None], lower=1)[:, 0]
        gain = dtrsm(1.0, factor, cross.T, side=1, lower=1, trans_a=1, overwrite_b=1)
        self.mean = self.mean + gain @ whitened
        self.covariance = dsyrk(-1.0, gain, beta=1.0, c=self.covariance, lower=1, overwrite_c=1)
        mirror_lower(self.covariance)
        return Update(seen, innovation, factor, whitened, log_density(whitened, factor))

    def _shown(self, states: FloatArray, places: Places, name: str) -> FloatArray:
        width, work = self.layout.width, self._work
        whole = work.matrix("whole", width, states.shape[1])
        np.add(states[:width], states[width : 2 * width], out=whole)
        shown = work.rows(name, whole, places.group)
        shown += work.rows("part", whole, places.own)
        shown[places.directed] += work.rows("part", whole, places.theirs)
        shown[places.directed] += work.rows("part", states, places.dyads)
        return shown

    def _noise(self, seen: Ratings, reverse: IntArray) -> FloatArray:
        noise = np.diag(self._eps[seen.block])
        both = np.flatnonzero(reverse >= 0)
        noise[both, reverse[both]] = self._eps_covariance[seen.block[both]]
        return noise

    def _evolve(self, gap: float) -> None:
        decay, noise = self.transition(gap)
        width = self.layout.width
        self.mean[:width] *= decay
        self.covariance[:, :width] *= decay
        self.covariance[:width] *= decay[:, None]
        self.covariance[:width, :width] += noise
        self.time += gap

    def _make_room(self, old_width: int) -> None:
        old, layout = len(self.mean), self.layout
        place = np.arange(old)
        place[old_width:] += layout.width - old_width
        place[2 * old_width :] += layout.width - old_width
        mean, covariance = np.zeros(layout.size), np.zeros((layout.size, layout.size), order="F")
        mean[place] = self.mean
        covariance[np.ix_(place, place)] = self.covariance
        self.mean, self.covariance = mean, covariance

    def _extend_changing_prior(self, is_facilitator: bool) -> None:
        own = person_covariances(self.parameters, is_facilitator)[1]
        known = len(self._changing_prior)
        self._changing_prior = np.pad(self._changing_prior, (0, len(own)))
        self._changing_prior[known:, known:] = own
