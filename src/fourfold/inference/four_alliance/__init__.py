"""The dynamic social relations model with roles: all five directions of rating in one open group."""

from fourfold.inference.four_alliance.filter import AllianceFilter, FilterState
from fourfold.inference.four_alliance.fixed_effects import FixedEffects, fixed_effects
from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.inference.four_alliance.posterior import AlliancePosterior, LatentEffect, alliance_posterior
from fourfold.inference.four_alliance.ratings import NOBODY, History, Ratings
from fourfold.inference.four_alliance.smoother import Smoothed, smooth
from fourfold.inference.four_alliance.update import Reading, Update

__all__ = [
    "NOBODY",
    "AllianceFilter",
    "AlliancePosterior",
    "FilterState",
    "FixedEffects",
    "History",
    "LatentEffect",
    "Parameters",
    "Ratings",
    "Reading",
    "Smoothed",
    "Update",
    "alliance_posterior",
    "fixed_effects",
    "smooth",
]
