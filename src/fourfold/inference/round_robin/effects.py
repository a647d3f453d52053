"""Effects of persons and relationships, batch by batch, put together under their labels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.round_robin.ratings import Batch, Ratings
from fourfold.inference.round_robin.results import PersonEffects, RelationshipEffects


@dataclass(frozen=True, slots=True)
class BatchEffects:
    """Actor and partner effects (groups, n) of a batch, and the level (groups,) that each group's ratings start from."""

    batch: Batch
    actor: FloatArray
    partner: FloatArray
    level: FloatArray


def labelled(ratings: Ratings, found: Sequence[BatchEffects]) -> tuple[PersonEffects, RelationshipEffects]:
    """The effects of all batches, in the order of the groups' and the persons' labels."""
    return _persons(ratings, found), _relationships(ratings, found)


def _persons(ratings: Ratings, found: Sequence[BatchEffects]) -> PersonEffects:
    group = np.concatenate([np.repeat(e.batch.group, e.batch.n) for e in found])
    person = np.concatenate([e.batch.persons.ravel() for e in found])
    order = np.lexsort((person, group))
    actor, partner = (
        np.concatenate(part)[order] for part in ([e.actor.ravel() for e in found], [e.partner.ravel() for e in found])
    )
    return PersonEffects(ratings.groups[group[order]], ratings.people[person[order]], actor, partner)


def _relationships(ratings: Ratings, found: Sequence[BatchEffects]) -> RelationshipEffects:
    parts = [_of_batch(e) for e in found]
    group, rater, target, effect = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((target, rater, group))
    return RelationshipEffects(
        ratings.groups[group[order]], ratings.people[rater[order]], ratings.people[target[order]], effect[order]
    )


def _of_batch(e: BatchEffects) -> tuple[np.ndarray, ...]:
    rest = e.batch.values - e.actor[:, :, None] - e.partner[:, None, :] - e.level[:, None, None]
    group, rater, target = np.nonzero(~np.isnan(rest))
    persons = e.batch.persons
    return e.batch.group[group], persons[group, rater], persons[group, target], rest[group, rater, target]
