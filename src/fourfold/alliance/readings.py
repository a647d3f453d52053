"""Posteriors as tables of readings: the group and each person, on the bounded scale."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from fourfold.alliance.check_ins import CheckIns
from fourfold.alliance.following import Following
from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.inference.four_alliance.parameters import BLOCKS, Parameters
from fourfold.inference.four_alliance.ratings import NOBODY, History, Ratings
from fourfold.inference.four_alliance.smoother import Smoothed
from fourfold.vocabulary import Block, Group, Quality

Z_90, Z_50 = 1.6448536269514722, 0.6744897501960817
MEMBER_BLOCKS = ("MM", "MT", "MG")
FACILITATOR_BLOCKS = ("TM", "TG")

_POSTERIOR = {
    "mean": pl.Float64,
    "sd": pl.Float64,
    "low_90": pl.Float64,
    "low_50": pl.Float64,
    "high_50": pl.Float64,
    "high_90": pl.Float64,
}
READINGS_SCHEMA = {
    "block": pl.String,
    "level": pl.String,
    "quality": pl.String,
    "person_id": pl.String,
    "session": pl.Int64,
    "held_on": pl.Date,
    **_POSTERIOR,
    "n_ratings": pl.Int64,
}
LATEST_SCHEMA = {k: v for k, v in READINGS_SCHEMA.items() if k != "held_on"}
COHESION_SCHEMA = {"session": pl.Int64, "held_on": pl.Date, **_POSTERIOR}


@dataclass(frozen=True, slots=True)
class Subject:
    """What one reading is about: a block of the group, or a person's own part in it."""

    block: str
    person_id: str | None = None

    def weights(self) -> dict[tuple[str, ...], float]:
        """The effects that make up the reading; the block's mean comes on top."""
        found: dict[tuple[str, ...], float] = {("gamma", self.block): 1.0}
        if self.person_id is not None:
            found[f"a_{self.block}", self.person_id] = 1.0
        return found


def subjects_of(members: Iterable[str], facilitators: Iterable[str], blocks: set[str]) -> list[Subject]:
    """The group and each person, for the blocks in which anybody ever answered."""
    found = [Subject(b) for b in BLOCKS]
    found += [Subject(b, person) for person in members for b in MEMBER_BLOCKS]
    found += [Subject(b, person) for person in facilitators for b in FACILITATOR_BLOCKS]
    return [s for s in found if s.block in blocks]


def blocks_of(sessions: Iterable[CheckIns], quality: Quality) -> set[str]:
    """The blocks in which anybody ever answered."""
    return {answer[0] for c in sessions for answer in c.answers.get(quality, ())}


def history_of(sessions: Sequence[CheckIns], quality: Quality, usual_gap_days: float) -> History:
    """One quality of a group's sessions as arrays."""
    persons = sorted({(p, False) for c in sessions for p in c.members} | {(p, True) for c in sessions for p in c.facilitators})
    number = {p: k for k, (p, _) in enumerate(persons)}
    days = np.array([(c.held_on - sessions[0].held_on).days for c in sessions], dtype=np.float64)
    ratings = [
        Ratings.of((b, number[r], NOBODY if t is None else number[t], v) for b, r, t, v in c.answers.get(quality, ()))
        for c in sessions
    ]
    roles = np.array([is_facilitator for _, is_facilitator in persons], dtype=np.bool_)
    return History(tuple(number), roles, days / usual_gap_days, tuple(ratings))


def readings_of(
    sessions: Sequence[CheckIns], quality: Quality, smoothed: Smoothed, parameters: Parameters, group: Group
) -> pl.DataFrame:
    """Every reading of one quality at every session, given all sessions."""
    members = sorted({p for c in sessions for p in c.members})
    facilitators = sorted({p for c in sessions for p in c.facilitators})
    subjects = subjects_of(members, facilitators, blocks_of(sessions, quality))
    mean, sd = smoothed.trajectories([s.weights() for s in subjects])
    mean = mean + _means(parameters, subjects) + parameters.slope * smoothed.time[:, None]
    there = np.array([[_belongs(s, c) for s in subjects] for c in sessions])
    session, subject = np.nonzero(there)
    at = list(zip(session.tolist(), subject.tolist(), strict=True))
    counts = [_counts(c, quality) for c in sessions]
    columns: dict[str, Any] = {
        **_about([subjects[k] for _, k in at], quality),
        "session": [sessions[s].number for s, _ in at],
        "held_on": [sessions[s].held_on for s, _ in at],
        **limits(mean[session, subject], sd[session, subject], group),
        "n_ratings": [counts[s].get(subjects[k], 0) for s, k in at],
    }
    return pl.DataFrame(columns, schema=READINGS_SCHEMA)


