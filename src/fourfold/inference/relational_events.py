"""Who addresses whom next: the ordinal relational event model of one group, over one or several sessions.

At each event every ordered pair that could have spoken competes; an effect makes some pairs likelier. Source: Butts (2008),
docs/method/relational_events.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import BoolArray, FloatArray, IntArray
from fourfold.inference.relational_effects import GROUP_RECEIVER, UNKNOWN_RECEIVER, Effect, choices_of, statistics
from fourfold.inference.relational_kernel import add_session, reach
from fourfold.vocabulary import NotEnoughData

__all__ = [
    "GROUP_RECEIVER",
    "UNKNOWN_RECEIVER",
    "Effect",
    "Events",
    "NotIdentified",
    "RelationalEvents",
    "fit_relational_events",
]

STANDARD_EFFECTS = (
    Effect.SENDER_FACILITATOR,
    Effect.RECEIVER_FACILITATOR,
    Effect.TO_GROUP,
    Effect.AB_BA,
    Effect.AB_BY,
    Effect.AB_AY,
    Effect.AB_XB,
    Effect.RECENCY_OF_SENDING,
    Effect.RECENCY_OF_RECEIVING,
    Effect.MEMBER_TO_MEMBER_AFTER_FACILITATOR,
)
"""What is fitted where nobody says otherwise."""
_NO_INFORMATION = 1e-7
"""Of the information at coefficients of zero: with less left in some direction, the estimate is running away in it."""
_COLLINEAR = 1e-10
_NAMED = 0.1
"""Effects with at least this share of the largest weight in a direction are named."""
_SETTLED = 1e-10
_LONGEST_STEP = 2.0
"""From zero, a rare shift that is common here would be overshot to where no information is left."""
_ITERATIONS = 100


class NotIdentified(NotEnoughData):
    """These events have no finite estimate for some `effects`, or cannot tell them apart; the message names them."""

    def __init__(self, why: str, effects: tuple[Effect, ...]) -> None:
        super().__init__(f"these effects {why}: {', '.join(e.value for e in effects)}; leave them out or add sessions")
        self.effects = effects


@dataclass(frozen=True, slots=True)
class Events:
    """The events of one session in their order: sender (n,) a seat, receiver (n,) a seat, GROUP_RECEIVER or UNKNOWN_RECEIVER.

    facilitators (seats,) true for chairs. An event whose receiver is unknown is not explained; it stands in the history.
    """

    sender: IntArray
    receiver: IntArray
    facilitators: BoolArray

    def __post_init__(self) -> None:
        seats = len(self.facilitators)
        if self.sender.shape != self.receiver.shape or self.sender.ndim != 1:
            raise ValueError("senders and receivers must be as many as there are events")
        bad = (self.sender < 0) | (self.sender >= seats) | (self.receiver < UNKNOWN_RECEIVER) | (self.receiver >= seats)
        if (bad | (self.sender == self.receiver)).any():
            first = int(np.argmax(bad | (self.sender == self.receiver))) + 1
            raise ValueError(f"event {first} names a seat that is not there, or somebody who addresses themselves")


@dataclass(frozen=True, slots=True)
class RelationalEvents:
    """A fitted model: log odds of being the next event (k,) by effect, standard_errors (k,), covariance (k, k).

    `events` were explained, out of the session_count sessions; null_log_likelihood is that of all pairs equally likely.
    """

    effects: tuple[Effect, ...]
    coefficients: FloatArray
    standard_errors: FloatArray
    covariance: FloatArray
    log_likelihood: float
    null_log_likelihood: float
    events: int
    session_count: int
    iterations: int

    def of(self, effect: Effect) -> tuple[float, float]:
        """The coefficient of an effect and its standard error. Raises `KeyError` where it was not fitted."""
        if effect not in self.effects:
            raise KeyError(f"{effect.value} was not fitted")
        k = self.effects.index(effect)
        return float(self.coefficients[k]), float(self.standard_errors[k])

    @property
    def deviance(self) -> float:
        """Minus twice the log-likelihood."""
        return -2 * self.log_likelihood

    @property
    def aic(self) -> float:
        """Akaike's criterion: smaller is better."""
        return self.deviance + 2 * len(self.effects)


def fit_relational_events(
    sessions: Sequence[Events],
    effects: Sequence[Effect] = STANDARD_EFFECTS,
    *,
    with_group: bool = True,
    may_go_on: bool = True,
) -> RelationalEvents:
    """The coefficients that make the observed order of events likeliest, pooled over sessions; history begins anew in each.

    With `with_group` the group can be a receiver, else events to the group only stand in the history. Without `may_go_on`
    nobody can follow themselves, and events that do are not explained. Raises `NotIdentified`, a `NotEnoughData`, naming
    the effects that these events cannot tell: those that never vary, are the same as others, or have no finite estimate.
    """
    if len(set(effects)) != len(effects) or not effects:
        raise ValueError("name at least one effect, and each once")
    choices = [found for one in sessions if (found := _choices(one, effects, with_group, may_go_on)).count]
    if not choices:
        raise NotEnoughData("no event with a known receiver is there to explain")
    zero = _at(choices, np.zeros(len(effects)))
    _refuse_unidentified(choices, zero, effects)
    end, coefficients, iterations = _climb(choices, zero, effects)
    covariance = np.linalg.inv(end.information).astype(np.float64)
    return RelationalEvents(
        effects=tuple(effects),
        coefficients=coefficients,
        standard_errors=np.sqrt(np.diagonal(covariance)),
        covariance=covariance,
        log_likelihood=end.log_likelihood,
        null_log_likelihood=zero.log_likelihood,
        events=sum(one.count for one in choices),
        session_count=len(choices),
        iterations=iterations,
    )


