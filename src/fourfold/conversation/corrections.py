"""Asking a person about a few turns: which to ask about, and how much runs through a facilitator once they have answered.

Turns picked because they are doubtful improve the number; only turns drawn by chance say how far off it may still be.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from math import sqrt

import numpy as np
from scipy.special import stdtrit

from fourfold.conversation.floor import floor_turns
from fourfold.conversation.hub import hub_share
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk
from fourfold.inference.arrays import BoolArray, FloatArray, IntArray
from fourfold.inference.shares import wilson_interval
from fourfold.vocabulary import NotEnoughData

FEWEST_CORRECTED = 10
"""Turns drawn by chance: with fewer there is no interval."""
_CERTAIN = 1 - 1e-9


class How(StrEnum):
    """How turns are picked: where most seconds are in doubt, or by chance, a turn as likely as it is long."""

    UNCERTAIN = "uncertain"
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person said of some turns of a talk: turns (n,) places in it, addressee (n,) a seat or TO_GROUP."""

    turns: IntArray
    addressee: IntArray


@dataclass(frozen=True, slots=True)
class CorrectedShare:
    """The hub share of this session with an interval for what it would be if a person had heard every turn.

    power: how much the predictions were trusted, 0 not at all to 1 wholly; asked out of in_doubt turns.
    """

    share: float
    low: float
    high: float
    standard_error: float
    power: float
    asked: int
    in_doubt: int


def which_to_ask(talk: Talk, n: int, *, how: str = How.UNCERTAIN, seed: int = 0) -> IntArray:
    """The places of up to n turns to ask a person about, in the order of the talk; turns that are known are never asked.

    Backchannels weigh nothing and are not asked either. The same seed draws the same turns; `how` is a value of `How`.
    """
    seconds, doubt = seconds_of(talk), _doubt(talk)
    there = np.flatnonzero((doubt > 0) & (seconds > 0))
    count, rng = min(n, len(there)), np.random.default_rng(seed)
    match How(how):
        case How.UNCERTAIN:
            worth = (seconds * doubt)[there]
            picked = there[np.argsort(-worth, kind="stable")[:count]]
        case How.RANDOM:
            picked = there[_systematic(_inclusion(seconds[there], count), rng)]
    found: IntArray = np.sort(picked)
    return found


def corrected(talk: Talk, corrections: Corrections) -> Talk:
    """The talk with what the person said standing as known."""
    _check(talk, corrections)
    addressee = talk.addressee.copy()
    addressee[corrections.turns] = corrections.addressee
    if talk.probability is None:
        return replace(talk, addressee=addressee)
    probability = talk.probability.copy()
    probability[corrections.turns] = _known(talk, corrections.addressee)
    return replace(talk, addressee=addressee, probability=probability)


def hub_share_after(talk: Talk, corrections: Corrections) -> float:
    """The hub share with the corrected turns as known and the others as they were; the best point, without an interval.

    Raises `NotEnoughData` where no turn is to one person, nobody leads, or fewer than two members are there.
    """
    return hub_share(corrected(talk, corrections)).share


def hub_share_interval(talk: Talk, corrections: Corrections, *, level: float = 0.95) -> CorrectedShare:
    """The hub share of the session from predictions and all turns that `which_to_ask` drew with how="random".

    Prediction-powered: the interval is honest even where the predictions are wrong, and narrow where they are right. Turns
    picked in another way, or drawn and left without an answer, make it wrong; what can be seen of that raises `ValueError`.
    Raises `NotEnoughData` below ten turns, and where no turn is to one person.
    Source: Angelopoulos et al. (2023); power tuning Angelopoulos, Duchi & Zrnic (2023); docs/method/relational_events.md.
    """
    _check(talk, corrections)
    sample = _sampled(talk, corrections)
    share, power, error = _tuned(sample)
    if not len(sample.said):
        return CorrectedShare(share, share, share, 0.0, power, sample.asked, sample.in_doubt)
    quantile = float(stdtrit(max(len(sample.said) - 2, 1), (1 + level) / 2))
    low, high = wilson_interval(share, _worth(share, error, sample), quantile)
    return CorrectedShare(share, low, high, error, power, sample.asked, sample.in_doubt)


