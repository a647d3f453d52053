"""One quality of one group, followed session by session: the filter, and the evidence for a fall in each direction."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from fourfold.alliance.calibration import calibrated
from fourfold.alliance.check_ins import Answer, CheckIns
from fourfold.alliance.cusum import accumulate, p_value
from fourfold.alliance.directions import Direction, Tested, contributions, directions_of, shifts
from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.filter import AllianceFilter
from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.inference.four_alliance.ratings import NOBODY, Ratings
from fourfold.inference.four_alliance.update import Update
from fourfold.vocabulary import Level, Quality

_SHIPPED_WEIGHT = 60.0
"""How many answers' worth the assumed spread counts against the spread of the group's own surprises."""


@dataclass(slots=True)
class Evidence:
    """What has added up in one direction: the sum, over how many sessions, since which, and the level before."""

    total: float = 0.0
    sessions: int = 0
    since: int = 0
    size_weighted: float = 0.0
    weight: float = 0.0
    before: float = 0.0
    before_sd: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One direction after one session; `p` is the chance of as much evidence where nothing happened."""

    direction: Direction
    quality: Quality
    level: Level
    score: float
    p: float


@dataclass(slots=True)
class Follower:
    """The filter and the evidence of one quality; `take` adds a session."""

    quality: Quality
    parameters: Parameters
    benign: float
    unit: float
    filter: AllianceFilter
    answered: set[str] = field(default_factory=set)
    evidence: dict[Direction, Evidence] = field(default_factory=dict)
    surprise: float = 0.0
    n_answers: int = 0

    def take(self, session: CheckIns, gap: float) -> list[Finding]:
        """Go on by `gap` usual gaps and take in a session; the evidence in every direction that it speaks to."""
        self._let_in(session)
        ratings = self._ratings(session.answers.get(self.quality, ()))
        tested = directions_of(ratings, self.filter.layout.persons, self.filter.layout.is_facilitator)
        before = self.levels([t.direction for t in tested])
        update = self.filter.step(ratings, gap)
        if not tested:
            return []
        return self._weigh(session.number, update, tested, before)

    def levels(self, directions: list[Direction]) -> dict[Direction, tuple[float, float]]:
        """Mean and sd of the reading behind each direction, without the fixed means."""
        if not directions:
            return {}
        mean, covariance = self.filter.readings([d.level_weights() for d in directions])
        sd = np.sqrt(np.diagonal(covariance))
        return {d: (float(m), float(s)) for d, m, s in zip(directions, mean, sd, strict=True)}

    @property
    def spread(self) -> float:
        """How much larger the group's own surprises are than the parameters say, as a factor of a standard deviation."""
        return float(np.sqrt((_SHIPPED_WEIGHT + self.surprise) / (_SHIPPED_WEIGHT + self.n_answers)))

    @property
    def worse(self) -> float:
        """The sign of a change for the worse: -1, for negative feelings +1."""
        return 1.0 if self.quality is Quality.NEGATIVE else -1.0

    def forget(self, direction: Direction) -> None:
        """Start the evidence in one direction again, once it has been raised."""
        self.evidence[direction] = Evidence(sessions=self.evidence[direction].sessions)

    def _weigh(
        self, number: int, update: Update, tested: list[Tested], before: Mapping[Direction, tuple[float, float]]
    ) -> list[Finding]:
        size, se = shifts(update, tested)
        size, se = self.worse * size, se * self.spread
        score = calibrated(size / se, self._room(update, tested), [t.direction.kind for t in tested])
        adds = self.worse * contributions(update)
        for k, t in enumerate(tested):
            self._add(number, t.direction, float(score[k]), (float(size[k]), float(se[k])), before[t.direction])
        self.surprise += float(update.whitened @ update.whitened)
        self.n_answers += len(update.ratings)
        return [self._finding(t, t.level(update.ratings, adds), float(s)) for t, s in zip(tested, score, strict=True)]

    def _finding(self, tested: Tested, level: Level, score: float) -> Finding:
        held = self.evidence[tested.direction]
        return Finding(tested.direction, self.quality, level, score, p_value(held.total, held.sessions))

    def _add(
        self, number: int, direction: Direction, score: float, shift: tuple[float, float], before: tuple[float, float]
    ) -> None:
        held = self.evidence.setdefault(direction, Evidence())
        size, se = shift
        held.sessions += 1
        if held.total == 0.0:
            held.since, held.size_weighted, held.weight = number, 0.0, 0.0
            held.before, held.before_sd = before
        held.total = accumulate(held.total, score)
        held.size_weighted += size / se**2
        held.weight += 1.0 / se**2

    def _room(self, update: Update, tested: list[Tested]) -> FloatArray:
        """How far the answers of each direction were expected from the good end of the scale, in points of seven."""
        expected = update.ratings.value - update.innovation
        masks = np.array([t.answers for t in tested], dtype=np.float64)
        return np.asarray(np.abs(self.benign - masks @ expected / masks.sum(axis=1)) / self.unit)

    def _let_in(self, session: CheckIns) -> None:
        known = set(self.filter.layout.persons)
        for person in session.members:
            if person not in known:
                self.filter.add_person(person)
        for person in session.facilitators:
            if person not in known:
                self.filter.add_person(person, is_facilitator=True)

    def _ratings(self, answers: tuple[Answer, ...]) -> Ratings:
        number = {p: k for k, p in enumerate(self.filter.layout.persons)}
        self.answered |= {answer[0] for answer in answers}
        directed_first = sorted(answers, key=lambda answer: answer[2] is None)
        return Ratings.of((block, number[r], NOBODY if t is None else number[t], v) for block, r, t, v in directed_first)