@dataclass(frozen=True, slots=True)
class _Choices:
    """The statistics of all pairs at each explained event, which pairs could have spoken, and which did."""

    values: FloatArray
    available: BoolArray
    spoke: IntArray

    @property
    def count(self) -> int:
        return len(self.spoke)


@dataclass(frozen=True, slots=True)
class _Place:
    """The log-likelihood at some coefficients, with its slope (k,) and the information (k, k)."""

    log_likelihood: float
    slope: FloatArray
    information: FloatArray


def _choices(one: Events, effects: Sequence[Effect], with_group: bool, may_go_on: bool) -> _Choices:
    seats = len(one.facilitators)
    choices = choices_of(seats, with_group=with_group)
    values = statistics(one.sender, one.receiver, one.facilitators, choices, effects)
    available = np.ones(values.shape[:2], dtype=np.bool_)
    explained = (one.receiver >= 0) | ((one.receiver == GROUP_RECEIVER) & with_group)
    if not may_go_on:
        available[1:] = choices.sender[None, :] != one.sender[:-1, None]
        explained[1:] &= one.sender[1:] != one.sender[:-1]
    spoke = choices.place(one.sender[explained], one.receiver[explained])
    return _Choices(values[explained], available[explained], spoke)


def _at(choices: Sequence[_Choices], coefficients: FloatArray) -> _Place:
    k = len(coefficients)
    total, sums = 0.0, np.zeros((k + 1, k))
    for one in choices:
        total += add_session(one.values, one.available, one.spoke, coefficients, sums)
    information = sums[:k]
    return _Place(total, sums[k], information + np.tril(information, -1).T)


def _climb(choices: Sequence[_Choices], start: _Place, effects: Sequence[Effect]) -> tuple[_Place, FloatArray, int]:
    """Newton's way to the top; no step changes a coefficient by more than two, and each is halved until it does not fall."""
    here, coefficients = start, np.zeros(len(effects))
    for iteration in range(1, _ITERATIONS + 1):
        _refuse_running_away(here.information, start.information, effects)
        step = np.linalg.solve(here.information, here.slope)
        gain = float(step @ here.slope)
        step *= _LONGEST_STEP / max(float(np.abs(step).max()), _LONGEST_STEP)
        there = _at(choices, coefficients + step)
        while there.log_likelihood < here.log_likelihood and gain > _SETTLED:
            step = step / 2
            there = _at(choices, coefficients + step)
        if there.log_likelihood >= here.log_likelihood:
            here, coefficients = there, coefficients + step
        if gain <= _SETTLED:
            _refuse_running_away(here.information, start.information, effects)
            return here, coefficients, iteration
    raise NotEnoughData(f"the estimates did not settle in {_ITERATIONS} steps; fit fewer effects or more sessions")


def _refuse_unidentified(choices: Sequence[_Choices], zero: _Place, effects: Sequence[Effect]) -> None:
    """Effects that never vary, that always or never chose the speaking pair, and those that are the same as others."""
    lowest, highest = np.zeros(len(effects)), np.zeros(len(effects))
    for one in choices:
        reach(one.values, one.available, one.spoke, lowest, highest)
    still = (lowest == 0) & (highest == 0)
    _refuse(effects, still, "never differ between the pairs that could have spoken")
    _refuse(effects, highest <= 0, "were as strong as they could be at every event, so they have no finite estimate")
    _refuse(effects, lowest >= 0, "were as weak as they could be at every event, so they have no finite estimate")
    scale = np.sqrt(np.diagonal(zero.information))
    spread, directions = np.linalg.eigh(zero.information / np.outer(scale, scale))
    if spread[0] < _COLLINEAR:
        _refuse(effects, _weighty(directions[:, 0]), "cannot be told apart in these events")


def _refuse_running_away(information: FloatArray, at_zero: FloatArray, effects: Sequence[Effect]) -> None:
    """Where next to nothing of the information is left in some direction, the likelihood has no top in it."""
    spread, basis = np.linalg.eigh(at_zero)
    whiten = basis / np.sqrt(spread)
    left, directions = np.linalg.eigh(whiten.T @ information @ whiten)
    if left[0] < _NO_INFORMATION:
        direction = whiten @ directions[:, 0] * np.sqrt(np.diagonal(at_zero))
        _refuse(effects, _weighty(direction), "have no finite estimate together: these events follow them without exception")


def _weighty(direction: FloatArray) -> BoolArray:
    size = np.abs(direction)
    heavy: BoolArray = size >= _NAMED * size.max()
    return heavy


def _refuse(effects: Sequence[Effect], which: BoolArray, why: str) -> None:
    named = tuple(effect for effect, bad in zip(effects, which, strict=True) if bad)
    if named:
        raise NotIdentified(why, named)
