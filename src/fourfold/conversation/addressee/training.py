"""Fits the coefficient table to talks whose addressees somebody coded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.conversation.addressee.coefficients import Coefficients
from fourfold.conversation.addressee.features import Seen, seen
from fourfold.conversation.addressee.regressions import fit_choice, fit_kind
from fourfold.conversation.addressee.scoring import score_of, strongest
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk
from fourfold.inference.arrays import BoolArray, FloatArray, IntArray

RIDGE = 30.0


@dataclass(frozen=True, slots=True)
class Coded:
    """A talk with addressees that somebody coded, in part at least, the words of each turn, and whose group it was."""

    talk: Talk
    text: Sequence[str]
    group: str


def train(cases: Sequence[Coded], *, with_text: bool, ridge: float = RIDGE) -> Coefficients:
    """The coefficients. Each group counts the same, and so does each of its talks, however many turns it has."""
    views = [seen(case.talk, case.text if with_text else None) for case in cases]
    to = np.concatenate([case.talk.addressee for case in cases])
    features, possible, weight = _choices(views, cases)
    candidate = fit_choice(features, possible, to[to >= 0], weight, ridge=ridge)
    best = np.concatenate([strongest(view, score_of(view, candidate)) for view in views])
    coded = to != NOT_KNOWN
    turns = np.vstack([best, np.concatenate([view.turn for view in views], axis=1)]).T[coded]
    group, weight = to[coded] == TO_GROUP, _weights(cases, [case.talk.addressee != NOT_KNOWN for case in cases])
    weights, constant = fit_kind(turns, group, weight, ridge=ridge)
    lasting = np.concatenate([view.lasting for view in views])[coded]
    share = float(np.average(group[lasting], weights=weight[lasting])) if lasting.any() else 0.5
    return Coefficients(candidate, weights[1:], float(weights[0]), constant, share)


def _choices(views: Sequence[Seen], cases: Sequence[Coded]) -> tuple[FloatArray, BoolArray, FloatArray]:
    """The turns for one person, of talks of different sizes: seats that a talk does not have are not possible there."""
    seats = max(case.talk.seats for case in cases)
    features, possible = [], []
    picked = [case.talk.addressee >= 0 for case in cases]
    for view, mine in zip(views, picked, strict=True):
        wider = ((0, seats - len(view.possible)), (0, 0))
        features.append(np.pad(view.candidate[:, :, mine], ((0, 0), *wider)))
        possible.append(np.pad(view.possible[:, mine], wider))
    return np.concatenate(features, axis=2), np.concatenate(possible, axis=1), _weights(cases, picked)


def _weights(cases: Sequence[Coded], picked: Sequence[BoolArray]) -> FloatArray:
    """The weight of each picked turn, one on average."""
    talks = Counter(case.group for case in cases)
    sizes: IntArray = np.array([np.count_nonzero(mine) for mine in picked])
    each = [1 / (talks[case.group] * max(size, 1)) for case, size in zip(cases, sizes.tolist(), strict=True)]
    weight = np.repeat(each, sizes)
    return np.asarray(weight / max(weight.mean(), 1e-12) if len(weight) else weight)
