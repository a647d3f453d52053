"""Members who work out who of them answered lowest, from what a group is told and what they know: who came, their own answers.

Everybody has a level of their own and moves about it from session to session. The attacker knows how levels are spread, who was
there, and what was told with its rounding; the best linear guess of every level follows, and among those who answered last the
lowest is named.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.privacy import SESSIONS, STEP, BlockReading, block_reading, block_readings

Sessions = Sequence[Mapping[str, float]]
SPREAD, MOVES, MIDDLE = 1.3, 0.7, 5.0


@dataclass(frozen=True)
class Told:
    """One number that the group was told: which weight each person has in it, and how blurred it is."""

    weights: Mapping[str, float]
    value: float
    variance: float


Policy = Callable[[Sessions], list[Told]]


def by_the_block_rule(sessions: Sessions) -> list[Told]:
    """What our rule tells."""
    return [_told(reading) for reading in block_readings(sessions) if reading.value is not None]


def by_blocks_that_skip_one(sessions: Sessions) -> list[Told]:
    """The second control: a block is left out where its raters are not those of the block before, and that is all."""
    blocks = [block_reading(sessions[k : k + SESSIONS]) for k in range(0, len(sessions), SESSIONS)]
    same = [k == 0 or blocks[k - 1].raters == block.raters for k, block in enumerate(blocks)]
    return [_told(block) for block, stays in zip(blocks, same, strict=True) if stays and block.value is not None]


def _told(reading: BlockReading) -> Told:
    n = len(reading.raters)
    blur = MOVES**2 / (SESSIONS * n) + STEP**2 / 12
    return Told(dict.fromkeys(reading.raters, 1 / n), reading.value or 0.0, blur)


def as_exact_means(sessions: Sessions) -> list[Told]:
    """The control: the plain mean of every session that three or more answered."""
    full = [s for s in sessions if len(s) >= 3]
    return [Told({n: 1 / len(s) for n in s}, sum(s.values()) / len(s), MOVES**2 / len(s)) for s in full]


@dataclass(frozen=True)
class Course:
    """How simulated groups are run: how many members, for how long, how often they come, and how many come and go."""

    members: int = 7
    sessions: int = 24
    comes: float = 0.85
    turnover: int = 0


def hits(policy: Policy, colluders: int, course: Course, *, groups: int = 300, seed: int = 20260310) -> tuple[float, float]:
    """The share of groups in which the lowest was named, and what guessing without any knowledge reaches."""
    rng = np.random.default_rng(seed)
    named = [_is_named(policy, colluders, course, rng) for _ in range(groups)]
    return float(np.mean([hit for hit, _ in named])), float(np.mean([chance for _, chance in named]))


def _is_named(policy: Policy, colluders: int, course: Course, rng: np.random.Generator) -> tuple[bool, float]:
    names, levels, sessions = _group(course, rng)
    told = policy(sessions)
    guess = _best_guess(told, names, {name: levels[name] for name in names[:colluders]})
    answered = told[-1].weights if told else sessions[-1]
    others = [name for name in names[colluders:] if name in answered]
    lowest = min(others, key=lambda name: levels[name])
    return min(others, key=lambda name: (guess[name], rng.random())) == lowest, 1 / len(others)


def _group(course: Course, rng: np.random.Generator) -> tuple[list[str], dict[str, float], Sessions]:
    """A group with somebody leaving and somebody joining at random sessions, `turnover` times."""
    names = [f"person {k}" for k in range(course.members + course.turnover)]
    first, last = dict.fromkeys(names, 0), dict.fromkeys(names, course.sessions)
    for k in range(course.turnover):
        at = int(rng.integers(2, course.sessions - 2))
        first[names[course.members + k]], last[names[course.members - 1 - k]] = at, at
    levels = {name: float(np.clip(rng.normal(MIDDLE, SPREAD), 1, 7)) for name in names}
    here = [[n for n in names if first[n] <= t < last[n] and rng.random() < course.comes] for t in range(course.sessions)]
    return names, levels, [{n: float(np.clip(np.rint(rng.normal(levels[n], MOVES)), 1, 7)) for n in s} for s in here]


def _best_guess(told: Sequence[Told], names: Sequence[str], known: Mapping[str, float]) -> dict[str, float]:
    """The best linear guess of every level; those who collude know their own."""
    precision = np.diag([1e6 if name in known else 1 / SPREAD**2 for name in names])
    right = precision @ np.array([known.get(name, MIDDLE) for name in names])
    for one in told:
        weights = np.array([one.weights.get(name, 0.0) for name in names])
        precision = precision + np.outer(weights, weights) / one.variance
        right = right + weights * one.value / one.variance
    return dict(zip(names, np.round(np.linalg.solve(precision, right), 9), strict=True))