def seconds_of(talk: Talk) -> FloatArray:
    """The seconds with which each turn stands in who speaks to whom (n,): 0 for backchannels and what repeats itself."""
    n = len(talk.speaker)
    # A mark of its own on every turn keeps the floor from joining two of them.
    marks = np.zeros((n, talk.seats + 1))
    marks[:, 0] = np.arange(1, n + 1)
    acts = floor_turns(replace(talk, probability=marks)).acts
    seconds = np.zeros(n)
    if acts.probability is not None:
        seconds[acts.probability[:, 0].astype(np.int64) - 1] = acts.speech_s
    return seconds


@dataclass(frozen=True, slots=True)
class _Sample:
    """Seconds through a facilitator and to one person: said by the person, predicted for them, and predicted for all.

    said, predicted (drawn, 2) are each worth the whole, divided by the chance of the turn to be drawn; all_predicted,
    certain (2,), the latter with turns so long that they were always drawn; unseen (drawn,): the chance not to be drawn.
    """

    said: FloatArray
    predicted: FloatArray
    all_predicted: FloatArray
    certain: FloatArray
    asked: int
    in_doubt: int
    unseen: FloatArray


def _sampled(talk: Talk, corrections: Corrections) -> _Sample:
    seconds = seconds_of(talk)
    pool, turns = (_doubt(talk) > 0) & (seconds > 0), corrections.turns
    if not pool[turns].all():
        raise ValueError(f"turn {int(turns[np.argmin(pool[turns])]) + 1} was not in doubt, so it was not drawn by chance")
    if len(turns) < min(FEWEST_CORRECTED, max(int(pool.sum()), 1)):
        raise NotEnoughData(f"{len(turns)} corrected turns are too few for an interval; it needs {FEWEST_CORRECTED}")
    drawn = np.zeros(len(seconds))
    drawn[pool] = _inclusion(seconds[pool], len(turns))
    sure = drawn[turns] >= 1
    if (drawn >= 1).sum() != sure.sum():
        raise ValueError("a turn so long that it is always drawn has no answer; give one for every turn that was drawn")
    predicted = _through_and_to_one(talk, _chances(talk)) * seconds[:, None]
    said = _through_and_to_one(talk, _chances(corrected(talk, corrections)))[turns] * seconds[turns, None]
    chance, asked = drawn[turns][~sure, None], int((~sure).sum())
    return _Sample(
        said[~sure] / chance * asked,
        predicted[turns][~sure] / chance * asked,
        predicted[pool & (drawn < 1)].sum(axis=0),
        predicted[~pool].sum(axis=0) + said[sure].sum(axis=0),
        len(turns),
        int(pool.sum()),
        1 - chance[:, 0],
    )


def _tuned(sample: _Sample) -> tuple[float, float, float]:
    """Share, power and standard error; the power makes the error smallest, and is found with the share in turns."""
    if not len(sample.said):
        return _ratio(sample.certain), 1.0, 0.0
    power, weight = 0.0, sample.unseen / sample.unseen.sum()
    share = _share(sample, power)
    for _ in range(20):
        said, predicted = (part @ np.array([1.0, -share]) for part in (sample.said, sample.predicted))
        predicted = predicted - weight @ predicted
        spread = float(weight @ predicted**2)
        before, power = power, float(np.clip(weight @ (said * predicted) / spread, 0, 1)) if spread > 0 else 0.0
        share = _share(sample, power)
        if abs(power - before) < 1e-9:
            break
    left = (sample.said - power * sample.predicted) @ np.array([1.0, -share])
    n = len(left)
    variance = float(sample.unseen @ (left - weight @ left) ** 2) / max(n - 2, 1) / n
    return share, power, sqrt(variance) / _totals(sample, power)[1]


