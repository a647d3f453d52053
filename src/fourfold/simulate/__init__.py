"""Simulate: groups whose truth is known, for tests, the demonstration and power."""

from fourfold.simulate.design import Answering, Attending, Design, Rupture, Seat, Spell, Strangers, Talking, seats
from fourfold.simulate.group import Simulation, simulate_group
from fourfold.simulate.parameters import ASSUMED
from fourfold.simulate.programme import demonstration_groups, demonstration_programme
from fourfold.simulate.replications import stable_groups, weekly
from fourfold.simulate.truth import Truth

__all__ = [
    "ASSUMED",
    "Answering",
    "Attending",
    "Design",
    "Rupture",
    "Seat",
    "Simulation",
    "Spell",
    "Strangers",
    "Talking",
    "Truth",
    "demonstration_groups",
    "demonstration_programme",
    "seats",
    "simulate_group",
    "stable_groups",
    "weekly",
]
