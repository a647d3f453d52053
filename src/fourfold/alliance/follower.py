"""One quality of one group, followed session by session: the filter, and the evidence for a fall in each direction."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from fourfold.alliance.calibration import calibrated
from fourfold.alliance.check_ins import Answer, CheckIns
from fourfold.alliance.cusum import accumulate, p_value
from fourfold.alliance.directions import Direction, Tested, contributions, directions_of, shifts
from fourfold.alliance.estimates import SignalKind
from fourfold.inference.arrays import BoolArray, FloatArray
from fourfold.inference.four_alliance.filter import AllianceFilter
from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.inference.four_alliance.ratings import NOBODY, Ratings
from fourfold.inference.four_alliance.update import Update
from fourfold.vocabulary import Level, Quality

_SHIPPED_WEIGHT = 60.0
"""How many answers' worth the assumed spread counts against the spread of the group's own surprises."""
_SHIPPED_SCORES = 30.0
"""How many scores of one kind of direction the assumption counts that they vary like standard normal ones."""
_LEARNT_KINDS = frozenset(SignalKind) - {SignalKind.GROUP_FALLS}
"""Kinds with several scores a session; the single one of the group is too little to learn from."""


@dataclass(slots=True)
class Evidence:
    """What has added up in one direction: the sum, over how many sessions, since which, and the level before."""

    total: float = 0.0
    sessions: int = 0
    since: int = 0
    size_weighted: float = 0.0
    weight: float = 0.0
    before: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One direction after one session.

    `p` is the chance of as much evidence where nothing happened; `room` how far the answers were expected from the
    good end of the scale, in points of seven.
    """

    direction: Direction
    quality: Quality
    level: Level
    score: float
    p: float
    room: float
    n_answers: int


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
    of_kind: dict[SignalKind, tuple[float, int]] = field(default_factory=dict)

    def copied(self) -> "Follower":
        """The same, so that taking in a session leaves this one as it is."""
        return replace(
            self,
            filter=AllianceFilter.resume(self.filter.state(), self.parameters),
            answered=set(self.answered),
            evidence={direction: replace(held) for direction, held in self.evidence.items()},
            of_kind=dict(self.of_kind),
        )

    def take(self, session: CheckIns, gap: float) -> list[Finding]:
        """Go on by `gap` usual gaps and take in a session; the evidence in every direction answered about before.

        Nothing can fall before there was a level to fall from.
        """
        self._let_in(session)
        ratings = self._ratings(session.answers.get(self.quality, ()))
        everything = directions_of(ratings, self.filter.layout.persons, self.filter.layout.is_facilitator)
        meant = self._meant(session, ratings)
        spoken = [Tested(t.direction, t.answers & meant) for t in everything if (t.answers & meant).any()]
        tested = [t for t in spoken if t.direction in self.evidence]
        before = self.levels([t.direction for t in tested])
        update = self.filter.step(ratings, gap)
        findings = self._weigh(session.number, update, tested, before) if tested else []
        self.evidence |= {t.direction: Evidence() for t in spoken if t.direction not in self.evidence}
        self.surprise += float(update.whitened @ update.whitened)
        self.n_answers += len(update.ratings)
        return findings

    def levels(self, directions: list[Direction]) -> dict[Direction, float]:
        """The reading behind each direction, without the fixed means."""
        if not directions:
            return {}
        mean, _ = self.filter.readings([d.level_weights() for d in directions])
        return dict(zip(directions, mean.tolist(), strict=True))

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
        self.evidence[direction] = Evidence()

    def _weigh(self, number: int, update: Update, tested: list[Tested], before: Mapping[Direction, float]) -> list[Finding]:
        size, se = shifts(update, tested)
        size, se = self.worse * size, se * self.spread
        kinds = [t.direction.kind for t in tested]
        room = self._room(update, tested)
        n_answers = np.array([t.answers.sum() for t in tested])
        of_group = np.array([kind is SignalKind.GROUP_FALLS for kind in kinds])
        score = self._by_kind(calibrated(size / se, room, n_answers, of_group), kinds)
        adds = self.worse * contributions(update)
        for k, t in enumerate(tested):
            self._add(number, t.direction, float(score[k]), (float(size[k]), float(se[k])), before[t.direction])
        levels = [t.level(update.ratings, adds) for t in tested]
        return [self._finding(*each) for each in zip(tested, levels, score.tolist(), room.tolist(), strict=True)]

    def _by_kind(self, score: FloatArray, kinds: list[SignalKind]) -> FloatArray:
        """Scores of each kind of direction, relative to how much that kind varied in this group so far."""
        found = score.copy()
        codes = np.array(kinds)
        for kind in sorted(_LEARNT_KINDS.intersection(kinds)):
            own = codes == kind
            squares, n = self.of_kind.get(kind, (0.0, 0))
            found[own] = score[own] / np.sqrt((_SHIPPED_SCORES + squares) / (_SHIPPED_SCORES + n))
            self.of_kind[kind] = squares + float(score[own] @ score[own]), n + int(own.sum())
        return found

    def _finding(self, tested: Tested, level: Level, score: float, room: float) -> Finding:
        held = self.evidence[tested.direction]
        p = p_value(held.total, held.sessions)
        return Finding(tested.direction, self.quality, level, score, p, room, int(tested.answers.sum()))

    def _add(self, number: int, direction: Direction, score: float, shift: tuple[float, float], before: float) -> None:
        held = self.evidence[direction]
        size, se = shift
        held.sessions += 1
        if held.total == 0.0:
            held.since, held.size_weighted, held.weight = number, 0.0, 0.0
            held.before = before
        held.total = accumulate(held.total, score)
        held.size_weighted += size / se**2
        held.weight += 1.0 / se**2

    def _room(self, update: Update, tested: list[Tested]) -> FloatArray:
        """How far the answers of each direction were expected from the good end of the scale, in points of seven."""
        expected = update.ratings.value - update.innovation
        masks = np.array([t.answers for t in tested], dtype=np.float64)
        below = self.worse * (masks @ expected / masks.sum(axis=1) - self.benign)
        return np.asarray(np.maximum(below, 0.0) / self.unit, dtype=np.float64)

    def _meant(self, session: CheckIns, ratings: Ratings) -> BoolArray:
        """Whether an answer may count as evidence: one high answer to everything does not say that much is negative."""
        if self.quality is not Quality.NEGATIVE:
            return np.ones(len(ratings), dtype=np.bool_)
        straight = session.straight_raters()
        alike = np.array([person in straight for person in self.filter.layout.persons], dtype=np.bool_)
        return ~alike[ratings.rater]

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
