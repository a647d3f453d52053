"""One simulated group: its record, and the truth behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.record import GroupRecord
from fourfold.simulate import calendar as when
from fourfold.simulate import check_ins, talk
from fourfold.simulate.design import Design, Rupture
from fourfold.simulate.latent import Latent, Normals, Shape, draw_answers, draw_latent
from fourfold.simulate.parameters import ASSUMED, QUALITY_CORRELATION
from fourfold.simulate.ruptures import Places, plant
from fourfold.simulate.truth import Truth, truth_of
from fourfold.vocabulary import Quality

ByQuality: TypeAlias = Mapping[Quality, Parameters]


@dataclass(frozen=True, slots=True)
class Simulation:
    """A record that a group could have left, and the truth that it was drawn from."""

    record: GroupRecord
    truth: Truth


def simulate_group(design: Design, parameters: ByQuality = ASSUMED, seed: int = 0) -> Simulation:
    """A group of a design; the same seed gives the same group. `parameters` has one entry for each quality."""
    calendar_rng, answer_rng, talk_rng = (np.random.default_rng([seed, 10 + k]) for k in range(3))
    calendar = when.draw_calendar(design, calendar_rng)
    places = Places.of(design.seats)
    times = calendar.times(design.group.usual_gap_days)
    shape = Shape(1, len(places.members), len(places.facilitators), times)
    normals = {q: Normals((seed,), _mixture(q)) for q in Quality}
    latent = {q: draw_latent(parameters[q], shape, normals[q]) for q in Quality}
    planted = tuple(_plant_everywhere(r, latent, (places, parameters)) for r in design.ruptures)
    drawn = {q: draw_answers(parameters[q], latent[q], normals[q]) for q in Quality}
    spoken = talk.turns(design, calendar, talk_rng)
    record = GroupRecord(
        design.group,
        people=when.people(design),
        memberships=when.memberships(design, calendar),
        sessions=when.sessions(calendar),
        attendance=when.attendance(design, calendar, calendar_rng),
        ratings=check_ins.ratings(design, calendar, drawn, answer_rng),
        turns=spoken,
        acts=talk.acts(design, calendar, spoken, talk_rng),
    )
    return Simulation(record, truth_of(calendar, places, latent, (planted, parameters)))


def _mixture(quality: Quality) -> tuple[float, ...]:
    """How much of each common stream is in a quality."""
    row = np.linalg.cholesky(QUALITY_CORRELATION)[list(Quality).index(quality)]
    return tuple(float(w) for w in row)


def _plant_everywhere(
    rupture: Rupture, latent: Mapping[Quality, Latent], among: tuple[Places, ByQuality]
) -> tuple[Rupture, dict[Quality, float]]:
    """The rupture, and its size in points for each quality."""
    places, parameters = among
    return rupture, {q: plant(rupture, latent[q], places, parameters[q], q) for q in Quality}
