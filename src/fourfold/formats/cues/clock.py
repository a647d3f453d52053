"""Times as transcripts write them (1:02:03.456, 02:03,4, PT3.5S) in seconds."""

import re
from collections.abc import Sequence

import numpy as np

from fourfold.inference.arrays import FloatArray

_CLOCK = re.compile(r"(?:[0-9]{1,5}:)?[0-9]{1,5}:[0-9]{1,2}(?:[.,][0-9]{1,9})?")
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,12})?")
_SIGNED = re.compile(r"[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})(?:[eE][+-]?[0-9]{1,2})?")
_ISO = re.compile(r"PT(?:([0-9]{1,5})H)?(?:([0-9]{1,5})M)?(?:([0-9]{1,9}(?:\.[0-9]{1,12})?)S)?")
_FULL = "00:00:00.000"
_WEIGHTS = np.array([36000, 3600, 600, 60, 10, 1, 0.1, 0.01, 0.001])


def seconds_of(written: str) -> float | None:
    """The seconds that a clock time, a duration in ISO 8601, or a plain number stands for; None where it is none of them."""
    text = written.strip()
    if _CLOCK.fullmatch(text):
        return _clock(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    iso = _ISO.fullmatch(text)
    if iso and any(iso.groups()):
        hours, minutes, seconds = (float(part or 0) for part in iso.groups())
        return hours * 3600 + minutes * 60 + seconds
    return None


def plain_number(written: str) -> float | None:
    """The number that a text is, with a sign or without; None where it is none, or endless."""
    return float(written) if _SIGNED.fullmatch(written) else None


def clocks(written: Sequence[str]) -> FloatArray:
    """The seconds of many clock times, not a number where one is none; fast where all are written `00:00:00.000`."""
    if set(map(len, written)) == {len(_FULL)}:
        digits = np.frombuffer("".join(written).encode("latin-1", "replace"), dtype=np.uint8).reshape(-1, len(_FULL))
        marks, figures = digits[:, [2, 5, 8]], digits[:, [0, 1, 3, 4, 6, 7, 9, 10, 11]] - 48.0
        if (
            np.isin(marks, [ord(mark) for mark in ":.,"]).all()
            and (marks[:, :2] == ord(":")).all()
            and (abs(figures - 4.5) < 5).all()
        ):
            return np.asarray((figures @ _WEIGHTS).round(3), dtype=np.float64)
    return np.array([_clock(text) if _CLOCK.fullmatch(text) else np.nan for text in written], dtype=np.float64)


def _clock(text: str) -> float:
    parts = text.replace(",", ".").split(":")
    return round(sum(float(part) * 60.0**power for power, part in enumerate(reversed(parts))), 9)
