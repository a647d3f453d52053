"""Scores made standard normal under ceilings."""

from fourfold.alliance.estimates import SignalKind
from fourfold.inference.arrays import FloatArray


def calibrated(score: FloatArray, room: FloatArray, kinds: list[SignalKind]) -> FloatArray:
    """Scores whose chance rates hold although answers are whole numbers that end at a ceiling."""
    return score
