"""Inference: arrays in, arrays out. Knows numpy, scipy and numba, no tables and no record."""

from importlib import import_module
from typing import Any

__all__ = ["Growth", "RoundRobin", "alliance_posterior", "fit_growth", "fit_parameters", "fit_round_robin"]

_HOME = {
    "Growth": "growth",
    "RoundRobin": "round_robin",
    "alliance_posterior": "four_alliance",
    "fit_growth": "growth",
    "fit_parameters": "four_alliance",
    "fit_round_robin": "round_robin",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"fourfold.inference.{_HOME[name]}"), name)
    raise AttributeError(f"fourfold.inference has no {name!r}; it has {', '.join(__all__)}")
