"""What a table of ratings says about every effect of every group, the parameters being known."""

from dataclasses import dataclass

from fourfold.inference.arrays import Columns
from fourfold.inference.four_alliance.layout import Layout
from fourfold.inference.four_alliance.long_table import histories_of
from fourfold.inference.four_alliance.parameters import (
    BLOCKS,
    FACILITATOR_EFFECTS,
    MEMBER_EFFECTS,
    Parameters,
)
from fourfold.inference.four_alliance.smoother import Smoothed, smooth
from fourfold.vocabulary import NotEnoughData


@dataclass(frozen=True, slots=True)
class LatentEffect:
    """One effect given all ratings; session is None for a dyad, which lasts."""

    group: str
    effect: str
    session: int | None
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class AlliancePosterior:
    """The log-likelihood of all ratings, and every effect at every session of its group."""

    log_likelihood: float
    latent: tuple[LatentEffect, ...]


def alliance_posterior(table: Columns, parameters: Parameters) -> AlliancePosterior:
    """Every effect of the four-alliance model given a table of ratings and the parameters.

    The table has one row a rating: group, session, block, rater, target (empty for MG and TG), y. Session 1 is at
    time 0, and numbers left out count as time passed. Raises `RowRefused`, `KeyError` or `NotEnoughData`.
    Source: docs/method/four_alliances.md, equations 1 to 5.
    """
    groups = histories_of(table)
    if not groups:
        raise NotEnoughData("The table holds no rating.")
    known = {key: smooth(history, parameters) for key, history in groups.items()}
    return AlliancePosterior(
        log_likelihood=sum(group.log_likelihood for group in known.values()),
        latent=tuple(effect for key, group in known.items() for effect in _latent(key, group)),
    )


def _latent(key: str, group: Smoothed) -> list[LatentEffect]:
    names = _effect_names(group.layout)
    mean, sd = (each.tolist() for each in group.effects())
    found = []
    for s, time in enumerate(group.time.tolist()):
        session = round(time) + 1
        rows = zip(names, mean[s], sd[s], strict=True)
        found += [LatentEffect(key, f"{name}_s{session}", session, m, d) for name, m, d in rows]
    mean, sd = (each.tolist() for each in group.dyads())
    persons = group.layout.persons
    for (i, j), m, d in zip(group.layout.dyads, mean, sd, strict=True):
        found.append(LatentEffect(key, f"d[{persons[i]}->{persons[j]}]", None, m, d))
    return found


def _effect_names(layout: Layout) -> list[str]:
    names = [f"gamma_{block}" for block in BLOCKS]
    for person, is_facilitator in zip(layout.persons, layout.is_facilitator, strict=True):
        own = FACILITATOR_EFFECTS if is_facilitator else MEMBER_EFFECTS
        names += [f"{effect}[{person}]" for effect in own]
    return names
