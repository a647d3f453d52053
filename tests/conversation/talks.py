"""Simulated talk for tests, on times that binary numbers hold exactly, and the transformations that laws speak of."""

from dataclasses import replace

import numpy as np

from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk, talk_of
from fourfold.inference.arrays import IntArray


def lively(seed: int, *, seats: int = 6, turns: int = 120, facilitators: int = 1, soft: bool = False) -> Talk:
    """Turns with pauses, overlaps, backchannels and unknown addressees; no two start at once, nobody overlaps themselves."""
    rng = np.random.default_rng(seed)
    start = np.cumsum(rng.integers(1, 160, turns)) / 16
    length = np.where(rng.random(turns) < 0.3, rng.integers(1, 15, turns), rng.integers(16, 240, turns)) / 16
    speaker = rng.integers(0, seats, turns)
    free = np.zeros(seats)
    for i in range(turns):
        start[i] = max(start[i], free[speaker[i]])
        free[speaker[i]] = start[i] + length[i]
    addressee = rng.choice([*range(seats), TO_GROUP, NOT_KNOWN], turns)
    addressee = np.where(addressee == speaker, TO_GROUP, addressee)
    first = np.unique(start, return_index=True)[1]
    chances = None
    if soft:
        chances = rng.integers(1, 9, (turns, seats + 1)) * 1.0
        chances[np.arange(turns), speaker] = 0
        chances = (chances / chances.sum(axis=1, keepdims=True))[first]
    return talk_of(
        start[first],
        (start + length)[first],
        speaker[first],
        addressee=addressee[first],
        facilitators=np.arange(seats) < facilitators,
        probability=chances,
    )


def made_of(talk: Talk, rows: IntArray) -> Talk:
    """The talk with these of its stretches, as often and in the order as they are named."""
    return again(
        replace(
            talk,
            start_s=talk.start_s[rows],
            end_s=talk.end_s[rows],
            speaker=talk.speaker[rows],
            addressee=talk.addressee[rows],
            probability=None if talk.probability is None else talk.probability[rows],
        )
    )


def again(talk: Talk) -> Talk:
    """The talk checked and sorted anew."""
    return talk_of(
        talk.start_s,
        talk.end_s,
        talk.speaker,
        addressee=talk.addressee,
        facilitators=talk.facilitators,
        duration_s=talk.duration_s,
        probability=talk.probability,
        source=talk.source,
    )


def halved(talk: Talk) -> Talk:
    """Every stretch in two touching pieces."""
    n = len(talk.start_s)
    middle = (talk.start_s + talk.end_s) / 2
    twice = made_of(talk, np.repeat(np.arange(n), 2))
    start, end = twice.start_s.copy(), twice.end_s.copy()
    start[1::2], end[::2] = middle, middle
    return again(replace(twice, start_s=start, end_s=end))


def doubled(talk: Talk) -> Talk:
    """Every stretch twice."""
    return made_of(talk, np.repeat(np.arange(len(talk.start_s)), 2))


def later(talk: Talk, seconds: float) -> Talk:
    """The same, begun later, with as much silence after the last word."""
    return replace(talk, start_s=talk.start_s + seconds, end_s=talk.end_s + seconds, duration_s=talk.duration_s + seconds)


def backwards(talk: Talk) -> Talk:
    """The recording played from its end to its beginning."""
    return again(replace(talk, start_s=talk.duration_s - talk.end_s, end_s=talk.duration_s - talk.start_s))


def reseated(talk: Talk, to: IntArray) -> Talk:
    """Seat k moved to the place to[k]."""
    addressee = np.where(talk.addressee >= 0, to[np.maximum(talk.addressee, 0)], talk.addressee)
    chairs = np.empty_like(talk.facilitators)
    chairs[to] = talk.facilitators
    chances = None
    if talk.probability is not None:
        chances = talk.probability.copy()
        chances[:, to] = talk.probability[:, :-1]
    return again(replace(talk, speaker=to[talk.speaker], addressee=addressee, facilitators=chairs, probability=chances))
