"""Which evidence becomes a signal, and when a rupture counts as repaired."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace

import numpy as np
import polars as pl

from fourfold.alliance.directions import Direction
from fourfold.alliance.estimates import Signal, SignalKind
from fourfold.alliance.follower import Evidence, Finding, Follower
from fourfold.inference.arrays import FloatArray
from fourfold.vocabulary import Quality

FALSE_DISCOVERY = 0.10
"""At most this share of a group-session's raised evidence is expected to be chance (Benjamini-Hochberg)."""
BACK_WITHIN = 0.4
"""How near a reading must be to its level before, in points of seven, to count as repaired (decision 4)."""
STILL_FALLING = 1.0
_RUPTURE_SD = 1.0
"""How large ruptures are, in points of seven: an assumption that keeps the size of a lucky finding sober."""


@dataclass(frozen=True, slots=True)
class Episode:
    """A signal that is not repaired yet: its place in the list of signals, and the level to come back to."""

    place: int
    direction: Direction
    quality: Quality
    before: float
    p: float


@dataclass(slots=True)
class Watch:
    """The signals of a history so far and the episodes that are still open."""

    signals: list[Signal] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)

    def take(self, number: int, findings: list[Finding], followers: Mapping[Quality, Follower], budget: int) -> None:
        """Close what is repaired, then raise at most the budget of what a session's findings support."""
        self._close(number, findings, followers)
        q = benjamini_hochberg(np.array([f.p for f in findings]))
        raised = [(f, float(v)) for f, v in zip(findings, q, strict=True) if v <= FALSE_DISCOVERY]
        known = len(self.signals)
        for finding, value in sorted(raised, key=lambda fv: (fv[0].p, fv[0].quality, fv[0].direction)):
            told = any(_is_part_of(finding, episode) for episode in self.episodes)
            if not told and len(self.signals) < known + budget:
                self._raise(number, finding, value, followers[finding.quality])
        for finding, _ in raised:
            followers[finding.quality].forget(finding.direction)

    def _raise(self, number: int, finding: Finding, q: float, follower: Follower) -> None:
        held = follower.evidence[finding.direction]
        self.episodes.append(Episode(len(self.signals), finding.direction, finding.quality, held.before, finding.p))
        self.signals.append(_signal(number, finding, q, held, follower.unit))

    def _close(self, number: int, findings: list[Finding], followers: Mapping[Quality, Follower]) -> None:
        scores = {(f.quality, f.direction): f.score for f in findings}
        still = []
        for episode in self.episodes:
            score = scores.get((episode.quality, episode.direction))
            if score is not None and score < STILL_FALLING and _is_back(episode, followers[episode.quality]):
                self.signals[episode.place] = replace(self.signals[episode.place], repaired_session=number)
            else:
                still.append(episode)
        self.episodes = still


def signals_table(signals: Iterable[Signal]) -> pl.DataFrame:
    """Signals as a table, a column for each field."""
    hints = {"session": pl.Int64, "since_session": pl.Int64, "repaired_session": pl.Int64}
    numbers = dict.fromkeys(("drop", "drop_sd", "z", "q"), pl.Float64)
    schema = {f.name: hints.get(f.name, numbers.get(f.name, pl.String)) for f in fields(Signal)}
    return pl.DataFrame([tuple(asdict(s).values()) for s in signals], schema=schema, orient="row")


def benjamini_hochberg(p: FloatArray) -> FloatArray:
    """The smallest false discovery rate at which each p-value is rejected. Source: Benjamini & Hochberg (1995)."""
    if not len(p):
        return p
    order = np.argsort(p, kind="stable")
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    found = np.empty(len(p))
    found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return found


def _is_part_of(finding: Finding, episode: Episode) -> bool:
    """Whether an open episode has told of it already.

    That is the same direction, one tie of a member who withdraws from all, or a withdrawal that shows no more than
    the member's tie that was told of.
    """
    direction, told = finding.direction, episode.direction
    if told.kind is SignalKind.MEMBER_WITHDRAWS:
        return told.person_id in (direction.person_id, direction.other_id)
    if direction.kind is SignalKind.MEMBER_WITHDRAWS and direction.person_id in (told.person_id, told.other_id):
        return finding.p >= episode.p
    return direction == told


def _signal(number: int, finding: Finding, q: float, held: Evidence, unit: float) -> Signal:
    from scipy.special import ndtri

    precision = held.weight + 1.0 / (_RUPTURE_SD * unit) ** 2
    direction = finding.direction
    return Signal(
        kind=SignalKind(direction.kind),
        level=finding.level,
        quality=finding.quality,
        person_id=direction.person_id or None,
        other_id=direction.other_id or None,
        session=number,
        since_session=held.since,
        drop=max(held.size_weighted / precision, 0.0),
        drop_sd=precision**-0.5,
        z=float(-ndtri(finding.p)),
        q=q,
        repaired_session=None,
    )


def _is_back(episode: Episode, follower: Follower) -> bool:
    level = follower.levels([episode.direction])[episode.direction]
    fallen = follower.worse * (level - episode.before)
    return fallen <= BACK_WITHIN * follower.unit