def latest_of(following: Following) -> pl.DataFrame:
    """Every reading as the last session left it."""
    if following.last is None:
        return pl.DataFrame(schema=LATEST_SCHEMA)
    return pl.concat([_latest(following, following.last, q) for q in following.followers])


def cohesion_of(sessions: Sequence[CheckIns], smoothed: Smoothed, parameters: Parameters, group: Group) -> pl.DataFrame:
    """The average of the members' bond with one another and with the group, at every session."""
    mean, sd = smoothed.trajectories([{("gamma", "MM"): 0.5, ("gamma", "MG"): 0.5}])
    level = 0.5 * (parameters.beta[0] + parameters.beta[3]) + parameters.slope * smoothed.time
    columns: dict[str, Any] = {
        "session": [c.number for c in sessions],
        "held_on": [c.held_on for c in sessions],
        **limits(mean[:, 0] + level, sd[:, 0], group),
    }
    return pl.DataFrame(columns, schema=COHESION_SCHEMA)


def limits(mean: FloatArray, sd: FloatArray, group: Group) -> Mapping[str, FloatArray]:
    """Median and central intervals on the scale from lowest to highest.

    Cutting off at the ends never changes an order, so the quantiles of what is cut off are the quantiles, cut off.
    """

    def cut(values: FloatArray) -> FloatArray:
        return np.clip(values, group.lowest, group.highest)

    return {
        "mean": cut(mean),
        "sd": sd,
        "low_90": cut(mean - Z_90 * sd),
        "low_50": cut(mean - Z_50 * sd),
        "high_50": cut(mean + Z_50 * sd),
        "high_90": cut(mean + Z_90 * sd),
    }


def _latest(following: Following, last: CheckIns, quality: Quality) -> pl.DataFrame:
    follower = following.followers[quality]
    subjects = subjects_of(last.members, last.facilitators, follower.answered)
    if not subjects:
        return pl.DataFrame(schema=LATEST_SCHEMA)
    known = follower.filter
    mean, covariance = known.readings([s.weights() for s in subjects])
    counts = _counts(last, quality)
    level = mean + _means(follower.parameters, subjects) + follower.parameters.slope * known.time
    columns: dict[str, Any] = {
        **_about(subjects, quality),
        "session": [last.number] * len(subjects),
        **limits(level, np.sqrt(np.diagonal(covariance)), following.group),
        "n_ratings": [counts.get(s, 0) for s in subjects],
    }
    return pl.DataFrame(columns, schema=LATEST_SCHEMA)


def _about(subjects: Sequence[Subject], quality: Quality) -> dict[str, list[str | None]]:
    return {
        "block": [s.block for s in subjects],
        "level": [str(Block(s.block).level) for s in subjects],
        "quality": [str(quality)] * len(subjects),
        "person_id": [s.person_id for s in subjects],
    }


def _means(parameters: Parameters, subjects: Sequence[Subject]) -> FloatArray:
    at: IntArray = np.array([BLOCKS.index(s.block) for s in subjects], dtype=np.int64)
    return parameters.beta[at]


def _belongs(subject: Subject, session: CheckIns) -> bool:
    person = subject.person_id
    return person is None or person in session.members or person in session.facilitators


def _counts(session: CheckIns, quality: Quality) -> dict[Subject, int]:
    found: dict[Subject, int] = {}
    for block, rater, _, _ in session.answers.get(quality, ()):
        for subject in (Subject(block), Subject(block, rater)):
            found[subject] = found.get(subject, 0) + 1
    return found