def _totals(sample: _Sample, power: float) -> FloatArray:
    found: FloatArray = sample.certain + power * sample.all_predicted + (sample.said - power * sample.predicted).mean(axis=0)
    return found


def _share(sample: _Sample, power: float) -> float:
    return _ratio(_totals(sample, power))


def _ratio(totals: FloatArray) -> float:
    through, to_one = totals.tolist()
    if to_one <= 0:
        raise NotEnoughData("no corrected turn is to one person, so nothing says how much runs through a facilitator")
    return float(np.clip(through / to_one, 0, 1))


def _worth(share: float, error: float, sample: _Sample) -> float:
    """How many turns all alike would say as much; where every answer is the same, those that were asked about."""
    spread = share * (1 - share)
    if error > 0 and spread > 0:
        return spread / error**2
    mass = sample.said[:, 1]
    square = float(mass @ mass)
    return float(mass.sum()) ** 2 / square if square > 0 else 1.0


def _through_and_to_one(talk: Talk, chances: FloatArray) -> FloatArray:
    """The chance that each turn is between a facilitator and one person, and that it is to one person, (n, 2)."""
    to_one = chances[:, : talk.seats].sum(axis=1)
    through = np.where(talk.facilitators[talk.speaker], to_one, chances[:, : talk.seats] @ talk.facilitators)
    return np.stack([through, to_one], axis=1)


def _chances(talk: Talk) -> FloatArray:
    return talk.probability if talk.probability is not None else _known(talk, talk.addressee)


def _known(talk: Talk, addressee: IntArray) -> FloatArray:
    """Certainty as probabilities (n, seats + 1), the group last; zeros where nobody knows."""
    chances = np.zeros((len(addressee), talk.seats + 1))
    there = addressee != NOT_KNOWN
    chances[there, np.where(addressee == TO_GROUP, talk.seats, addressee)[there]] = 1.0
    return chances


def _doubt(talk: Talk) -> FloatArray:
    """The chance that the most probable addressee of each turn is wrong."""
    best = _chances(talk).max(axis=1, initial=0.0)
    found: FloatArray = np.where(best >= _CERTAIN, 0.0, 1 - best)
    return found


def _inclusion(seconds: FloatArray, n: int) -> FloatArray:
    """The chance of each to be among n drawn in proportion to their seconds; 1 for those too long for less."""
    chance, sure = np.zeros(len(seconds)), np.zeros(len(seconds), dtype=np.bool_)
    while True:
        left = n - int(sure.sum())
        chance = np.where(sure, 1.0, left * seconds / max(float(seconds[~sure].sum()), 1e-300))
        more: BoolArray = ~sure & (chance >= 1)
        if not more.any():
            return chance
        sure |= more


def _systematic(chance: FloatArray, rng: np.random.Generator) -> IntArray:
    """Each with its chance: equal steps from a chance start through a chance order."""
    order = rng.permutation(len(chance))
    reach = np.cumsum(chance[order]) + rng.random()
    steps = np.floor(reach) > np.floor(np.append(reach[:1] - chance[order][:1], reach[:-1]))
    return order[steps]


def _check(talk: Talk, corrections: Corrections) -> None:
    turns, whom = corrections.turns, corrections.addressee
    if turns.shape != whom.shape or len(np.unique(turns)) != len(turns):
        raise ValueError("name each corrected turn once, with its addressee")
    if ((turns < 0) | (turns >= len(talk.speaker))).any():
        raise ValueError(f"the talk has {len(talk.speaker)} turns; a correction names another")
    bad = (whom < TO_GROUP) | (whom >= talk.seats) | (whom == talk.speaker[turns])
    if bad.any():
        raise ValueError(f"turn {int(turns[np.argmax(bad)]) + 1} is corrected to somebody it cannot be to")
