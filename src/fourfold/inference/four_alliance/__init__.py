"""The dynamic social relations model with roles: all five directions of rating in one open group.

The filter and the smoother need numpy and scipy alone; what fits many groups at once is compiled and loads on demand.
"""

from importlib import import_module
from typing import Any

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
    "Fit",
    "FixedEffects",
    "History",
    "LatentEffect",
    "Parameters",
    "Ratings",
    "Reading",
    "Smoothed",
    "Update",
    "alliance_posterior",
    "fit_parameters",
    "fixed_effects",
    "group_effects",
    "intervals",
    "smooth",
]

_COMPILED = {"Fit": "fit", "fit_parameters": "fit", "group_effects": "batch_posterior", "intervals": "fit_intervals"}


def __getattr__(name: str) -> Any:
    if name in _COMPILED:
        return getattr(import_module(f"fourfold.inference.four_alliance.{_COMPILED[name]}"), name)
    raise AttributeError(f"fourfold.inference.four_alliance has no {name!r}; it has {', '.join(__all__)}")
