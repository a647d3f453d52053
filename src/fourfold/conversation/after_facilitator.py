"""After the facilitator speaks, how likely is cross-talk: a member who turns to another member. It describes only."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from fourfold.conversation.floor import Acts, floor_turns
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk
from fourfold.inference.arrays import BoolArray, FloatArray, IntArray
from fourfold.inference.relational_events import Effect, Events, NotIdentified, RelationalEvents, fit_relational_events
from fourfold.inference.shares import wilson_interval
from fourfold.vocabulary import NotEnoughData

MINIMUM_TURNS = 10
"""After facilitators, and after members: with fewer turns a share says nothing."""
DRAWS = 10
_CERTAIN = 1 - 1e-9
_NORMAL_95 = 1.959963984540054
TARGET = Effect.MEMBER_TO_MEMBER_AFTER_FACILITATOR
"""What is asked about."""
BESIDE = (
    Effect.SENDER_FACILITATOR,
    Effect.RECEIVER_FACILITATOR,
    Effect.TO_GROUP,
    Effect.AB_BA,
    Effect.AB_BY,
    Effect.AB_XB,
    Effect.RECENCY_OF_SENDING,
    Effect.RECENCY_OF_RECEIVING,
    Effect.MEMBER_TO_MEMBER,
)
"""Fitted beside it; of those that these events cannot tell, the last is left out first."""


@dataclass(frozen=True, slots=True)
class CrossTalk:
    """The share of turns that are cross-talk, with its 95 % interval.

    by_chance: the share if whoever may speak next spoke to anybody, or the group, as likely as to anybody else. It differs
    after facilitators and after members, because nobody follows themselves.
    """

    turns: int
    share: float
    low: float
    high: float
    by_chance: float


@dataclass(frozen=True, slots=True)
class AfterFacilitator:
    """Cross-talk after a facilitator and after a member, and what of the difference is beyond who speaks and answers anyway.

    coefficient: log odds of member to member after a facilitator, against after a member, beside the other effects of the
    model; None with the sentence `why_none`. left_out: other effects these turns cannot tell. inferred: the share of all
    these turns whose addressee is only probable; the more, the more everything is pulled towards no difference.
    """

    after_facilitator: CrossTalk
    after_member: CrossTalk
    coefficient: float | None
    standard_error: float | None
    why_none: str | None
    left_out: tuple[Effect, ...]
    inferred: float


def after_facilitator(talks: Sequence[Talk], *, draws: int = DRAWS, seed: int = 0) -> AfterFacilitator:
    """How likely cross-talk is after a facilitator and after a member, over the sessions of one group.

    Turns follow one another as floor turns do, without backchannels; those whose addressee nobody knows count only as what
    went before. Inferred addressees count with their probability, and in the model as `draws` draws from it, so that their
    doubt is in the intervals. Raises `NotEnoughData` where too few turns follow facilitators or members.
    """
    _check(talks)
    acts = [floor_turns(one).acts for one in talks]
    steps = [_steps(each, one.facilitators) for each, one in zip(acts, talks, strict=True)]
    shares = [_cross_talk([step for session in steps for step in session if step.after is chair]) for chair in (True, False)]
    coefficient, standard_error, why, left_out = _modelled(acts, talks, draws, seed)
    inferred = sum(step.inferred for session in steps for step in session) / sum(share.turns for share in shares)
    return AfterFacilitator(shares[0], shares[1], coefficient, standard_error, why, left_out, inferred)


def events_of(acts: Acts, facilitators: BoolArray, receiver: IntArray | None = None) -> Events:
    """The acts of one talk as relational events, with another `receiver` (n,) if one is given."""
    return Events(acts.speaker, acts.addressee if receiver is None else receiver, facilitators)


@dataclass(frozen=True, slots=True)
class _Steps:
    """Turns of one talk that follow a facilitator (`after`) or a member: chance that each is cross-talk; inferred are some."""

    after: bool
    chance: FloatArray
    by_chance: float
    inferred: int


def _check(talks: Sequence[Talk]) -> None:
    if not talks:
        raise NotEnoughData("no session with turns is there")
    if not any(one.facilitators.any() for one in talks):
        raise NotEnoughData("nobody is marked as facilitator, so nothing comes after one")
    if all((~one.facilitators).sum() < 2 for one in talks):
        raise NotEnoughData("cross-talk needs at least two members")


def _steps(acts: Acts, facilitators: BoolArray) -> tuple[_Steps, _Steps]:
    cross = _chance_of_cross_talk(acts, facilitators)
    counts = np.zeros(len(cross), dtype=np.bool_)
    counts[1:] = (acts.speaker[1:] != acts.speaker[:-1]) & np.isfinite(cross[1:])
    after = np.zeros(len(cross), dtype=np.bool_)
    after[1:] = facilitators[acts.speaker[:-1]]
    seats, members = len(facilitators), int((~facilitators).sum())
    choices = max((seats - 1) * seats, 1)
    led, followed, doubtful = counts & after, counts & ~after, _doubtful(acts)
    return (
        _Steps(True, cross[led], members * (members - 1) / choices, int(doubtful[led].sum())),
        _Steps(False, cross[followed], (members - 1) ** 2 / choices, int(doubtful[followed].sum())),
    )


def _chance_of_cross_talk(acts: Acts, facilitators: BoolArray) -> FloatArray:
    """The probability that each act is from a member to a member; NaN where nobody knows to whom."""
    chances = _chances(acts, len(facilitators))
    known = chances.sum(axis=1) > 0
    member = np.append(~facilitators, False)
    cross = (chances @ member) * ~facilitators[acts.speaker]
    found: FloatArray = np.where(known, cross, np.nan)
    return found


def _chances(acts: Acts, seats: int) -> FloatArray:
    """The probability of each addressee (acts, seats + 1), the group last; zeros where nobody knows."""
    if acts.probability is not None:
        whole = acts.probability.sum(axis=1, keepdims=True)
        return acts.probability / np.where(whole > 0, whole, 1.0)
    chances = np.zeros((len(acts.speaker), seats + 1))
    known = acts.addressee != NOT_KNOWN
    chances[known, np.where(acts.addressee == TO_GROUP, seats, acts.addressee)[known]] = 1.0
    return chances


def _cross_talk(steps: Sequence[_Steps]) -> CrossTalk:
    chance = np.concatenate([step.chance for step in steps])
    n = len(chance)
    whom = "a facilitator" if steps[0].after else "a member"
    if n < MINIMUM_TURNS:
        raise NotEnoughData(f"only {n} turns with a known addressee follow {whom}; at least {MINIMUM_TURNS} are needed")
    share = float(chance.mean())
    by_chance = sum(step.by_chance * len(step.chance) for step in steps) / n
    sampling, doubt = share * (1 - share), float((chance * (1 - chance)).mean())
    worth = n if sampling == 0 else n * sampling / (sampling + doubt)
    low, high = wilson_interval(share, worth, _NORMAL_95)
    return CrossTalk(n, share, low, high, by_chance)


def _modelled(
    acts: Sequence[Acts], talks: Sequence[Talk], draws: int, seed: int
) -> tuple[float | None, float | None, str | None, tuple[Effect, ...]]:
    """The coefficient of cross-talk after a facilitator, its standard error, why there is none, and effects left out."""
    inferred = any(_doubtful(each).any() for each in acts)
    rng = np.random.default_rng(seed)
    found, left_out = [], set[Effect]()
    for _ in range(draws if inferred else 1):
        sessions = [
            events_of(each, one.facilitators, _drawn(each, one.seats, rng)) for each, one in zip(acts, talks, strict=True)
        ]
        try:
            fit, lost = _fit(sessions, left_out)
        except NotEnoughData as refusal:
            return None, None, str(refusal), tuple(e for e in BESIDE if e in left_out)
        left_out |= lost
        found.append(fit.of(TARGET))
    estimates, errors = np.array(found).T
    between = float(estimates.var(ddof=1)) * (1 + 1 / len(found)) if len(found) > 1 else 0.0
    error = sqrt(float((errors**2).mean()) + between)
    return float(estimates.mean()), error, None, tuple(e for e in BESIDE if e in left_out)


def _fit(sessions: Sequence[Events], lost: set[Effect]) -> tuple[RelationalEvents, set[Effect]]:
    """The fit, without effects beside the wanted one that these events cannot tell."""
    to_group = any((one.receiver == TO_GROUP).any() for one in sessions)
    beside = [e for e in BESIDE if e not in lost and (to_group or e is not Effect.TO_GROUP)]
    try:
        return fit_relational_events(sessions, [TARGET, *beside], with_group=to_group, may_go_on=False), lost
    except NotIdentified as refusal:
        named = [e for e in beside if e in refusal.effects]
        if not named:
            raise
        return _fit(sessions, {*lost, named[-1]})


def _doubtful(acts: Acts) -> BoolArray:
    """Which acts have an addressee that is only probable."""
    if acts.probability is None:
        return np.zeros(len(acts.speaker), dtype=np.bool_)
    best = acts.probability.max(axis=1, initial=0.0)
    doubtful: BoolArray = (best > 0) & (best < _CERTAIN)
    return doubtful


def _drawn(acts: Acts, seats: int, rng: np.random.Generator) -> IntArray:
    """One addressee for each act, drawn by its probability; NOT_KNOWN stays so."""
    chances = _chances(acts, seats)
    reached = chances.cumsum(axis=1) > rng.random((len(chances), 1))
    column = np.where(reached.any(axis=1), reached.argmax(axis=1), chances.argmax(axis=1))
    whom = np.where(column == seats, TO_GROUP, column)
    found: IntArray = np.where(chances.sum(axis=1) > 0, whom, NOT_KNOWN)
    return found
