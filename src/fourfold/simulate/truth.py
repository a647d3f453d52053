"""The truth behind a simulated group, as tables that estimates can be laid beside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl

from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.inference.four_alliance.parameters import BLOCKS, FACILITATOR_EFFECTS, MEMBER_EFFECTS, Parameters
from fourfold.simulate.calendar import Calendar
from fourfold.simulate.design import Rupture
from fourfold.simulate.latent import Latent
from fourfold.simulate.ruptures import Places
from fourfold.vocabulary import Quality

Planted: TypeAlias = tuple[tuple[Rupture, dict[Quality, float]], ...]
_Series: TypeAlias = tuple[tuple[str | None, ...], IntArray, FloatArray]


@dataclass(frozen=True, slots=True)
class Truth:
    """What an estimate should find, on the unbounded scale that answers are cut off from; ruptures included.

    levels: quality, block, side ("group", "gives", "receives"), person_id (null: the group), session, value. A person's
        value is the group's level plus what the person gives (as rater of the block) or receives (as its target); only
        sessions held while the person belongs to the group have a row.
    dyads: quality, block, rater_id, target_id, session, value: what one says of another beyond both their habits.
    ruptures: what was planted, with the fall in points for each quality.
    """

    levels: pl.DataFrame
    dyads: pl.DataFrame
    ruptures: Planted
    parameters: Mapping[Quality, Parameters]


def truth_of(
    calendar: Calendar,
    places: Places,
    latent: Mapping[Quality, Latent],
    planted: tuple[Planted, Mapping[Quality, Parameters]],
) -> Truth:
    """The truth of one group that was drawn."""
    seats = (calendar, places)
    levels = [series for q in Quality for series in _levels(q, latent[q], seats)]
    dyads = [series for q in Quality for series in _dyads(q, latent[q], seats)]
    return Truth(
        _table(("quality", "block", "side", "person_id"), levels),
        _table(("quality", "block", "rater_id", "target_id"), dyads),
        *planted,
    )


def _levels(quality: Quality, latent: Latent, seats: tuple[Calendar, Places]) -> Iterator[_Series]:
    calendar, places = seats
    held = np.flatnonzero(calendar.held)
    for k, block in enumerate(BLOCKS):
        yield (str(quality), block, "group", None), held, latent.levels[0, held, k]
    for effects, states, ids, columns in (
        (MEMBER_EFFECTS, latent.members, places.members, np.flatnonzero(calendar.member)),
        (FACILITATOR_EFFECTS, latent.facilitators, places.facilitators, np.flatnonzero(~calendar.member)),
    ):
        for e, effect in enumerate(effects):
            side, block = effect.split("_")
            values = latent.levels[0, :, BLOCKS.index(block), None] + states[0, :, :, e]
            for place, person_id in enumerate(ids):
                there = np.flatnonzero(calendar.held & calendar.belongs[:, columns[place]])
                yield (str(quality), block, _SIDES[side], person_id), there, values[there, place]


_SIDES = {"a": "gives", "p": "receives"}


def _dyads(quality: Quality, latent: Latent, seats: tuple[Calendar, Places]) -> Iterator[_Series]:
    calendar, places = seats
    member, leader = np.flatnonzero(calendar.member), np.flatnonzero(~calendar.member)
    for block, values, raters, targets in (
        ("MM", latent.mm, (places.members, member), (places.members, member)),
        ("MT", latent.mt, (places.members, member), (places.facilitators, leader)),
        ("TM", latent.tm, (places.facilitators, leader), (places.members, member)),
    ):
        for i, (rater_id, i_column) in enumerate(zip(*raters, strict=True)):
            for j, (target_id, j_column) in enumerate(zip(*targets, strict=True)):
                if rater_id != target_id:
                    both = calendar.belongs[:, i_column] & calendar.belongs[:, j_column]
                    there = np.flatnonzero(calendar.held & both)
                    yield (str(quality), block, rater_id, target_id), there, values[0, there, i, j]


def _table(names: tuple[str, ...], series: list[_Series]) -> pl.DataFrame:
    """One table of series that each have their words, sessions and values."""
    lengths = [len(sessions) for _, sessions, _ in series]
    repeated = pl.DataFrame([words for words, _, _ in series], schema=dict.fromkeys(names, pl.String), orient="row")
    return repeated[np.repeat(np.arange(len(series)), lengths)].with_columns(
        session=pl.Series(np.concatenate([np.zeros(0, dtype=np.int64), *(s for _, s, _ in series)]) + 1, dtype=pl.Int64),
        value=pl.Series(np.concatenate([np.zeros(0), *(v for _, _, v in series)])),
    )
