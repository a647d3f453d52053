"""How much of the talk from person to person runs through a facilitator, and how much more than seats alone would make.

The share H of a session is measured on that session, yet it wavers: the interval says where the share would settle if the
group went on talking as it did. In simulated talk of 150 to 1000 turns it did so in .91 to .98 of sessions with addressees
known, in more with probabilities; in .85 to .98 with 60 turns (docs/method/conversation.md).
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.fft import dct
from scipy.special import stdtrit

from fourfold.conversation.floor import Acts, FloorTurns, floor_turns
from fourfold.conversation.talk import Talk
from fourfold.inference.arrays import FloatArray
from fourfold.inference.shares import wilson_interval
from fourfold.vocabulary import NotEnoughData

FEWEST_FOR_INTERVAL = 10
"""Turns, counted as if all were as long, that say to whom; below there is a share and no interval."""


@dataclass(frozen=True, slots=True)
class HubShare:
    """share and null are between 0 and 1; excess is 0 where they are alike and 1 where no two members speak to one another.

    low and high bound the excess (95 %), share_low and share_high the share; None below `FEWEST_FOR_INTERVAL` turns.
    addressed_s: seconds of talk from person to person on which this rests.
    """

    share: float
    null: float
    excess: float
    low: float | None
    high: float | None
    share_low: float | None
    share_high: float | None
    addressed_s: float


def hub_share(talk: Talk, *, floor: FloorTurns | None = None) -> HubShare:
    """H = seconds between a facilitator and somebody / all seconds to a person; excess = (H - H0) / (1 - H0).

    H0 = 1 - C(N - T, 2) / C(N, 2) for N people, T of them facilitators. Raises NotEnoughData where nobody leads, where
    fewer than two members are there (then every pair has a facilitator), and where no turn is known to be to one person.
    Source: interval docs/method/conversation.md, eq. 6 to 10; Lazarus et al. (2018); Wilson (1927).
    """
    null = _null(talk)
    acts = (floor or floor_turns(talk)).acts
    hub, person = _chances(acts, talk)
    mass = acts.speech_s * person
    total = float(mass.sum())
    if total == 0:
        raise NotEnoughData("no turn is known to be to one person, so nothing says how much runs through a facilitator")
    share = _share(acts.speech_s, hub, total)
    low, high = _interval(acts.speech_s, hub, person)
    return HubShare(share, null, _excess(share, null), _bound(low, null), _bound(high, null), low, high, total)


def _null(talk: Talk) -> float:
    people, members = talk.seats, int((~talk.facilitators).sum())
    if members == people:
        raise NotEnoughData("nobody is named as a facilitator, so there is no hub")
    if members < 2:
        raise NotEnoughData("fewer than two members were there, so every pair has a facilitator")
    return 1 - members * (members - 1) / (people * (people - 1))


def _excess(share: float, null: float) -> float:
    return (share - null) / (1 - null)


def _bound(share: float | None, null: float) -> float | None:
    return None if share is None else _excess(share, null)


def _chances(acts: Acts, talk: Talk) -> tuple[FloatArray, FloatArray]:
    """For each act the chance that it is between a facilitator and one person, and that it is to one person at all."""
    leads = talk.facilitators[acts.speaker]
    if acts.probability is None:
        person = acts.addressee >= 0
        return (person & (leads | talk.facilitators[acts.addressee])).astype(np.float64), person.astype(np.float64)
    wanted = np.zeros((2, talk.seats + 1))
    wanted[:, :-1] = talk.facilitators, np.ones(talk.seats)
    chair, person = wanted @ acts.probability.T
    return np.where(leads, person, chair), person


def _share(seconds: FloatArray, hub: FloatArray, total: float) -> float:
    # Sums in another order may differ in the last digit.
    share = min(1.0, float(seconds @ hub) / total)
    return 1.0 if share > 1 - 1e-12 else share


def _interval(seconds: FloatArray, hub: FloatArray, person: FloatArray) -> tuple[float | None, float | None]:
    mass = seconds * person
    total = float(mass.sum())
    alike = float(total**2 / (mass @ mass))
    if alike < FEWEST_FOR_INTERVAL:
        return None, None
    share = _share(seconds, hub, total)
    left = seconds * (hub - share * person)
    degrees = _degrees(len(left))
    variance = (_long_run(left, degrees) + _label_variance(seconds, hub, person, share)) / total**2
    spread = share * (1 - share)
    effective = min((1 + 2 * spread) * alike, spread / variance) if spread > 0 and variance > 0 else alike
    return wilson_interval(share, effective, float(stdtrit(degrees, 0.975)))


def _degrees(n: int) -> int:
    return max(4, min(12, int(0.5 * math.sqrt(n))))


def _long_run(left: FloatArray, degrees: int) -> float:
    """Variance of the sum of a series that remembers: the mean square of its first cosine weights."""
    waves = dct(left)[1 : degrees + 1]
    return float(waves @ waves) / (2 * len(waves))


def _label_variance(seconds: FloatArray, hub: FloatArray, person: FloatArray, share: float) -> float:
    """Variance of the sum over labels drawn by their probabilities."""
    square = hub * (1 - share) ** 2 + (person - hub) * share**2
    return float(seconds**2 @ np.maximum(0.0, square - (hub - share * person) ** 2))
