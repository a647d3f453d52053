"""The relational event model written out pair by pair, and sequences drawn from it; shares nothing with the library's."""

import math
from collections.abc import Callable, Iterator

import numpy as np

from fourfold.inference.relational_events import Effect, Events

GROUP = -1
Pair = tuple[int, int]
History = list[Pair]


def pairs(seats: int, *, with_group: bool = True) -> list[Pair]:
    """Everybody to everybody else, and to the group."""
    return [(i, j) for i in range(seats) for j in [*range(seats), *([GROUP] if with_group else [])] if i != j]


def shift(before: Pair, now: Pair) -> str:
    """Gibson's code of two events after one another; the second may be any pair."""
    (a, b), (i, j) = before, now
    if b == GROUP:
        speaker = "A" if i == a else "X"
        whom = "0" if j == GROUP else "A" if j == a else "Y"
        return f"A0-{speaker}{whom}"
    speaker = "A" if i == a else "B" if i == b else "X"
    whom = "0" if j == GROUP else "A" if j == a else "B" if j == b else "Y"
    return f"AB-{speaker}{whom}"


def recency(history: History, pair: Pair, *, sent: bool) -> float:
    """One over the rank of j among those i addressed last, or was addressed by last."""
    i, j = pair
    met: list[int] = []
    for a, b in reversed(history):
        mine, theirs = (a, b) if sent else (b, a)
        if mine == i and theirs not in met:
            met.append(theirs)
    return 1 / (met.index(j) + 1) if j in met else 0.0


def says(effect: Effect, history: History, pair: Pair, chairs: list[bool]) -> float:
    """What one effect says of one pair after this history."""
    i, j = pair
    among_members = not chairs[i] and j != GROUP and not chairs[j]
    answers: dict[Effect, Callable[[], float]] = {
        Effect.SENDER_FACILITATOR: lambda: chairs[i],
        Effect.RECEIVER_FACILITATOR: lambda: j != GROUP and chairs[j],
        Effect.TO_GROUP: lambda: j == GROUP,
        Effect.MEMBER_TO_MEMBER: lambda: among_members,
        Effect.MEMBER_TO_MEMBER_AFTER_FACILITATOR: lambda: bool(history) and chairs[history[-1][0]] and among_members,
        Effect.SPEAKS_AGAIN: lambda: bool(history) and history[-1][0] == i,
        Effect.RECENCY_OF_SENDING: lambda: recency(history, pair, sent=True),
        Effect.RECENCY_OF_RECEIVING: lambda: recency(history, pair, sent=False) if j != GROUP else 0.0,
    }
    if effect in answers:
        return float(answers[effect]())
    return float(bool(history) and shift(history[-1], pair) == effect.value)


def rows(history: History, chairs: list[bool], effects: list[Effect], *, with_group: bool = True) -> np.ndarray:
    """The statistics of every pair after this history, (pairs, effects)."""
    return np.array([[says(e, history, pair, chairs) for e in effects] for pair in pairs(len(chairs), with_group=with_group)])


def designs(events: Events, effects: list[Effect]) -> Iterator[tuple[np.ndarray, int]]:
    """For each event its statistics and the place of the pair that spoke."""
    chairs = events.facilitators.tolist()
    history: History = []
    for pair in zip(events.sender.tolist(), events.receiver.tolist(), strict=True):
        yield rows(history, chairs, effects), pairs(len(chairs)).index(pair)
        history.append(pair)


def log_likelihood(sessions: list[list[tuple[np.ndarray, int]]], coefficients: np.ndarray) -> float:
    """The sum of log chances of what happened."""
    total = 0.0
    for session in sessions:
        for design, spoke in session:
            scores = design @ coefficients
            total += scores[spoke] - math.log(np.exp(scores).sum())
    return total


def drawn(seed: int, *, n: int, chairs: list[bool], planted: dict[Effect, float]) -> Events:
    """A session of n events in which the planted effects hold."""
    rng = np.random.default_rng(seed)
    effects, coefficients = list(planted), np.array(list(planted.values()))
    everybody, history = pairs(len(chairs)), []
    for _ in range(n):
        odds = np.exp(rows(history, chairs, effects) @ coefficients)
        history.append(everybody[rng.choice(len(everybody), p=odds / odds.sum())])
    sender, receiver = np.array(history, dtype=np.int64).T
    return Events(sender, receiver, np.array(chairs))
